//! Policies that check are run: engine and oracle agree, one by one and in blocks; scripts end.

use std::sync::Arc;

use loyal_dsl::compile;
use loyal_dsl::date::Date;
use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::plan;
use loyal_engine::policy::{EvaluateError, LoadError};

use super::{number, texts};
use crate::agreement::{Comparison, compare};
use crate::engine::OneDay;

/// Days on which windows, months and years turn.
const DAYS: [&str; 6] =
    ["2026-03-31", "2026-06-30", "2026-12-31", "2027-01-01", "2028-02-29", "2026-02-17"];

/// Customers of a policy.
const CUSTOMERS: usize = 12;

/// Engine and oracle agree on a text that is a policy.
pub(super) fn evaluate(bytes: &[u8]) {
    let Some(source) = texts::source(bytes) else { return };
    agree(source, number(bytes), CUSTOMERS);
}

/// Whether the text is a policy; if it is, engine and oracle agree on some customers.
///
/// # Panics
/// Where they do not.
pub fn agree(source: SourceFile, seed: u64, count: usize) -> bool {
    let sources = [source];
    let Ok(compiled) = compile(&sources) else { return false };
    let program = Arc::new(compiled.program);
    let crowd = &program.crowd;
    if !(program.scripts.is_empty() && crowd.rankings.is_empty() && crowd.budgets.is_empty()) {
        return false;
    }
    let as_of = *chosen(&DAYS, seed);
    let as_of: Date = as_of.parse().expect("a date");
    let plan = plan::plan(Arc::clone(&program), &sources);
    let engine = OneDay::new(&program, &plan, as_of).expect("a policy of these texts");
    let comparison = Comparison { program: &program, sources: &sources, as_of, count, seed };
    if let Err(disagreement) =
        compare(&comparison, &[1, count], &|customers| engine.verdicts(customers))
    {
        panic!("{}\n{disagreement}", sources[0].text);
    }
    true
}

fn chosen<T>(from: &[T], seed: u64) -> &T {
    let place = seed % u64::try_from(from.len()).expect("a length");
    &from[usize::try_from(place).expect("a place")]
}

/// A script ends, and gives the same whenever it is asked.
pub(super) fn scripts(bytes: &[u8]) {
    let Some(source) = texts::source(bytes) else { return };
    let policy = match Policy::from_sources(&[source]) {
        Ok(policy) => policy,
        Err(LoadError::Invalid(report)) => return assert!(report.has_errors()),
        Err(error) => panic!("{error}"),
    };
    let day = "2026-06-30".parse().expect("a date");
    let record = r#"{"id": "C1", "visits": 3, "name": "Ann"}"#;
    let answer = || match policy.evaluate_json(record, day) {
        Ok(outcome) => serde_json::to_string(&outcome).expect("JSON"),
        Err(EvaluateError::Failed(failed)) => failed.error.message.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(answer(), answer());
}
