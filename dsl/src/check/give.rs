//! What a rule gives: an amount and the clauses that work on it.

use super::{Checker, Problem, build};
use crate::ir::{
    Effect, EffectKind, Expr, ExprKind, Extreme, Grant, MoneyForm, RoundingMode, RuleWord,
};
use crate::source::Span;
use crate::syntax::{self, Clause, ClauseKind, Give, RoundClause, TimeUnit};
use crate::types::{Type, Unit};

/// A `give` while its clauses are read.
pub(super) struct Draft {
    given: Given,
    when: Option<Expr>,
    last_day: Option<Expr>,
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
    form: Option<MoneyForm>,
    times: Vec<Expr>,
    plus: Vec<Expr>,
    round: Option<RoundClause>,
    at_least: Vec<Expr>,
    at_most: Vec<Expr>,
}

impl Draft {
    /// Stands for a `give` with a mistake, so that its clauses still have something to work on.
    pub(super) fn failed(span: Span) -> Draft {
        Draft { given: Given::Failed, when: None, last_day: None, span }
    }
}

impl Checker<'_> {
    pub(super) fn draft(
        &mut self,
        word: RuleWord,
        give: &Give,
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        let when = match when {
            Some(when) => Some(self.condition(when)?),
            None => None,
        };
        let (given, valid) =
            self.given(when.as_ref(), |checker| checker.thing(word, give, span))?;
        let last_day = match valid {
            Some((count, unit)) => Some(self.last_valid_day(count, *unit, span)?),
            None => None,
        };
        Some(Draft { given, when, last_day, span })
    }

    fn thing<'g>(
        &mut self,
        word: RuleWord,
        give: &'g Give,
        span: Span,
    ) -> Option<(Given, Option<&'g (syntax::Expr, TimeUnit)>)> {
        let rewards = word != RuleWord::Earn;
        Some(match give {
            Give::Amount { value, form } => (Given::Amount(self.amount(word, value, *form)?), None),
            Give::Coupon { code, worth, valid } => {
                self.require_allowed(word, rewards, "a coupon", span)?;
                let worth = self.worth(worth.as_ref())?;
                (
                    Given::Thing(EffectKind::Coupon { code: code.value.clone(), worth }),
                    valid.as_ref(),
                )
            }
            Give::Gift { code, worth, valid } => {
                self.require_allowed(word, rewards, "a gift", span)?;
                let worth = self.worth(worth.as_ref())?;
                (Given::Thing(EffectKind::Gift { code: code.value.clone(), worth }), valid.as_ref())
            }
            Give::Benefit { name, valid } => {
                self.require_allowed(word, rewards, "a benefit", span)?;
                (Given::Thing(EffectKind::Benefit { name: name.value.clone() }), valid.as_ref())
            }
            Give::Badge { name } => {
                self.require_allowed(word, rewards, "a badge", span)?;
                (Given::Thing(EffectKind::Badge { name: name.value.clone() }), None)
            }
        })
    }

    /// What a coupon or gift is worth; inside, `None` where it is not said.
    fn worth(&mut self, worth: Option<&syntax::Expr>) -> Option<Option<Expr>> {
        let Some(syntax) = worth else { return Some(None) };
        let worth = self.decided(syntax, None)?;
        if !matches!(worth.ty, Type::Quantity(Unit::Money(_), _)) {
            return self.mismatch("an amount of money", &worth, syntax.span);
        }
        self.grantable(worth, syntax.span).map(Some)
    }

    fn amount(
        &mut self,
        word: RuleWord,
        syntax: &syntax::Expr,
        form: Option<MoneyForm>,
    ) -> Option<Amount> {
        let value = self.decided(syntax, None)?;
        let span = syntax.span;
        match (&value.ty, form) {
            (Type::Quantity(Unit::Points, _), None) => {}
            (Type::Quantity(Unit::Money(_), _), Some(_)) => {
                self.require_allowed(word, word != RuleWord::Earn, "money", span)?;
            }
            (Type::Quantity(Unit::Money(_), _), None) => {
                return self.report(Problem::NoForm { span });
            }
            (_, Some(_)) => {
                let found = self.describe(&value.ty);
                return self.report(Problem::FormWithoutMoney { found, span });
            }
            (_, None) => return self.mismatch("an amount of points or money", &value, span),
        }
        let (times, plus, at_least, at_most) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Some(Amount { value, form, times, plus, round: None, at_least, at_most })
    }

    /// Reads a clause that works on the `give` before it.
    pub(super) fn modify(&mut self, draft: Option<&mut Draft>, clause: &Clause) -> Option<()> {
        let word = clause_word(&clause.kind);
        let Some(draft) = draft else {
            return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
        };
        match &clause.kind {
            ClauseKind::UsableThrough(_) | ClauseKind::Valid { .. } if draft.last_day.is_some() => {
                let first = draft.last_day.as_ref().map_or(draft.span, |day| day.span);
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::UsableThrough(day) => draft.last_day = Some(self.decided_date(day)?),
            ClauseKind::Valid { count, unit } => {
                draft.last_day = Some(self.last_valid_day(count, *unit, clause.span)?);
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

    fn modify_amount(
        &mut self,
        given: &mut Given,
        clause: &Clause,
        word: &'static str,
    ) -> Option<()> {
        let amount = match given {
            Given::Amount(amount) => amount,
            Given::Failed => return None,
            Given::Thing(_) => {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
        };
        match &clause.kind {
            ClauseKind::Times(factor) => amount.times.push(self.number(factor)?),
            ClauseKind::Plus(term) => {
                let term = self.quantity(term)?;
                self.same_unit(&amount.value, &term, "added")?;
                amount.plus.push(term);
            }
            ClauseKind::Round(round) => match &amount.round {
                Some(first) => {
                    let (first, second) = (first.span, round.span);
                    return self.report(Problem::Repeated { clause: "round", first, second });
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
        self.same_unit(amount, &checked, "compared")?;
        Some(super::round::to_unit(checked, inward))
    }

    /// The effect of a `give` with all its clauses.
    pub(super) fn finished(&mut self, draft: Draft) -> Option<Effect> {
        let Draft { given, when, last_day, span } = draft;
        let kind = match given {
            Given::Thing(kind) => kind,
            Given::Failed => return None,
            Given::Amount(amount) => {
                let form = amount.form;
                let grant = self.given(when.as_ref(), |checker| checker.grant(amount))?;
                match form {
                    Some(form) => EffectKind::Money(form, grant),
                    None => EffectKind::Points(grant),
                }
            }
        };
        Some(Effect { kind, when, last_day, span })
    }

    fn grant(&mut self, amount: Amount) -> Option<Grant> {
        let span = amount.value.span;
        let mut value = amount.value;
        if let Some(factor) = self.multiplied(amount.times)? {
            value = self.product(value, factor, span)?;
        }
        value = self.summed(std::iter::once(value).chain(amount.plus).collect())?;
        value = match &amount.round {
            Some(round) => {
                let rounded = self.rounded(value, round)?;
                self.fine_enough(rounded, round.span)?
            }
            None => self.grantable(value, span)?,
        };
        value = self.clipped(value, Extreme::Largest, amount.at_least)?;
        if amount.at_most.is_empty() {
            return Some(Grant { amount: value, wished: None });
        }
        let wished = Some(value.clone());
        let amount = self.clipped(value, Extreme::Smallest, amount.at_most)?;
        Some(Grant { amount, wished })
    }

    /// The product of factors; inside, `None` for none.
    fn multiplied(&mut self, factors: Vec<Expr>) -> Option<Option<Expr>> {
        if factors.is_empty() {
            return Some(None);
        }
        let product = build::balanced(factors, &mut |left, right| {
            let span = left.span.to(right.span);
            self.product(left, right, span)
        });
        product.map(Some)
    }

    fn clipped(&mut self, value: Expr, which: Extreme, bounds: Vec<Expr>) -> Option<Expr> {
        if bounds.is_empty() {
            return Some(value);
        }
        let span = value.span;
        let mut ty = value.ty.clone();
        for bound in &bounds {
            let sample = Expr { ty, ..value.clone() };
            ty = self.common_type(&sample, bound)?;
        }
        let items = std::iter::once(value).chain(bounds).collect();
        Some(build::known(ExprKind::Extreme { which, known_only: false, items }, ty, span))
    }
}

fn clause_word(kind: &ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Times(_) => "times",
        ClauseKind::Plus(_) => "plus",
        ClauseKind::Round(_) => "round",
        ClauseKind::AtLeastEach(_) => "at least … each",
        ClauseKind::AtMostEach(_) => "at most … each",
        ClauseKind::UsableThrough(_) => "usable through",
        ClauseKind::Valid { .. } => "valid",
        ClauseKind::ForEach { .. }
        | ClauseKind::Define { .. }
        | ClauseKind::When(_)
        | ClauseKind::Unless { .. }
        | ClauseKind::Give { .. }
        | ClauseKind::Limit(_)
        | ClauseKind::Taking(_)
        | ClauseKind::Do { .. }
        | ClauseKind::Escalate { .. }
        | ClauseKind::FollowUp { .. }
        | ClauseKind::Because(_) => "this clause",
    }
}
