//! `exchange`: what money is in another currency on a day.

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_tests::agreement::{Comparison, compare, failed, verdict};
use loyal_tests::records::json;

const POLICY: &str = r#"
program "Abroad" {
  currency CNY
  rounding half up
}
record customer {
  id:      text key
  fee:     money USD optional
  orders:  list of order dated by date {
    id:      text key
    date:    date
    amount:  money of any currency optional
  }
}
exchange {
  USD to CNY {
    7    from 2026-01-01
    7.1  from 2026-02-01
  }
  JPY to CNY as 0.05
}
define total as sum of (amount in CNY at date or else 0 CNY) in orders
define unknown as count of orders where (amount in CNY at date) is missing
define fee_here as fee in CNY at today or else 0 CNY
reward r {
  for each order in orders
  give order.amount in CNY at order.date or else 1 CNY as credit
  because "{order.amount}: {total}, {unknown}, {fee_here}"
}
"#;

fn sources() -> Vec<SourceFile> {
    vec![SourceFile { name: "abroad.loyal".into(), text: POLICY.into() }]
}

/// The amount and the reason for one order.
fn order(amount: &str, date: &str) -> (String, String) {
    let policy = Policy::from_sources(&sources()).unwrap_or_else(|error| panic!("{error}"));
    let customer = format!(
        r#"{{"id": "C", "fee": "2.50", "orders": [{{"id": "O", "date": "{date}", "amount": {amount}}}]}}"#
    );
    let as_of = "2026-03-01".parse().expect("a date");
    let outcome = policy.evaluate_json(&customer, as_of).expect("an outcome");
    let effect = &outcome.effects[0];
    (effect.amount.clone().unwrap_or_default(), effect.reason.clone().unwrap_or_default())
}

#[track_caller]
fn check(amount: &str, date: &str, expected: &str, reason: &str) {
    assert_eq!(order(amount, date), (expected.to_owned(), reason.to_owned()));
}

#[test]
fn the_rate_of_the_day_holds() {
    check("\"12.30 USD\"", "2026-01-31", "86.10", "12.30 USD: 86.10 CNY, 0, 17.75 CNY");
    check("\"12.30 USD\"", "2026-02-01", "87.33", "12.30 USD: 87.33 CNY, 0, 17.75 CNY");
    check("\"100 JPY\"", "2026-02-01", "5.00", "100 JPY: 5.00 CNY, 0, 17.75 CNY");
}

#[test]
fn the_own_currency_needs_no_rate_and_no_code() {
    for amount in ["\"12.30\"", "12.30", "\"12.30 CNY\"", "\"12.3CNY\""] {
        check(amount, "2019-01-01", "12.30", "12.30 CNY: 12.30 CNY, 0, 17.75 CNY");
    }
}

#[test]
fn without_a_rate_it_is_missing() {
    check("\"12.30 USD\"", "2025-12-31", "1.00", "12.30 USD: 0.00 CNY, 1, 17.75 CNY");
    check("\"1.234 KWD\"", "2026-02-01", "1.00", "1.234 KWD: 0.00 CNY, 1, 17.75 CNY");
    check("null", "2026-02-01", "1.00", "—: 0.00 CNY, 1, 17.75 CNY");
}

#[test]
fn amounts_are_held_against_their_currency() {
    let policy = Policy::from_sources(&sources()).unwrap_or_else(|error| panic!("{error}"));
    for amount in
        ["\"1.5 JPY\"", "\"1.234\"", "\"12.30 usd\"", "\"USD\"", "true", "\"999999999999 USD\""]
    {
        let customer = format!(
            r#"{{"id": "C", "orders": [{{"id": "O", "date": "2026-01-01", "amount": {amount}}}]}}"#
        );
        let as_of = "2026-03-01".parse().expect("a date");
        assert!(policy.evaluate_json(&customer, as_of).is_err(), "{amount}");
    }
}

#[test]
fn engine_and_oracle_agree() {
    let sources = sources();
    let compiled = loyal_dsl::compile(&sources).expect("a policy");
    let policy = Policy::from_sources(&sources).unwrap_or_else(|error| panic!("{error}"));
    let as_of = "2026-03-01".parse().expect("a date");
    let comparison =
        Comparison { program: &compiled.program, sources: &sources, as_of, count: 500, seed: 7 };
    let engine = |customers: &[loyal_tests::oracle::Record]| {
        let one = |customer| match policy
            .evaluate_json(&json::line(&compiled.program, customer), as_of)
        {
            Ok(outcome) => verdict(&outcome),
            Err(loyal_engine::EvaluateError::Failed(error)) => failed(error.error.code),
            Err(other) => panic!("{other}"),
        };
        customers.iter().map(one).collect()
    };
    if let Err(found) = compare(&comparison, &[1], &engine) {
        panic!("{found}");
    }
}
