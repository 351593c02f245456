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

/// An edit of a project: a rule more, and tests of it on both sides of its condition.
struct Edit {
    template: &'static str,
    language: &'static str,
    rule: &'static str,
    tests: [&'static str; 2],
}

const EDITS: [Edit; 8] = [
    Edit {
        template: "club",
        language: "en",
        rule: "reward thanks { when spend >= 90000 CNY; give coupon \"THANKS\" worth 5 CNY }",
        tests: [
            "{ id: N-1, orders: [{ id: O-1, date: 2026-06-30, amount: 90000.00 }] }",
            "{ id: N-2, orders: [{ id: O-1, date: 2026-06-30, amount: 89999.99 }] }",
        ],
    },
    Edit {
        template: "club",
        language: "zh",
        rule: "奖励 thanks { 当 年消费 >= 90000 元; 给 优惠券 \"THANKS\" 价值 5 元 }",
        tests: [
            "{ 编号: N-1, 订单列表: [{ 编号: O-1, 日期: 2026-06-30, 实付: 90000.00 }] }",
            "{ 编号: N-2, 订单列表: [{ 编号: O-1, 日期: 2026-06-30, 实付: 89999.99 }] }",
        ],
    },
    Edit {
        template: "airline",
        language: "en",
        rule: "reward thanks { when miles >= 900000; give coupon \"THANKS\" worth 5 CNY }",
        tests: [
            "{ card: N-1, flights: [{ ticket: F-1, date: 2026-06-30, distance: 900000, cabin: economy }] }",
            "{ card: N-2, flights: [{ ticket: F-1, date: 2026-06-30, distance: 899999, cabin: economy }] }",
        ],
    },
    Edit {
        template: "airline",
        language: "zh",
        rule: "奖励 thanks { 当 年里程 >= 900000; 给 优惠券 \"THANKS\" 价值 5 元 }",
        tests: [
            "{ 卡号: N-1, 航段列表: [{ 票号: F-1, 日期: 2026-06-30, 里程: 900000, 舱位: 经济舱 }] }",
            "{ 卡号: N-2, 航段列表: [{ 票号: F-1, 日期: 2026-06-30, 里程: 899999, 舱位: 经济舱 }] }",
        ],
    },
    Edit {
        template: "bank",
        language: "en",
        rule: "reward thanks { when assets >= 9000000 CNY; give coupon \"THANKS\" worth 5 CNY }",
        tests: [
            "{ id: N-1, opened: 2026-06-30, assets: 9000000.00, payments: [] }",
            "{ id: N-2, opened: 2026-06-30, assets: 8999999.99, payments: [] }",
        ],
    },
    Edit {
        template: "bank",
        language: "zh",
        rule: "奖励 thanks { 当 资产 >= 9000000 元; 给 优惠券 \"THANKS\" 价值 5 元 }",
        tests: [
            "{ 编号: N-1, 开户日: 2026-06-30, 资产: 9000000.00, 消费列表: [] }",
            "{ 编号: N-2, 开户日: 2026-06-30, 资产: 8999999.99, 消费列表: [] }",
        ],
    },
    Edit {
        template: "service-desk",
        language: "en",
        rule: "reward thanks { when any complaints where amount >= 90000 CNY; give coupon \"THANKS\" worth 5 CNY }",
        tests: [
            "{ id: N-1, complaints: [{ id: A, opened: 2026-06-30, severity: 1, kind: late, resolved: true, amount: 90000.00 }] }",
            "{ id: N-2, complaints: [{ id: A, opened: 2026-06-30, severity: 1, kind: late, resolved: true, amount: 89999.99 }] }",
        ],
    },
    Edit {
        template: "service-desk",
        language: "zh",
        rule: "奖励 thanks { 当 任意 投诉列表 其中 订单金额 >= 90000 元; 给 优惠券 \"THANKS\" 价值 5 元 }",
        tests: [
            "{ 编号: N-1, 投诉列表: [{ 编号: A, 受理日: 2026-06-30, 严重程度: 1, 类型: 迟到, 已解决: true, 订单金额: 90000.00 }] }",
            "{ 编号: N-2, 投诉列表: [{ 编号: A, 受理日: 2026-06-30, 严重程度: 1, 类型: 迟到, 已解决: true, 订单金额: 89999.99 }] }",
        ],
    },
];

#[test]
fn a_project_that_is_edited_with_tests_of_the_edit_is_covered_again() {
    for Edit { template, language, rule, tests } in EDITS {
        let folder = made(template, language);
        let policy = folder.path().join(format!("made/{template}.loyal"));
        let text = fs::read_to_string(&policy).unwrap();
        fs::write(&policy, format!("{text}\n{rule}\n")).unwrap();
        let untested = coverage(folder.path());
        assert_eq!(untested.code, Some(1), "{template} {language}: {}", untested.out);
        assert!(untested.out.contains("all pass"), "{}", untested.out);
        let words = match language {
            "en" => ["test", "customer", "expect"],
            _ => ["测试", "客户", "预期"],
        };
        let path = folder.path().join("made/tests.yaml");
        let before = fs::read_to_string(&path).unwrap();
        let added = |name: &str, customer: &str, thanks: &str| {
            let [called, who, expect] = words;
            format!(
                "  - {called}: {name}\n    {who}: {customer}\n    {expect}: {{ thanks: {thanks} }}\n"
            )
        };
        let given = added("just enough", tests[0], "THANKS");
        let not = added("not enough", tests[1], "none");
        fs::write(&path, format!("{before}{given}{not}")).unwrap();
        let tested = coverage(folder.path());
        assert_eq!(tested.code, Some(0), "{template} {language}: {}{}", tested.out, tested.err);
        assert!(tested.out.contains("coverage: 100.00 %"), "{}", tested.out);
        fs::write(&path, format!("{before}{not}")).unwrap();
        let removed = coverage(folder.path());
        assert_eq!(removed.code, Some(1), "{template} {language}: {}", removed.out);
    }
}

#[test]
fn a_changed_threshold_fails_the_tests_that_should_fail_and_only_those() {
    for (template, language, from, to, failing) in [
        ("club", "en", "spend >= 8000 CNY", "spend >= 8000.01 CNY", vec!["8000 CNY within a year"]),
        (
            "club",
            "en",
            "spend >= 2000 CNY",
            "spend >= 1999.99 CNY",
            vec!["a cent less than Silver"],
        ),
        (
            "club",
            "en",
            "| Silver    | 1.5    |",
            "| Silver    | 1.4    |",
            vec!["2000 CNY is Silver"],
        ),
        ("airline", "en", "segments >= 25", "segments >= 26", vec!["25 flights are Silver"]),
        (
            "airline",
            "en",
            "flight.delay >= 180",
            "flight.delay >= 179",
            vec!["40000 km are Silver"],
        ),
        ("bank", "en", "years since opened >= 2", "years since opened >= 1", vec!["a day less"]),
        ("bank", "en", "at most 20 CNY each", "at most 21 CNY each", vec!["two years and 500000"]),
        ("service-desk", "en", "| 3..4      |", "| 2..4      |", vec!["a slight complaint"]),
        ("service-desk", "en", "severity >= 4", "severity >= 6", vec!["half and a fifth"]),
        ("club", "zh", "年消费 >= 8000 元", "年消费 >= 8000.01 元", vec!["一年 8000 元为金卡"]),
        ("club", "zh", "年消费 >= 2000 元", "年消费 >= 1999.99 元", vec!["差一分钱不到银卡"]),
        ("airline", "zh", "年航段 >= 25", "年航段 >= 26", vec!["25 个航段为银卡"]),
        ("bank", "zh", "上限 20 元 每笔", "上限 21 元 每笔", vec!["满两年且资产"]),
        ("service-desk", "zh", "| 3..4     |", "| 2..4     |", vec!["轻微的投诉"]),
    ] {
        let folder = made(template, language);
        let path = folder.path().join(format!("made/{template}.loyal"));
        let policy = fs::read_to_string(&path).unwrap();
        assert!(policy.contains(from), "{template} has `{from}`");
        fs::write(&path, policy.replacen(from, to, 1)).unwrap();
        let ended = run(folder.path(), &["test", "made", "--lang", "en"]);
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
