//! `loyal test`: outcome tests beside a policy.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::loyal::{Ended, command, fixtures, loyal, snapshot};

/// The tested club in a folder of its own.
fn club() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["club.loyal", "customers.yaml", "tests.yaml"] {
        fs::copy(fixtures().join("tested").join(name), folder.path().join(name)).unwrap();
    }
    folder
}

fn test_in(folder: &Path, more: &[&str]) -> Ended {
    let mut command = command(&[&["test", "."], more].concat());
    let output = command.current_dir(folder).env_remove("CI").output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn change(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name} has `{from}`");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn an_outcome_is_reviewed_once_and_held_from_then_on() {
    let folder = club();
    let new = test_in(folder.path(), &[]);
    assert_eq!(new.code, Some(1), "{}", new.err);
    snapshot("test_of_a_new_outcome", &new.out);
    let accepted = test_in(folder.path(), &["--accept"]);
    assert_eq!(accepted.code, Some(0), "{}", accepted.out);
    snapshot("test_that_accepts", &accepted.out);
    let reviewed = fs::read_to_string(folder.path().join("tests.outcomes.json")).unwrap();
    snapshot("test_outcomes", &reviewed);
    let again = test_in(folder.path(), &["--quiet"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), "4 tests, all pass\n"));
}

#[test]
fn a_changed_threshold_fails_the_tests_that_should_fail_and_only_those() {
    let folder = club();
    test_in(folder.path(), &["--accept"]);
    change(folder.path(), "club.loyal", "spend >= 1000 CNY", "spend >= 1000.01 CNY");
    let ended = test_in(folder.path(), &["--quiet"]);
    assert_eq!(ended.code, Some(1));
    snapshot("test_of_a_changed_threshold", &ended.out);
}

#[test]
fn a_changed_outcome_is_shown_as_a_difference() {
    let folder = club();
    test_in(folder.path(), &["--accept"]);
    change(
        folder.path(),
        "customers.yaml",
        "orders: []",
        "orders: [{ id: O-9, date: 2026-06-02, amount: 5.00 }]",
    );
    let ended = test_in(folder.path(), &["--quiet"]);
    assert_eq!(ended.code, Some(1));
    snapshot("test_of_a_changed_outcome", &ended.out);
}

#[test]
fn reviewed_outcomes_are_not_written_in_ci() {
    let folder = club();
    let mut command = command(&["test", ".", "--accept"]);
    let output = command.current_dir(folder.path()).env("CI", "true").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("tests.outcomes.json").exists());
}

#[test]
fn a_customer_without_an_outcome_fails_its_test() {
    let folder = club();
    change(folder.path(), "tests.yaml", "customer: C-2", "customer: C-9");
    change(folder.path(), "tests.yaml", "amount: 999.99", "amount: much");
    snapshot("test_without_an_outcome", &test_in(folder.path(), &["--quiet"]).out);
}

#[test]
fn mistakes_in_tests_are_named_with_their_line() {
    for (from, to, said) in [
        (
            "    customer: C-2",
            "    custmer: C-2",
            "./tests.yaml:18: `custmer` is no part of a test",
        ),
        ("      Club: Gold", "      Clubb: Gold", "./tests.yaml:7: `Clubb` is no tier"),
        ("as of: 2026-06-30", "as of: 2026-06-31", "./tests.yaml:1: `2026-06-31` is no date"),
        ("as of: 2026-06-30", "as of: [", "./tests.yaml:"),
        ("data: customers.yaml\n", "", "./tests.yaml:3: the test has no `data`"),
        ("data: customers.yaml", "data: nowhere.yaml", "nowhere.yaml"),
        ("    expect: outcome", "    expect: {}", "./tests.yaml:19: nothing is expected"),
        ("who never bought", "who spends 1000 CNY is Gold", "there are two tests"),
    ] {
        let folder = club();
        change(folder.path(), "tests.yaml", from, to);
        let ended = test_in(folder.path(), &[]);
        assert_eq!(ended.code, Some(2), "{to}: {}", ended.out);
        assert!(ended.err.contains(said), "{to}: {}", ended.err);
    }
}

