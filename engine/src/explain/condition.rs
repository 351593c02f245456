//! Conditions taken apart: every part is asked for, with what it reads and what it lacks.

use indexmap::IndexMap;
use loyal_dsl::ir::{Expr, ExprKind};
use loyal_dsl::source::Span;

use super::account::{Condition, Joined};
use super::asking::{AskedValues, Asking, Place, values_found};
use super::build::not;
use super::lack::AskedLack;
use super::questions::{Answers, Asked};
use crate::plan::place_of;

/// A condition that is asked for.
#[derive(Debug)]
pub(super) struct AskedCondition {
    text: String,
    source: String,
    negated: bool,
    known: bool,
    holds: Asked,
    values: AskedValues,
    lack: Option<AskedLack>,
    joined: Option<Joined>,
    parts: Vec<AskedCondition>,
}

/// How a condition is asked for.
#[derive(Debug, Clone, Copy)]
struct How {
    /// Whether it must hold, or must not.
    wanted: bool,
    /// What is quoted of the policy.
    text: Span,
    /// Whether what is quoted says itself that it must not.
    denied: bool,
}

impl How {
    fn of(wanted: bool, expr: &Expr) -> How {
        How { wanted, text: whole(expr), denied: false }
    }
}

impl Asking<'_> {
    /// Asks for a condition and its parts.
    pub(super) fn condition(&mut self, place: &Place, expr: &Expr) -> AskedCondition {
        self.part(place, expr, How::of(true, expr))
    }

    /// The same of a condition that must hold, or must not.
    fn part(&mut self, place: &Place, expr: &Expr, how: How) -> AskedCondition {
        match &expr.kind {
            ExprKind::Not(inner) => {
                let (wanted, text) = (!how.wanted, with(how.text, whole(inner)));
                let denied = self.says_not(expr, inner);
                self.part(place, inner, How { wanted, text, denied })
            }
            ExprKind::And(..) | ExprKind::Or(..) if is_phrase(expr) => {
                let mut asked = self.one(place, expr, how);
                asked.lack = self.lack_of_phrase(place, expr, how.wanted);
                asked
            }
            ExprKind::And(a, b) => self.joined(place, expr, (a, b), how, Joined::All),
            ExprKind::Or(a, b) => self.joined(place, expr, (a, b), how, Joined::Any),
            ExprKind::Value(id) => {
                let mut asked = self.one(place, expr, how);
                let value = self.program.values.get(id.0 as usize);
                if let Some(value) = value {
                    let named = How::of(how.wanted, &value.expr);
                    asked.parts.push(self.part(&Place::default(), &value.expr, named));
                }
                asked
            }
            ExprKind::Compare(comparison, left, right) => {
                let mut asked = self.one(place, expr, how);
                let comparison = if how.wanted { *comparison } else { comparison.opposite() };
                asked.lack = self.lack(place, comparison, (left, right));
                asked
            }
            _ => self.one(place, expr, how),
        }
    }

    /// Whether the policy writes a negation in what is quoted of it: around what is negated, or as in
    /// `fee_due not in next 60 days` between a value and its window.
    fn says_not(&self, negation: &Expr, inner: &Expr) -> bool {
        let between = left(inner).filter(|left| left.file == inner.span.file).and_then(|left| {
            let source = self.sources.get(left.file as usize)?;
            source.text.get(left.end as usize..inner.span.start as usize)
        });
        let is_written = between.is_some_and(|between| !between.trim().is_empty());
        span_is_wider(negation.span, inner.span) || is_written
    }

    fn joined(
        &mut self,
        place: &Place,
        expr: &Expr,
        (a, b): (&Expr, &Expr),
        how: How,
        joined: Joined,
    ) -> AskedCondition {
        let read = if joined == Joined::All { a.clone() } else { not(a) };
        let wanted = how.wanted;
        let first = self.part(place, a, How::of(wanted, a));
        let second = self.part(&place.after(&read), b, How::of(wanted, b));
        let joined = match (joined, wanted) {
            (Joined::All, true) | (Joined::Any, false) => Joined::All,
            (Joined::Any, true) | (Joined::All, false) => Joined::Any,
        };
        let mut parts = Vec::new();
        for part in [first, second] {
            if part.joined == Some(joined) {
                parts.extend(part.parts);
            } else {
                parts.push(part);
            }
        }
        let mut asked = self.bare(place, expr, how);
        (asked.joined, asked.parts) = (Some(joined), parts);
        asked
    }

    fn one(&mut self, place: &Place, expr: &Expr, how: How) -> AskedCondition {
        let mut asked = self.bare(place, expr, how);
        asked.values = self.values(place, expr);
        asked
    }

    fn bare(&mut self, place: &Place, expr: &Expr, how: How) -> AskedCondition {
        let How { wanted, text: span, denied } = how;
        let asked = if wanted { expr.clone() } else { not(expr) };
        let line = self.line_in_block(expr);
        let (text, source) = match line {
            Some(line) => (line.text, line.source),
            None => (self.text(span), place_of(self.sources, span)),
        };
        AskedCondition {
            text,
            source,
            known: matches!(&expr.kind, ExprKind::Known(of) if of.span == span),
            negated: !wanted && !denied,
            holds: self.ask(place, &asked),
            values: Vec::new(),
            lack: None,
            joined: None,
            parts: Vec::new(),
        }
    }
}

