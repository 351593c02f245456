//! Evaluates a file of customers, on a policy that may look at all of them.
//!
//! ```sh
//! cargo run -p loyal-engine --example batch -- \
//!     policies/harbour-club policies/harbour-club/customers.parquet 2026-06-30
//! ```

#![allow(clippy::disallowed_methods, reason = "the host reads its own arguments")]

use std::error::Error;
use std::path::Path;

use loyal_engine::population::Population;
use loyal_engine::record::{self, Options};
use loyal_engine::{Evaluated, Policy};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, customers, as_of] = arguments.as_slice() else {
        return Err("expected a policy, a file of customers, and a date".into());
    };
    for evaluated in batches(Path::new(policy), Path::new(customers), as_of)? {
        for rejection in &evaluated.rejections {
            eprintln!("{rejection}");
        }
        for outcome in evaluated.results.iter().flatten() {
            println!("{}: {} effects", outcome.customer, outcome.effects.len());
        }
    }
    Ok(())
}

/// What came of each piece of the file.
pub fn batches(
    policy: &Path,
    customers: &Path,
    as_of: &str,
) -> Result<Vec<Evaluated>, Box<dyn Error>> {
    let (policy, as_of) = (Policy::load(policy)?, as_of.parse()?);
    let version = policy.version_on(as_of)?;
    let open = || {
        let (program, needs) = (version.program(), version.needs());
        record::open(customers, None, program, needs, Options::default())
    };
    // Ranks and budgets need all customers first; without them there are no passes to be made.
    let mut survey = policy.survey(as_of)?;
    while !survey.is_done() {
        let reader = open()?;
        let mut keys = reader.keys();
        let gathering = survey.gathering();
        for piece in reader {
            let mut decoded = piece?.decode();
            let evaluation = gathering.evaluate(&mut decoded.batch);
            let repeated = keys.check(&mut decoded);
            survey.take(&evaluation, |row| !repeated.contains(&row));
        }
        survey.end_pass();
    }
    let population: Population = survey.finish();
    let pass = policy.pass(as_of, Some(&population))?;
    let reader = open()?;
    let mut keys = reader.keys();
    reader
        .map(|piece| -> Result<Evaluated, Box<dyn Error>> {
            let mut decoded = piece?.decode();
            let results = pass.evaluate(&mut decoded.batch).results;
            Ok(Evaluated::admitted(results, decoded, &mut keys))
        })
        .collect()
}
