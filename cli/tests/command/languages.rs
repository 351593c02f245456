//! What a command says follows the language that is asked for, else that of the environment.

use crate::loyal::{command, loyal, snapshot};

/// Commands whose lines are held in each language.
const SAID: [(&str, &[&str]); 8] = [
    ("versions", &["check", "two-years"]),
    ("guarantees", &["check", "guarantees.loyal"]),
    ("allowed", &["check", "allowed.loyal"]),
    ("broken", &["check", "broken.loyal"]),
    ("nowhere", &["check", "nowhere.loyal"]),
    ("no_code", &["explain-code", "L9999"]),
    (
        "rejected",
        &[
            "run",
            "corner-shop.loyal",
            "rejected.jsonl",
            "--as-of",
            "2026-06-30",
            "--format",
            "json",
        ],
    ),
    ("not_effective", &["run", "two-years", "customers.jsonl", "--as-of", "2027-01-01"]),
];

#[test]
fn lines_are_said_in_either_language() {
    for (name, arguments) in SAID {
        for language in ["en", "zh"] {
            let ended = loyal(&[arguments, &["--lang", language]].concat());
            let outcomes = if name == "rejected" { "" } else { ended.out.as_str() };
            snapshot(&format!("said_{name}_{language}"), &format!("{outcomes}{}", ended.err));
        }
    }
}

#[test]
fn the_environment_decides_where_nothing_is_asked_for() {
    let said = |language: &str| {
        let output =
            command(&["check", "corner-shop.loyal"]).env("LOYAL_LANG", language).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(said("en").contains("no findings in 1 file"), "{}", said("en"));
    assert!(said("zh_CN.UTF-8").contains("1 个文件中没有发现问题"), "{}", said("zh_CN.UTF-8"));
}

#[test]
fn rejections_are_written_in_the_language() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejections.jsonl");
    let path = path.to_str().unwrap();
    let run = ["run", "corner-shop.loyal", "rejected.jsonl", "--as-of", "2026-06-30"];
    loyal(&[&run[..], &["--rejections", path, "--lang", "zh"]].concat());
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.contains("\"expected\":\"日期，例如 2026-01-31\""), "{written}");
}
