//! Lots of the points that a program redeems: good today or nearly so, partly used, and what was
//! taken beyond them.

use jiff::ToSpan;
use jiff::civil::Date;
use loyal_dsl::ir::{FieldId, FieldKind, Program};

use super::past::push;
use super::random::Chance;
use crate::oracle::{Field, Record, Value, decimal};

/// Adds some lots of every kind of points that is redeemed.
pub(super) fn add(
    program: &Program,
    grants: FieldId,
    today: Date,
    customer: &mut Record,
    chance: &mut Chance,
) {
    let FieldKind::List(element) = program.records[0].fields[grants.0 as usize].kind else {
        panic!("a history is made of lists");
    };
    for lots in &program.lots {
        for number in 0..chance.within(0, 4) {
            let key = format!("lot-{}-{number}", lots.points);
            let lot = lot(program, element.0, (&lots.points, key, today), chance);
            push(program, grants, customer, lot);
        }
    }
}

fn day(today: Date, days: i64) -> Value {
    Value::Date(today.checked_add(days.days()).unwrap_or(today))
}

fn lot(
    program: &Program,
    element: u32,
    (points, key, today): (&str, String, Date),
    chance: &mut Chance,
) -> Record {
    let mut amount = chance.within(0, 9_000) * 10;
    if chance.percent(15) {
        amount = -amount / 4;
    }
    let used = if chance.percent(40) { chance.within(0, amount.abs()) } else { 0 };
    let hundredths = |amount: i64| Value::Quantity(decimal(amount, 2));
    let fields = program.records[element as usize].fields.iter().map(|field| {
        if let FieldKind::List(uses) = field.kind {
            let uses = program.records[uses.0 as usize].fields.iter().map(|field| {
                let date = day(today, chance.within(-20, 2));
                Field::Scalar(Some(if field.path == ["date"] { date } else { hundredths(used) }))
            });
            let part = Record { fields: uses.collect() };
            return Field::List(if used > 0 { vec![part] } else { Vec::new() });
        }
        Field::Scalar(match field.path[0].as_str() {
            "key" => Some(Value::Text(key.clone())),
            "rule" | "kind" => Some(Value::Text("points".to_owned())),
            "unit" => Some(Value::Text(points.to_owned())),
            "amount" => Some(hundredths(amount)),
            "date" => Some(day(today, chance.within(-60, 1))),
            "available" => chance.percent(30).then(|| day(today, chance.within(-2, 1))),
            "last_day" => chance.percent(70).then(|| day(today, chance.within(-1, 6))),
            "status" => chance.percent(10).then(|| Value::Text("pending".to_owned())),
            _ => None,
        })
    });
    Record { fields: fields.collect() }
}
