//! What becomes of a level: the clauses of a tier with memory as one transition.

use super::membership::Membership;
use super::memory::Clauses;
use super::tier::Measures;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{
    self, Arm, Comparison, Expr, ExprKind, Extreme, Loan, Memory, Transition, TransitionPart,
    ValueId,
};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Tier, Validity};
use crate::types::Type;

impl<'a> Checker<'a> {
    /// The values of a tier with memory.
    pub(super) fn remembered(
        &mut self,
        tier: &'a Tier,
        clauses: &Clauses<'a>,
        measures: Measures,
        membership: Membership,
    ) -> Option<ir::Tier> {
        let (name, span, choice) = (&tier.name.text, tier.name.span, measures.choice);
        let stays = self.stays(tier, &measures);
        let life = self.life(tier, choice);
        let at_once: Vec<Option<Expr>> =
            clauses.at_once.iter().map(|when| self.condition(when)).collect();
        let at_once: Option<Vec<Expr>> = at_once.into_iter().collect();
        let rises_from = self.optional_date(clauses.rises_from);
        let valid_to = match clauses.valid {
            Some(Validity::To(date)) => self.optional_date(Some(date)),
            _ => Some(None),
        };
        let ends = self.ends(clauses);
        let lowered_before = match &membership.lowered {
            None if !clauses.at_once.is_empty() => self.no_room_to_lower(tier, clauses),
            lowered => Some(lowered.clone().unwrap_or_else(|| build::whole(0, span))),
        };
        let loans = self.loans(clauses, choice, name);
        let qualified = self.hidden(&format!("{name}.qualified"), measures.qualified, span)?;
        let transition = Transition {
            part: TransitionPart::Level,
            held: membership.level.clone(),
            since: membership.since,
            until: membership.until,
            lowered: lowered_before.clone()?,
            qualified: self.read_value(qualified, span)?,
            stays: stays.clone(),
            life: life?,
            due: due(at_once.as_deref()?, span),
            rises_from: rises_from?,
            valid_to: valid_to?,
            ends: ends?,
        };
        let loans = loans?;
        let changes = Type::Choice(self.changes(tier));
        let add = |checker: &mut Self, part, what: &str, ty: Type, optional| {
            let transition = Box::new(Transition { part, ..transition.clone() });
            let expr = build::make(ExprKind::Transition(transition), ty, optional, span);
            checker.hidden(what, expr, span)
        };
        let own_name = if loans.is_empty() { name.clone() } else { format!("{name}.own") };
        let own = add(self, TransitionPart::Level, &own_name, Type::Choice(choice), false)?;
        let since = add(self, TransitionPart::Since, &format!("{name}.since"), Type::Date, true)?;
        let until = add(self, TransitionPart::Until, &format!("{name}.until"), Type::Date, true)?;
        let change = add(self, TransitionPart::Change, &format!("{name}.change"), changes, false)?;
        let lowered = if clauses.at_once.is_empty() {
            None
        } else {
            let what = format!("{name}.lowered");
            Some(add(self, TransitionPart::Lowered, &what, Type::WHOLE, false)?)
        };
        let level = if loans.is_empty() { own } else { self.with_loans(own, &loans, name, span)? };
        let grace = transition.ends.grace;
        let memory = Memory {
            own,
            before: membership.level,
            since,
            until,
            change,
            lowered,
            stays,
            grace,
            loans,
            at_once: at_once?,
            lowered_before: lowered_before?,
        };
        let name = name.clone();
        Some(ir::Tier { name, level, bars: measures.bars, memory: Some(memory) })
    }

    /// A value that no policy names.
    fn hidden(&mut self, name: &str, expr: Expr, span: Span) -> Option<ValueId> {
        match self.add_value(name, expr, span) {
            Progress::Value(id) => Some(id),
            _ => None,
        }
    }

    /// By level: whether its rising or staying bar is reached.
    fn stays(&mut self, tier: &Tier, measures: &Measures) -> Vec<Expr> {
        let mut stays = Vec::new();
        for ((level, rises), keeps) in tier.levels.iter().zip(&measures.rises).zip(&measures.keeps)
        {
            let both = match keeps {
                Some(keeps) => build::any(vec![rises.clone(), keeps.clone()]),
                None => Some(rises.clone()),
            };
            let name = format!("{}.keeps.{}", tier.name.text, level.name.text);
            let id = both.and_then(|both| self.hidden(&name, both, level.name.span));
            stays.extend(id.and_then(|id| self.read_value(id, level.name.span)));
        }
        stays
    }

