//! `single RECORDS HOW [PASSES]`: evaluates single records of a file of JSON lines; `parse` stops
//! there, `view` reads parsed records, `struct` makes structs of them, `text` goes from JSON to a
//! view, `all` from JSON to a struct. What callgrind counts of two passes, less of one, is one pass.

use std::hint::black_box;
use std::time::Instant;

use loyal_benches::{as_of, harbour_club};
use loyal_engine::evaluate::View;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let text = std::fs::read_to_string(arguments.next().expect("a file")).expect("text");
    let how = arguments.next().expect("how");
    let passes = arguments.next().map_or(1, |it| it.parse().expect("a number"));
    let records: Vec<&str> = text.lines().collect();
    let policy = harbour_club();
    let mut evaluator = policy.evaluator(as_of()).expect("an evaluator");
    let parsed: Vec<_> = records.iter().map(|it| evaluator.parse(it).expect("a record")).collect();
    for _ in 0..passes {
        let start = Instant::now();
        for (record, parsed) in records.iter().zip(&parsed) {
            match how.as_str() {
                "parse" => drop(black_box(evaluator.parse(record))),
                "view" => drop(black_box(evaluator.read(parsed, sum))),
                "struct" => drop(black_box(evaluator.outcome(parsed))),
                "text" => drop(black_box(evaluator.read_json(record, sum))),
                _ => drop(black_box(policy.evaluate_json(record, as_of()))),
            }
        }
        let nanos = start.elapsed().as_nanos() / records.len() as u128;
        println!("{how}: {nanos} ns a record, {} records", records.len());
    }
}

/// A number for what a host reads of an outcome.
fn sum(outcome: View<'_>) -> i128 {
    let text = |text: Option<&str>| text.map_or(0, str::len) as i128;
    let effects = outcome.effects();
    let effects = effects.map(|it| it.amount(2).unwrap_or(0) + text(Some(it.rule())));
    let amounts: i128 = effects.sum();
    amounts
        + text(outcome.level(0))
        + text(outcome.segment(0))
        + outcome.total(0, 2).unwrap_or_default()
}