#[test]
fn a_policy_without_tests_ends_with_2() {
    let ended = loyal(&["test", "corner-shop.loyal"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("there are no tests for `corner-shop.loyal`"), "{}", ended.err);
}

#[test]
fn coverage_names_what_no_test_comes_to() {
    let folder = club();
    test_in(folder.path(), &["--accept"]);
    snapshot("test_coverage", &test_in(folder.path(), &["--coverage"]).out);
    change(folder.path(), "tests.yaml", "as of: 2026-07-31", "as of: 2026-08-31");
    let ended = test_in(folder.path(), &["--fail-under", "100"]);
    assert_eq!(ended.code, Some(1));
    snapshot("test_coverage_that_is_too_low", &ended.out);
}

#[test]
fn tests_speak_chinese_where_that_is_asked_for() {
    let folder = club();
    change(folder.path(), "tests.yaml", "customer: C-2", "customer: C-9");
    change(folder.path(), "tests.yaml", "Club: Gold", "Club: Silver");
    let chinese = ["--lang", "zh", "--coverage", "--fail-under", "100", "--junit", "tests.xml"];
    let said = test_in(folder.path(), &chinese).out;
    for part in [
        "./tests.yaml:17: 未通过: who never bought",
        "没有结果: ./customers.yaml 里没有客户「C-9」",
        "4 个测试，",
        "覆盖率低于 100.00 %",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let junit = fs::read_to_string(folder.path().join("tests.xml")).unwrap();
    assert!(junit.contains("message=\"与预期不符\""), "{junit}");
}

#[test]
fn pipelines_read_the_same_as_junit() {
    let folder = club();
    change(folder.path(), "tests.yaml", "who never bought", "\"<never> & 'not'\"");
    test_in(folder.path(), &["--junit", "tests.xml"]);
    snapshot("test_junit", &fs::read_to_string(folder.path().join("tests.xml")).unwrap());
}

/// The tests in a folder, with answers on standard input.
fn answered(folder: &Path, more: &[&str], answers: &str) -> Ended {
    let mut command = command(&[&["test", ".", "--review"], more].concat());
    command.current_dir(folder).env_remove("CI");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The tested club with three outcomes to be reviewed.
fn club_to_review() -> tempfile::TempDir {
    let folder = club();
    let path = folder.path().join("tests.yaml");
    let more = "
  - test: C-1 in July
    as of: 2026-07-31
    customer: C-1
    expect: outcome
  - test: C-1 in June
    customer: C-1
    expect: outcome
";
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.trim_end().to_owned() + more).unwrap();
    folder
}

#[test]
fn outcomes_are_reviewed_one_by_one() {
    let folder = club_to_review();
    let ended = answered(folder.path(), &["--piped", "--quiet"], "what\na\nk\ns\n");
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.out.contains("1 accepted, 1 kept, 1 left"), "{}", ended.out);
    assert_eq!(
        ended.out.matches("is it right?").count(),
        4,
        "an answer that is none is asked again"
    );
    let reviewed = fs::read_to_string(folder.path().join("tests.outcomes.json")).unwrap();
    assert!(reviewed.contains("\"who never bought\""), "{reviewed}");
    assert!(!reviewed.contains("\"C-1 in J"), "{reviewed}");
    let ended = answered(folder.path(), &["--piped", "--quiet"], "a\na\n");
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    assert!(
        ended.out.ends_with(
            "2 accepted, 0 kept, 0 left\n./tests.outcomes.json: accepted\n6 tests, all pass\n"
        ),
        "{}",
        ended.out
    );
    let ended = answered(folder.path(), &["--piped"], "");
    assert!(ended.out.contains("there is nothing to review"), "{}", ended.out);
}

#[test]
fn what_is_kept_stays_as_it_was_reviewed() {
    let folder = club_to_review();
    test_in(folder.path(), &["--accept"]);
    let reviewed = fs::read_to_string(folder.path().join("tests.outcomes.json")).unwrap();
    change(folder.path(), "club.loyal", "1 point per 1 CNY", "2 points per 1 CNY");
    for answers in ["k\nk\n", "s\ns\n", "q\n", ""] {
        let ended = answered(folder.path(), &["--piped", "--quiet"], answers);
        assert_eq!(ended.code, Some(1), "{}", ended.out);
        let now = fs::read_to_string(folder.path().join("tests.outcomes.json")).unwrap();
        assert_eq!(now, reviewed, "{answers}");
    }
    let ended = answered(folder.path(), &["--piped", "--quiet"], "a\nq\n");
    snapshot("test_that_reviews", &ended.out);
    let now = fs::read_to_string(folder.path().join("tests.outcomes.json")).unwrap();
    assert_eq!(now.matches("\"1600\"").count(), 1, "{now}");
    assert_eq!(now.matches("\"who never bought\"").count(), 1, "{now}");
}

#[test]
fn nothing_is_reviewed_where_nobody_is_there() {
    let folder = club_to_review();
    let ended = answered(folder.path(), &[], "a\na\na\n");
    assert_eq!(ended.code, Some(2), "{}", ended.out);
    assert!(ended.err.contains("--review asks at a terminal"), "{}", ended.err);
    let mut command = command(&["test", ".", "--review", "--piped"]);
    let output = command.current_dir(folder.path()).env("CI", "true").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("tests.outcomes.json").exists());
}

