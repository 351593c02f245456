//! Redemptions: in their turn they take from what is left of the customer's balances. What is not
//! automatic, or not covered, is offered.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow::datatypes::i256;
use loyal_dsl::ir::{Chosen, Cost, Effect as Giving, EffectKind, Expr, Lots};
use loyal_dsl::types::{Type, Unit};

use super::cell::Cell;
use super::effects::{Begun, granted};
use super::engine::Gathered;
use super::frame::Context;
use super::given::Given;
use super::keys::subject;
use super::ledger::{Ledger, Ledgers, Share};
use super::limits::{granted_type, millionths, taken};
use super::render::{decimal, quantity, unit_of};
use super::select::Firings;
use super::till::{Good, Till};
use crate::column::word::Word;
use crate::outcome::{Effect, Lot};
use crate::plan::op::EffectCells;

/// Places of what is counted: those of an amount in history.
const PLACES: u8 = 6;

/// An effect that is made, with its place in the rule.
type Made<'m> = (usize, &'m Giving, &'m EffectCells);

/// What a redemption asks for, in millionths.
struct Price<'p> {
    points: &'p str,
    ty: Type,
    amount: i256,
    balance: i256,
}

/// The effects of the redemptions, by the rules' places.
pub(super) fn redeemed<'g, W: Word + 'g>(
    context: &Context<'_, W>,
    ledgers: &mut Ledgers,
    firings: impl Fn(usize) -> Option<Firings<'g, W>>,
    lots: impl Fn() -> Vec<(String, Vec<Good>)>,
) -> BTreeMap<usize, Vec<Given<'g, W>>> {
    let mut given = BTreeMap::new();
    let mut till = None;
    for rule in &context.plan.redeems {
        let Some(firings) = firings(*rule).filter(|firings| !firings.places.is_empty()) else {
            continue;
        };
        let till = till.get_or_insert_with(|| Till::new(lots()));
        let selections = context.plan.selections.as_slice();
        let mut ledger = ledgers.take_out(selections, *rule);
        let mut effects = Vec::new();
        let limited = firings.places.clone().map(|at| firings.limited(at));
        for place in taken(firings.rule.1.taking, limited) {
            let at = firings.places.start + place;
            if let Some(begun) = Begun::of(firings.of(at)) {
                let settled = redeem(&begun, till, &mut ledger).unwrap_or_default();
                effects.extend(settled.into_iter().map(|it| Given::Settled(Box::new(it))));
            }
        }
        ledgers.put_back(selections, *rule, ledger);
        given.insert(*rule, effects);
    }
    given
}

/// What is done or offered for one subject; nothing where the redemption was made before.
fn redeem<W: Word>(
    begun: &Begun<'_, W>,
    till: &mut Till,
    ledger: &mut Ledger,
) -> Option<Vec<Effect>> {
    let limited = begun.limited();
    if begun.is_counted() || !ledger.admits(limited.own()) {
        return None;
    }
    let made: Vec<Made<'_>> = limited.made().collect();
    let price = made.iter().find_map(|made| price(begun, *made))?;
    let given = made.iter().find(|(_, effect, _)| !matches!(effect.kind, EffectKind::Cost(_)));
    given?;
    let rate = made.iter().find_map(|(_, effect, cells)| match &effect.kind {
        EffectKind::Chosen(chosen) => Some((chosen, *cells)),
        _ => None,
    });
    let of_rate = |effect: &Giving| matches!(effect.kind, EffectKind::Chosen(_));
    let effects = match rate {
        Some(rate) => offer_rate(begun, &made, rate, &price, (till, ledger))?,
        None if limited.rule.effects.iter().any(of_rate) => return None,
        None => settle(begun, &made, &price, (till, ledger))?,
    };
    ledger.note_firing(limited.own());
    Some(effects)
}

/// The lots of a kind of points of one customer, the earliest earned first.
pub(super) fn good_lots<W: Word>(
    context: &Context<'_, W>,
    lots: &Lots,
    customer_row: usize,
    (gathered, places): (&Gathered<W>, Range<usize>),
) -> Vec<Good> {
    let hops = std::slice::from_ref(&lots.grants);
    let good = places.filter_map(|at| {
        let [left, last_day] = gathered.cells.get(at * 2..at * 2 + 2)? else { return None };
        let row = gathered.rows.get(at..=at)?;
        let key = subject(context, hops, customer_row, row).last()?.text(context);
        let last_day = last_day.numerator.narrow().filter(|_| last_day.known);
        Some(Good { key, left: left.numerator.widest(), last_day })
    });
    good.collect()
}

