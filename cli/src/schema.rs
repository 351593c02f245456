//! `loyal schema`: JSON Schemas of a policy's records and outcomes.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use loyal_engine::{Policy, json_schema};

use crate::failure::Failure;
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal schema policies/harbour-club > harbour-club.schema.json
  loyal schema policies/harbour-club --of record

The schemas are of the draft 2020-12. Where the policy has several versions, they are of the last.";

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// Records and outcomes, under $defs
    Both,
    /// A customer's record
    Record,
    /// A customer's outcome
    Outcome,
}

/// Write JSON Schemas of the records that a policy reads and of the outcomes that it gives
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Schema {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    /// What the schema is of
    #[arg(long, value_enum, default_value_t = Of::Both)]
    of: Of,
}

impl Schema {
    pub(crate) fn execute(&self) -> Result<Status, Failure> {
        let policy = Policy::load(&self.policy)?;
        let schema = match self.of {
            Of::Both => json_schema::of_program(policy.program()),
            Of::Record => json_schema::of_record(policy.program()),
            Of::Outcome => json_schema::of_outcome(policy.program()),
        };
        writeln!(anstream::stdout(), "{schema:#}")?;
        Ok(Status::Fine)
    }
}
