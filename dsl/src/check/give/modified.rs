//! The clauses that work on the `give` before them.

use super::{Draft, Given};
use crate::check::validity::Validity;
use crate::check::{Checker, Problem};
use crate::ir::{Expr, RoundingMode};
use crate::message::Message;
use crate::syntax::{self, Clause, ClauseKind};

impl Checker<'_> {
    /// Reads a clause that works on the `give` before it.
    pub(in crate::check) fn modify(
        &mut self,
        draft: Option<&mut Draft>,
        clause: &Clause,
    ) -> Option<()> {
        let word = clause_word(&clause.kind);
        let Some(draft) = draft else {
            return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
        };
        match &clause.kind {
            // Of what a reversal takes back, it rounds the amounts.
            ClauseKind::Round(_) if draft.is_thing_taken_back() => {}
            ClauseKind::UsableThrough(_) | ClauseKind::Valid { .. } | ClauseKind::Available(_)
                if draft.reversal.is_some() || draft.is_cost() =>
            {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
            ClauseKind::Available(_) if !draft.is_given() => {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
            ClauseKind::Available(_) if let Some((_, first)) = draft.available => {
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::UsableThrough(_) | ClauseKind::Valid { .. } if draft.validity.is_some() => {
                let first = draft.validity.as_ref().map_or(draft.span, Validity::span);
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::Available(available) => {
                draft.available = Some((self.available(available, clause.span)?, clause.span));
            }
            // Who comes later approves what is above another bound.
            ClauseKind::Approval { when: None, .. }
                if let Some((_, _, first)) = draft.approvals.first().cloned() =>
            {
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::Approval { by, when } => {
                draft.approvals.push((by.clone(), when.clone(), clause.span));
            }
            ClauseKind::UsableThrough(day) => {
                draft.validity = Some(Validity::Through(self.decided_date(day)?));
            }
            ClauseKind::Valid { count, unit } => {
                draft.validity = Some(self.valid_for(count, *unit, clause.span)?);
            }
            _ => {
                let when = draft.when.clone();
                return self.given(when.as_ref(), |checker| {
                    checker.modify_amount(&mut draft.given, clause, word)
                });
            }
        }
        Some(())
    }

    fn modify_amount(&mut self, given: &mut Given, clause: &Clause, word: Message) -> Option<()> {
        let amount = match given {
            Given::Amount(amount)
                if amount.less.is_none() || matches!(clause.kind, ClauseKind::Round(_)) =>
            {
                amount
            }
            Given::Failed => return None,
            Given::Amount(_) | Given::Thing(_) => {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
        };
        match &clause.kind {
            ClauseKind::Times(factor) => amount.times.push(self.number(factor)?),
            ClauseKind::Plus(term) => {
                let term = self.quantity(term)?;
                self.same_unit(&amount.value, &term, say!("added"))?;
                amount.plus.push(term);
            }
            ClauseKind::Round(round) => match &amount.round {
                Some(first) => {
                    let (first, second) = (first.span, round.span);
                    return self.report(Problem::Repeated { clause: say!("round"), first, second });
                }
                None => amount.round = Some(round.clone()),
            },
            ClauseKind::AtLeastEach(bound) => {
                let bound = self.bound(&amount.value, bound, RoundingMode::Up)?;
                amount.at_least.push(bound);
            }
            ClauseKind::AtMostEach(bound) => {
                let bound = self.bound(&amount.value, bound, RoundingMode::Down)?;
                amount.at_most.push(bound);
            }
            _ => {}
        }
        Some(())
    }

    /// A bound that can be granted: of more places, it is rounded to its own inner side, so that
    /// no rounding ever passes it.
    fn bound(&mut self, amount: &Expr, bound: &syntax::Expr, inward: RoundingMode) -> Option<Expr> {
        let checked = self.quantity(bound)?;
        self.same_unit(amount, &checked, say!("compared"))?;
        Some(crate::check::round::to_unit(checked, inward))
    }
}

fn clause_word(kind: &ClauseKind) -> Message {
    match kind {
        ClauseKind::Times(_) => say!("times"),
        ClauseKind::Plus(_) => say!("plus"),
        ClauseKind::Round(_) => say!("round"),
        ClauseKind::AtLeastEach(_) => say!("at least … each"),
        ClauseKind::AtMostEach(_) => say!("at most … each"),
        ClauseKind::UsableThrough(_) => say!("usable through"),
        ClauseKind::Valid { .. } => say!("valid"),
        ClauseKind::Available(_) => say!("available"),
        ClauseKind::Approval { .. } => say!("needs approval by"),
        ClauseKind::ForEach { .. }
        | ClauseKind::Define { .. }
        | ClauseKind::When(_)
        | ClauseKind::Unless { .. }
        | ClauseKind::Give { .. }
        | ClauseKind::Limit(_)
        | ClauseKind::ContactLimit(_)
        | ClauseKind::Taking(_)
        | ClauseKind::Do { .. }
        | ClauseKind::Escalate { .. }
        | ClauseKind::FollowUp { .. }
        | ClauseKind::Because(_)
        | ClauseKind::Offer { .. }
        | ClauseKind::Take { .. }
        | ClauseKind::Cost(_)
        | ClauseKind::Automatic
        | ClauseKind::Priority(_)
        | ClauseKind::Reverse { .. }
        | ClauseKind::Adjust { .. }
        | ClauseKind::Suspend { .. }
        | ClauseKind::Forfeit { .. }
        | ClauseKind::Message { .. }
        | ClauseKind::Channel(_)
        | ClauseKind::Hours { .. }
        | ClauseKind::Marketing { .. }
        | ClauseKind::Service => say!("this clause"),
    }
}
