//! `growth [rules] [RUNS]`: how the cost grows with customers, with orders a customer, with threads, and
//! with rules, or with rules alone; medians, beside the same by hand.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use loyal_benches::process::{self, middle};
use loyal_benches::{as_of, batches, root, rules};
use loyal_engine::batch::Batch;
use loyal_engine::evaluate::Scratch;
use loyal_engine::plan;
use loyal_engine::record::Format;

const BATCH: usize = 2048;
/// Customers for whom many rules are evaluated.
const CUSTOMERS: usize = 4096;

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let rules_alone = arguments.next_if(|argument| argument == "rules").is_some();
    let runs = arguments.next().map_or(5, |runs| runs.parse().expect("a number"));
    if !rules_alone {
        processes(runs);
    }
    many_rules(runs);
}

/// Customers, then orders a customer.
fn processes(runs: usize) {
    let sizes = [10_000, 100_000, 1_000_000].map(|customers| (customers, 12));
    whole("customers", &sizes, |(customers, _)| customers, runs);
    let lengths = [1, 10, 100].map(|orders| (100_000, orders));
    whole("orders a customer", &lengths, |(_, orders)| orders, runs);
}

/// Whole processes on one thread and on two.
fn whole(
    name: &str,
    inputs: &[(usize, usize)],
    grows: impl Fn((usize, usize)) -> usize,
    runs: usize,
) {
    println!("| {name} | threads | seconds | µs a customer | by hand | × by hand | peak MiB |");
    println!("|---|---|---|---|---|---|---|");
    let output = root("target/bench/growth");
    for &(customers, orders) in inputs {
        let input = process::sampled(customers, orders);
        for threads in [1, 2] {
            let rounds: Vec<_> = (0..runs)
                .map(|_| {
                    let hand = process::run(&process::hand(&input, &output, threads));
                    let expected = process::checksum(&output);
                    let loyal = process::run(&process::loyal(&input, &output, threads));
                    assert_eq!(process::checksum(&output), expected, "the outcomes differ");
                    (loyal, hand)
                })
                .collect();
            let seconds = middle(rounds.iter().map(|(loyal, _)| loyal.seconds));
            let hand = middle(rounds.iter().map(|(_, hand)| hand.seconds));
            let ratio = middle(rounds.iter().map(|(loyal, hand)| loyal.seconds / hand.seconds));
            let peak = rounds.iter().map(|(loyal, _)| loyal.peak).max().unwrap_or(0);
            let each = seconds * 1e6 / customers as f64;
            let at = grows((customers, orders));
            println!(
                "| {at} | {threads} | {seconds:.2} | {each:.2} | {hand:.2} | {ratio:.2} | {peak} |"
            );
        }
    }
    println!();
}

/// Many rules over one list, in one process and on one thread.
fn many_rules(runs: usize) {
    println!(
        "| rules | load ms | plan ms | analyse ms | ns a customer and rule | by hand | × by hand |"
    );
    println!("|---|---|---|---|---|---|---|");
    let file = std::fs::read(process::sampled(CUSTOMERS, 12)).expect("customers");
    for number in [10, 100, 1_000, 10_000] {
        let source = rules::source(number);
        let load = timed(runs, || rules::policy(&source));
        let policy = rules::policy(&source);
        let planning = timed(runs, || plan::plan(Arc::clone(policy.program()), &[]));
        let analysing = timed(1, || policy.analyse());
        let held = batches(&policy, file.clone(), Format::Parquet, BATCH);
        let (bound, bars) = (policy.bind(as_of()).expect("a version"), rules::bars(number));
        let mut scratch = Scratch::default();
        let mut by_engine = |batch: &Batch| {
            let outcomes = bound.evaluate_with(batch, &mut scratch);
            outcomes.iter().map(|it| it.as_ref().map_or(0, |it| it.effects.len())).sum::<usize>()
        };
        let by_hand = |batch: &Batch| rules::by_hand(rules::amounts(batch), &bars).len();
        let fired = |fired: usize| black_box(fired);
        let expected: usize = held.iter().map(by_hand).sum();
        assert_eq!(held.iter().map(&mut by_engine).sum::<usize>(), expected, "others fire");
        let rounds: Vec<(f64, f64)> = (0..runs)
            .map(|_| {
                let engine = timed(1, || fired(held.iter().map(&mut by_engine).sum()));
                (engine, timed(1, || fired(held.iter().map(by_hand).sum())))
            })
            .collect();
        let ratio = middle(rounds.iter().map(|(engine, hand)| engine / hand));
        let each = |seconds: f64| seconds * 1e9 / (CUSTOMERS * number) as f64;
        let engine = each(middle(rounds.iter().map(|(engine, _)| *engine)));
        let hand = each(middle(rounds.iter().map(|(_, hand)| *hand)));
        let [load, planning, analysing] = [load, planning, analysing].map(|it| it * 1e3);
        println!(
            "| {number} | {load:.1} | {planning:.1} | {analysing:.1} | {engine:.2} | {hand:.2} | {ratio:.2} |"
        );
    }
}

/// Seconds, the median of so many.
fn timed<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    middle((0..runs).map(|_| {
        let start = Instant::now();
        let done = work();
        let taken = start.elapsed().as_secs_f64();
        drop(black_box(done));
        taken
    }))
}
