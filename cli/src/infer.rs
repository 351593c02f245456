//! `loyal infer`: the declaration of a record that fits data.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use loyal_engine::infer::infer;
use loyal_engine::record::Format;

use crate::failure::Failure;
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal infer customers.jsonl
  loyal infer export.csv > customer.loyal

The declaration is a proposal: which fields may be missing, which are money, which texts are choices
and what tells records apart is as the first 10,000 records have it. Of Parquet only the columns are
read.";

/// Propose the declaration of a record that fits data
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Infer {
    /// The customers: a JSON, YAML, CSV or Parquet file
    data: PathBuf,
    /// The format of the data, where its name does not tell: json, jsonl, yaml, csv, parquet
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<Format>,
}

impl Infer {
    pub(crate) fn execute(&self) -> Result<Status, Failure> {
        write!(anstream::stdout(), "{}", infer(&self.data, self.input_format)?)?;
        Ok(Status::Fine)
    }
}
