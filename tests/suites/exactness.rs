//! Exact figures: sums, ranges, and whose record an error is.

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::needs::Needs;
use loyal_engine::outcome::{Outcome, RecordError};
use loyal_engine::record::{self, Format, Options};

const POLICY: &str = r#"
program "Sums" {
  currency CNY
}
record customer {
  id:     text key
  parts:  list of part {
    amount: money
    number: number
  }
}
define total as sum of amount in parts
define tenths as sum of number in parts
reward r {
  give total as credit
  because "{tenths} and {tenths * tenths * tenths * tenths rounded half even to 0.000001}"
}
class whole {
  one    when tenths is 1
  other  otherwise
}
"#;

fn policy(text: &str) -> Policy {
    let source = SourceFile { name: "sums.loyal".into(), text: text.into() };
    Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"))
}

fn evaluated(policy: &Policy, lines: &str, batch_size: usize) -> Vec<Result<Outcome, RecordError>> {
    let program = policy.program();
    let needs = Needs::of(program);
    let text = std::io::Cursor::new(lines.to_owned());
    let options = Options { batch_size, strict: false };
    let reader =
        record::open_stream(text, "records", Some(Format::JsonLines), program, &needs, options)
            .expect("readable records");
    let bound =
        policy.bind("2026-06-30".parse().expect("a date")).expect("a date of the programme");
    reader
        .flat_map(|chunk| {
            let decoded = chunk.expect("readable records").decode();
            assert!(decoded.rejections.is_empty(), "{:?}", decoded.rejections);
            bound.evaluate(&decoded.batch)
        })
        .collect()
}

fn customer(id: usize, amounts: &[String], number: &str) -> String {
    let parts: Vec<String> = amounts
        .iter()
        .map(|amount| format!(r#"{{"amount":"{amount}","number":{number}}}"#))
        .collect();
    format!(r#"{{"id":"C{id}","parts":[{}]}}"#, parts.join(","))
}

#[test]
fn a_tenth_ten_times_is_one() {
    let line = customer(1, &vec!["0.10".to_owned(); 10], "0.1");
    let outcomes = evaluated(&policy(POLICY), &line, 1);
    let outcome = outcomes[0].as_ref().expect("an outcome");
    assert_eq!(outcome.classes["whole"].as_deref(), Some("one"));
    assert_eq!(outcome.effects[0].amount.as_deref(), Some("1.00"));
    assert_eq!(outcome.effects[0].reason.as_deref(), Some("1 and 1"));
}

#[test]
fn a_thousand_customers_with_cents_sum_exactly() {
    let lines: Vec<String> = (0..1000_usize)
        .map(|id| {
            let amounts: Vec<String> =
                (0..id % 40).map(|n| format!("{}.{:02}", n * id, (n * 7 + id) % 100)).collect();
            customer(id, &amounts, "0")
        })
        .collect();
    let outcomes = evaluated(&policy(POLICY), &lines.join("\n"), 97);
    assert_eq!(outcomes.len(), 1000);
    for (id, outcome) in outcomes.iter().enumerate() {
        let cents: usize = (0..id % 40).map(|n| n * id * 100 + (n * 7 + id) % 100).sum();
        let expected = (cents > 0).then(|| format!("{}.{:02}", cents / 100, cents % 100));
        let effect = outcome.as_ref().expect("an outcome").effects.first();
        assert_eq!(effect.and_then(|effect| effect.amount.clone()), expected, "customer {id}");
    }
}

/// The largest number to the fourth is beyond 128 bits at its scale, and is that record's error.
#[test]
fn beyond_the_range_only_the_record_fails() {
    let lines = [
        customer(1, &["1.00".to_owned()], "2"),
        customer(2, &["1.00".to_owned()], "9223372036854.775807"),
        customer(3, &["1.00".to_owned()], "3"),
    ];
    for batch_size in [1, 3] {
        let outcomes = evaluated(&policy(POLICY), &lines.join("\n"), batch_size);
        let reason = |at: usize| {
            outcomes[at].as_ref().ok().and_then(|outcome| outcome.effects[0].reason.clone())
        };
        assert_eq!(reason(0).as_deref(), Some("2 and 16"));
        assert_eq!(reason(2).as_deref(), Some("3 and 81"));
        let failure = outcomes[1].as_ref().expect_err("an overflow");
        assert_eq!((failure.customer.as_str(), failure.error.code), ("C2", "overflow"));
        assert!(failure.error.source.starts_with("sums.loyal:"), "{failure:?}");
    }
}

/// Sums beyond 64 bits are exact; the range of an amount in the input is that of 64 bits.
#[test]
fn sums_beyond_64_bits_are_exact() {
    let line = customer(1, &vec!["92233720368547758.07".to_owned(); 3], "0");
    let outcomes = evaluated(&policy(POLICY), &line, 1);
    let outcome = outcomes[0].as_ref().expect("an outcome");
    assert_eq!(outcome.effects[0].amount.as_deref(), Some("276701161105643274.21"));
}

#[test]
fn an_amount_beyond_the_range_of_the_input_is_refused_by_name() {
    let line = customer(1, &["92233720368547758.08".to_owned()], "0");
    let policy = policy(POLICY);
    let refused = policy.evaluate_json(&line, "2026-06-30".parse().expect("a date"));
    let message = refused.expect_err("a refusal").to_string();
    assert!(
        message.contains("parts[0].amount") && message.contains("92233720368547758.08"),
        "{message}"
    );
}
