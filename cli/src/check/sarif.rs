//! Findings in SARIF 2.1.0, as OASIS defines it: what code scanning reads.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use loyal_dsl::syntax::Language;
use serde_json::{Value, json};

use super::said::{Place, Said};
use crate::pages;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One document with one run.
pub(super) fn write(found: &[Said], language: Language, out: &mut dyn Write) -> io::Result<()> {
    let codes: BTreeSet<&str> = found.iter().map(|said| said.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, language)).collect();
    let results: Vec<Value> = found.iter().map(|said| result(said, &codes)).collect();
    let driver = json!({
        "name": "loyal",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    let document = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn rule(code: &str, language: Language) -> Value {
    let Some(page) = pages::of(code) else { return json!({ "id": code }) };
    let text = page.text(language);
    json!({
        "id": code,
        "shortDescription": { "text": page.title(language) },
        "help": { "text": text, "markdown": text },
    })
}

fn result(said: &Said, codes: &BTreeSet<&str>) -> Value {
    let mut result = json!({
        "ruleId": said.code,
        "ruleIndex": codes.iter().position(|code| *code == said.code),
        "level": said.severity,
        "message": { "text": said.whole() },
    });
    let mut add = |name: &str, value: Value| {
        let members = result.as_object_mut();
        members.and_then(|members| members.insert(name.to_owned(), value));
    };
    if let Some(place) = &said.place {
        add("locations", json!([{ "physicalLocation": location(place) }]));
    }
    let related: Vec<Value> = said
        .labels
        .iter()
        .enumerate()
        .skip(1)
        .map(|(id, label)| {
            let message = json!({ "text": label.message });
            json!({ "id": id, "physicalLocation": location(&label.place), "message": message })
        })
        .collect();
    if !related.is_empty() {
        add("relatedLocations", json!(related));
    }
    if !said.witnesses.is_empty() {
        add("properties", json!({ "witnesses": said.witnesses }));
    }
    if let Some(reason) = &said.allowed {
        add("suppressions", json!([{ "kind": "inSource", "justification": reason }]));
    }
    result
}

fn location(place: &Place) -> Value {
    json!({
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    })
}

/// A path as a reference: relative as it is, absolute with its scheme (RFC 3986, RFC 8089).
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("policies/港 1.loyal"), "policies/%E6%B8%AF%201.loyal");
        assert_eq!(uri("/p/a.loyal"), "file:///p/a.loyal");
    }
}
