//! `loyal plan`: how a policy is computed, step by step, and what each step costs.

mod text;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use loyal_dsl::date::Date;
use loyal_dsl::syntax::Language;
use loyal_engine::evaluate::Stopwatch;
use loyal_engine::outline::Outline;
use loyal_engine::population::Population;
use loyal_engine::{EvaluateError, Policy};
use rayon::ThreadPoolBuilder;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::run::pipeline::{self, InputFormat, Work};
use crate::run::{as_of, survey};
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal plan policies/harbour-club
  loyal plan policies/harbour-club --as-of 2026-06-30
  loyal plan policies/harbour-club --as-of 2026-06-30 \\
      --analyze policies/harbour-club/customers.jsonl
  loyal plan policy.loyal --as-of 2026-06-30 --analyze customers.parquet --format json

Costs are nanoseconds a customer. Without --analyze they are estimated: about what each kind of step
takes, for lists of 12 elements. With it the customers are evaluated, on one
thread, and what each step took is told beside the estimate. No outcome is written.";

/// Show how a policy is computed: every step, where it stands in the policy, and what it costs
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Plan {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    /// The day for which to plan, such as 2026-06-30: shows its constants, and says which version
    /// of the programme is meant
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Option<Date>,
    /// Evaluate these customers and measure every step: a JSON, YAML, CSV, Parquet or Arrow file, a
    /// folder of CSV files, or - for standard input
    #[arg(long, value_name = "DATA", requires = "as_of")]
    analyze: Option<PathBuf>,
    /// How the plan is written
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// The format of the data, where its name does not tell
    #[arg(long, value_enum, value_name = "FORMAT", requires = "analyze")]
    input_format: Option<InputFormat>,
    /// Take what outcomes need of all customers from the file that a run wrote
    #[arg(long, value_name = "PATH", requires = "analyze")]
    population: Option<PathBuf>,
}

/// Forms of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Tables, a step a line
    Text,
    /// All that is known, for programs
    Json,
}

/// A plan with what came in.
#[derive(Debug, Serialize)]
struct Planned {
    #[serde(flatten)]
    outline: Outline,
    /// What was read for the analysis.
    input: Option<Input>,
}

/// What was read.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Input {
    /// Records that have an outcome.
    outcomes: u64,
    /// Records whose evaluation failed.
    failed: u64,
    /// Records that do not fit the policy.
    rejected: u64,
    /// Reading and decoding, in picoseconds a customer; no part of the plan.
    reading_ps: u64,
}

impl Plan {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let policy = Policy::load(&self.policy)?;
        let planned = match (&self.analyze, self.as_of) {
            (Some(data), Some(as_of)) => self.analyzed(&policy, data, as_of)?,
            _ => Planned { outline: policy.outline(self.as_of)?, input: None },
        };
        let written = match self.format {
            Form::Text => text::written(&planned, language),
            Form::Json => {
                let json = serde_json::to_string_pretty(&planned);
                json.map_err(EvaluateError::from)? + "\n"
            }
        };
        anstream::stdout().lock().write_all(written.as_bytes())?;
        Ok(Status::Fine)
    }

    /// The plan with what a run over customers took.
    fn analyzed(&self, policy: &Policy, data: &Path, as_of: Date) -> Result<Planned, Failure> {
        let twice = policy.version_on(as_of)?.looks_at_all() && self.population.is_none();
        let spool = if twice && data == Path::new("-") { Some(survey::spool()?) } else { None };
        let pool = ThreadPoolBuilder::new().build()?;
        let work = Work {
            policy,
            input: data,
            spool: spool.as_ref().map(NamedTempFile::path),
            format: self.input_format,
            as_of,
            pool: &pool,
            batch_size: 2048,
            strict: false,
        };
        let population = match &self.population {
            Some(path) => survey::read(path)?,
            None => survey::take(&work, policy.survey(as_of)?)?,
        };
        let start = Instant::now();
        let clock = || start.elapsed();
        let watch = Stopwatch::new(&clock);
        let input = measure(&work, &population, &watch)?;
        Ok(Planned { outline: policy.outline_measured(as_of, &watch)?, input: Some(input) })
    }
}

/// Evaluates all customers by a stopwatch.
fn measure(work: &Work, population: &Population, watch: &Stopwatch<'_>) -> Result<Input, Failure> {
    let pass = work.policy.pass(work.as_of, Some(population))?;
    let (mut input, mut reading) = (Input::default(), Duration::ZERO);
    let mut since = Instant::now();
    for chunk in pipeline::open(work)? {
        let mut decoded = chunk?.decode();
        reading += since.elapsed();
        let results = pass.evaluate_watched(&mut decoded.batch, watch).results;
        let failed = count(results.iter().filter(|result| result.is_err()).count());
        input.failed += failed;
        input.outcomes += count(results.len()) - failed;
        input.rejected += count(decoded.records.saturating_sub(results.len()));
        since = Instant::now();
    }
    reading += since.elapsed();
    let reading = reading.as_nanos().saturating_mul(1_000) / u128::from(watch.customers().max(1));
    input.reading_ps = u64::try_from(reading).unwrap_or(u64::MAX);
    Ok(input)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
