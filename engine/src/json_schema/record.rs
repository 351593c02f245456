//! The record of a customer, as JSON input has it.

use loyal_dsl::ir::{Field, FieldKind, Program, RecordId};
use loyal_dsl::types::{Places, Type, Unit};
use serde_json::{Map, Value, json};

use super::object;
use crate::record::duration;

/// Lists within lists, deeper than any record.
const DEEPEST: usize = 16;

/// The schema of a customer's record. Fields that a policy does not declare may stand in it.
#[must_use]
pub fn of_record(program: &Program) -> Value {
    element(program, RecordId(0), 0)
}

fn element(program: &Program, id: RecordId, depth: usize) -> Value {
    let Some(record) = program.records.get(id.0 as usize) else { return json!({}) };
    if depth > DEEPEST {
        return json!({});
    }
    let fields = record.fields.iter().filter(|field| field.filled.is_none());
    let fields = fields.map(|field| (field.path.as_slice(), field));
    group(program, &fields.collect::<Vec<_>>(), depth)
}

/// The object of fields whose paths begin here.
fn group(program: &Program, fields: &[(&[String], &Field)], depth: usize) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (path, field) in fields {
        let Some((name, rest)) = path.split_first() else { continue };
        if properties.contains_key(name) {
            continue;
        }
        let inner: Vec<(&[String], &Field)> = fields
            .iter()
            .filter_map(|(path, field)| Some((path.split_first()?, *field)))
            .filter(|((first, rest), _)| *first == name && !rest.is_empty())
            .map(|((_, rest), field)| (rest, field))
            .collect();
        let schema = if rest.is_empty() {
            of_field(program, field, depth)
        } else {
            group(program, &inner, depth)
        };
        let is_optional =
            if rest.is_empty() { field.optional } else { inner.iter().all(|(_, it)| it.optional) };
        if !is_optional {
            required.push(name.clone());
        }
        properties.insert(name.clone(), schema);
    }
    object(properties, &required, false)
}

fn of_field(program: &Program, field: &Field, depth: usize) -> Value {
    match &field.kind {
        FieldKind::Scalar(ty) => {
            let schema = scalar(program, ty);
            if field.optional { json!({ "anyOf": [schema, { "type": "null" }] }) } else { schema }
        }
        FieldKind::List(id) => {
            json!({ "type": "array", "items": element(program, *id, depth + 1) })
        }
    }
}

fn scalar(program: &Program, ty: &Type) -> Value {
    match ty {
        Type::Text => json!({ "type": "string", "minLength": 1 }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        // An offset may be left out, so that it is no `date-time`.
        Type::DateTime => json!({
            "type": "string",
            "pattern": "^\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?([Zz]|[+-]\\d{2}:\\d{2})?$",
        }),
        Type::Quantity(Unit::AnyMoney, _) => {
            json!({ "type": "string", "pattern": "^-?\\d+(\\.\\d+)? [A-Z]{3}$" })
        }
        Type::Quantity(Unit::Money(currency), _) => json!({
            "type": ["number", "string"],
            "description": format!("an amount in {}, better as text such as \"12.30\"", currency.0),
        }),
        Type::Quantity(Unit::Duration(length), _) => json!({
            "type": ["integer", "string"],
            "description": format!(
                "a length of time: a number of {}, or as ISO 8601 writes it, such as \"{}\"",
                length.name(),
                duration::example(*length),
            ),
        }),
        Type::Quantity(_, Places::Fixed(0)) => json!({ "type": ["integer", "string"] }),
        Type::Quantity(..) => json!({ "type": ["number", "string"] }),
        Type::Choice(choice) => {
            let choice = program.choices.get(*choice as usize);
            json!({ "enum": choice.map(|choice| choice.options.as_slice()).unwrap_or_default() })
        }
    }
}
