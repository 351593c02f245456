//! The values of a sampled record.

use loyal_dsl::ir::Literal;
use loyal_dsl::types::{Places, Type};

/// A value of a field; of a record, one a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Missing,
    Text(String),
    Bool(bool),
    /// The index of an option.
    Option(u32),
    /// Of units of the field's last place.
    Quantity(i64),
    /// Days since 1970-01-01.
    Day(i64),
    /// Microseconds since 1970-01-01T00:00Z.
    Moment(i64),
    List(Vec<Row>),
}

pub(super) type Row = Vec<Value>;

impl Value {
    /// A constant as a value of a field; nothing where the field cannot hold it.
    pub(super) fn of(literal: &Literal, ty: &Type, field: &Type) -> Option<Value> {
        Some(match (literal, field) {
            (Literal::Text(text), Type::Text) => Value::Text(text.clone()),
            (Literal::Bool(yes), Type::Bool) => Value::Bool(*yes),
            (Literal::Option(option), Type::Choice(_)) => Value::Option(*option),
            (Literal::Date(day), Type::Date) => Value::Day(*day),
            (Literal::DateTime(moment), Type::DateTime) => Value::Moment(*moment),
            (Literal::Quantity(number), Type::Quantity(_, Places::Fixed(places))) => {
                Value::Quantity(rescaled(*number, ty.places()?, *places)?)
            }
            _ => return None,
        })
    }
}

/// A figure at other places; nothing where it has none there.
fn rescaled(number: i128, from: u8, to: u8) -> Option<i64> {
    let power = |places: u8| 10_i128.checked_pow(u32::from(places));
    let scaled = if to >= from {
        number.checked_mul(power(to - from)?)?
    } else {
        let unit = power(from - to)?;
        (number % unit == 0).then_some(number / unit)?
    };
    i64::try_from(scaled).ok()
}