    /// The highest level that is held for life.
    #[expect(clippy::option_option, reason = "outside what was wrong, inside what was not said")]
    fn life(&mut self, tier: &'a Tier, choice: u32) -> Option<Option<Expr>> {
        let mut arms = Vec::new();
        for (index, level) in (0u32..).zip(&tier.levels) {
            let Some(when) = &level.life_when else { continue };
            let value = build::option(choice, index, level.name.span);
            arms.insert(0, self.condition(when).map(|when| Arm { when, then: value }));
        }
        let arms: Vec<Arm> = arms.into_iter().collect::<Option<_>>()?;
        if arms.is_empty() {
            return Some(None);
        }
        Some(Some(build::cases(arms, None, Type::Choice(choice), tier.name.span)))
    }

    fn no_room_to_lower(&mut self, tier: &Tier, clauses: &Clauses<'a>) -> Option<Expr> {
        let field = clauses.held_in.and_then(super::name::member_path)?;
        let names: Vec<&str> = field.into_iter().map(|name| name.text.as_str()).collect();
        let (field, span) = (Message::verbatim(names.join(".")), clauses.held_in?.span);
        self.report(Problem::NotAMembership { field, tier: tier.name.text.clone(), span })
    }

    #[expect(clippy::option_option, reason = "outside what was wrong, inside what was not said")]
    fn optional_date(&mut self, date: Option<&syntax::Expr>) -> Option<Option<Expr>> {
        match date {
            Some(date) => self.date(date).map(Some),
            None => Some(None),
        }
    }

    /// The levels that are lent while their conditions hold and their days have not passed.
    fn loans(&mut self, clauses: &Clauses<'a>, choice: u32, tier: &str) -> Option<Vec<Loan>> {
        let mut loans = Vec::new();
        for (index, (level, until, when)) in clauses.lent.iter().enumerate() {
            let ty = Type::Choice(choice);
            let value = self.option(level, &ty).or_else(|| self.unknown_option(level, &ty))?;
            let when = self.condition(when)?;
            let until = match until {
                Some(until) => {
                    Some(self.given(Some(&when), |checker| checker.decided_date(until))?)
                }
                None => None,
            };
            let open = until.iter().map(not_passed);
            let when = build::all([when].into_iter().chain(open))?;
            let arms = vec![Arm { when, then: value }];
            let lent = build::cases(arms, None, ty, level.span);
            let id = self.hidden(&format!("{tier}.lent.{index}"), lent, level.span)?;
            loans.push(Loan { level: self.read_value(id, level.span)?, until });
        }
        Some(loans)
    }

    /// The higher of the own level and those lent.
    fn with_loans(
        &mut self,
        own: ValueId,
        loans: &[Loan],
        name: &str,
        span: Span,
    ) -> Option<ValueId> {
        let own = self.read_value(own, span)?;
        let ty = own.ty.clone();
        let items = [own].into_iter().chain(loans.iter().map(|loan| loan.level.clone())).collect();
        let kind = ExprKind::Extreme { which: Extreme::Largest, known_only: true, items };
        self.hidden(name, build::known(kind, ty, span), span)
    }
}

/// By how many levels it is to be lowered: one for each condition that holds.
fn due(at_once: &[Expr], span: Span) -> Option<Expr> {
    let counted = at_once.iter().map(|when| {
        let arm = Arm { when: when.clone(), then: build::whole(1, when.span) };
        build::cases(vec![arm], Some(build::whole(0, when.span)), Type::WHOLE, when.span)
    });
    build::balanced(counted.collect(), &mut |a, b| {
        let kind = ExprKind::Add(Box::new(a), Box::new(b));
        Some(build::known(kind, Type::WHOLE, span))
    })
}

/// Whether a day has not passed.
fn not_passed(until: &Expr) -> Expr {
    build::compare(Comparison::LessOrEqual, build::today(until.span), until.clone())
}
