//! How much rules give at most in one run: what bounds a total of effects.

use loyal_dsl::ir::{
    Effect, EffectKind, Expr, ExprKind, FieldId, Filled, Limit, Literal, Measure, Program, Rule,
    RuleWord, Total, TotalOf,
};
use loyal_dsl::types::{Type, Unit};

use super::bounds::{Bounds, scaled};

/// The total that a field of the customer's record holds.
pub(super) fn total(program: &Program, field: FieldId) -> Option<&Total> {
    let filled = program.records.first()?.fields.get(field.0 as usize)?.filled?;
    match filled {
        Filled::Total(at) => program.totals.get(at as usize),
        Filled::PopulationSize | Filled::Above(_) | Filled::Members | Filled::Member(_) => None,
    }
}

/// The bounds of a total of this run, by those of the amounts of its effects. What history tells
/// of earlier runs is bounded by nothing.
pub(super) fn bounds_of(program: &Program, total: &Total, of: &impl Fn(&Expr) -> Bounds) -> Bounds {
    if total.within.is_some() {
        return (None, None);
    }
    let mut sum: Bounds = (Some(0), Some(0));
    for rule in program.rules.iter().filter(|rule| counts(rule, &total.of)) {
        let (least, most) = given(rule, total, of);
        let plus = |a: Option<i128>, b: Option<i128>| a?.checked_add(b?);
        sum = (plus(sum.0, least), plus(sum.1, most));
    }
    sum
}

/// Whether a rule may give something that a total counts.
fn counts(rule: &Rule, of: &TotalOf) -> bool {
    rule.effects.iter().any(|effect| amount(rule, effect, of) != Amount::None)
}

/// What of an effect a total counts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount<'e> {
    None,
    /// An amount given, if it is above zero.
    Given(&'e Expr),
    /// Not known, as of what a customer chooses.
    Any,
}

fn amount<'e>(rule: &Rule, effect: &'e Effect, of: &TotalOf) -> Amount<'e> {
    if rule.word == RuleWord::Reversal {
        return Amount::Any;
    }
    let counted = |kind: &str| of.has(&rule.name, kind);
    match &effect.kind {
        EffectKind::Points(grant) if counted("points") => Amount::Given(&grant.amount),
        EffectKind::Money(form, grant) if counted(form.name()) => Amount::Given(&grant.amount),
        EffectKind::Take(_) if counted("take") => Amount::Any,
        EffectKind::Offer(_) | EffectKind::Cost(_) | EffectKind::Chosen(_) => Amount::Any,
        EffectKind::Points(_)
        | EffectKind::Money(..)
        | EffectKind::Take(_)
        | EffectKind::Coupon { .. }
        | EffectKind::Gift { .. }
        | EffectKind::Benefit { .. }
        | EffectKind::Badge { .. }
        | EffectKind::Task { .. }
        | EffectKind::Escalate { .. }
        | EffectKind::FollowUp { .. }
        | EffectKind::Suspend { .. }
        | EffectKind::Forfeit { .. }
        | EffectKind::Message(_) => Amount::None,
    }
}

/// What a rule gives a customer in a run.
fn given(rule: &Rule, total: &Total, bounds: &impl Fn(&Expr) -> Bounds) -> Bounds {
    let mut most = Some(0_i128);
    for effect in &rule.effects {
        let one = match amount(rule, effect, &total.of) {
            Amount::None => Some(0),
            Amount::Given(amount) => bounds(amount).1.map(|most| most.max(0)),
            Amount::Any => return (None, None),
        };
        most = most.zip(one).and_then(|(most, one)| most.checked_add(one));
    }
    let alone = most.filter(|_| rule.for_each.is_empty());
    let limited = rule.limits.iter().filter_map(|one| limit(one, &total.unit));
    (Some(0), alone.into_iter().chain(limited).min())
}

/// What a limit in the total's unit lets a rule give whatever the dates.
fn limit(limit: &Limit, unit: &Unit) -> Option<i128> {
    let amount = match limit.measure {
        Measure::Amount | Measure::WholeAmount => limit.period.is_none(),
        Measure::Times | Measure::Contacts => false,
    };
    let counted = amount && matches!(&limit.most.ty, Type::Quantity(of, _) if of == unit);
    match &limit.most.kind {
        ExprKind::Literal(Literal::Quantity(most)) if counted => {
            scaled(*most, limit.most.ty.places()?)
        }
        _ => None,
    }
}
