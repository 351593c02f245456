//! Whole or not at all.

use std::fs;
use std::path::Path;

use crate::loyal::{Ended, run, snapshot};

fn run_to(data: &str, format: &str, output: &Path) -> Ended {
    run(data, &["--format", format, "--output", output.to_str().unwrap()])
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_holds_what_standard_output_would() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outcomes.jsonl");
    fs::write(&file, "what stood here before\n").unwrap();
    let ended = run_to("customers.jsonl", "json", &file);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    let expected = run("customers.jsonl", &["--format", "json"]).out;
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    assert_eq!(names(folder.path()), ["outcomes.jsonl"]);
}

#[test]
fn a_run_that_fails_leaves_what_stood_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outcomes.jsonl");
    let data = folder.path().join("torn.json");
    fs::write(&file, "what stood here before\n").unwrap();
    fs::write(&data, "[{\"id\":\"C-1\",\"orders\":[]},{\"id\":").unwrap();
    let ended = run_to(data.to_str().unwrap(), "json", &file);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), "what stood here before\n");
    let tables = folder.path().join("tables");
    for format in ["csv", "parquet"] {
        assert_eq!(run_to(data.to_str().unwrap(), format, &tables).code, Some(2));
    }
    assert_eq!(names(folder.path()), ["outcomes.jsonl", "torn.json"]);
}

#[test]
fn a_customer_who_is_not_there_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outcomes.jsonl");
    let more = ["--format", "json", "--customer", "C-9", "--output", file.to_str().unwrap()];
    assert_eq!(run("customers.jsonl", &more).code, Some(1));
    assert!(names(folder.path()).is_empty());
}

#[test]
fn two_tables_make_a_folder_or_join_one() {
    let folder = tempfile::tempdir().unwrap();
    let tables = folder.path().join("tables");
    for format in ["csv", "parquet", "csv"] {
        let ended = run_to("customers.jsonl", format, &tables);
        assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    }
    let expected = ["customers.csv", "customers.parquet", "effects.csv", "effects.parquet"];
    assert_eq!(names(&tables), expected);
    assert_eq!(names(folder.path()), ["tables"]);
    let effects = fs::read_to_string(tables.join("effects.csv")).unwrap();
    let more = ["--format", "csv", "--quiet"];
    assert_eq!(effects, run("customers.jsonl", &more).out);
    snapshot("customers_csv", &fs::read_to_string(tables.join("customers.csv")).unwrap());
}

#[test]
fn an_output_that_cannot_be_written_is_named_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    for (format, name) in [("json", "no/such/folder.jsonl"), ("csv", "no/such/folder")] {
        let ended = run_to("customers.jsonl", format, &folder.path().join(name));
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains("cannot write"), "{}", ended.err);
    }
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(run_to("customers.jsonl", "csv", &file).code, Some(2));
    assert_eq!(run_to("customers.jsonl", "json", folder.path()).code, Some(2));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    assert_eq!(run_to("customers.jsonl", "json", Path::new("/dev/null")).code, Some(0));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}
