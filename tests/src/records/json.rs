//! Records as JSON text: what has decimals stands as text, so that no float comes between.

use jiff::tz::TimeZone;
use loyal_dsl::ir::{Field as Declared, FieldKind, Program, RecordId};
use loyal_dsl::types::{Places, Type, Unit};
use serde_json::{Map, Value as Json};

use crate::oracle::{Field, Record, Value, any_money, mantissa};

/// A customer as one line of JSON. An empty list that may be missing is left out.
#[must_use]
pub fn line(program: &Program, customer: &Record) -> String {
    let zone = TimeZone::get(&program.time_zone).expect("a checked program's time zone");
    Json::Object(object(program, RecordId(0), customer, &zone)).to_string()
}

fn object(program: &Program, id: RecordId, record: &Record, zone: &TimeZone) -> Map<String, Json> {
    let mut object = Map::new();
    for (declared, field) in program.records[id.0 as usize].fields.iter().zip(&record.fields) {
        let json = match (&declared.kind, field) {
            (FieldKind::List(_), Field::List(elements))
                if declared.optional && elements.is_empty() =>
            {
                None
            }
            (FieldKind::List(element), Field::List(elements)) => {
                let elements =
                    elements.iter().map(|row| self::object(program, *element, row, zone));
                Some(elements.map(Json::Object).collect())
            }
            (FieldKind::Scalar(ty), Field::Scalar(value)) => {
                value.as_ref().map(|value| scalar(program, ty, value, zone))
            }
            _ => panic!("`{}` is not what the program declares", declared.name()),
        };
        if let Some(json) = json {
            insert(&mut object, declared, json);
        }
    }
    object
}

/// Puts a value under its path through nested records.
fn insert(object: &mut Map<String, Json>, declared: &Declared, json: Json) {
    let (name, outer) = declared.path.split_last().expect("a field has a name");
    let inner = outer.iter().fold(object, |object, name| {
        let nested = object.entry(name.clone()).or_insert_with(|| Json::Object(Map::new()));
        nested.as_object_mut().expect("a nested record")
    });
    inner.insert(name.clone(), json);
}

fn scalar(program: &Program, ty: &Type, value: &Value, zone: &TimeZone) -> Json {
    match (value, ty) {
        (Value::Quantity(held), Type::Quantity(Unit::AnyMoney, _)) => any_money(held).into(),
        (Value::Quantity(number), Type::Quantity(_, Places::Fixed(places))) => {
            let mantissa = mantissa(number, *places).expect("no more places than its field");
            let mantissa = i64::try_from(mantissa).expect("a field holds 64 bits");
            if *places == 0 { mantissa.into() } else { decimal_text(mantissa, *places).into() }
        }
        (Value::Text(text), Type::Text) => text.clone().into(),
        (Value::Bool(bool), Type::Bool) => (*bool).into(),
        (Value::Date(date), Type::Date) => date.to_string().into(),
        (Value::DateTime(time), Type::DateTime) => {
            let local = time.to_zoned(zone.clone());
            local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into()
        }
        (Value::Choice(option), Type::Choice(choice)) => {
            program.choices[*choice as usize].options[*option as usize].clone().into()
        }
        _ => panic!("{value:?} in a field of type {ty:?}"),
    }
}

fn decimal_text(mantissa: i64, places: u8) -> String {
    let width = usize::from(places) + 1;
    let digits = format!("{:0>width$}", mantissa.unsigned_abs());
    let (before, after) = digits.split_at(digits.len() - usize::from(places));
    format!("{}{before}.{after}", if mantissa < 0 { "-" } else { "" })
}
