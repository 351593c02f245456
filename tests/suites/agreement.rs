//! Engine and oracle agree on 10,000 random records for each shipped policy and on 1,000 for each
//! of `tests/agreement/`, a record at a time and in blocks. A test a policy, named like its folder.
//!
//! `LOYAL_CASES` asks for so many cases in all, `LOYAL_SEED` for other ones. Policies that are put
//! together from parts of these are a test more, of 10,000 cases.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use libtest_mimic::{Arguments, Trial};
use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;
use loyal_engine::plan;
use loyal_tests::agreement::{Comparison, compare};
use loyal_tests::engine::OneDay;
use loyal_tests::folders;
use loyal_tests::fuzz::{mutate, runs, seeds};
use loyal_tests::records::random::Chance;

/// The ends of months and years, the day after, and a leap day.
const DAYS: [&str; 4] = ["2026-03-31", "2026-12-31", "2027-01-01", "2028-02-29"];

/// Customers a day for shipped policies, and for small ones.
const SHIPPED: usize = 2_000;
const SMALL: usize = 200;

/// One lane; a full block and a part of one.
const BATCHES: [usize; 2] = [1, 97];

/// Customers that are held at once.
const ROUND: usize = 2_000;

/// Cases on policies that nobody wrote, and customers of each of them.
const RECOMBINED: usize = 10_000;
const OF_EACH: usize = 100;

/// Cases that were compared.
static COMPARED: AtomicUsize = AtomicUsize::new(0);

fn main() -> ExitCode {
    let policies: Vec<(PathBuf, usize)> =
        [("policies", SHIPPED), ("tests/agreement", SMALL)].into_iter().flat_map(inside).collect();
    let (asked, seed) = (asked::<usize>("LOYAL_CASES"), asked("LOYAL_SEED").unwrap_or(0));
    let share = asked.map(|cases| cases.div_ceil(policies.len()));
    let trial = |(policy, count): (PathBuf, usize)| {
        Trial::test(folders::name(&policy), move || {
            check(&policy, share.map_or(Amount::Daily(count), Amount::InAll), seed);
            Ok(())
        })
    };
    let recombined = Trial::test("recombined", move || {
        recombined(asked.unwrap_or(RECOMBINED), seed);
        Ok(())
    });
    let trials = policies.clone().into_iter().map(trial).chain([recombined]).collect();
    let before = Instant::now();
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    let compared = COMPARED.load(Ordering::Relaxed);
    println!("{compared} cases from seed {seed} in {} s", before.elapsed().as_secs());
    conclusion.exit_code()
}

/// A number that the environment may ask for.
fn asked<T: std::str::FromStr>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")))
}

fn inside((folder, count): (&str, usize)) -> Vec<(PathBuf, usize)> {
    let policies = folders::inside(&folders::root().join(folder));
    assert!(!policies.is_empty(), "there are policies to compare in {folder}");
    policies.into_iter().map(|policy| (policy, count)).collect()
}

/// How many customers a policy is compared on.
#[derive(Clone, Copy)]
enum Amount {
    /// So many a day; of a policy with scripts a tenth, as those are run row by row on both sides.
    Daily(usize),
    /// So many on all days together.
    InAll(usize),
}

impl Amount {
    fn daily(self, program: &Program, days: usize) -> usize {
        match self {
            Amount::Daily(count) if program.scripts.is_empty() => count,
            Amount::Daily(count) => count / 10,
            Amount::InAll(count) => count.div_ceil(days),
        }
    }
}

fn check(folder: &Path, amount: Amount, seed: u64) {
    let sources = folders::sources(folder);
    let compiled = loyal_dsl::compile(&sources)
        .unwrap_or_else(|report| panic!("{}: {:#?}", folder.display(), report.diagnostics));
    let program = Arc::new(compiled.program);
    let plan = plan::plan(Arc::clone(&program), &sources);
    let days = DAYS.map(|day| day.parse().expect("a date"));
    let days: Vec<Date> = days.into_iter().chain(own_days(folder)).collect();
    let daily = amount.daily(&program, days.len());
    let mut fired = BTreeSet::new();
    for (day, as_of) in (0..).zip(days) {
        let engine = OneDay::new(&program, &plan, as_of).expect("a policy of these files");
        for (round, from) in (0..).zip((0..daily).step_by(ROUND)) {
            let comparison = Comparison {
                program: &program,
                sources: &sources,
                as_of,
                count: ROUND.min(daily - from),
                seed: seed + day + round * 1_000,
            };
            match compare(&comparison, &BATCHES, &|customers| engine.verdicts(customers)) {
                Ok(rules) => fired.extend(rules),
                Err(disagreement) => panic!("{}: {disagreement}", folder.display()),
            }
            COMPARED.fetch_add(comparison.count, Ordering::Relaxed);
        }
    }
    let silent = program.rules.iter().map(|rule| &rule.name).filter(|it| !fired.contains(*it));
    let silent: Vec<&String> = silent.collect();
    match amount {
        Amount::Daily(_) => {
            assert!(silent.is_empty(), "{}: {silent:?} never fired", folder.display())
        }
        // Other customers may leave out a rare one.
        Amount::InAll(_) if silent.is_empty() => {}
        Amount::InAll(_) => println!("{}: {silent:?} never fired", folder.display()),
    }
}

/// Policies put together from parts of others, as many as are sound and have so many cases.
fn recombined(cases: usize, seed: u64) {
    let policies = seeds::policies();
    let mut chance = Chance::new(seed);
    let (mut tried, mut sound) = (0, 0);
    while sound < cases.div_ceil(OF_EACH) {
        let text = chance.one_of(&policies).expect("a policy");
        let text = mutate::recombined(text, &mut chance);
        tried += 1;
        let source = SourceFile { name: "recombined.loyal".to_owned(), text };
        if runs::agree(source, seed + tried, OF_EACH) {
            sound += 1;
            COMPARED.fetch_add(OF_EACH, Ordering::Relaxed);
        }
    }
    println!("{sound} of {tried} recombined policies are sound");
}

/// The days for which the policy's README runs it, if it has one.
fn own_days(folder: &Path) -> Vec<Date> {
    if folder.join("README.md").exists() {
        return folders::as_of(folder);
    }
    vec!["2026-06-30".parse().expect("a date")]
}
