//! Records as they are written in YAML by hand.

use std::io::{self, Write};

use serde_json::Value;

/// Words that mean something else than a text without quotation marks.
const MEANT: [&str; 9] = ["true", "false", "yes", "no", "null", "none", "on", "off", "y"];

/// The fields of a record, one a line; elements of lists one a line.
pub(super) fn fields(out: &mut impl Write, record: &Value, indent: &str) -> io::Result<()> {
    for (name, value) in record.as_object().into_iter().flatten() {
        let name = scalar(name);
        match value {
            Value::Array(elements) if !elements.is_empty() => {
                writeln!(out, "{indent}{name}:")?;
                for element in elements {
                    writeln!(out, "{indent}  - {}", flow(element))?;
                }
            }
            other => writeln!(out, "{indent}{name}: {}", flow(other))?,
        }
    }
    Ok(())
}

/// On one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (scalar(name), flow(value)));
            let fields: Vec<String> =
                fields.map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(flow).collect();
            format!("[{}]", elements.join(", "))
        }
        Value::String(text) => scalar(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text, in quotation marks where it would be taken for something else.
pub(super) fn scalar(text: &str) -> String {
    let is_plain =
        |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.' | ' ' | '%');
    let begins = text.starts_with(char::is_alphanumeric);
    let is_digits = text.chars().all(|sign| sign.is_ascii_digit());
    let is_meant = MEANT.iter().any(|word| text.eq_ignore_ascii_case(word)) && text != "none";
    if begins && !is_digits && !is_meant && !text.ends_with(' ') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn what_would_be_taken_for_something_else_is_quoted() {
        for plain in ["Gold", "1000 points", "2026-06-30", "800.00", "none", "金卡"] {
            assert_eq!(scalar(plain), plain);
        }
        for quoted in ["yes", "42", "", "a: b", "- a", "# a", "\"", "[", "12:00"] {
            assert!(scalar(quoted).starts_with('"'), "{quoted}");
        }
    }
}
