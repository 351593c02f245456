//! Faulty decisions, each with what is said of it and who proves it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use loyal_dsl::problems::Report;
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::analyse::{Finding, Standing, Witness};
use loyal_engine::outcome::{Outcome, Published};
use loyal_tests::folders;
use miette::{GraphicalReportHandler, GraphicalTheme};
use serde_json::{Map, Value};

fn corpus() -> PathBuf {
    folders::root().join("tests/analyse")
}

fn cases() -> Vec<PathBuf> {
    let topics =
        folders::inside(&corpus()).into_iter().filter(|topic| !topic.ends_with("overlaps"));
    topics.flat_map(|topic| folders::inside(&topic)).collect()
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
        let said = drawn(&sources, &found, Language::En);
        assert_eq!(found.is_empty(), sound, "{}: {said}", case.display());
        if sound {
            continue;
        }
        insta::with_settings!({ snapshot_path => &case, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("findings", drawn(&sources, &found, Language::En));
            insta::assert_snapshot!("findings.zh", drawn(&sources, &found, Language::Zh));
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

/// What a policy publishes as `result` for a witness.
fn published(policy: &Policy, witness: &Witness) -> Option<String> {
    match outcome(policy, witness).published.get("result") {
        Some(Published::Value(value)) => value.clone(),
        _ => panic!("the case publishes no result"),
    }
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
            let value = published(&policy, witness);
            match finding.diagnostic.code {
                "L1401" => assert_eq!(value, None, "{}", case.display()),
                "L1402" => {
                    let taken = finding.diagnostic.labels.iter().skip(1);
                    let mut results = taken.map(|(row, _)| result(text(&sources, *row)));
                    let value = value.expect("a row that matches");
                    assert!(results.any(|result| result == value), "{}: {value}", case.display());
                }
                "L1412" => {
                    let more = published(&policy, &finding.witnesses[1]);
                    let figure = |value: Option<String>| -> i64 {
                        let value = value.expect("a row that matches");
                        value.parse().expect("a whole number")
                    };
                    assert!(figure(value) > figure(more), "{}", case.display());
                }
                other => panic!("{}: {other} has a witness", case.display()),
            }
            tried += 1;
        }
    }
    assert!(tried >= 20, "only {tried} witnesses");
}

/// Where what decides is of the customer, a witness is a record; its outcome shows the finding.
#[test]
fn witnesses_who_are_customers_evaluate_to_their_findings() {
    let mut tried = 0;
    for topic in ["tiers", "classes", "scores", "guarantees"] {
        for case in folders::inside(&corpus().join(topic)) {
            let sources = folders::sources(&case);
            let policy = policy(&sources, &case);
            for finding in policy.analyse().findings {
                let Some(witness) = finding.witnesses.first() else { continue };
                assert!(witness.record.is_some(), "{}", case.display());
                let shown = outcome(&policy, witness);
                let level = |outcome: &Outcome| {
                    let level = outcome.tiers["Club"].level.clone();
                    ["Base", "Silver", "Gold", "Top"].iter().position(|name| *name == level)
                };
                let taken = || {
                    let taken = finding.diagnostic.labels.iter().skip(1);
                    taken.map(|(row, _)| text(&sources, *row).to_owned()).collect::<Vec<_>>()
                };
                match finding.diagnostic.code {
                    "L1405" => {
                        let stage = shown.classes["stage"].clone().expect("a segment");
                        assert!(taken().contains(&stage), "{}: {stage}", case.display());
                    }
                    "L1406" => {
                        assert!(taken().contains(&shown.tiers["Club"].level), "{}", case.display());
                    }
                    "L1408" => assert_eq!(shown.classes["stage"], None, "{}", case.display()),
                    "L1409" => {
                        let score = &shown.scores["value"];
                        assert!(score.total.is_some(), "{}", case.display());
                        assert_eq!(score.band, None, "{}", case.display());
                    }
                    "L1411" => {
                        let more = outcome(&policy, &finding.witnesses[1]);
                        assert!(level(&shown) > level(&more), "{}", case.display());
                    }
                    "L1441" => assert_eq!(shown.broken.len(), 1, "{}", case.display()),
                    other => panic!("{}: {other} has a witness", case.display()),
                }
                tried += 1;
            }
        }
    }
    assert!(tried >= 7, "only {tried} witnesses");
}

#[test]
fn guarantees_are_proved_refuted_or_left_to_the_runs() {
    let standings = |case: &str| {
        let sources = folders::sources(&corpus().join(case));
        let claims = policy(&sources, Path::new(case)).analyse().guarantees;
        claims.iter().map(|claim| claim.standing).collect::<Vec<_>>()
    };
    use Standing::{CheckedAtRunTime, Proved, Refuted};
    let all = [Proved, Proved, Proved, CheckedAtRunTime];
    assert_eq!(standings("sound/guarantees-of-all-kinds"), all);
    assert_eq!(standings("sound/totals-within-caps"), [Proved, CheckedAtRunTime]);
    assert_eq!(standings("guarantees/claim-that-a-customer-breaks"), [Refuted]);
}

/// Every code of the analysis has a case.
#[test]
fn every_code_of_the_analysis_has_a_case() {
    let finding = folders::root().join("engine/src/analyse/finding.rs");
    let text = std::fs::read_to_string(finding).expect("a readable file");
    let declared: BTreeSet<&str> = text.split('"').filter(|word| word.starts_with("L14")).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::from(["L1499"]);
    for case in cases() {
        let found = policy(&folders::sources(&case), &case).analyse().findings;
        seen.extend(found.iter().map(|finding| finding.diagnostic.code));
    }
    let missing: Vec<_> = declared.difference(&seen).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    assert!(declared.len() > 15, "{declared:?}");
}
