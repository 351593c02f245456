//! What a rule gives: an amount and the clauses that work on it.

mod draft;
mod finished;
mod modified;

use super::allowed::Wanted;
use super::effect_problem::EffectProblem;
use super::validity::Validity;
use super::{Checker, Problem};
use crate::ir::{Effect, EffectKind, Expr, MoneyForm, Reversal, RuleWord};
use crate::source::Span;
use crate::syntax::{self, Clause, ClauseKind, Give, RoundClause, Text, TimeUnit};
use crate::types::{Type, Unit};

/// A `give` while its clauses are read.
pub(super) struct Draft {
    given: Given,
    when: Option<Expr>,
    validity: Option<Validity>,
    available: Option<(Expr, Span)>,
    approvals: Vec<(Text, Option<syntax::Expr>, Span)>,
    decided_by: Option<String>,
    reversal: Option<Reversal>,
    span: Span,
}

enum Given {
    Amount(Amount),
    Thing(EffectKind),
    /// Something was wrong, and has been reported.
    Failed,
}

/// An amount with its clauses, which are applied in the fixed order of the language: `times`,
/// `plus`, `round`, `at least … each`, `at most … each`.
struct Amount {
    value: Expr,
    purpose: Use,
    times: Vec<Expr>,
    plus: Vec<Expr>,
    round: Option<RoundClause>,
    at_least: Vec<Expr>,
    at_most: Vec<Expr>,
    less: Option<Less>,
}

/// What becomes of an amount that is taken back, once it is rounded.
pub(super) struct Less {
    /// At most this,
    pub(super) whole: Expr,
    /// and what was taken before, which is below zero, counts against it;
    pub(super) before: Expr,
    /// at most these are taken now.
    pub(super) bounds: Vec<Expr>,
}

impl Amount {
    fn new(value: Expr, purpose: Use) -> Amount {
        let (times, plus, at_least, at_most) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Amount { value, purpose, times, plus, round: None, at_least, at_most, less: None }
    }
}

/// What becomes of an amount.
#[derive(Clone, Copy)]
enum Use {
    /// It is given.
    Give(Option<MoneyForm>),
    /// It is taken.
    Take,
    /// It is asked for.
    Cost,
}

