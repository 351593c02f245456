//! Reader → decode and evaluate on many threads → results in the order of the input.

use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;
use loyal_dsl::date::Date;
use loyal_engine::Policy;
use loyal_engine::evaluate::Bound;
use loyal_engine::outcome::{Outcome, RecordError};
use loyal_engine::record::{self, Chunk, Keys, Place, Rejection};
use rayon::ThreadPoolBuilder;

use super::in_order::in_order;
use crate::failure::Failure;

/// What is to be evaluated, and how.
pub(super) struct Work<'a> {
    pub(super) policy: &'a Policy,
    pub(super) input: &'a Path,
    pub(super) format: Option<InputFormat>,
    pub(super) as_of: Date,
    /// 0 for as many as there are processors.
    pub(super) threads: usize,
    pub(super) batch_size: usize,
    pub(super) strict: bool,
}

/// What came of one batch.
pub(super) struct Evaluated {
    pub(super) results: Vec<Result<Outcome, RecordError>>,
    places: Vec<Place>,
    pub(super) rejections: Vec<Rejection>,
    pub(super) records: usize,
    pub(super) unknown_fields: Vec<String>,
}

/// Formats of customer records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// An array or one record a line
    Json,
    /// A list or one record a document
    Yaml,
    /// One file, or a folder with a file a list
    Csv,
    /// Parquet
    Parquet,
    /// Arrow IPC
    Arrow,
}

/// Evaluates the whole input and hands over batch by batch.
pub(super) fn evaluate(
    work: &Work,
    mut each: impl FnMut(Evaluated) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let program = Arc::clone(work.policy.program());
    let options = record::Options { batch_size: work.batch_size, strict: work.strict };
    let format = work.format.map(record::Format::from);
    let needs = work.policy.needs().clone();
    let reader = record::open(work.input, format, program, needs, options)?;
    let pool = ThreadPoolBuilder::new().num_threads(work.threads).build()?;
    let bound = work.policy.bind(work.as_of);
    let mut keys = Keys::default();
    in_order(
        &pool,
        reader.map(|chunk| chunk.map_err(Failure::from)),
        |chunk| evaluated(chunk, &bound),
        |mut evaluated| {
            refuse_known_keys(&mut keys, &mut evaluated);
            each(evaluated)
        },
    )
}

fn evaluated(chunk: Chunk, bound: &Bound) -> Evaluated {
    let decoded = chunk.decode();
    Evaluated {
        results: bound.evaluate(&decoded.batch),
        places: decoded.places,
        rejections: decoded.rejections,
        records: decoded.records,
        unknown_fields: decoded.unknown_fields,
    }
}

/// Rejects records whose key was seen before in the input.
fn refuse_known_keys(keys: &mut Keys, evaluated: &mut Evaluated) {
    let results = std::mem::take(&mut evaluated.results);
    for (result, place) in results.into_iter().zip(&evaluated.places) {
        match keys.admit(super::key(&result), place) {
            Ok(()) => evaluated.results.push(result),
            Err(rejection) => evaluated.rejections.push(rejection),
        }
    }
}

impl From<InputFormat> for record::Format {
    fn from(format: InputFormat) -> record::Format {
        match format {
            InputFormat::Json => record::Format::Json,
            InputFormat::Yaml => record::Format::Yaml,
            InputFormat::Csv => record::Format::Csv,
            InputFormat::Parquet => record::Format::Parquet,
            InputFormat::Arrow => record::Format::Arrow,
        }
    }
}
