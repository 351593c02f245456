//! How long conditions take by class and by comparison: a customer of twelve orders, best of many
//! runs, in batches and alone. The least of the figures, what an outcome costs, is in all of them.
#![expect(clippy::disallowed_types, reason = "measures time")]

use std::fmt::Write;
use std::time::Instant;

use loyal_dsl::ir::Expr;
use loyal_dsl::types::Type;

use super::build::*;
use super::classes::{CATEGORIES, both, count, is, sum};

/// Prints how long a customer takes with classes and without.
#[test]
#[ignore = "measures; run alone and optimised, with `--nocapture`"]
fn timing() {
    let order = |at: i64| {
        let category = CATEGORIES[usize::try_from(at * 31 % 4).unwrap()];
        (day("2026-07-03") - at * 37 % 400, at * 997 % 5_000, at % 3 != 0, category, vec![])
    };
    let customer = |at: i64| Customer {
        n: Some(at),
        m: None,
        orders: (at * 12..at * 12 + 12).map(order).collect(),
    };
    let customers: Vec<_> = (1..2_049).zip((1..2_049).map(customer)).collect();
    let window = |days| and(last_days(1, days), paid(1));
    let days = [7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 500, 600, 700, 800];
    let total = |parts: Vec<Expr>, ty: Type| {
        parts.into_iter().reduce(|a, b| add(a, b, ty.clone())).unwrap()
    };
    for many in [1, 2, 3, 4, 6, 8, 14] {
        let days = &days[..many];
        let counts = || total(days.iter().map(|days| count(window(*days))).collect(), Type::WHOLE);
        let sums = || total(days.iter().map(|days| sum(window(*days))).collect(), cny());
        let toys = || {
            let toys = |days: &i128| count(and(window(*days), is("toys")));
            total(days.iter().map(toys).collect(), Type::WHOLE)
        };
        for (name, shown) in [
            ("counts", vec![("a", counts())]),
            ("sums", vec![("a", sums())]),
            ("all", vec![("a", counts()), ("b", sums()), ("c", toys())]),
        ] {
            let bounds = both(shown, false);
            let mut line = format!("{many:>2} {name:<7}");
            for size in [2_048, 1] {
                let batch = batch(&customers[..size]);
                let mut best = [u128::MAX; 2];
                for _ in 0..if size == 1 { 2_000 } else { 40 } {
                    for (best, bound) in best.iter_mut().zip(&bounds) {
                        let started = Instant::now();
                        let outcomes = bound.evaluate(&batch);
                        *best = started.elapsed().as_nanos().min(*best);
                        drop(outcomes);
                    }
                }
                let [classes, masks] = best.map(|nanos| nanos / size as u128);
                let _ = write!(line, "  {size:>4}: {classes:>5} / {masks:>5} ns");
            }
            println!("{line}");
        }
    }
}
