//! Faulty decisions, each with what is said of it and who proves it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use loyal_dsl::problems::Report;
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::analyse::{Finding, Witness};
use loyal_engine::outcome::{Outcome, Published};
use loyal_tests::folders;
use miette::{GraphicalReportHandler, GraphicalTheme};
use serde_json::{Map, Value};

fn corpus() -> PathBuf {
    folders::root().join("tests/analyse")
}

fn cases() -> Vec<PathBuf> {
    folders::inside(&corpus()).iter().flat_map(|topic| folders::inside(topic)).collect()
}

fn policy(sources: &[SourceFile], case: &Path) -> Policy {
    Policy::from_sources(sources).unwrap_or_else(|error| panic!("{}: {error}", case.display()))
}

/// The findings as `loyal check` draws them, without colour, 100 columns wide.
fn drawn(sources: &[SourceFile], found: &[Finding], language: Language) -> String {
    let diagnostics = found.iter().map(|finding| finding.diagnostic.clone()).collect();
    let report = Report { sources: sources.to_vec(), diagnostics, allowed: Vec::new() };
    let mut text = String::new();
    for drawable in report.drawables(language) {
        let mut handler =
            GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
        if let Some(footer) = drawable.footer() {
            handler = handler.with_footer(footer);
        }
        handler.render_report(&mut text, &drawable).expect("a drawable message");
        writeln!(text).expect("room");
    }
    text
}

#[test]
fn every_case_has_its_findings() {
    for case in cases() {
        let sources = folders::sources(&case);
        let found = policy(&sources, &case).analyse().findings;
        let sound = case.parent().is_some_and(|topic| topic.ends_with("sound"));
        assert_eq!(found.is_empty(), sound, "{}: {found:#?}", case.display());
        if sound {
            continue;
        }
        insta::with_settings!({ snapshot_path => &case, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("findings", drawn(&sources, &found, Language::En));
        });
    }
}

/// The record that a witness describes: its names are fields of the case's customers.
fn record(witness: &Witness) -> Value {
    let mut record: Map<String, Value> = Map::new();
    record.insert("id".into(), "W-1".into());
    for value in &witness.values {
        record.insert(value.name.clone(), value.value.clone());
    }
    Value::Object(record)
}

fn outcome(policy: &Policy, witness: &Witness) -> Outcome {
    let record = witness.record.clone().unwrap_or_else(|| record(witness));
    let as_of = witness.as_of.parse().expect("a date");
    policy.evaluate(&record, as_of).unwrap_or_else(|error| panic!("{record}: {error}"))
}

fn text(sources: &[SourceFile], span: Span) -> &str {
    &sources[span.file as usize].text[span.start as usize..span.end as usize]
}

/// The last cell of a row.
fn result(row: &str) -> &str {
    row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default().trim()
}

/// In the cases of tables, parameters are fields of the customers, and the table's value is
/// published as `result`.
#[test]
fn witnesses_of_tables_evaluate_to_their_findings() {
    let mut tried = 0;
    for case in folders::inside(&corpus().join("tables")) {
        let sources = folders::sources(&case);
        let policy = policy(&sources, &case);
        for finding in policy.analyse().findings {
            let Some(witness) = finding.witnesses.first() else { continue };
            let outcome = outcome(&policy, witness);
            let Some(Published::Value(value)) = outcome.published.get("result") else {
                panic!("{} publishes no result", case.display())
            };
            match finding.diagnostic.code {
                "L1401" => assert_eq!(*value, None, "{}", case.display()),
                "L1402" => {
                    let taken = finding.diagnostic.labels.iter().skip(1);
                    let mut results = taken.map(|(row, _)| result(text(&sources, *row)));
                    let value = value.as_deref().expect("a row that matches");
                    assert!(results.any(|result| result == value), "{}: {value}", case.display());
                }
                other => panic!("{}: {other} has a witness", case.display()),
            }
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} witnesses");
}
