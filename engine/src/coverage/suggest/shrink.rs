//! A customer who comes to something → the plainest one who does, on the edge where the policy
//! changes its mind.

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::types::{Places, Type};
use serde_json::Value as Json;

use super::spots::{Spot, movable, removable};
use crate::outcome::decimal;

/// Leaving things out may make others needless.
const ROUNDS: usize = 3;
/// How far a date is moved: a hundred years.
const DAYS: i128 = 36_525;
/// How many times its value a figure is raised.
const TIMES: i128 = 1000;

/// Whether a record still is one.
type IsOne<'a> = &'a dyn Fn(&Json) -> bool;

/// The plainest record of those that a record has in it, on an edge where it has one.
pub(super) fn plainest(program: &Program, record: Json, is_one: IsOne<'_>) -> Json {
    let has_one = |record: &Json| is_one(record) && has_edge(program, record, is_one);
    if !has_one(&record) {
        return shrunk(program, record, is_one);
    }
    on_the_edge(program, shrunk(program, record, &has_one), is_one)
}

/// Whether a record is on an edge, or has none to be on.
pub(super) fn is_settled(program: &Program, record: &Json, is_one: IsOne<'_>) -> bool {
    !has_edge(program, record, is_one) || is_on_edge(program, record, is_one)
}

/// Leaves out what need not be there.
fn shrunk(program: &Program, mut record: Json, is_one: IsOne<'_>) -> Json {
    for _ in 0..ROUNDS {
        let before = record.clone();
        for spot in removable(program, &record) {
            record = spot.without(&record).filter(|less| is_one(less)).unwrap_or(record);
        }
        if record == before {
            break;
        }
    }
    record
}

/// Moves values to the edge: a little less, or a little more, and the record is none any more.
/// Dates are moved where no figure has an edge.
fn on_the_edge(program: &Program, record: Json, is_one: IsOne<'_>) -> Json {
    let (dates, figures): (Vec<_>, Vec<_>) =
        movable(program, &record).into_iter().partition(|(_, ty)| *ty == Type::Date);
    let moved = all_moved(&figures, record.clone(), is_one);
    if moved == record { all_moved(&dates, record, is_one) } else { moved }
}

/// Whether some value, moved far enough, makes it another.
fn has_edge(program: &Program, record: &Json, is_one: IsOne<'_>) -> bool {
    movable(program, record).iter().any(|(spot, ty)| {
        let now = spot.get(record).and_then(|value| number(ty, value));
        let far = now.and_then(|now| reach(ty, now));
        far.is_some_and(|(least, most)| {
            [least, most].into_iter().filter(|far| Some(*far) != now).any(|far| {
                let moved = written(ty, far).map(|value| spot.with(record, value));
                moved.is_some_and(|moved| !is_one(&moved))
            })
        })
    })
}

/// Whether a little more or less of some value makes it another.
fn is_on_edge(program: &Program, record: &Json, is_one: IsOne<'_>) -> bool {
    movable(program, record).iter().any(|(spot, ty)| {
        let now = spot.get(record).and_then(|value| number(ty, value));
        now.is_some_and(|now| {
            [now - 1, now + 1].into_iter().any(|near| {
                let moved = written(ty, near).map(|value| spot.with(record, value));
                moved.is_some_and(|moved| !is_one(&moved))
            })
        })
    })
}

/// How far a value is moved, down and up.
fn reach(ty: &Type, now: i128) -> Option<(i128, i128)> {
    Some(match ty {
        Type::Date => (now - DAYS, now + DAYS),
        _ => (now.min(0), now.checked_abs()?.checked_mul(TIMES)?.checked_add(TIMES)?),
    })
}

fn all_moved(values: &[(Spot, Type)], record: Json, is_one: IsOne<'_>) -> Json {
    values
        .iter()
        .fold(record, |record, (spot, ty)| moved(spot, ty, &record, is_one).unwrap_or(record))
}

/// The record with a value on its edge, downwards if there is one, else upwards.
fn moved(spot: &Spot, ty: &Type, record: &Json, is_one: IsOne<'_>) -> Option<Json> {
    let now = number(ty, spot.get(record)?)?;
    let with = |number: i128| written(ty, number).map(|value| spot.with(record, value));
    let holds = |number: i128| with(number).is_some_and(|record| is_one(&record));
    let (least, most) = reach(ty, now)?;
    let edge = edge(now, least, &holds).or_else(|| edge(now, most, &holds))?;
    with(edge)
}

/// The last number that holds on the way to one that does not.
fn edge(holding: i128, far: i128, holds: &dyn Fn(i128) -> bool) -> Option<i128> {
    if far == holding || holds(far) {
        return None;
    }
    let (mut holding, mut failing) = (holding, far);
    while holding.abs_diff(failing) > 1 {
        let between = holding.midpoint(failing);
        if holds(between) {
            holding = between;
        } else {
            failing = between;
        }
    }
    Some(holding)
}

/// In units of its last place; of a date, in days.
fn number(ty: &Type, value: &Json) -> Option<i128> {
    match (ty, value) {
        (Type::Date, Json::String(text)) => Some(i128::from(text.parse::<Date>().ok()?.days())),
        (Type::Quantity(_, Places::Fixed(places)), Json::String(text)) => {
            decimal::mantissa(text, *places)
        }
        (Type::Quantity(..), Json::Number(number)) => number.as_i64().map(i128::from),
        _ => None,
    }
}

fn written(ty: &Type, number: i128) -> Option<Json> {
    let short = i64::try_from(number).ok()?;
    Some(match ty {
        Type::Date => Json::String(Date::from_days(short)?.to_string()),
        Type::Quantity(_, Places::Fixed(places)) if *places > 0 => {
            Json::String(decimal::text(number, *places))
        }
        _ => Json::from(short),
    })
}
