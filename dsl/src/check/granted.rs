//! What the history says that a rule granted for an element, and what was taken back of it.

use super::balance::{Entry, entry_sum, in_unit, is_text, is_the, or_text, or_today};
use super::{Checker, build};
use crate::ir::{Aggregate, AggregateKind, Comparison, Expr, ExprKind};
use crate::source::Span;
use crate::types::{Type, Unit};

/// Whose grants are meant.
pub(super) struct Granted<'r> {
    /// The rule that granted.
    pub(super) rule: &'r str,
    /// The reversal that asks.
    pub(super) by: &'r str,
    /// The key of the element; absent for all that it granted.
    pub(super) subject: Option<Expr>,
    /// `points`, `credit`, `coupon`, …
    pub(super) kind: &'static str,
    pub(super) what: What<'r>,
}

/// What was granted.
#[derive(Clone, Copy)]
pub(super) enum What<'r> {
    /// An amount in a unit.
    Amount(&'r Unit),
    /// Something by its code or name, which an entry need not have, with its worth in a unit.
    Thing(&'r str, Option<&'r Unit>),
}

/// Which entries of the history.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Grants, adjustments and what was taken back.
    All,
    /// All but those of the reversal itself.
    Others,
    /// Those of the reversal itself.
    Own,
    /// Grants of the rule.
    First,
    /// What was taken back of them.
    Back,
    /// Grants of the rule that are not good yet.
    Pending,
}

impl Checker<'_> {
    /// The sum of these entries.
    pub(super) fn granted(&mut self, of: &Granted<'_>, part: Part, span: Span) -> Option<Expr> {
        let (entry, filters) = self.granted_entries(of, part, span)?;
        let sum = entry_sum(entry, filters, self.entry_amount(entry)?);
        match of.what {
            What::Amount(unit) | What::Thing(_, Some(unit)) => Some(in_unit(sum, unit)),
            What::Thing(_, None) => None,
        }
    }

    /// The last day on which there was such an entry; missing where there was none.
    pub(super) fn last_granted(
        &mut self,
        of: &Granted<'_>,
        part: Part,
        span: Span,
    ) -> Option<Expr> {
        let (entry, filters) = self.granted_entries(of, part, span)?;
        let aggregate = Aggregate {
            kind: AggregateKind::Max,
            depth: 0,
            list: entry.list,
            element: entry.record,
            filter: build::all(filters),
            value: self.entry_field(entry, "date"),
        };
        let kind = ExprKind::Aggregate(Box::new(aggregate));
        Some(build::make(kind, Type::Date, true, span))
    }

    /// Whether the rule granted something of the kind before.
    pub(super) fn was_granted(&mut self, of: &Granted<'_>, span: Span) -> Option<Expr> {
        let (entry, filters) = self.granted_entries(of, Part::First, span)?;
        let aggregate = Aggregate {
            kind: AggregateKind::Any,
            depth: 0,
            list: entry.list,
            element: entry.record,
            filter: None,
            value: build::all(filters),
        };
        Some(build::known(ExprKind::Aggregate(Box::new(aggregate)), Type::Bool, span))
    }

    /// How often the reversal itself has taken back or adjusted something.
    pub(super) fn times_before(&mut self, of: &Granted<'_>, span: Span) -> Option<Expr> {
        let (entry, filters) = self.granted_entries(of, Part::Own, span)?;
        let aggregate = Aggregate {
            kind: AggregateKind::Count,
            depth: 0,
            list: entry.list,
            element: entry.record,
            filter: build::all(filters),
            value: None,
        };
        Some(build::known(ExprKind::Aggregate(Box::new(aggregate)), Type::WHOLE, span))
    }

    fn granted_entries(
        &mut self,
        of: &Granted<'_>,
        part: Part,
        span: Span,
    ) -> Option<(Entry, Vec<Expr>)> {
        let history = self.need_history(say!("what was granted"), span)?;
        let depth = self.scope.next_depth();
        let entry = self.entry(history.grants, depth, span)?;
        let field = |name: &str| self.entry_field(entry, name);
        let mut filters = self.so_far(entry)?;
        filters.push(is_text(field("kind")?, of.kind));
        match of.what {
            What::Amount(unit) => filters.push(is_text(field("unit")?, unit.name())),
            What::Thing(code, _) => filters.push(is_text(or_text(field("code")?, code), code)),
        }
        if let Some(subject) = &of.subject {
            filters.push(is_the(field("subject")?, subject.clone()));
        }
        let status = or_text(field("status")?, "granted");
        let pending = is_text(status.clone(), "pending");
        filters.push(build::any(vec![is_text(status, "granted"), pending.clone()])?);
        let granted = is_text(field("rule")?, of.rule);
        let about = is_text(field("of")?, of.rule);
        let own = is_text(field("rule")?, of.by);
        let unsaid = build::not(build::is_known(field("of")?));
        match part {
            Part::All => {
                let own = build::and(own, unsaid);
                filters.push(build::any(vec![granted, about, own])?);
            }
            Part::Others => {
                let about = build::and(about, build::not(own));
                filters.push(build::any(vec![granted, about])?);
            }
            Part::Own => filters.extend([own, build::any(vec![unsaid, about])?]),
            Part::First => filters.push(granted),
            Part::Back => filters.push(about),
            Part::Pending => {
                let available = or_today(field("available")?);
                let today = build::today(span);
                let later = build::compare(Comparison::Greater, available, today);
                filters.extend([granted, build::any(vec![pending, later])?]);
            }
        }
        Some((entry, filters))
    }
}
