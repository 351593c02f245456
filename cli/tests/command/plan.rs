//! `loyal plan`: in words, for programs, and with what a run took.

use serde_json::Value;

use crate::loyal::{Ended, loyal, snapshot};

const CLUB: &str = "../../../policies/harbour-club";
const DAY: &str = "2026-06-30";

fn plan(policy: &str, more: &[&str]) -> Ended {
    let ended = loyal(&[&["plan", policy][..], more].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{policy} {more:?}");
    ended
}

/// A plan of the shipped policies, under its name.
fn shown(name: &str, policy: &str, more: &[&str]) {
    let policy = format!("../../../policies/{policy}");
    snapshot(&format!("plan_{name}"), &plan(&policy, more).out);
}

fn json(policy: &str, more: &[&str]) -> Value {
    let more = [more, &["--format", "json"]].concat();
    serde_json::from_str(&plan(policy, &more).out).unwrap()
}

/// All pieces of work that are done while customers are evaluated, with the rows of their region.
fn entries(plan: &Value) -> Vec<(String, Value)> {
    let plans = plan["plans"].as_array().unwrap().iter();
    let plans = plans.filter(|plan| plan["purpose"] != "groups");
    let of = |rows: &Value, entries: &Value| -> Vec<(String, Value)> {
        let entries = entries.as_array().unwrap().iter();
        entries.map(|entry| (rows.as_str().unwrap().to_owned(), entry.clone())).collect()
    };
    plans
        .flat_map(|plan| {
            let regions = plan["regions"].as_array().unwrap().iter();
            let regions = regions.flat_map(|region| of(&region["rows"], &region["entries"]));
            regions.chain(of(&"customer".into(), &plan["rest"])).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_plan_in_words() {
    snapshot("plan_shop", &plan("corner-shop.loyal", &[]).out);
    shown("club", "harbour-club", &["--as-of", DAY]);
    shown("levels", "bank-levels", &["--as-of", DAY]);
}

#[test]
fn a_plan_in_chinese_words() {
    shown("club_zh", "harbour-club-zh", &["--as-of", DAY, "--lang", "zh"]);
    shown("firm_zh", "firm-loyalty", &["--as-of", "2026-12-31", "--lang", "zh"]);
}

#[test]
fn without_a_day_constants_that_hang_on_it_are_told_by_their_text() {
    let day = plan(CLUB, &["--as-of", DAY]).out;
    let any = plan(CLUB, &[]).out;
    assert!(day.contains("today = 2026-06-30") && !any.contains("2026-06-30"), "{any}");
}

#[test]
fn json_has_every_step() {
    let shop = json("corner-shop.loyal", &["--as-of", DAY]);
    assert_eq!(shop["measured"], Value::Null);
    snapshot("plan_json", &serde_json::to_string_pretty(&shop).unwrap());
}

#[test]
fn customers_that_are_analyzed_are_measured_step_by_step() {
    let customers = format!("{CLUB}/customers.jsonl");
    let measured = json(CLUB, &["--as-of", DAY, "--analyze", &customers]);
    let count = std::fs::read_to_string(crate::loyal::fixtures().join(&customers)).unwrap();
    assert_eq!(measured["measured"]["customers"], count.lines().count());
    assert_eq!(measured["input"]["outcomes"], count.lines().count());
    let mut permille = 0;
    for (rows, entry) in entries(&measured) {
        let is_computed = entry["work"] != "fold" && rows != "run";
        assert_eq!(entry["measured"].is_object(), is_computed, "{entry}");
        permille += entry["measured"]["permille"].as_u64().unwrap_or_default();
    }
    assert_eq!(permille, 1_000);
    let text = plan(CLUB, &["--as-of", DAY, "--analyze", &customers]).out;
    assert!(text.contains("a look at the clock takes"), "{text}");
}

#[test]
fn an_analysis_asks_for_a_day() {
    let ended = loyal(&["plan", "corner-shop.loyal", "--analyze", "customers.jsonl"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("--as-of"), "{}", ended.err);
}