impl Checker<'_> {
    pub(super) fn draft(
        &mut self,
        word: RuleWord,
        give: &Give,
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        let when = self.optional_condition(when)?;
        let (given, valid) =
            self.given(when.as_ref(), |checker| checker.thing(word, give, span))?;
        let validity = match valid {
            Some((count, unit)) => Some(self.valid_for(count, *unit, span)?),
            None => None,
        };
        let decided_by = match give {
            Give::Floor { decided_by, .. } => Some(decided_by.value.clone()),
            _ => None,
        };
        Some(Draft { when, validity, decided_by, ..Draft::of(given, span) })
    }

    /// `take 500 points`
    pub(super) fn taking(
        &mut self,
        word: RuleWord,
        (amount, within_balance): (&syntax::Expr, bool),
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        self.require(word, Wanted::Taking, span)?;
        let when = self.optional_condition(when)?;
        let mut amount =
            self.given(when.as_ref(), |checker| checker.amount(word, amount, Use::Take))?;
        if let (true, Type::Quantity(unit, _)) = (within_balance, amount.value.ty.clone()) {
            amount.at_most.push(self.positive_balance(&unit, span)?);
        }
        Some(Draft { when, ..Draft::of(Given::Amount(amount), span) })
    }

    /// `cost 10000 points`
    pub(super) fn asked(
        &mut self,
        word: RuleWord,
        amount: &syntax::Expr,
        span: Span,
    ) -> Option<Draft> {
        let amount = self.amount(word, amount, Use::Cost)?;
        Some(Draft::of(Given::Amount(amount), span))
    }

    /// `offer one of { … }`
    pub(super) fn offer(
        &mut self,
        word: RuleWord,
        options: &[Clause],
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        self.require(word, Wanted::Offer, span)?;
        let when = self.optional_condition(when)?;
        let given = options.iter().filter(|it| matches!(it.kind, ClauseKind::Give { .. }));
        if given.count() < 2 {
            return self.report(Problem::Effect(EffectProblem::NoChoice { span }));
        }
        let drafts = self.given(when.as_ref(), |checker| checker.options(word, options));
        let options: Vec<Option<Effect>> =
            drafts.into_iter().map(|draft| self.finished(draft)).collect();
        let options = EffectKind::Offer(options.into_iter().collect::<Option<_>>()?);
        Some(Draft { when, ..Draft::of(Given::Thing(options), span) })
    }

    /// The options of an offer with the clauses that work on them.
    fn options(&mut self, word: RuleWord, options: &[Clause]) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for clause in options {
            if let ClauseKind::Give { give, when } = &clause.kind {
                let draft = self.draft(word, give, when.as_ref(), clause.span);
                drafts.push(draft.unwrap_or_else(|| Draft::failed(clause.span)));
            } else if self.modify(drafts.last_mut(), clause).is_none() {
                drafts.push(Draft::failed(clause.span));
            }
        }
        drafts
    }

    /// A condition that need not be written.
    pub(super) fn optional_condition(
        &mut self,
        when: Option<&syntax::Expr>,
    ) -> Option<Option<Expr>> {
        match when {
            Some(when) => self.condition(when).map(Some),
            None => Some(None),
        }
    }

    fn thing<'g>(
        &mut self,
        word: RuleWord,
        give: &'g Give,
        span: Span,
    ) -> Option<(Given, Option<&'g (syntax::Expr, TimeUnit)>)> {
        let (kind, valid) = match give {
            Give::Amount { value, form } | Give::Floor { value, form, .. } => {
                let amount = self.amount(word, value, Use::Give(*form))?;
                return Some((Given::Amount(amount), None));
            }
            Give::Coupon { code, worth, valid } => {
                self.require(word, Wanted::Coupon, span)?;
                let (code, worth) = (code.value.clone(), self.worth(worth.as_ref())?);
                (EffectKind::Coupon { code, worth }, valid.as_ref())
            }
            Give::Gift { code, worth, valid } => {
                self.require(word, Wanted::Gift, span)?;
                let (code, worth) = (code.value.clone(), self.worth(worth.as_ref())?);
                (EffectKind::Gift { code, worth }, valid.as_ref())
            }
            Give::Benefit { name, valid } => {
                self.require(word, Wanted::Benefit, span)?;
                (EffectKind::Benefit { name: name.value.clone() }, valid.as_ref())
            }
            Give::Badge { name } => {
                self.require(word, Wanted::Badge, span)?;
                (EffectKind::Badge { name: name.value.clone() }, None)
            }
            Give::Chosen { .. } => {
                return self.report(Problem::Effect(EffectProblem::NoRate { span }));
            }
        };
        Some((Given::Thing(kind), valid))
    }

    /// What a coupon or gift is worth; inside, `None` where it is not said.
    fn worth(&mut self, worth: Option<&syntax::Expr>) -> Option<Option<Expr>> {
        let Some(syntax) = worth else { return Some(None) };
        let worth = self.decided(syntax, None)?;
        if !matches!(worth.ty, Type::Quantity(Unit::Money(_), _)) {
            return self.mismatch(say!("an amount of money"), &worth, syntax.span);
        }
        self.grantable(worth, syntax.span).map(Some)
    }

    fn amount(&mut self, word: RuleWord, syntax: &syntax::Expr, purpose: Use) -> Option<Amount> {
        let value = self.decided(syntax, None)?;
        let span = syntax.span;
        match (&value.ty, purpose) {
            (Type::Quantity(Unit::Points(_) | Unit::Money(_), _), Use::Take)
            | (Type::Quantity(Unit::Points(_), _), Use::Cost) => {}
            (Type::Quantity(Unit::Points(_), _), Use::Give(None)) => {
                self.require(word, Wanted::Points, span)?;
            }
            (Type::Quantity(Unit::Money(_), _), Use::Give(Some(_))) => {
                self.require(word, Wanted::Money, span)?;
            }
            (Type::Quantity(Unit::Money(_), _), Use::Give(None)) => {
                return self.report(Problem::NoForm { span });
            }
            (_, Use::Give(Some(_))) => {
                let found = self.describe(&value.ty);
                return self.report(Problem::FormWithoutMoney { found, span });
            }
            (_, Use::Give(None) | Use::Take) => {
                return self.mismatch(say!("an amount of points or money"), &value, span);
            }
            (_, Use::Cost) => return self.mismatch(say!("an amount of points"), &value, span),
        }
        Some(Amount::new(value, purpose))
    }
}
