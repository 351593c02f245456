//! Redemptions: what they cost, and what the customer may choose of a rate.

use super::allowed::Wanted;
use super::effect_problem::EffectProblem;
use super::give::Draft;
use super::{Checker, Problem};
use crate::ir::{
    Chosen, Effect, EffectKind, Expr, ExprKind, Limit, Literal, Measure, MoneyForm, RoundingMode,
    Rule, RuleWord,
};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Cost};
use crate::types::{Places, Type, Unit};

/// What the clauses of a redemption say beside what it gives.
#[derive(Default)]
pub(super) struct Redeeming {
    /// The cost.
    cost: Option<Span>,
    /// Its rate, and where it stands; `None` in it for one with a mistake.
    rate: Option<(Option<Rate>, Span)>,
    /// Where the rate is given.
    chosen: Option<Span>,
    /// `automatic`
    pub(super) automatic: Option<Span>,
}

/// A rate whose form is not known yet.
struct Rate {
    ty: Type,
    step: i128,
    least: Option<Expr>,
    most: Option<Expr>,
}

impl Checker<'_> {
    /// `cost 10000 points`, `cost 100 points per 1 CNY up to 30% of cart.amount`
    pub(super) fn cost(
        &mut self,
        word: RuleWord,
        cost: &Cost,
        redeeming: &mut Redeeming,
        span: Span,
    ) -> Option<Draft> {
        self.require(word, Wanted::Cost, span)?;
        if let Some(first) = redeeming.cost {
            return self.report(Problem::Repeated { clause: say!("cost"), first, second: span });
        }
        redeeming.cost = Some(span);
        if let Some(rate) = &cost.rate {
            redeeming.rate = Some((self.rate_of(rate), span));
        }
        self.asked(word, &cost.amount, span)
    }

    /// `automatic`
    pub(super) fn automatic(
        &mut self,
        word: RuleWord,
        redeeming: &mut Redeeming,
        span: Span,
    ) -> Option<()> {
        self.require(word, Wanted::Cost, span)?;
        if let Some(first) = redeeming.automatic {
            return self.report(Problem::Repeated {
                clause: say!("automatic"),
                first,
                second: span,
            });
        }
        redeeming.automatic = Some(span);
        Some(())
    }

    fn rate_of(&mut self, rate: &syntax::Rate) -> Option<Rate> {
        let step = self.decided(&rate.step, None)?;
        let span = rate.step.span;
        let Type::Quantity(unit @ (Unit::Money(_) | Unit::Points(_)), _) = &step.ty else {
            return self.mismatch(say!("an amount of money or points"), &step, span);
        };
        let ty = Type::Quantity(unit.clone(), Places::Fixed(unit.places()));
        let (ExprKind::Literal(Literal::Quantity(mantissa)), Some(places)) =
            (&step.kind, step.ty.places())
        else {
            return self.report(Problem::Effect(EffectProblem::StepOfRate { span }));
        };
        let missing = ty.places()?.checked_sub(places);
        let factor = missing.and_then(|missing| 10_i128.checked_pow(missing.into()));
        let scaled = factor.and_then(|factor| mantissa.checked_mul(factor));
        let Some(scaled) = scaled.filter(|step| *step > 0) else {
            return self.report(Problem::Effect(EffectProblem::StepOfRate { span }));
        };
        let (least, most) = (rate.least.as_ref(), rate.most.as_ref());
        let least = self.chosen_bound(&step, least, RoundingMode::Up)?;
        let most = self.chosen_bound(&step, most, RoundingMode::Down)?;
        Some(Rate { ty, step: scaled, least, most })
    }

    /// A bound in the unit of the step; inside, `None` where none is written.
    fn chosen_bound(
        &mut self,
        step: &Expr,
        bound: Option<&syntax::Expr>,
        inward: RoundingMode,
    ) -> Option<Option<Expr>> {
        let Some(bound) = bound else { return Some(None) };
        let checked = self.quantity(bound)?;
        self.same_unit(step, &checked, say!("compared"))?;
        Some(Some(super::round::to_unit(checked, inward)))
    }

    /// `give as discount`
    pub(super) fn chosen(
        &mut self,
        word: RuleWord,
        (form, when): (Option<MoneyForm>, Option<&syntax::Expr>),
        redeeming: &mut Redeeming,
        span: Span,
    ) -> Option<Draft> {
        self.require(word, Wanted::Cost, span)?;
        if let Some(first) = redeeming.chosen {
            return self.report(Problem::Repeated { clause: say!("give as"), first, second: span });
        }
        redeeming.chosen = Some(span);
        let Some((rate, _)) = &mut redeeming.rate else {
            return self.report(Problem::Effect(EffectProblem::NoRate { span }));
        };
        let Rate { ty, step, least, most } = rate.take()?;
        let money = matches!(ty, Type::Quantity(Unit::Money(_), _));
        if money != form.is_some() {
            let found = self.describe(&ty);
            return self.report(Problem::Effect(EffectProblem::FormOfRate { found, span }));
        }
        let when = self.optional_condition(when)?;
        let kind = EffectKind::Chosen(Chosen { form, ty, step, least, most });
        Some(Draft::chosen(kind, when, span))
    }

    /// The balance of the points that a cost asks for, and their lots.
    pub(super) fn balance_for(&mut self, amount: &Expr, span: Span) -> Option<Expr> {
        let Type::Quantity(Unit::Points(points), _) = amount.ty.clone() else { return None };
        let balance = self.balance_of(&points, span)?;
        self.need_lots(&points, span)?;
        Some(balance)
    }

    /// Requires that a rule may share what it gives with others.
    pub(super) fn not_redeemed(&mut self, rule: &Rule, what: Message, span: Span) -> Option<()> {
        if rule.word != RuleWord::Redeem {
            return Some(());
        }
        let name = rule.name.clone();
        self.report(Problem::Effect(EffectProblem::RedeemShared { name, what, span }))
    }

    /// What a redemption must and may not have.
    pub(super) fn check_redeem(
        &mut self,
        rule: &syntax::Rule,
        redeeming: &Redeeming,
        (effects, limits): (&[Effect], &[Limit]),
    ) {
        if rule.word != RuleWord::Redeem {
            return;
        }
        let (name, span) = (rule.name.text.clone(), rule.name.span);
        let amount = |limit: &&Limit| limit.measure == Measure::Amount;
        let needs_someone =
            |effect: &&Effect| !effect.approvals.is_empty() || effect.decided_by.is_some();
        let given = effects.iter().any(|effect| !matches!(effect.kind, EffectKind::Cost(_)));
        let problem = match (redeeming.cost, &redeeming.rate, redeeming.automatic) {
            (None, _, _) => EffectProblem::NoCost { rule: name, span },
            (Some(span), Some(_), _) if redeeming.chosen.is_none() => {
                EffectProblem::RateNotGiven { span }
            }
            (_, Some((_, rate)), Some(span)) => EffectProblem::AutomaticRate { rate: *rate, span },
            (_, None, _) if let Some(limit) = limits.iter().find(amount) => {
                EffectProblem::LimitCutsRedeemed { span: limit.date.span }
            }
            _ => match effects.iter().find(needs_someone) {
                Some(effect) => EffectProblem::RedeemedByOthers { span: effect.span },
                None if !given => {
                    self.problems.push(Problem::NothingGiven { rule: name, span });
                    return;
                }
                None => return,
            },
        };
        self.problems.push(Problem::Effect(problem));
    }
}
