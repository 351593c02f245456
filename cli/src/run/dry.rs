//! Runs whose outcomes are compared rather than written.

use std::path::{Path, PathBuf};

use clap::Args;
use loyal_dsl::date::Date;
use loyal_dsl::say;
use loyal_engine::compare::{Comparing, Comparison};
use loyal_engine::population::Pass;
use loyal_engine::{Evaluated, Policy};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::pipeline::{self, InputFormat, Work};
use super::{as_of, survey};
use crate::failure::Failure;

/// Customers, and the day for which they are evaluated.
#[derive(Debug, Args)]
pub(crate) struct Dry {
    /// The customers: a JSON, YAML, CSV, Parquet or Arrow file, or a folder of CSV files
    data: PathBuf,
    /// The day for which to evaluate, such as 2026-06-30; the only clock
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Date,
    /// The format of the data, where its name does not tell
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<InputFormat>,
}

/// How many customers a policy can be run over.
pub(crate) struct Counted {
    pub(crate) customers: usize,
    /// Records that do not fit the policy.
    pub(crate) rejected: usize,
}

/// What two policies make of the same customers.
pub(crate) struct Compared {
    pub(crate) comparison: Comparison,
    /// Records that do not fit the old policy, and the new one.
    pub(crate) rejected: [usize; 2],
}

impl Dry {
    /// Refuses data that cannot be read again.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.data == Path::new("-") {
            let text = say!("the customers are read several times: put them into a file");
            return Err(Failure::Usage(text));
        }
        Ok(())
    }

    pub(crate) fn as_of(&self) -> Date {
        self.as_of
    }

    /// Runs a policy over the customers.
    pub(crate) fn count(&self, policy: &Policy) -> Result<Counted, Failure> {
        let pool = ThreadPoolBuilder::new().build()?;
        let work = self.work(policy, &pool);
        let pass = pass(&work)?;
        let mut counted = Counted { customers: 0, rejected: 0 };
        pipeline::evaluate(&work, &pass, &mut [], |evaluated| {
            counted.customers += evaluated.results.len();
            counted.rejected += rejected(&evaluated);
            Ok(())
        })?;
        Ok(counted)
    }

    /// Runs two policies over the customers side by side: no outcome is kept longer than it takes
    /// to compare it.
    pub(crate) fn compare(&self, old: &Policy, new: &Policy) -> Result<Compared, Failure> {
        let pool = ThreadPoolBuilder::new().build()?;
        let (old, new) = (self.work(old, &pool), self.work(new, &pool));
        let (old_pass, new_pass) = (pass(&old)?, pass(&new)?);
        let mut comparing = Comparing::default();
        let mut all_rejected = [0, 0];
        pipeline::evaluate_both((&old, &old_pass), (&new, &new_pass), |before, after| {
            let [of_old, of_new] = &mut all_rejected;
            *of_old += rejected(&before);
            *of_new += rejected(&after);
            comparing.add(&before.results, &after.results);
        })?;
        Ok(Compared { comparison: comparing.finish(), rejected: all_rejected })
    }

    fn work<'w>(&'w self, policy: &'w Policy, pool: &'w ThreadPool) -> Work<'w> {
        Work {
            policy,
            input: &self.data,
            spool: None,
            format: self.input_format,
            as_of: self.as_of,
            pool,
            batch_size: 2048,
            strict: false,
        }
    }
}

/// The outcomes of a policy, with what they need of all customers.
fn pass(work: &Work) -> Result<Pass, Failure> {
    let population = survey::take(work, work.policy.survey(work.as_of)?)?;
    Ok(work.policy.pass(work.as_of, Some(&population))?)
}

fn rejected(evaluated: &Evaluated) -> usize {
    evaluated.records.saturating_sub(evaluated.results.len())
}
