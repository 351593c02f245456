//! `loyal diff`: what another policy would do to the same customers.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::loyal::{Ended, fixtures, loyal, snapshot};

/// The corner shop with some of its text replaced, in a folder of its own.
fn edited(replaced: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let mut text = fs::read_to_string(fixtures().join("corner-shop.loyal")).unwrap();
    for (old, new) in replaced {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner-shop.loyal");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn diff(replaced: &[(&str, &str)], more: &[&str]) -> Ended {
    let (_folder, path) = edited(replaced);
    let new = path.display().to_string();
    let mut arguments =
        vec!["diff", "corner-shop.loyal", &new, "customers.jsonl", "--as-of", "2026-06-30"];
    arguments.extend(more);
    loyal(&arguments)
}

const DEARER: [(&str, &str); 3] =
    [(">= 100 CNY", ">= 200 CNY"), ("1 point per", "2 points per"), ("5 CNY as", "7.50 CNY as")];

#[test]
fn who_gets_something_else_what_and_in_sum() {
    let ended = diff(&DEARER, &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    snapshot("diff_table", &ended.out);
}

#[test]
fn every_change_is_in_the_json() {
    let ended = diff(&DEARER, &["--format", "json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    snapshot("diff_json", &ended.out);
}

#[test]
fn where_rules_stand_is_no_change() {
    let ended = diff(&[("record customer", "// moved by a line\nrecord customer")], &[]);
    assert_eq!((ended.code, &*ended.out), (Some(0), "nothing changes for 3 customers\n"));
}

#[test]
fn records_that_fit_only_one_policy_are_named_apart() {
    let asks = [
        ("amount:  money", "amount:  money\n    shop:    text"),
        ("for each order in orders", "for each order in orders\n  when order.shop is known"),
    ];
    let ended = diff(&asks, &[]);
    assert_eq!(ended.code, Some(4), "{}", ended.err);
    let expected = "nothing changes for 1 customer\nonly before: C-1, C-3\n";
    assert!(ended.out.starts_with(expected), "{}", ended.out);
    assert!(ended.err.contains("corner-shop.loyal`: 2\n"), "{}", ended.err);
}

#[test]
fn a_broken_policy_is_shown_as_check_shows_it() {
    let ended = diff(&[("spend >= 100", "spent >= 100")], &[]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.contains("`spent`"), "{}", ended.err);
}

#[test]
fn standard_input_cannot_be_read_twice() {
    let arguments =
        ["diff", "corner-shop.loyal", "corner-shop.loyal", "-", "--as-of", "2026-06-30"];
    let ended = loyal(&arguments);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("put them into a file"), "{}", ended.err);
}
