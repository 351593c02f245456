//! Engine and oracle agree on 10,000 random records for each shipped policy and on 1,000 for each
//! of `tests/agreement/`, a record at a time and in blocks. A test a policy, named like its folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_engine::batch::Batch;
use loyal_engine::needs::Needs;
use loyal_engine::outcome::arrow::{TableError, Tables};
use loyal_engine::outcome::{Outcome, RecordError, Sheets};
use loyal_engine::plan::Plan;
use loyal_engine::record::{Format, Options};
use loyal_engine::{plan, record};
use loyal_tests::agreement::{Comparison, Verdict, compare, failed, verdict};
use loyal_tests::folders;
use loyal_tests::oracle::Record;
use loyal_tests::records::json;

/// The ends of months and years, the day after, and a leap day.
const DAYS: [&str; 4] = ["2026-03-31", "2026-12-31", "2027-01-01", "2028-02-29"];

/// Customers a day for shipped policies, and for small ones.
const SHIPPED: usize = 2_000;
const SMALL: usize = 200;

/// One lane; a full block and a part of one.
const BATCHES: [usize; 2] = [1, 97];

fn main() -> ExitCode {
    let trials =
        trials("policies", SHIPPED).into_iter().chain(trials("tests/agreement", SMALL)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn trials(folder: &str, count: usize) -> Vec<Trial> {
    let policies = folders::inside(&folders::root().join(folder));
    assert!(!policies.is_empty(), "there are policies to compare in {folder}");
    let trial = |policy: PathBuf| {
        Trial::test(folders::name(&policy), move || {
            check(&policy, count);
            Ok(())
        })
    };
    policies.into_iter().map(trial).collect()
}

fn check(folder: &Path, count: usize) {
    let sources = folders::sources(folder);
    let compiled = loyal_dsl::compile(&sources)
        .unwrap_or_else(|report| panic!("{}: {:#?}", folder.display(), report.diagnostics));
    let program = Arc::new(compiled.program);
    let plan = plan::plan(Arc::clone(&program), &sources);
    // Scripts are run row by row, on both sides.
    let count = if program.scripts.is_empty() { count } else { count / 10 };
    let mut fired = BTreeSet::new();
    let days = DAYS.map(|day| day.parse().expect("a date"));
    for (seed, as_of) in (0..).zip(days.into_iter().chain(own_days(folder))) {
        let (program, sources) = (&*program, sources.as_slice());
        let comparison = Comparison { program, sources, as_of, count, seed };
        let evaluate = engine(program, &plan, as_of);
        match compare(&comparison, &BATCHES, &evaluate) {
            Ok(rules) => fired.extend(rules),
            Err(disagreement) => panic!("{}: {disagreement}", folder.display()),
        }
    }
    for rule in &program.rules {
        assert!(fired.contains(&rule.name), "{}: `{}` never fired", folder.display(), rule.name);
    }
}

/// The days for which the policy's README runs it, if it has one.
fn own_days(folder: &Path) -> Vec<Date> {
    if folder.join("README.md").exists() {
        return folders::as_of(folder);
    }
    vec!["2026-06-30".parse().expect("a date")]
}

/// The engine on one day: records as JSON → batch → outcomes.
fn engine(program: &Program, plan: &Plan, as_of: Date) -> impl Fn(&[Record]) -> Vec<Verdict> {
    let bound = plan.bind(as_of);
    let needs = Needs::of(program);
    let tables = Tables::new(Arc::new(program.clone()));
    move |customers| {
        let lines: Vec<String> =
            customers.iter().map(|customer| json::line(program, customer)).collect();
        let batch = batch(&lines.join("\n"), program, &needs, customers.len());
        let results = bound.evaluate(&batch);
        let verdicts = results.iter().map(of_result).collect();
        assert_same_tables(bound.tabulate(&batch, &tables), tables.sheets(results));
        verdicts
    }
}

/// Tables hold the same, be they made of outcomes or without any.
fn assert_same_tables(direct: Result<Sheets, TableError>, of_outcomes: Result<Sheets, TableError>) {
    match (direct, of_outcomes) {
        (Ok(direct), Ok(of_outcomes)) => {
            assert_eq!(direct.customers, of_outcomes.customers);
            assert_eq!(direct.effects, of_outcomes.effects);
            assert_eq!(direct.failed, of_outcomes.failed);
            assert_eq!(direct.broken, of_outcomes.broken);
        }
        (direct, of_outcomes) => assert_eq!(direct.is_err(), of_outcomes.is_err()),
    }
}

/// The records of a JSON-lines text as one batch.
fn batch(lines: &str, program: &Program, needs: &Needs, count: usize) -> Batch {
    let text = std::io::Cursor::new(lines.to_owned());
    let options = Options { batch_size: count, strict: false };
    let reader =
        record::open_stream(text, "records", Some(Format::JsonLines), program, needs, options);
    let chunk =
        reader.expect("readable records").next().expect("a batch").expect("readable records");
    let decoded = chunk.decode();
    assert!(decoded.rejections.is_empty(), "{:#?}\n{lines}", decoded.rejections);
    decoded.batch
}

fn of_result(result: &Result<Outcome, RecordError>) -> Verdict {
    match result {
        Ok(outcome) => verdict(outcome),
        Err(failure) => failed(failure.error.code),
    }
}
