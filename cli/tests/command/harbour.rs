//! The shipped Harbour Club, as the README runs it.

use crate::loyal::{Ended, loyal};

const POLICY: &str = "../../../policies/harbour-club";

fn run(data: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["run", POLICY, data, "--format", "json"];
    arguments.extend(more);
    loyal(&arguments)
}

fn june(data: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["--as-of", "2026-06-30"];
    arguments.extend(more);
    run(data, &arguments)
}

#[test]
fn every_form_of_the_customers_gives_the_same_bytes() {
    let expected = june(&format!("{POLICY}/customers.jsonl"), &[]);
    assert_eq!(expected.code, Some(0), "{}", expected.err);
    assert_eq!(expected.out.lines().count(), 31);
    for form in ["customers.jsonl", "customers.yaml", "csv", "customers.parquet"] {
        for threads in ["1", "2"] {
            for batch_size in ["1", "7", "4096"] {
                let more = ["--threads", threads, "--batch-size", batch_size];
                let ended = june(&format!("{POLICY}/{form}"), &more);
                assert_eq!(ended.code, Some(0), "{form}: {}", ended.err);
                assert!(
                    ended.out == expected.out,
                    "{form}, {threads} threads, batches of {batch_size}"
                );
            }
        }
    }
}

#[test]
fn five_bad_records_are_rejected_by_name_and_the_rest_goes_on() {
    let ended = june("../../../tests/fixtures/rejects/customers.jsonl", &[]);
    assert_eq!(ended.code, Some(4));
    assert_eq!(ended.out.lines().count(), 7);
    let rejected: Vec<&str> =
        ended.err.lines().filter(|line| line.starts_with("rejected: ")).collect();
    let expected = [
        (":3:", "`orders[0].amount` is `true`"),
        (":5:", "`joined` is missing"),
        (":7:", "`orders[0].status` is `paied`"),
        (":9:", "`id` is `HC005`"),
        (":11:", "`joined` is `2026-02-30`"),
    ];
    assert_eq!(rejected.len(), expected.len(), "{rejected:#?}");
    for (line, (place, what)) in rejected.iter().zip(expected) {
        assert!(
            line.contains(place) && line.contains(what) && line.contains("; expected "),
            "{line}"
        );
    }
}

#[test]
fn five_mistakes_are_reported_in_one_run() {
    let ended = loyal(&["check", "../../../tests/fixtures/five-mistakes"]);
    assert_eq!(ended.code, Some(3));
    for code in ["L0201", "L0303", "L0401", "L0501", "L0601"] {
        assert!(ended.err.contains(code), "{code}: {}", ended.err);
    }
    assert_eq!(ended.err.matches("help: ").count(), 5, "{}", ended.err);
}

#[test]
fn a_date_before_the_programme_begins_is_refused() {
    let ended = run(&format!("{POLICY}/customers.jsonl"), &["--as-of", "2025-12-31"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("effective from 2026-01-01"), "{}", ended.err);
}

#[test]
fn parquet_out_reads_back_as_many_rows() {
    use arrow::array::RecordBatchReader;
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    let customers = format!("{POLICY}/customers.jsonl");
    let path = output.to_string_lossy().into_owned();
    let arguments = [
        "run",
        POLICY,
        &customers,
        "--as-of",
        "2026-06-30",
        "--format",
        "parquet",
        "--output",
        &path,
    ];
    assert_eq!(loyal(&arguments).code, Some(0));
    let effects: usize = june(&customers, &[]).out.matches("\"rule\":").count();
    for (table, rows) in [("customers", 31), ("effects", effects)] {
        let file = std::fs::File::open(output.join(format!("{table}.parquet"))).unwrap();
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
            .unwrap()
            .build()
            .unwrap();
        assert!(reader.schema().field_with_name("customer").is_ok());
        let found: usize = reader.map(|batch| batch.unwrap().num_rows()).sum();
        assert_eq!(found, rows, "{table}");
    }
}

#[test]
fn a_damaged_file_is_named_and_shows_no_panic() {
    let ended = june("damaged.parquet", &[]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert_eq!(ended.err, "error: damaged.parquet row 1: the file is broken\n");
}
