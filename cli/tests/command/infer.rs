//! `loyal infer` and `loyal schema`: from data to a record, and from a policy to schemas.

use std::fs;

use crate::loyal::{command, loyal, snapshot};

const JSON: &str = r#"[
  {"id": "C-1", "name": "Lin", "joined": "2024-01-31", "vip": true, "status": "new", "score": 7,
   "card": {"number": "007", "limit": "500.00"},
   "orders": [{"id": "O-1", "at": "2026-06-01T09:30", "amount": "12.30", "rate": 0.125},
              {"id": "O-2", "at": "2026-06-02T09:30:00+08:00", "amount": "5.00", "rate": 1}]},
  {"id": "C-2", "name": "Zhao", "joined": "2025-02-28", "vip": false, "status": "old", "score": null,
   "card": {"number": "008", "limit": "1.00"}, "orders": []},
  {"id": "C-3", "name": "Chen", "joined": "2025-03-01", "vip": false, "status": "old", "score": 1,
   "card": {"number": "008", "limit": "1.00"}, "orders": [], "first name": "x"},
  {"id": "C-4", "name": "Wu", "joined": "2025-03-01", "vip": false, "status": "new", "score": 1,
   "card": {"number": "010", "limit": "1.00"}, "orders": []}
]"#;
const CSV: &str = "编号,注册日,消费,等级,备注\nC-1,2024-01-31,12.30,金卡,\nC-2,2025-02-28,5.00,银卡,x\n\
                   C-3,2025-02-28,5.00,银卡,\nC-4,2025-02-28,5.00,金卡,\n";
const PROGRAM: &str =
    "program \"Inferred\" {\n  currency CNY\n  time zone \"UTC\"\n  rounding half up\n}\n\n";

/// What is inferred, which a policy may say.
fn inferred(name: &str, data: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), data).unwrap();
    let run = |arguments: &[&str]| command(arguments).current_dir(folder.path()).output().unwrap();
    let ended = run(&["infer", name]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let declaration = String::from_utf8(ended.stdout).unwrap();
    fs::write(folder.path().join("inferred.loyal"), format!("{PROGRAM}{declaration}")).unwrap();
    let checked = run(&["check", "inferred.loyal"]);
    let said = String::from_utf8_lossy(&checked.stderr);
    assert_eq!(checked.status.code(), Some(0), "{declaration}\n{said}");
    declaration
}

#[test]
fn a_record_is_proposed_for_data() {
    snapshot("infer_json", &inferred("data.json", JSON));
    snapshot("infer_csv", &inferred("data.csv", CSV));
    let lines = "{\"id\": 1, \"tags\": [{\"id\": \"a\"}]}\n{\"id\": 2, \"tags\": []}\n";
    snapshot("infer_json_lines", &inferred("data.jsonl", lines));
}

#[test]
fn data_that_cannot_be_looked_into_end_with_2_and_their_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("data.json", "{\"a\": "),
        ("data.jsonl", "{\"a\": 1}\n{\"a\""),
        ("data.parquet", "no Parquet"),
        ("data.txt", "a"),
        ("empty.json", "[]"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let ended = command(&["infer", name]).current_dir(folder.path()).output().unwrap();
        assert_eq!(ended.status.code(), Some(2), "{name}");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn schemas_tell_what_a_policy_reads_and_gives() {
    snapshot("schema_record", &loyal(&["schema", "tested", "--of", "record"]).out);
    snapshot("schema_outcome", &loyal(&["schema", "tested", "--of", "outcome"]).out);
    assert!(loyal(&["schema", "tested"]).out.contains("\"$defs\""));
}
