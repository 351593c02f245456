use std::io::Write;
use std::process::Stdio;

use crate::loyal::{command, fixtures, loyal, run, snapshot};

#[test]
fn the_table_shows_customers_and_a_summary() {
    let ended = run("customers.jsonl", &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapshot("table", &ended.out);
}

#[test]
fn the_bytes_are_the_same_for_any_threads_and_batch_size() {
    let expected = run("customers.jsonl", &["--format", "json"]);
    assert_eq!(expected.code, Some(0), "{}", expected.err);
    snapshot("json", &expected.out);
    for threads in ["1", "2", "7"] {
        for size in ["1", "2", "4096"] {
            let more = ["--format", "json", "--threads", threads, "--batch-size", size];
            assert_eq!(run("customers.jsonl", &more).out, expected.out);
        }
    }
}

#[test]
fn effects_as_csv() {
    let ended = run("customers.jsonl", &["--format", "csv", "--quiet"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapshot("csv", &ended.out);
}

#[test]
fn one_customer_alone() {
    let ended = run("customers.jsonl", &["--format", "json", "--customer", "C-3"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(ended.out.lines().count(), 1);
    assert!(ended.out.starts_with("{\"customer\":\"C-3\","), "{}", ended.out);
}

#[test]
fn a_customer_who_is_not_there() {
    let ended = run("customers.jsonl", &["--customer", "C-9"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert_eq!(ended.err, "error: there is no customer `C-9` in the data\n");
}

#[test]
fn rejected_records_are_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rejections.jsonl");
    let more = ["--format", "json", "--rejections", file.to_str().unwrap()];
    let ended = run("rejected.jsonl", &more);
    assert_eq!(ended.code, Some(4), "{}", ended.err);
    assert_eq!(ended.out.lines().count(), 2);
    for expected in ["rejected.jsonl", "2026-02-30", "`C-1`", "orders", "rejected: 3"] {
        assert!(ended.err.contains(expected), "{expected}: {}", ended.err);
    }
    assert_eq!(std::fs::read_to_string(file).unwrap().lines().count(), 3);
}

#[test]
fn one_good_customer_among_bad_records_is_fine() {
    let ended = run("rejected.jsonl", &["--format", "json", "--customer", "C-5"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 1), "{}", ended.err);
}

#[test]
fn quiet_leaves_the_exit_code_only() {
    let ended = run("rejected.jsonl", &["--quiet", "--format", "json"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(4), ""));
}

#[test]
fn standard_input_is_read() {
    let arguments = ["run", "corner-shop.loyal", "-", "--as-of", "2026-06-30"];
    let more = ["--input-format", "json", "--format", "json"];
    let mut child = command(&[&arguments[..], &more].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let records = std::fs::read(fixtures().join("customers.jsonl")).unwrap();
    child.stdin.take().unwrap().write_all(&records).unwrap();
    let output = child.wait_with_output().unwrap();
    let expected = run("customers.jsonl", &["--format", "json"]).out;
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("many.jsonl");
    let line = |it| format!("{{\"id\":\"C-{it}\",\"orders\":[]}}");
    std::fs::write(&data, (0..20_000).map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let arguments = ["run", "corner-shop.loyal", data.to_str().unwrap(), "--as-of", "2026-06-30"];
    let mut child = command(&[&arguments[..], &["--format", "json"]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn one_rejected_customer_is_told_of_and_no_other() {
    let ended = run("rejected.jsonl", &["--format", "json", "--customer", "C-4"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(4), ""), "{}", ended.err);
    assert!(ended.err.starts_with("rejected: rejected.jsonl:4: customer `C-4`"), "{}", ended.err);
    assert_eq!(ended.err.lines().last(), Some("outcomes: 0, failed: 0, rejected: 1"));
    assert_eq!(ended.err.lines().count(), 2, "{}", ended.err);
}

#[test]
fn rows_that_belong_to_nobody_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("customers.csv"), "id\nC-1\n").unwrap();
    let orders = "id,customer_id,date,amount\nO-1,C-1,2026-06-01,5\nO-2,C-9,2026-06-01,5\n";
    std::fs::write(folder.path().join("orders.csv"), orders).unwrap();
    let ended = run(folder.path().to_str().unwrap(), &["--format", "json"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(4), 1), "{}", ended.err);
    let last: Vec<_> = ended.err.lines().rev().take(2).collect();
    let expected = ["rows that belong to nobody: 1", "outcomes: 1, failed: 0, rejected: 0"];
    assert_eq!(last, expected, "{}", ended.err);
}

#[test]
fn data_does_not_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data.jsonl");
    let records = r#"{"id":"C-\u001b[2J\n\u202e1","orders":[]}
{"id":"C-2\u001b\u009b","orders":[{"id":"O-1","date":"\u202ex","amount":1}]}"#;
    std::fs::write(&data, records).unwrap();
    let ended = run(data.to_str().unwrap(), &[]);
    assert_eq!(ended.code, Some(4), "{}", ended.err);
    for text in [&ended.out, &ended.err] {
        assert!(text.contains("C-"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{text:?}");
    }
}

#[test]
fn broken_guarantees_are_named_and_the_outcomes_stand() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let policy = "program \"Closing\" {\n  time zone \"UTC\"\n}\n\
        record customer {\n  id: text key\n  visits: whole number\n}\n\
        publish visits\n\
        guarantee visits < 10 because \"ten is too many\"\n";
    std::fs::write(path("policy.loyal"), policy).unwrap();
    let records = "{\"id\": \"A\", \"visits\": 3}\n{\"id\": \"B\", \"visits\": 12}\n";
    std::fs::write(path("records.jsonl"), records).unwrap();
    for format in ["json", "table"] {
        let (policy, records) = (path("policy.loyal"), path("records.jsonl"));
        let day = ["--as-of", "2026-06-30", "--format", format];
        let ended = loyal(&[["run", &policy, &records].as_slice(), &day].concat());
        let err = &ended.err;
        assert_eq!(ended.code, Some(1), "{err}");
        let named =
            "broken guarantee: customer `B`: `visits < 10` (policy.loyal:9): ten is too many";
        assert!(err.contains(named), "{err}");
        assert!(ended.out.contains("12") && ended.out.contains("visits < 10"), "{}", ended.out);
    }
}
