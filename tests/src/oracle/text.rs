//! How values are written in outcomes.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use loyal_dsl::ir::Program;
use loyal_dsl::types::{CODES, Currency, Places, Type, Unit};

use super::number::{self, Number, decimal, mantissa};
use super::value::Value;

/// A value as reasons show it; `—` where it is missing.
pub(super) fn in_words(
    value: Option<&Value>,
    ty: &Type,
    program: &Program,
    zone: &TimeZone,
) -> String {
    match (value, ty) {
        (None, _) => "—".to_owned(),
        (Some(value @ Value::Quantity(_)), Type::Quantity(Unit::Money(currency), _)) => {
            format!("{} {}", figure(value, ty, currency.places()), currency.0)
        }
        (Some(Value::Quantity(held)), Type::Quantity(Unit::AnyMoney, _)) => any_money(held),
        (Some(value @ Value::Quantity(_)), Type::Quantity(Unit::Points(points), _)) => {
            format!("{} {}", figure(value, ty, 0), points.name)
        }
        (Some(value @ Value::Quantity(_)), Type::Quantity(Unit::Duration(length), _)) => {
            length.counted(&figure(value, ty, 0))
        }
        (Some(value @ Value::Quantity(_)), _) => figure(value, ty, 0),
        (Some(Value::Text(text)), _) => text.clone(),
        (Some(Value::Bool(true)), _) => "yes".to_owned(),
        (Some(Value::Bool(false)), _) => "no".to_owned(),
        (Some(Value::Date(date)), _) => date.to_string(),
        (Some(Value::DateTime(time)), _) => datetime(*time, zone),
        (Some(Value::Choice(option)), Type::Choice(choice)) => {
            program.choices[*choice as usize].options[*option as usize].clone()
        }
        (Some(Value::Choice(option)), _) => panic!("option {option} of type {ty:?}"),
    }
}

/// A quantity as a decimal without trailing zeros, but with at least so many places.
pub(super) fn figure(value: &Value, ty: &Type, at_least: u8) -> String {
    match (value, ty) {
        (Value::Quantity(number), Type::Quantity(_, places)) => {
            number::text(number, *places, at_least)
        }
        _ => panic!("{value:?} of type {ty:?} is no quantity"),
    }
}

/// An amount that is given: money with the currency's places, and its unit.
pub(super) fn amount(value: &Value, ty: &Type) -> (String, String) {
    match ty {
        Type::Quantity(Unit::Money(currency), _) => {
            (figure(value, ty, currency.places()), currency.0.clone())
        }
        Type::Quantity(Unit::Points(points), _) => {
            (figure(value, ty, 0), points.name.clone().into_owned())
        }
        _ => panic!("{value:?} of type {ty:?} is not given"),
    }
}

/// A key: a text as it is, a whole number in digits.
pub(super) fn key(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => figure(other, &Type::Quantity(Unit::Number, Places::Fixed(0)), 0),
    }
}

/// The parts of an idempotency key in one.
pub(super) fn joined(parts: &[String]) -> String {
    let escaped: Vec<String> =
        parts.iter().map(|part| part.replace('%', "%25").replace('/', "%2F")).collect();
    escaped.join("/")
}

/// A datetime in the programme's time zone, with its offset.
fn datetime(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Money of any currency, as it is held: `12.30 USD`.
#[must_use]
pub fn any_money(held: &Number) -> String {
    let held = i64::try_from(mantissa(held, 0).expect("a whole number")).expect("64 bits");
    let code = held.rem_euclid(CODES);
    let letter = |place: i64| char::from(b'A' + u8::try_from(code / place % 26).expect("a letter"));
    let currency = Currency([letter(676), letter(26), letter(1)].iter().collect());
    let thousandths = decimal(held.div_euclid(CODES), 3);
    format!("{} {}", number::text(&thousandths, Places::Fixed(3), currency.places()), currency.0)
}
