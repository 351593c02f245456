//! How outcomes are written: a format is one file here and one line in [`open`].

pub(crate) mod comparison;
mod csv;
mod customer;
pub(crate) mod grid;
mod group;
mod json;
mod parquet;
mod summary;
mod table;

use loyal_dsl::say;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use loyal_dsl::ir::Program;
use loyal_engine::outcome::arrow::Tables;
use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError, Sheets};
use rayon::ThreadPool;

use crate::failure::Failure;
use crate::output::FileDraft;

/// Formats of outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading
    Table,
    /// JSON lines
    Json,
    /// Two CSV files
    Csv,
    /// Two Parquet files
    Parquet,
}

/// Takes the results of a run, batch after batch.
pub(crate) trait Writer {
    fn write(&mut self, results: &[Result<Outcome, RecordError>]) -> Result<(), Failure>;

    /// The tables that it would rather take than outcomes.
    fn tables(&self) -> Option<Tables> {
        None
    }

    /// Takes the outcomes of a batch as [`Writer::tables`]; nobody hands them over who was not
    /// asked for tables.
    fn write_sheets(&mut self, _sheets: &Sheets) -> Result<(), Failure> {
        Ok(())
    }

    /// Takes the outcomes of a portfolio's groups, after those of all customers.
    fn write_groups(
        &mut self,
        portfolio: &str,
        results: &[Result<GroupOutcome, RecordError>],
    ) -> Result<(), Failure>;

    /// Writes what comes last and puts files in their place.
    fn finish(self: Box<Self>, rejected: u64) -> Result<(), Failure>;
}

/// Opens the output: a path, or standard output.
pub(crate) fn open(
    format: Format,
    output: Option<&Path>,
    program: &Arc<Program>,
    pool: &Arc<ThreadPool>,
) -> Result<Box<dyn Writer>, Failure> {
    let program = Arc::clone(program);
    Ok(match (format, output) {
        (Format::Table, _) => Box::new(table::Table::new(program, Target::open(output)?)),
        (Format::Json, _) => Box::new(json::Lines::new(Target::open(output)?)),
        (Format::Csv, Some(folder)) => Box::new(csv::Folder::new(program, folder)?),
        (Format::Csv, None) => Box::new(csv::Effects::new()?),
        (Format::Parquet, Some(folder)) => Box::new(parquet::Folder::new(program, folder, pool)?),
        (Format::Parquet, None) => {
            let text = say!("parquet is written to a folder: name it with `--output`");
            return Err(Failure::Usage(text));
        }
    })
}

/// A file or standard output.
enum Target {
    File(FileDraft, PathBuf),
    Standard(io::BufWriter<io::Stdout>),
}

impl Target {
    fn open(output: Option<&Path>) -> Result<Target, Failure> {
        Ok(match output {
            Some(path) => {
                let draft = FileDraft::new(path).map_err(Failure::write(path))?;
                Target::File(draft, path.to_owned())
            }
            None => Target::Standard(io::BufWriter::new(io::stdout())),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Target::File(draft, path) => draft.write_all(bytes).map_err(Failure::write(path)),
            Target::Standard(out) => Ok(out.write_all(bytes)?),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Target::File(draft, path) => draft.persist().map_err(Failure::write(&path)),
            Target::Standard(mut out) => Ok(out.flush()?),
        }
    }
}
