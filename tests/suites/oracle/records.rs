//! What random records hold, and how they stand in JSON.

use std::collections::HashSet;

use loyal_dsl::ir::Program;

use crate::sample::*;
use loyal_tests::oracle::{Field, Oracle, Record, Value, decimal, whole};
use loyal_tests::records::edges::{Edges, edges};
use loyal_tests::records::json;
use loyal_tests::records::random::{Chance, customers};

fn found(program: &Program) -> Edges {
    let oracle = Oracle::new(program, &[], "2026-03-31".parse().unwrap());
    edges(program, &oracle, "2026-03-31".parse().unwrap())
}

fn some(count: usize, seed: u64) -> Vec<Record> {
    let program = whole_program();
    customers(&program, &found(&program), count, &mut Chance::new(seed))
}

fn orders(customer: &Record) -> &[Record] {
    match &customer.fields[ORDERS as usize] {
        Field::List(orders) => orders,
        Field::Scalar(_) => panic!("orders are a list"),
    }
}

#[test]
fn edges_are_constants_and_the_ends_of_windows() {
    let edges = found(&whole_program());
    for number in [whole(1000), whole(5000), whole(3), whole(10)] {
        assert!(edges.numbers.contains(&number), "{number}");
    }
    for date in ["2026-03-01", "2024-03-31", "2028-03-31", "2026-03-31", "2028-02-29"] {
        assert!(edges.dates.contains(&date.parse().unwrap()), "{date}");
    }
}

#[test]
fn a_seed_gives_the_same_records() {
    assert_eq!(some(50, 7), some(50, 7));
    assert_ne!(some(50, 7), some(50, 8));
}

#[test]
fn keys_are_unique() {
    let all = some(500, 1);
    let orders = all.iter().flat_map(orders);
    let keys: Vec<&Field> = all.iter().chain(orders).map(|record| &record.fields[0]).collect();
    let different: HashSet<String> = keys.iter().map(|key| format!("{key:?}")).collect();
    assert_eq!(different.len(), keys.len());
}

#[test]
fn records_reach_what_is_rare() {
    let all = some(2_000, 1);
    let lengths: HashSet<usize> = all.iter().map(|customer| orders(customer).len()).collect();
    for length in [0, 1, 2, 15, 16, 17, 63, 64, 65] {
        assert!(lengths.contains(&length), "no list of {length}");
    }
    let fields: Vec<&Field> = all.iter().flat_map(orders).flat_map(|order| &order.fields).collect();
    let holds = |value: &Value| fields.contains(&&Field::Scalar(Some(value.clone())));
    assert!(fields.contains(&&Field::Scalar(None)), "nothing is missing");
    for fen in [i64::MAX, i64::MIN, 99_999, 100_000, 100_001, 0, -1] {
        assert!(holds(&Value::Quantity(decimal(fen, 2))), "no amount of {fen} fen");
    }
    for date in ["2026-02-28", "2026-03-01", "2026-03-02", "2024-02-29", "2026-04-01", "9999-12-31"]
    {
        assert!(holds(&Value::Date(date.parse().unwrap())), "no {date}");
    }
}

#[test]
fn json_is_exact() {
    let mut whole =
        with(order("o\"/%", "2026-02-28", -5), RATE, Value::Quantity(decimal(i64::MAX, 6)));
    whole = with(whole, STATUS, Value::Choice(1));
    let mut program = program();
    program.records[1].fields[AMOUNT as usize].path = vec!["paid".to_owned(), "amount".to_owned()];
    program.records[1].fields[RATE as usize].path = vec!["paid".to_owned(), "rate".to_owned()];
    assert_eq!(
        json::line(&program, &customer(vec![whole, order("p", "", 1_234_500)])),
        concat!(
            r#"{"id":"c/1","orders":["#,
            r#"{"date":"2026-02-28","id":"o\"/%","lines":[],"#,
            r#""paid":{"amount":"-0.05","rate":"9223372036854.775807"},"status":"refunded"},"#,
            r#"{"id":"p","lines":[],"paid":{"amount":"12345.00"},"status":"paid"}],"#,
            r#""seen":"2026-01-31T09:30:00+08:00","visits":2}"#,
        )
    );
}
