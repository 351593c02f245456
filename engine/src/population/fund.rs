//! Budgets: a fund is granted in a stated order until it is spent.

use std::cmp::{Ordering, Reverse};

use loyal_dsl::ir::Budget;

use crate::evaluate::Measure;
use crate::outcome::{Effect, Outcome, decimal};

/// Places to which amounts are compared with a fund: more than any that is granted has.
const PLACES: u8 = 6;

/// Where an effect stands in the order of a fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    /// By the criteria of the budget.
    pub(super) order: Vec<Option<Measure>>,
    /// The customer's key.
    pub(super) customer: String,
    /// Which of the customer's effects that draw on the fund: those of a higher priority first.
    pub(super) place: usize,
}

/// An effect that asks for a part of a fund.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    turn: Turn,
    amount: i128,
    divisible: bool,
}

/// How a fund was spent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spending {
    /// What was spent in all, in millionths.
    pub(super) spent: i128,
    /// The first wish that was not granted whole, and what it got.
    pub(super) cut: Option<(Turn, i128)>,
}

/// The order in which two turns come.
pub(super) fn compare(budget: &Budget, a: &Turn, b: &Turn) -> Ordering {
    let criteria = budget.order.iter().zip(a.order.iter().zip(&b.order));
    let order = criteria.fold(Ordering::Equal, |order, (criterion, (a, b))| {
        order.then_with(|| match (a, b) {
            (Some(a), Some(b)) if criterion.from_highest => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        })
    });
    order.then_with(|| a.customer.cmp(&b.customer)).then_with(|| a.place.cmp(&b.place))
}

/// What a customer's outcome asks of a fund.
pub(super) fn wishes(budget: &Budget, outcome: &Outcome, order: &[Option<Measure>]) -> Vec<Wish> {
    let drawing = outcome.effects.iter().filter(|effect| draws(budget, effect));
    let wish = |(place, effect): (usize, &Effect)| Wish {
        turn: Turn { order: order.to_vec(), customer: outcome.customer.clone(), place },
        amount: amount(effect),
        divisible: is_divisible(effect),
    };
    places(budget, outcome).into_iter().zip(drawing).map(wish).collect()
}

/// Grants wishes in their order until one is not granted whole.
pub(super) fn spend(budget: &Budget, before: i128, mut wishes: Vec<Wish>) -> Spending {
    wishes.sort_by(|a, b| compare(budget, &a.turn, &b.turn));
    let mut left = fund(budget).saturating_sub(before).max(0);
    let mut spending = Spending::default();
    for wish in wishes {
        if wish.amount <= left {
            left -= wish.amount;
            spending.spent += wish.amount;
            continue;
        }
        let granted = if wish.divisible { left } else { 0 };
        spending.spent += granted;
        spending.cut = Some((wish.turn, granted));
        break;
    }
    spending
}

/// Leaves of an outcome what the fund grants.
pub(super) fn grant(
    budget: &Budget,
    spending: &Spending,
    outcome: &mut Outcome,
    order: &[Option<Measure>],
) {
    let Some((cut, granted)) = &spending.cut else { return };
    let customer = outcome.customer.clone();
    let mut places = places(budget, outcome).into_iter();
    outcome.effects.retain_mut(|effect| {
        if !draws(budget, effect) {
            return true;
        }
        let place = places.next().unwrap_or_default();
        let turn = Turn { order: order.to_vec(), customer: customer.clone(), place };
        match compare(budget, &turn, cut) {
            Ordering::Less => true,
            Ordering::Equal => shorten(effect, *granted),
            Ordering::Greater => false,
        }
    });
}

/// Cuts an effect short; says whether anything is left of it.
fn shorten(effect: &mut Effect, granted: i128) -> bool {
    let least = effect.amount.as_deref().map_or(0, decimal::places);
    let before = effect.amount.take();
    effect.amount = Some(written(granted, least));
    effect.wished = effect.wished.take().or(before);
    granted > 0
}

/// Millionths as a decimal with at least so many places.
fn written(millionths: i128, least: u8) -> String {
    let text = decimal::text(millionths, PLACES);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let kept = part.trim_end_matches('0').len().max(usize::from(least));
    match part.get(..kept).unwrap_or(part) {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    }
}

/// Whether an effect is paid by the fund: granted by one of its rules, in its unit.
fn draws(budget: &Budget, effect: &Effect) -> bool {
    let unit = budget.unit.name();
    budget.rules.binary_search(&effect.rule).is_ok()
        && effect.unit.as_deref() == Some(unit)
        && effect.status.is_none()
        && amount(effect) > 0
}

/// The turn of each effect that draws on the fund among those of its customer: by the priority of
/// its rule, then in the outcome's order.
fn places(budget: &Budget, outcome: &Outcome) -> Vec<usize> {
    let drawing = outcome.effects.iter().filter(|effect| draws(budget, effect));
    let priorities: Vec<i64> = drawing.map(|effect| priority(budget, effect)).collect();
    let mut turns: Vec<usize> = (0..priorities.len()).collect();
    turns.sort_by_key(|at| Reverse(priorities.get(*at).copied()));
    let mut places = vec![0; turns.len()];
    for (place, at) in turns.into_iter().enumerate() {
        if let Some(slot) = places.get_mut(at) {
            *slot = place;
        }
    }
    places
}

fn priority(budget: &Budget, effect: &Effect) -> i64 {
    let rule = budget.rules.binary_search(&effect.rule).ok();
    rule.and_then(|rule| budget.priorities.get(rule)).copied().unwrap_or_default()
}

/// A coupon or gift is given whole or not at all.
fn is_divisible(effect: &Effect) -> bool {
    !matches!(effect.kind, "coupon" | "gift")
}

fn amount(effect: &Effect) -> i128 {
    effect.amount.as_deref().and_then(|text| decimal::mantissa(text, PLACES)).unwrap_or(i128::MAX)
}

/// What a fund holds, in millionths.
pub(super) fn fund(budget: &Budget) -> i128 {
    let power = u32::from(PLACES.saturating_sub(budget.places));
    10_i128
        .checked_pow(power)
        .and_then(|power| budget.amount.checked_mul(power))
        .unwrap_or(i128::MAX)
}