/// Whether conditions that are joined stand in the policy as one, such as a window.
fn is_phrase(expr: &Expr) -> bool {
    let (ExprKind::And(a, b) | ExprKind::Or(a, b)) = &expr.kind else { return false };
    let (a, b) = (whole(a), whole(b));
    a.file == b.file && a.start < b.end && b.start < a.end
}

/// What the first comparison of a phrase compares.
fn left(phrase: &Expr) -> Option<Span> {
    match &phrase.kind {
        ExprKind::And(first, _) | ExprKind::Or(first, _) => left(first),
        ExprKind::Compare(_, left, _) => Some(left.span),
        _ => None,
    }
}

/// The text of a condition; joined ones reach from the first part to the last.
fn whole(expr: &Expr) -> Span {
    match &expr.kind {
        ExprKind::And(a, b) | ExprKind::Or(a, b) => {
            let (a, b) = (whole(a), whole(b));
            if a.file == b.file { a.to(b).to(own(expr, a)) } else { a }
        }
        _ => expr.span,
    }
}

/// The span of a joined condition, where it is one of the same place.
fn own(expr: &Expr, first: Span) -> Span {
    if expr.span.file == first.file && expr.span.end > expr.span.start { expr.span } else { first }
}

/// A text with that of what it speaks of, where the policy does not write it around that.
fn with(text: Span, inner: Span) -> Span {
    if text.file == inner.file && text.end > text.start { text.to(inner) } else { inner }
}

fn span_is_wider(span: Span, than: Span) -> bool {
    span.holds(than) && span != than
}

impl AskedCondition {
    /// What came of it for an element, by its key, or for the customer, whose key is empty.
    pub(super) fn found(&self, answers: &Answers, key: &str) -> Condition {
        let holds = answers.holds(self.holds, key);
        let read = holds.is_some();
        let values = if read { values_found(&self.values, answers, key) } else { IndexMap::new() };
        let fails = holds == Some(false);
        Condition {
            text: self.text.clone(),
            source: self.source.clone(),
            holds,
            negated: self.negated,
            known: self.known,
            values,
            lacks: self.lack.as_ref().filter(|_| fails).and_then(|lack| lack.found(answers, key)),
            joined: self.joined,
            parts: if read {
                self.parts.iter().map(|part| part.found(answers, key)).collect()
            } else {
                Vec::new()
            },
        }
    }

    pub(super) fn holds(&self, answers: &Answers, key: &str) -> Option<bool> {
        answers.holds(self.holds, key)
    }
}