fn price<'m, W: Word>(begun: &Begun<'_, W>, (_, effect, cells): Made<'m>) -> Option<Price<'m>> {
    let EffectKind::Cost(Cost { grant, balance }) = &effect.kind else { return None };
    let Type::Quantity(Unit::Points(points), _) = &grant.amount.ty else { return None };
    let counted = |ty: &Type, cell: Option<usize>| Some(begun.limited().counted(ty, cell?));
    Some(Price {
        points: points.name.as_ref(),
        ty: granted_type(&grant.amount.ty),
        amount: counted(&grant.amount.ty, cells.amount)?,
        balance: counted(&balance.ty, cells.balance)?,
    })
}

/// What costs a fixed number of points: done where it is automatic and the balance suffices. All
/// of it is given or nothing.
fn settle<W: Word>(
    begun: &Begun<'_, W>,
    made: &[Made<'_>],
    price: &Price<'_>,
    (till, ledger): (&mut Till, &mut Ledger),
) -> Option<Vec<Effect>> {
    let before = ledger.clone();
    for (_, effect, cells) in made {
        let kept = &mut [(&mut *ledger, begun.limited().own())];
        if granted(begun.limited(), (effect, cells), kept) != Share::All {
            *ledger = before;
            return None;
        }
    }
    let missing = price.amount.wrapping_sub(till.left(price.points, price.balance));
    let done = begun.limited().rule.automatic && missing <= i256::ZERO;
    let lots = if done { till.take(price.points, price.amount) } else { Vec::new() };
    let lots: Vec<Lot> = lots
        .into_iter()
        .map(|(key, amount)| Lot { key, amount: decimal(&amount.to_string(), PLACES, 0) })
        .collect();
    let effects = made.iter().map(|(at, giving, cells)| {
        let mut effect = begun.effect(*at, giving, cells);
        effect.status = (!done).then_some("offered");
        if matches!(giving.kind, EffectKind::Cost(_)) {
            effect.lots.clone_from(&lots);
            effect.missing = (!done && missing > i256::ZERO).then(|| figure(&price.ty, missing));
        }
        effect
    });
    Some(effects.collect())
}

/// What the customer chooses: from the least to the most that bounds, limits and the balance leave,
/// in whole steps.
fn offer_rate<W: Word>(
    begun: &Begun<'_, W>,
    made: &[Made<'_>],
    (chosen, cells): (&Chosen, &EffectCells),
    price: &Price<'_>,
    (till, ledger): (&mut Till, &mut Ledger),
) -> Option<Vec<Effect>> {
    let Chosen { ty, step, least, most, .. } = chosen;
    let unit_step = millionths(ty.places().unwrap_or_default());
    let step = i256::from_i128(*step).wrapping_mul(unit_step);
    let counted =
        |expr: Option<&Expr>, cell: Option<usize>| Some(begun.limited().counted(&expr?.ty, cell?));
    let steps = |amount: i256| amount.max(i256::ZERO).checked_div(step).unwrap_or_default();
    let bounds = [counted(most.as_ref(), cells.amount), ledger.left_of(begun.limited().own(), ty)];
    let covered = till.left(price.points, price.balance).max(i256::ZERO);
    let covered = covered.checked_div(price.amount).unwrap_or_default();
    let most = bounds.into_iter().flatten().map(steps).fold(covered, i256::min);
    let least = counted(least.as_ref(), cells.least).unwrap_or_default();
    let least = steps(least.wrapping_add(step).wrapping_sub(i256::ONE)).max(i256::ONE);
    if most < least {
        return None;
    }
    ledger.note_amount(begun.limited().own(), ty, most.wrapping_mul(step));
    let rate = format!("{} per {}", quoted(&price.ty, price.amount), quoted(ty, step));
    let effects = made.iter().map(|(at, giving, cells)| {
        let mut effect = begun.effect(*at, giving, cells);
        effect.status = Some("offered");
        let of = match &giving.kind {
            EffectKind::Cost(_) => (&price.ty, price.amount),
            EffectKind::Chosen(_) => (ty, step),
            _ => return effect,
        };
        (effect.amount, effect.wished) = (None, None);
        effect.unit = unit_of(of.0).map(str::to_owned);
        effect.rate = Some(rate.clone());
        effect.least = Some(figure(of.0, of.1.wrapping_mul(least)));
        effect.most = Some(figure(of.0, of.1.wrapping_mul(most)));
        effect
    });
    Some(effects.collect())
}

/// Millionths as a quantity of a type.
fn figure(ty: &Type, amount: i256) -> String {
    let smallest = millionths(ty.places().unwrap_or_default());
    let numerator = amount.checked_div(smallest).unwrap_or_default();
    let cell = Cell { numerator, denominator: i256::ONE, known: true, holds: false };
    quantity(ty, cell)
}

/// `100 points`, `1.00 CNY`
fn quoted(ty: &Type, amount: i256) -> String {
    format!("{} {}", figure(ty, amount), unit_of(ty).unwrap_or_default())
}
