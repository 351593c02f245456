//! `loyal diff`: what another policy would do to the same customers.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::compare::Comparison;

use crate::failure::Failure;
use crate::format::comparison;
use crate::report;
use crate::run::{Compared, Dry};
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal diff policies/harbour-club edited/ policies/harbour-club/customers.jsonl --as-of 2026-06-30
  loyal diff old.loyal new.loyal customers.parquet --as-of 2026-06-30 --format json > changes.json

Both policies are run over the customers, and nothing is given to anybody. The table shows the sums
and the first customers that differ, json all of them.";

/// How changes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    // For reading
    Table,
    // One JSON document
    Json,
}

/// Show what a changed policy would do to the same customers: who, what, in sum
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Diff {
    /// The policy as it is: one .loyal file, or a folder
    old: PathBuf,
    /// The policy as it would be
    new: PathBuf,
    #[command(flatten)]
    dry: Dry,
    /// How changes are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

impl Diff {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        self.dry.check()?;
        let (old, new) = (Policy::load(&self.old)?, Policy::load(&self.new)?);
        let Compared { comparison, rejected } = self.dry.compare(&old, &new)?;
        let [of_old, of_new] = rejected;
        let text = match self.format {
            Format::Table => comparison::view(&comparison, report::columns()),
            Format::Json => json(&comparison)?,
        };
        anstream::stdout().write_all(text.as_bytes())?;
        for (path, rejected) in [(&self.old, of_old), (&self.new, of_new)] {
            if rejected > 0 {
                let path = path.display().to_string();
                let note = say!("records that do not fit `{path}`: {rejected}", path, rejected);
                report::note(&note, language);
            }
        }
        let all = of_old + of_new == 0;
        Ok(if all { Status::Fine } else { Status::Partial })
    }
}

fn json(comparison: &Comparison) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(comparison).map_err(std::io::Error::from)? + "\n")
}
