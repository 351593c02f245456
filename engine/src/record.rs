//! Signatures of the readers.

#![expect(clippy::disallowed_types, reason = "this is where records are read")]

use std::path::Path;
use std::sync::Arc;

use loyal_dsl::ir::Program;
use serde::Serialize;

use crate::batch::Batch;

/// What a plan reads.
#[derive(Debug, Clone)]
pub struct Needs;

/// An input format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, an array or lines.
    Json,
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
#[derive(Debug, Clone)]
pub struct Options {
    /// Customers a batch.
    pub batch_size: usize,
    /// Whether every field is held against the record.
    pub strict: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: u64,
}

/// Why a record is not evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}:{}: `{field}` is `{value}`, expected {expected}", place.file, place.line)]
pub struct Rejection {
    /// Where.
    pub place: Place,
    /// Which field.
    pub field: String,
    /// What it holds.
    pub value: String,
    /// What was expected.
    pub expected: String,
}

/// The input cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No such file, or no leave to read it.
    #[error("cannot read `{0}`")]
    Open(String, #[source] std::io::Error),
}

/// A part of the input.
#[derive(Debug)]
pub struct Chunk;

/// Records in columns, and those that did not become any.
#[derive(Debug)]
pub struct Decoded {
    /// The records that passed.
    pub batch: Batch,
    /// Where each of them stands.
    pub places: Vec<Place>,
    /// The others.
    pub rejections: Vec<Rejection>,
    /// How many records were read.
    pub records: usize,
    /// Fields that the record does not have.
    pub unknown_fields: Vec<String>,
}

impl Chunk {
    /// Decodes.
    #[must_use]
    pub fn decode(self) -> Decoded {
        Decoded {
            batch: Batch::default(),
            places: Vec::new(),
            rejections: Vec::new(),
            records: 0,
            unknown_fields: Vec::new(),
        }
    }
}

/// Reads chunks in order.
#[derive(Debug)]
pub struct Reader;

impl Iterator for Reader {
    type Item = Result<Chunk, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

/// Opens the input.
pub fn open(
    input: &Path,
    _format: Option<Format>,
    _program: Arc<Program>,
    _needs: Needs,
    _options: Options,
) -> Result<Reader, ReadError> {
    match std::fs::File::open(input) {
        Ok(_) => Ok(Reader),
        Err(error) => Err(ReadError::Open(input.display().to_string(), error)),
    }
}

/// Decodes one record of JSON text.
#[must_use]
pub fn decode_json(_text: &str, _program: &Arc<Program>, _needs: &Needs) -> Decoded {
    Chunk.decode()
}

/// Decodes a batch of Arrow columns.
#[must_use]
pub fn decode_arrow(
    _batch: &arrow::array::RecordBatch,
    _program: &Arc<Program>,
    _needs: &Needs,
) -> Decoded {
    Chunk.decode()
}

/// The keys seen so far.
#[derive(Debug, Default)]
pub struct Keys {
    seen: std::collections::HashSet<String>,
}

impl Keys {
    /// Refuses a key that was seen.
    pub fn admit(&mut self, key: &str, _place: &Place) -> Result<(), Rejection> {
        self.seen.insert(key.to_owned());
        Ok(())
    }
}
