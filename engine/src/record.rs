//! Signatures of the readers.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use loyal_dsl::ir::Program;

use crate::batch::Batch;
use crate::needs::Needs;

/// An input format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, an array or records one after the other.
    Json,
    /// JSON lines.
    JsonLines,
    /// YAML.
    Yaml,
    /// A file, or a folder of files.
    Csv,
    /// Parquet.
    Parquet,
    /// Arrow IPC.
    Arrow,
}

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Customers a chunk.
    pub batch_size: usize,
    /// Whether every field is held against the record.
    pub strict: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// From 1.
    pub line: Option<u64>,
    /// From 1.
    pub row: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)
    }
}

/// Why a record is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: `{field}` is `{value}`; expected {expected}")]
pub struct Rejection {
    /// Where.
    pub place: Place,
    /// Whose.
    pub customer: Option<String>,
    /// Which field.
    pub field: String,
    /// What it holds.
    pub value: String,
    /// What was expected.
    pub expected: String,
    /// How to mend it.
    pub help: Option<String>,
}

/// A field that the record does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField {
    /// Its path.
    pub name: String,
    /// Where it stands first.
    pub place: Place,
}

/// Input that cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ReadError {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

/// How the records of a program are read.
#[derive(Debug)]
pub struct Schema;

/// A part of the input.
#[derive(Debug)]
pub struct Chunk;

/// Records in columns, and those that did not become any.
#[derive(Debug, Clone, Default)]
pub struct Decoded {
    /// The records that passed.
    pub batch: Batch,
    /// Where each of them stands.
    pub places: Vec<Place>,
    /// What was refused.
    pub rejections: Vec<Rejection>,
    /// How many records were read.
    pub records: usize,
    /// Fields that the record does not have.
    pub unknown_fields: Vec<UnknownField>,
}

impl Schema {
    /// For a program.
    pub fn new(_program: &Program, _needs: &Needs, _strict: bool) -> Result<Schema, ReadError> {
        Ok(Schema)
    }

    /// One record.
    pub fn read_json(&self, _text: &str) -> Result<Batch, Vec<Rejection>> {
        Ok(Batch::default())
    }

    /// A record batch.
    pub fn read_arrow(&self, _batch: &RecordBatch) -> Result<Decoded, ReadError> {
        Ok(Decoded::default())
    }
}

impl Chunk {
    /// Decodes.
    #[must_use]
    pub fn decode(self) -> Decoded {
        Decoded::default()
    }
}

/// Reads chunks in order.
#[derive(Debug)]
pub struct Reader;

impl Reader {
    /// The check for customers that come twice.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys::new(Arc::new(Schema))
    }
}

impl Iterator for Reader {
    type Item = Result<Chunk, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

/// Opens the input.
pub fn open(
    _input: &Path,
    _format: Option<Format>,
    _program: &Program,
    _needs: &Needs,
    _options: Options,
) -> Result<Reader, ReadError> {
    Ok(Reader)
}

/// The keys seen so far.
#[derive(Debug)]
pub struct Keys;

impl Keys {
    /// None yet.
    #[must_use]
    pub fn new(_schema: Arc<Schema>) -> Keys {
        Keys
    }

    /// The rows whose key stood before.
    pub fn check(&mut self, _decoded: &mut Decoded) -> Vec<usize> {
        Vec::new()
    }
}
