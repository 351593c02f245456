//! Calls of scripts: values out of the oracle into the sandbox, and back.

use jiff::civil::Date;
use loyal_dsl::ir::{ScriptCall, SpanBetween};
use loyal_dsl::types::{Places, Type};
use loyal_engine::script::{self, Scripts};

use super::calendar;
use super::number;
use super::value::{Failure, Value};

/// What a script gives for values that are all known.
pub(super) fn run(
    scripts: &Scripts,
    call: &ScriptCall,
    arguments: Vec<Value>,
) -> Result<Value, Failure> {
    let types = call.arguments.iter().map(|argument| &argument.ty);
    let arguments = arguments.into_iter().zip(types).map(|(value, ty)| given(value, ty)).collect();
    let result = scripts.run(call.script.0 as usize, arguments).map_err(|_| Failure::Script)?;
    Ok(match result {
        script::Value::Quantity(mantissa, places) => {
            Value::Quantity(number::decimal(mantissa, places))
        }
        script::Value::Text(text) => Value::Text(text),
        script::Value::Bool(value) => Value::Bool(value),
        script::Value::Date(days) => Value::Date(calendar::from_days(days)),
        script::Value::Option(option) => Value::Choice(option),
    })
}

fn days(date: Date) -> i64 {
    calendar::between_dates(calendar::from_days(0), date, SpanBetween::Days)
}

fn given(value: Value, ty: &Type) -> script::Value {
    match (value, ty) {
        (Value::Quantity(number), Type::Quantity(_, Places::Fixed(places))) => {
            let mantissa = number::mantissa(&number, *places).expect("a value of its type");
            let mantissa = i128::try_from(mantissa).expect("a value as written");
            script::Value::Quantity(mantissa, *places)
        }
        (Value::Text(text), _) => script::Value::Text(text),
        (Value::Bool(value), _) => script::Value::Bool(value),
        (Value::Date(date), _) => script::Value::Date(days(date)),
        (Value::Choice(option), _) => script::Value::Option(option),
        (value, ty) => panic!("{value:?} of type {ty:?} is given to a script"),
    }
}
