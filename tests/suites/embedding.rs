//! The engine inside another program.

use loyal_engine::{EvaluateError, Policy};
use loyal_tests::folders;
use serde_json::json;

#[path = "../../engine/examples/evaluate.rs"]
#[expect(dead_code, reason = "the example's own front door reads the command line")]
mod example;

fn harbour_club() -> Policy {
    Policy::load(folders::root().join("policies/harbour-club")).expect("a valid policy")
}

fn shared_between_threads<T: Send + Sync>(_: &T) {}

#[test]
fn a_record_is_evaluated_from_any_serialisable_value() {
    let policy = harbour_club();
    shared_between_threads(&policy);
    let record = json!({
        "id": "C-1", "name": "Lin", "joined": "2024-02-29", "complaints": [],
        "orders": [{ "id": "O-1", "date": "2026-06-12", "amount": "320.00", "status": "paid", "category": "grocery" }],
    });
    let outcome =
        policy.evaluate(&record, "2026-06-30".parse().expect("a date")).expect("an outcome");
    let points: Vec<_> =
        outcome.effects.iter().filter_map(|effect| effect.amount.as_deref()).collect();
    assert_eq!(points, ["64"]);
}

#[test]
fn a_record_that_does_not_fit_is_refused_with_every_reason() {
    let record = json!({ "id": "C-1", "name": "Lin", "joined": "29 February", "orders": [] });
    let refused = harbour_club().evaluate(&record, "2026-06-30".parse().expect("a date"));
    let Err(EvaluateError::Rejected(rejections)) = refused else { panic!("{refused:?}") };
    let fields: Vec<&str> = rejections.iter().map(|rejection| rejection.field.as_str()).collect();
    assert_eq!(fields, ["complaints", "joined"]);
}

#[test]
fn the_example_prints_the_outcome_of_the_first_customer() {
    let root = folders::root().join("policies/harbour-club");
    let customers = std::fs::read_to_string(root.join("customers.jsonl")).expect("customers");
    let first = customers.lines().next().expect("a customer");
    let shown = example::outcome(&root, first, "2026-06-30").expect("an outcome");
    assert!(shown.contains("\"customer\": \"HC001\""), "{shown}");
    assert!(shown.contains("purchase_points: points 1080"), "{shown}");
}

#[test]
fn an_arrow_batch_gives_the_outcomes_of_its_rows() {
    let root = folders::root().join("policies/harbour-club");
    let file = std::fs::File::open(root.join("customers.parquet")).expect("customers");
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.build())
        .expect("a Parquet file");
    let batch = reader.last().expect("a batch").expect("a batch");
    let as_of = "2026-06-30".parse().expect("a date");
    let policy = harbour_club();
    let evaluated = policy.evaluate_batch(&batch, as_of).expect("a batch that fits");
    let customers = std::fs::read_to_string(root.join("customers.jsonl")).expect("customers");
    assert_eq!(evaluated.results.len(), customers.lines().count());
    for (line, result) in customers.lines().zip(&evaluated.results) {
        let alone = policy.evaluate_json(line, as_of).expect("an outcome");
        assert_eq!(result.as_ref().expect("an outcome"), &alone);
    }
}

#[test]
fn a_date_outside_the_programme_is_refused() {
    let refused = harbour_club().bind("2025-12-31".parse().expect("a date")).expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "`Harbour Club` is effective from 2026-01-01, and 2025-12-31 is not in that time"
    );
}