#[test]
fn a_difference_is_explained_in_the_readers_language() {
    let folder = club();
    test_in(folder.path(), &["--accept"]);
    change(folder.path(), "club.loyal", "spend >= 1000 CNY", "spend >= 1000.01 CNY");
    let more = ["--quiet", "--lang", "zh", "--junit", "tests.xml"];
    snapshot("test_of_a_changed_threshold_zh", &test_in(folder.path(), &more).out);
    let junit = fs::read_to_string(folder.path().join("tests.xml")).unwrap();
    assert!(junit.contains("再有 0.01 CNY 即达 Gold"), "{junit}");
}

/// Tests that are suggested for a folder, added to those that it has.
fn with_suggestions(folder: &Path) -> String {
    let suggested = test_in(folder, &["--suggest"]);
    assert_eq!((suggested.code, suggested.err.as_str()), (Some(0), ""), "{}", suggested.out);
    let path = folder.join("tests.yaml");
    let text = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, text + &suggested.out).unwrap();
    suggested.out
}

/// What the orders of each suggested customer add up to, in cents.
fn customers(suggested: &str) -> Vec<u64> {
    let cents = |line: &str| {
        let amount = line.split("amount: ").nth(1)?.split([',', ' ', '}']).next()?;
        amount.replace('.', "").parse::<u64>().ok()
    };
    let tests = suggested.split("- test:").skip(1);
    tests.map(|test| test.lines().filter_map(cents).sum()).collect()
}

#[test]
fn what_is_suggested_is_on_the_edge_and_covers_what_it_says() {
    let folder = club();
    fs::remove_file(folder.path().join("tests.yaml")).unwrap();
    let suggested = with_suggestions(folder.path());
    snapshot("test_that_suggests", &suggested);
    assert!(customers(&suggested).contains(&100_000), "at the threshold: {suggested}");
    let ended = test_in(folder.path(), &["--fail-under", "100"]);
    assert_eq!(ended.code, Some(0), "{suggested}\n{}", ended.out);
    let again = test_in(folder.path(), &["--suggest", "--lang", "zh"]);
    assert_eq!(again.out, "# 测试已覆盖全部内容\n");
}

#[test]
fn what_no_customer_is_found_for_is_said() {
    let folder = club();
    change(
        folder.path(),
        "club.loyal",
        "birthday is known and",
        "spend < 0 CNY and birthday is known and",
    );
    let suggested = with_suggestions(folder.path());
    assert!(suggested.contains("no customer was found for"), "{suggested}");
    assert!(suggested.contains("`spend < 0 CNY` never holds"), "{suggested}");
    let tests = fs::read_to_string(folder.path().join("tests.yaml")).unwrap();
    assert!(tests.contains("`birthday_gift` gives nobody anything"), "{tests}");
}
