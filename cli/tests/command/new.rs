//! `loyal new`: projects whose tests pass and see all of the policy, and notice what changes.

use std::fs;
use std::path::Path;

use crate::loyal::{Ended, command};

const TEMPLATES: [&str; 4] = ["club", "airline", "bank", "service-desk"];

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let output = command(arguments).current_dir(folder).output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with the project `made`.
fn made(template: &str, language: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["new", "made", "--template", template, "--lang", language];
    let ended = run(folder.path(), &arguments);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    folder
}

fn coverage(folder: &Path) -> Ended {
    run(folder, &["test", "made", "--fail-under", "100"])
}

#[test]
fn every_project_is_sound_and_its_tests_see_all_of_it() {
    for template in TEMPLATES {
        for language in ["en", "zh"] {
            let folder = made(template, language);
            let sound = run(folder.path(), &["check", "--deny-warnings", "made"]);
            assert_eq!(sound.code, Some(0), "{template} {language}: {}", sound.err);
            let laid_out = run(folder.path(), &["fmt", "--check", "made"]);
            assert_eq!(laid_out.code, Some(0), "{template} {language}: {}", laid_out.out);
            let tested = coverage(folder.path());
            assert_eq!(tested.code, Some(0), "{template} {language}: {}", tested.out);
            assert!(tested.out.contains("coverage: 100.00 %"), "{}", tested.out);
        }
    }
}

/// The text of the tests without the test at an index.
fn without(tests: &str, index: usize, start: &str) -> String {
    let mut parts = tests.split(start);
    let head = parts.next().unwrap().to_owned();
    let kept = parts.enumerate().filter(|(at, _)| *at != index);
    kept.fold(head, |text, (_, part)| text + start + part)
}

#[test]
fn without_any_one_of_its_tests_a_project_is_not_covered() {
    for template in TEMPLATES {
        for (language, start) in [("en", "  - test: "), ("zh", "  - 测试: ")] {
            let folder = made(template, language);
            let path = folder.path().join("made/tests.yaml");
            let tests = fs::read_to_string(&path).unwrap();
            let count = tests.matches(start).count();
            assert!(count > 1, "{template} {language} has tests");
            for index in 0..count {
                fs::write(&path, without(&tests, index, start)).unwrap();
                let ended = coverage(folder.path());
                assert_eq!(ended.code, Some(1), "{template} {language} {index}: {}", ended.out);
                assert!(ended.out.contains("all pass"), "{}", ended.out);
            }
        }
    }
}

#[test]
fn a_changed_threshold_fails_the_tests_that_should_fail_and_only_those() {
    for (template, from, to, failing) in [
        ("club", "spend >= 8000 CNY", "spend >= 8000.01 CNY", vec!["8000 CNY within a year"]),
        ("club", "spend >= 2000 CNY", "spend >= 1999.99 CNY", vec!["a cent less than Silver"]),
        ("club", "| Silver    | 1.5    |", "| Silver    | 1.4    |", vec!["2000 CNY is Silver"]),
        ("airline", "segments >= 25", "segments >= 26", vec!["25 flights are Silver"]),
        ("airline", "flight.delay >= 180", "flight.delay >= 179", vec!["40000 km are Silver"]),
        ("bank", "years since opened >= 2", "years since opened >= 1", vec!["a day less"]),
        ("bank", "at most 20 CNY each", "at most 21 CNY each", vec!["two years and 500000"]),
        ("service-desk", "| 3..4      |", "| 2..4      |", vec!["a slight complaint"]),
        ("service-desk", "severity >= 4", "severity >= 6", vec!["half and a fifth"]),
    ] {
        let folder = made(template, "en");
        let path = folder.path().join(format!("made/{template}.loyal"));
        let policy = fs::read_to_string(&path).unwrap();
        assert!(policy.contains(from), "{template} has `{from}`");
        fs::write(&path, policy.replacen(from, to, 1)).unwrap();
        let ended = run(folder.path(), &["test", "made"]);
        assert_eq!(ended.code, Some(1), "{template} {to}: {}", ended.out);
        let failed: Vec<&str> = ended.out.lines().filter(|line| line.contains("FAILS")).collect();
        assert_eq!(failed.len(), failing.len(), "{to}: {}", ended.out);
        for (line, name) in failed.iter().zip(failing) {
            assert!(line.contains(name), "{to}: {}", ended.out);
        }
    }
}

#[test]
fn a_folder_that_is_there_is_left_as_it_is() {
    let folder = made("club", "en");
    let ended = run(folder.path(), &["new", "made", "--template", "bank"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("`made` is there already"), "{}", ended.err);
    assert!(!folder.path().join("made/bank.loyal").exists());
}
