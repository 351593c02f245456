//! `loyal run`: a policy over customer records.

mod dry;
pub(crate) mod pipeline;
mod places;
mod problems;
mod progress;
pub(crate) mod survey;
mod tally;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use loyal_dsl::date::Date;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::population::Population;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::format::{self, Format};
use crate::report;
use crate::status::Status;
pub(crate) use dry::{Compared, Counted, Dry};
pub(crate) use pipeline::InputFormat;
use pipeline::Work;
use places::Places;
use tally::Tally;

const AFTER: &str = "\
Examples:
  loyal run policies/harbour-club policies/harbour-club/customers.jsonl --as-of 2026-06-30
  loyal run policy.loyal customers.jsonl --as-of 2026-06-30 --customer C-0007
  loyal run policy.loyal customers.parquet --as-of 2026-06-30 --format json --output outcomes.jsonl
  loyal run policy.loyal export/ --as-of 2026-06-30 --format parquet --output outcomes/
  gunzip -c customers.jsonl.gz | loyal run policy.loyal - --as-of 2026-06-30 --input-format json

Formats:
  table    what each of up to 50 customers gets, and a summary
  json     one outcome a line; a customer whose evaluation failed has a line with the error
  csv      --output is a folder: customers.csv, effects.csv; without it, the effects only.
           Texts that a spreadsheet would take for a formula are written with a ' before them
  parquet  --output is a folder: customers.parquet, effects.parquet
Where the policy has portfolios, the folder has groups and group_effects too.

The output is written whole or not at all; standard output is a stream. Rejected records, failed
records and notes go to standard error.";

/// Evaluate customer records for a date
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Run {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    /// The customers: a JSON, YAML, CSV, Parquet or Arrow file, a folder of CSV files, or - for
    /// standard input
    data: PathBuf,
    /// The day for which to evaluate, such as 2026-06-30; the only clock
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Date,
    /// How outcomes are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The file or folder for the outcomes, in place of standard output
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The format of the data, where its name does not tell
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<InputFormat>,
    /// Show this customer only
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Threads to evaluate with, at most four a processor; as many as there are processors where
    /// not given. Outcomes do not depend on it
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZeroUsize>,
    /// Customers a batch; outcomes do not depend on it
    #[arg(long, value_name = "NUMBER", default_value = "2048")]
    batch_size: NonZeroUsize,
    /// Hold every field against the record, also those that the policy does not read
    #[arg(long)]
    strict: bool,
    /// Write every rejected and every failed record to this file, one in JSON a line
    #[arg(long, value_name = "PATH")]
    rejections: Option<PathBuf>,
    /// Write what outcomes need of all customers (ranks, how budgets were spent) to this file
    #[arg(long, value_name = "PATH")]
    write_population: Option<PathBuf>,
    /// Take that from the file that a run over all customers wrote, for the same policy and day;
    /// groups of customers are left to that run
    #[arg(long, value_name = "PATH", conflicts_with = "write_population")]
    population: Option<PathBuf>,
    /// No warnings, problems, progress or counts on standard error
    #[arg(long, short)]
    quiet: bool,
}

impl Run {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        self.places().check()?;
        let policy = Policy::load(&self.policy)?;
        if !self.quiet {
            report::diagnostics(policy.warnings(), language);
        }
        let version = policy.version_on(self.as_of)?;
        let threads = self.threads.map_or(0, |threads| threads.get().min(most_threads()));
        let pool = Arc::new(ThreadPoolBuilder::new().num_threads(threads).build()?);
        let output = self.output.as_deref();
        let mut writer = format::open(self.format, output, version.program(), &pool)?;
        let mut tally = Tally::new(self, language)?;
        let version = policy.version_on(self.as_of)?;
        let gathers = version.looks_at_all() && self.population.is_none();
        let spool =
            if gathers && self.data == Path::new("-") { Some(survey::spool()?) } else { None };
        let work =
            Work { spool: spool.as_ref().map(NamedTempFile::path), ..self.work(&policy, &pool) };
        let population = self.population(&policy, &work)?;
        let pass = policy.pass(self.as_of, population.as_ref())?;
        // Records that stand for themselves are no groups: the run over all customers has those.
        let mut groups =
            if self.population.is_some() { Vec::new() } else { policy.groups(self.as_of)? };
        pipeline::read_groups(&work, &mut groups, |rejection| {
            tally.problems.reject(&rejection, self.customer.as_deref())
        })?;
        match writer.tables().filter(|_| self.customer.is_none()) {
            Some(tables) => {
                pipeline::tabulate(&work, (&pass, &tables), &mut groups, |sheets, decoded| {
                    tally.take_sheets(&sheets, decoded, writer.as_mut())
                })?;
            }
            None => pipeline::evaluate(&work, &pass, &mut groups, |evaluated| {
                tally.take(evaluated, writer.as_mut(), self)
            })?,
        }
        for groups in groups {
            let portfolio = groups.name().to_owned();
            tally.take_groups((&portfolio, groups.finish()), writer.as_mut(), self)?;
        }
        tally.finish(writer, self)
    }

    /// What outcomes need of all customers: as an earlier run wrote it, or from passes over them.
    fn population(&self, policy: &Policy, work: &Work) -> Result<Option<Population>, Failure> {
        let population = match &self.population {
            Some(path) => survey::read(path)?,
            None => survey::take(work, policy.survey(self.as_of)?)?,
        };
        if let Some(path) = &self.write_population {
            survey::write(path, &population)?;
        }
        Ok(Some(population))
    }

    fn places(&self) -> Places<'_> {
        Places {
            policy: &self.policy,
            data: &self.data,
            format: self.format,
            output: self.output.as_deref(),
            rejections: self.rejections.as_deref(),
        }
    }

    fn work<'a>(&'a self, policy: &'a Policy, pool: &'a ThreadPool) -> Work<'a> {
        Work {
            policy,
            input: &self.data,
            spool: None,
            format: self.input_format,
            as_of: self.as_of,
            pool,
            batch_size: self.batch_size.get(),
            strict: self.strict,
        }
    }
}

/// More threads than this gain nothing.
fn most_threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    processors.saturating_mul(4)
}

/// An as-of date, as the command line has it.
pub(crate) fn as_of(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| {
        let shape: String =
            text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
        if shape == "0000-00-00" {
            "there is no such day in the calendar".to_owned()
        } else {
            "write year, month and day as in 2026-06-30".to_owned()
        }
    })
}
