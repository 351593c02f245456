//! One sampled record in JSON, as a host or a test writes it.

use jiff::Timestamp;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{FieldKind, Program, RecordId};
use loyal_dsl::types::{ANY_MONEY_PLACES, CODES, Currency, Places, Type, Unit};
use serde_json::{Map, Value as Json};

use super::value::{Row, Value};
use crate::outcome::decimal;

/// The record; what is missing is left out.
pub(super) fn record(program: &Program, id: RecordId, row: &Row) -> Json {
    let mut object = Map::new();
    let declared = program.records.get(id.0 as usize);
    for (field, value) in declared.iter().flat_map(|record| &record.fields).zip(row) {
        if field.filled.is_some() {
            continue;
        }
        let written = match (&field.kind, value) {
            (_, Value::Missing) => None,
            (FieldKind::Scalar(ty), value) => scalar(program, ty, value),
            (FieldKind::List(element), Value::List(rows)) => {
                Some(rows.iter().map(|row| record(program, *element, row)).collect())
            }
            (FieldKind::List(_), _) => None,
        };
        if let Some(written) = written {
            insert(&mut object, &field.path, written);
        }
    }
    Json::Object(object)
}

fn insert(object: &mut Map<String, Json>, path: &[String], value: Json) {
    match path {
        [] => {}
        [name] => {
            object.insert(name.clone(), value);
        }
        [first, rest @ ..] => {
            let inner = object.entry(first.clone()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

fn scalar(program: &Program, ty: &Type, value: &Value) -> Option<Json> {
    Some(match value {
        Value::Missing | Value::List(_) => return None,
        Value::Text(text) => Json::String(text.clone()),
        Value::Bool(yes) => Json::Bool(*yes),
        Value::Option(option) => {
            let Type::Choice(choice) = ty else { return None };
            let choice = program.choices.get(*choice as usize)?;
            Json::String(choice.options.get(*option as usize)?.clone())
        }
        Value::Quantity(number) => quantity(ty, *number)?,
        Value::Day(day) => Json::String(Date::from_days(*day)?.to_string()),
        Value::Moment(moment) => {
            Json::String(Timestamp::from_microsecond(*moment).ok()?.to_string())
        }
    })
}

/// Of no places a number, else a text with all of them.
fn quantity(ty: &Type, number: i64) -> Option<Json> {
    Some(match ty {
        Type::Quantity(Unit::AnyMoney, _) => {
            let currency = Currency::numbered(number.rem_euclid(CODES))?;
            let amount = i128::from(number.div_euclid(CODES));
            Json::String(format!("{} {}", decimal::text(amount, ANY_MONEY_PLACES), currency.0))
        }
        Type::Quantity(_, Places::Fixed(places)) if *places > 0 => {
            Json::String(decimal::text(i128::from(number), *places))
        }
        _ => Json::from(number),
    })
}
