//! Runs whose outcomes are kept rather than written, for those who compare them.

use std::path::{Path, PathBuf};

use clap::Args;
use loyal_dsl::date::Date;
use loyal_dsl::say;
use loyal_engine::Policy;
use loyal_engine::outcome::{Outcome, RecordError};
use rayon::ThreadPoolBuilder;

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

/// What a dry run leaves.
pub(crate) struct Results {
    pub(crate) outcomes: Vec<Result<Outcome, RecordError>>,
    /// Records that do not fit the policy.
    pub(crate) rejected: usize,
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

    /// What every customer gets.
    pub(crate) fn run(&self, policy: &Policy) -> Result<Results, Failure> {
        let pool = ThreadPoolBuilder::new().build()?;
        let work = Work {
            policy,
            input: &self.data,
            spool: None,
            format: self.input_format,
            as_of: self.as_of,
            pool: &pool,
            batch_size: 2048,
            strict: false,
        };
        let population = survey::take(&work, policy.survey(self.as_of)?)?;
        let pass = policy.pass(self.as_of, Some(&population))?;
        let mut results = Results { outcomes: Vec::new(), rejected: 0 };
        pipeline::evaluate(&work, &pass, &mut [], |evaluated| {
            results.rejected += evaluated.records.saturating_sub(evaluated.results.len());
            results.outcomes.extend(evaluated.results);
            Ok(())
        })?;
        Ok(results)
    }
}
