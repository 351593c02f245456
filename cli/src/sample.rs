//! `loyal sample`: synthetic customers of a policy.

mod tables;
mod unwritten;
mod writer;

use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use loyal_dsl::date::Date;
use loyal_engine::Policy;
use loyal_engine::record::Format;
use loyal_engine::sample::{Sampler, Shape};
use rayon::ThreadPoolBuilder;

use crate::failure::Failure;
use crate::in_order::in_order;
use crate::run::{InputFormat, as_of};
use crate::status::Status;
use writer::Writer;

const AFTER: &str = "\
Examples:
  loyal sample policies/harbour-club -n 20 --as-of 2026-06-30
  loyal sample policies/harbour-club -n 1000000 --as-of 2026-06-30 --output customers.parquet
  loyal sample policies/harbour-club -n 1000 --as-of 2026-06-30 --format csv --output customers/
  loyal sample policy.loyal -n 500 --seed 7 --on-edges 40 --as-of 2026-06-30 --output edges.jsonl

Values follow the record's declaration and lie around the policy's own constants; of the share
--on-edges, one value, or what one list adds up to, stands exactly on one of them. Histories are
left empty. The same policy, options and seed give the same bytes.";

/// Customers a batch.
const BATCH: u64 = 2048;

/// Make synthetic customers for a policy
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Sample {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    /// How many
    #[arg(long, short = 'n', value_name = "NUMBER", default_value = "100")]
    number: NonZeroU64,
    /// Other seeds give other customers
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// The day around which their dates lie, such as 2026-06-30
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Date,
    /// Elements of the list declared first, in the mean; others have a twelfth of them
    #[arg(long, value_name = "NUMBER", default_value_t = 12,
          value_parser = clap::value_parser!(u32).range(..=10_000))]
    elements: u32,
    /// How many of a hundred customers stand exactly on one of the policy's constants
    #[arg(long, value_name = "PERCENT", default_value_t = 10,
          value_parser = clap::value_parser!(u8).range(..=100))]
    on_edges: u8,
    /// The format; by the name of the output where not given, else JSON lines
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<InputFormat>,
    /// The file (for CSV, the folder) to write, in place of standard output
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
}

impl Sample {
    pub(crate) fn execute(&self) -> Result<Status, Failure> {
        let policy = Policy::load(&self.policy)?;
        let version = policy.version_on(self.as_of)?;
        let Sample { as_of, seed, elements, on_edges, .. } = *self;
        let shape = Shape { as_of, seed, elements, on_edges };
        let sampler = Sampler::new(version.program().clone(), shape);
        let pool = Arc::new(ThreadPoolBuilder::new().build()?);
        let mut writer = Writer::new(self.format(), self.output.as_deref(), &sampler, &pool)?;
        let number = self.number.get();
        let starts = (0..number).step_by(usize::try_from(BATCH).unwrap_or(1));
        in_order(
            &pool,
            starts.map(Ok),
            |start| sampler.batch(start..number.min(start + BATCH)),
            |batch| writer.write(&batch.map_err(|error| self.failure(error))?),
        )?;
        writer.finish()?;
        Ok(Status::Fine)
    }

    fn format(&self) -> Format {
        let named = self.output.as_deref().and_then(Format::of_path);
        self.format.map(Format::from).or(named).unwrap_or(Format::JsonLines)
    }

    fn failure(&self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
        let path = self.output.as_deref().unwrap_or(Path::new("-")).to_owned();
        Failure::Write { path, source: io::Error::other(error) }
    }
}
