//! What records look like → the text of a declaration.

use std::fmt::Write;

use loyal_dsl::format::format;
use loyal_dsl::source::SourceFile;

use super::shape::{Field, Scalar, Shape};

/// The declaration of the customer's record.
pub(super) fn declaration(shape: &Shape) -> String {
    let mut text = String::from("record customer {\n");
    fields(&mut text, shape, true);
    text += "}\n";
    let source = SourceFile { name: "record".to_owned(), text: text.clone() };
    match format(&[source], None).pop() {
        Some(Ok(laid_out)) => laid_out,
        Some(Err(_)) | None => text,
    }
}

/// The fields of a record; an object in it has no key of its own.
fn fields(text: &mut String, shape: &Shape, has_key: bool) {
    let key = shape.fields.iter().position(|(_, field)| has_key && is_key(field, shape));
    for (at, (name, field)) in shape.fields.iter().enumerate() {
        if !is_name(name) {
            let _ = writeln!(text, "// `{}` cannot be the name of a field", name.escape_debug());
            continue;
        }
        let _ = write!(text, "{name}: ");
        if field.is_list {
            list(text, name, &field.elements);
        } else if field.group.is_empty() {
            *text += &scalar(&field.scalar);
        } else {
            *text += "record";
        }
        let is_key = Some(at) == key;
        if is_key {
            *text += " key";
        }
        if field.known < shape.records && !field.is_list {
            *text += " optional";
        }
        if field.is_list || !field.group.is_empty() {
            *text += " {\n";
            let inner = if field.is_list { &field.elements } else { &field.group };
            fields(text, inner, field.is_list);
            *text += "}";
        }
        *text += "\n";
    }
}

/// `list of order dated by date`
fn list(text: &mut String, name: &str, elements: &Shape) {
    let one = name.strip_suffix('s').filter(|one| !one.is_empty());
    let one = one.map_or_else(|| format!("{name}_entry"), str::to_owned);
    let _ = write!(text, "list of {one}");
    let is_date = |field: &Field| {
        let scalar = &field.scalar;
        let is_dated = scalar.dates + scalar.datetimes == scalar.all && scalar.all > 0;
        is_dated && field.known == elements.records && (scalar.dates == 0 || scalar.datetimes == 0)
    };
    if let Some((date, _)) = elements.fields.iter().find(|(name, it)| is_name(name) && is_date(it))
    {
        let _ = write!(text, " dated by {date}");
    }
}

/// Whether it tells records apart.
fn is_key(field: &Field, shape: &Shape) -> bool {
    let type_name = scalar(&field.scalar);
    let is_scalar = !field.is_list && field.group.is_empty();
    let is_text = type_name == "text" || type_name == "whole number";
    is_scalar && is_text && !field.is_repeated && field.known == shape.records
}

/// The type that all values have.
fn scalar(scalar: &Scalar) -> String {
    let all = |count: usize| scalar.all > 0 && count == scalar.all;
    if all(scalar.bools) {
        return "yes/no".to_owned();
    }
    if all(scalar.dates) {
        return "date".to_owned();
    }
    if all(scalar.datetimes) {
        return "datetime".to_owned();
    }
    if all(scalar.wholes) {
        return "whole number".to_owned();
    }
    if all(scalar.cents) {
        return "money".to_owned();
    }
    if all(scalar.decimals) {
        return match scalar.places {
            0..=6 => "number".to_owned(),
            places => format!("number with {places} places"),
        };
    }
    let is_choice = !scalar.has_many
        && scalar.all >= 2 * scalar.options.len()
        && scalar.options.iter().all(|option| is_name(option));
    if is_choice && scalar.options.len() > 1 {
        let options: Vec<&str> = scalar.options.iter().map(String::as_str).collect();
        return format!("one of {}", options.join(", "));
    }
    "text".to_owned()
}

fn is_name(text: &str) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    text.chars().next().is_some_and(|first| is_part(first) && !first.is_numeric())
        && text.chars().all(is_part)
}
