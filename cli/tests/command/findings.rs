//! Findings for programs, and the pages of their codes.

use crate::loyal::{loyal, snapshot};

#[test]
fn findings_are_written_for_programs() {
    for format in ["json", "sarif", "github"] {
        let ended = loyal(&["check", "broken.loyal", "corner-shop.loyal", "--format", format]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(3), ""));
        snapshot(&format!("findings_{format}"), &ended.out);
    }
}

#[test]
fn a_sound_policy_has_a_document_without_results() {
    let ended = loyal(&["check", "corner-shop.loyal", "--format", "sarif"]);
    assert_eq!(ended.code, Some(0));
    let document: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(document["runs"][0]["results"], serde_json::json!([]));
    let ended = loyal(&["check", "corner-shop.loyal", "--format", "json"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
}

#[test]
fn findings_are_told_in_chinese() {
    let ended = loyal(&["check", "broken.loyal", "--lang", "zh", "--format", "json"]);
    assert!(ended.out.contains("这里没有名为「years_since_joining」的东西"), "{}", ended.out);
    let ended = loyal(&["check", "broken.loyal", "--lang", "zh"]);
    assert!(ended.err.contains("建议："), "{}", ended.err);
}

#[test]
fn a_code_is_explained() {
    let ended = loyal(&["explain-code", "l0201"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.starts_with("# L0201: A name that stands for nothing\n"), "{}", ended.out);
    let ended = loyal(&["explain-code", "L0201", "--lang", "zh"]);
    assert!(ended.out.starts_with("# L0201：没有这个名称\n"), "{}", ended.out);
}

#[test]
fn all_codes_are_listed() {
    let ended = loyal(&["explain-code"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.lines().count() > 150, "{}", ended.out);
    assert!(ended.out.contains("\nL0201  A name that stands for nothing\n"), "{}", ended.out);
}

#[test]
fn a_code_that_does_not_exist_ends_with_2() {
    let ended = loyal(&["explain-code", "L9999"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("there is no code `L9999`"), "{}", ended.err);
}
