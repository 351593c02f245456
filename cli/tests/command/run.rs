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

const GROUPS: &str = "program \"Groups\" {\n  currency CNY\n  time zone \"UTC\"\n}\n\
    record customer {\n  id: text key\n  team: text\n  spend: money\n}\n\
    record team {\n  id: text key\n  staff: whole number\n}\n\
    portfolio team by customer.team {\n  define all as sum of spend\n\
    \x20 guarantee all < 100 CNY because \"no team is that rich\"\n}\n";

/// A folder with a policy of groups, customers of these teams, and records of teams.
fn groups(customers: &[(&str, &str, u32)], teams: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lines = customers.iter().map(|(id, team, spend)| {
        format!("{{\"id\": \"{id}\", \"team\": \"{team}\", \"spend\": {spend}}}\n")
    });
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("groups.loyal"), GROUPS).unwrap();
    std::fs::write(folder.path().join("data/customers.jsonl"), lines.collect::<String>()).unwrap();
    std::fs::write(folder.path().join("data/team.csv"), teams).unwrap();
    folder
}

fn run_groups(folder: &tempfile::TempDir, data: &str, more: &[&str]) -> crate::loyal::Ended {
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (policy, data) = (path("groups.loyal"), path(data));
    loyal(&[["run", &policy, &data, "--as-of", "2026-06-30"].as_slice(), more].concat())
}

#[test]
fn broken_guarantees_of_groups_are_named() {
    let customers = [("A", "X", 60), ("B", "X", 50), ("C", "Y", 50)];
    let folder = groups(&customers, "id,staff\nX,1\nY,2\n");
    for format in ["json", "table"] {
        let ended = run_groups(&folder, "data", &["--format", format]);
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        let named =
            "broken guarantee: team `X`: `all < 100 CNY` (groups.loyal:16): no team is that rich";
        assert!(ended.err.contains(named), "{}", ended.err);
        assert!(!ended.err.contains("`Y`"), "{}", ended.err);
        assert!(ended.out.contains("all < 100 CNY"), "{}", ended.out);
        assert!(!ended.out.contains("guarantee"), "{}", ended.out);
    }
    let tables = folder.path().join("tables").to_str().unwrap().to_owned();
    let ended = run_groups(&folder, "data", &["--format", "csv", "--output", &tables]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    let table = std::fs::read_to_string(folder.path().join("tables/groups.csv")).unwrap();
    let broken: Vec<bool> =
        table.lines().skip(1).map(|line| line.contains("all < 100 CNY")).collect();
    assert_eq!(broken, [true, false], "{table}");
}

#[test]
fn a_group_without_its_record_is_named_with_its_place() {
    let folder = groups(&[("A", "X", 6), ("B", "Z", 5)], "id,staff\nX,1\n");
    let ended = run_groups(&folder, "data", &[]);
    assert_eq!(ended.code, Some(4), "{}", ended.err);
    let named = "failed: team `Z`: customers name the team `Z`, which the input does not have \
        in `customer.team` of team, groups.loyal:14";
    assert!(ended.err.contains(named), "{}", ended.err);
}

#[test]
fn one_record_with_a_population_leaves_groups_to_the_run_over_all() {
    let folder = groups(&[("A", "X", 6), ("B", "X", 5)], "id,staff\nX,1\n");
    let file = folder.path().join("population.json").to_str().unwrap().to_owned();
    let whole = run_groups(&folder, "data", &["--format", "json", "--write-population", &file]);
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    assert_eq!(whole.out.lines().count(), 3, "{}", whole.out);
    let one = folder.path().join("one.jsonl");
    std::fs::write(one, "{\"id\": \"B\", \"team\": \"X\", \"spend\": 5}\n").unwrap();
    let alone = run_groups(&folder, "one.jsonl", &["--format", "json", "--population", &file]);
    assert_eq!(alone.code, Some(0), "{}", alone.err);
    let expected: Vec<&str> = whole.out.lines().skip(1).take(1).collect();
    assert_eq!(alone.out.lines().collect::<Vec<_>>(), expected);
}
