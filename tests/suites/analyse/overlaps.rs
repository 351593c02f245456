//! Rows of a `unique` table that overlap in all columns together, each with the values that show it.

use std::path::Path;

use loyal_dsl::compile;
use loyal_dsl::problems::Diagnostic;
use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::outcome::Published;
use loyal_tests::folders;
use serde_json::{Map, Value};

/// What is found in a policy: the one overlap.
fn overlap(sources: &[SourceFile], case: &Path) -> Diagnostic {
    let Err(report) = compile(sources) else { panic!("{} is valid", case.display()) };
    let [found] = report.diagnostics.as_slice() else {
        panic!("{}: {:?}", case.display(), report.diagnostics)
    };
    assert_eq!(found.code, "L0714", "{}", case.display());
    found.clone()
}

/// The customer whom the message describes; parameters are fields of the customers.
fn customer(found: &Diagnostic, case: &Path) -> Value {
    let labels = found.labels.iter().map(|(_, label)| label.in_language(Language::En));
    let told = labels.filter_map(|label| Some(label.split_once("where ")?.1.to_owned())).next();
    let told = told.unwrap_or_else(|| panic!("{} has no example", case.display()));
    let mut record = Map::from_iter([("id".to_owned(), Value::from("W-1"))]);
    for value in told.split(", ") {
        let (name, value) = value.split_once(" = ").expect("a value");
        record.insert(name.to_owned(), as_json(value));
    }
    Value::Object(record)
}

fn as_json(value: &str) -> Value {
    match value {
        "yes" => Value::Bool(true),
        "no" => Value::Bool(false),
        text => Value::from(text.trim_matches('"').trim_end_matches(" CNY")),
    }
}

/// The result of the first row that takes the customer, in a table that lets the first win.
fn result(text: &str, customer: &Value) -> String {
    let text = text.replace(" unique", "");
    let source = SourceFile { name: "policy.loyal".to_owned(), text };
    let policy = Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"));
    let as_of = "2026-06-30".parse().expect("a date");
    let outcome =
        policy.evaluate(customer, as_of).unwrap_or_else(|error| panic!("{customer}: {error}"));
    match outcome.published.get("result") {
        Some(Published::Value(Some(value))) => value.clone(),
        _ => panic!("no row takes {customer}"),
    }
}

/// The last cell of a row.
fn last_cell(row: &str) -> &str {
    row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default().trim()
}

/// The customer belongs to both rows: to the one that stands first, and to the other where they
/// change places.
#[test]
fn overlapping_rows_take_the_same_customer() {
    let cases = folders::inside(&folders::root().join("tests/analyse/overlaps"));
    assert!(cases.len() >= 8);
    for case in cases {
        let sources = folders::sources(&case);
        let found = overlap(&sources, &case);
        let customer = customer(&found, &case);
        let text = sources[0].text.as_str();
        let rows: Vec<&str> = found
            .labels
            .iter()
            .map(|(span, _)| &text[span.start as usize..span.end as usize])
            .collect();
        let [one, other] = rows.as_slice() else { panic!("{}: {rows:?}", case.display()) };
        let swapped = text.replace(one, "ROW").replace(other, one).replace("ROW", other);
        let taken = [result(text, &customer), result(&swapped, &customer)];
        let mut expected = [last_cell(one), last_cell(other)];
        expected.sort_by_key(|value| *value != taken[0]);
        assert_eq!(taken, expected, "{}: {customer}", case.display());
    }
}
