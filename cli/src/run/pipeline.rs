//! Reader → decode and evaluate on many threads → results in the order of the input.

use std::path::Path;

use clap::ValueEnum;
use loyal_dsl::date::Date;
use loyal_engine::batch::Batch;
use loyal_engine::evaluate::Kept;
use loyal_engine::outcome::arrow::Tables;
use loyal_engine::outcome::{Outcome, RecordError, Sheets};
use loyal_engine::population::{Evaluation, Groups, Pass, Tabulated};
use loyal_engine::record::{self, Chunk, Decoded, Reader, Rejection};
use loyal_engine::{Evaluated, Policy};
use rayon::ThreadPool;

use crate::failure::Failure;
use crate::in_order::in_order;

/// What is to be evaluated, and how.
pub(crate) struct Work<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) input: &'a Path,
    /// What standard input held, where it is read several times.
    pub(crate) spool: Option<&'a Path>,
    pub(crate) format: Option<InputFormat>,
    pub(crate) as_of: Date,
    pub(crate) pool: &'a ThreadPool,
    pub(crate) batch_size: usize,
    pub(crate) strict: bool,
}

/// Formats of customer records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// An array, or records one after the other
    Json,
    /// One record a line
    Jsonl,
    /// A list or one record a document
    Yaml,
    /// One file, or a folder with a file a list
    Csv,
    /// Parquet
    Parquet,
    /// Arrow IPC
    Arrow,
}

/// Opens the input.
pub(crate) fn open(work: &Work) -> Result<Reader, Failure> {
    let options = record::Options { batch_size: work.batch_size, strict: work.strict };
    let format = work.format.map(record::Format::from);
    let version = work.policy.version_on(work.as_of)?;
    let (program, needs) = (version.program(), version.needs());
    Ok(match work.spool {
        Some(spool) => {
            let stream = std::fs::File::open(spool)?;
            record::open_stream(stream, "standard input", format, program, needs, options)?
        }
        None => record::open(work.input, format, program, needs, options)?,
    })
}

/// Evaluates the whole input and hands over batch by batch; `groups` take what they need of it.
pub(crate) fn evaluate(
    work: &Work,
    pass: &Pass,
    groups: &mut [Groups],
    mut each: impl FnMut(Evaluated) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let compute = |batch: &mut Batch| {
        let Evaluation { results, kept } = pass.evaluate(batch);
        Ok((results, kept))
    };
    batches(work, groups, compute, |results, decoded, repeated| {
        each(Evaluated::without(repeated, results, decoded))
    })
}

/// Evaluates the same input by two policies, and hands over what each makes of it batch by batch.
pub(super) fn evaluate_both(
    (before, old_pass): (&Work, &Pass),
    (after, new_pass): (&Work, &Pass),
    mut each: impl FnMut(Evaluated, Evaluated),
) -> Result<(), Failure> {
    let (mut old, mut new) = (open(before)?, open(after)?);
    let (mut old_keys, mut new_keys) = (old.keys(), new.keys());
    let pairs = std::iter::from_fn(|| match (old.next(), new.next()) {
        (None, None) => None,
        (old, new) => Some(old.transpose().and_then(|old| Ok((old, new.transpose()?)))),
    });
    in_order(
        before.pool,
        pairs.map(|pair| pair.map_err(Failure::from)),
        |(old, new)| (outcomes(old_pass, old), outcomes(new_pass, new)),
        |((old, decoded), (new, newly_decoded))| {
            let old = Evaluated::admitted(old, decoded, &mut old_keys);
            each(old, Evaluated::admitted(new, newly_decoded, &mut new_keys));
            Ok(())
        },
    )
}

/// What comes of a chunk, and its records.
fn outcomes(pass: &Pass, chunk: Option<Chunk>) -> (Vec<Result<Outcome, RecordError>>, Decoded) {
    let mut decoded = chunk.map(Chunk::decode).unwrap_or_default();
    (pass.evaluate(&mut decoded.batch).results, decoded)
}

/// As [`evaluate`], with the outcomes as tables.
pub(super) fn tabulate(
    work: &Work,
    (pass, tables): (&Pass, &Tables),
    groups: &mut [Groups],
    mut each: impl FnMut(Sheets, Decoded) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let compute = |batch: &mut Batch| {
        let Tabulated { sheets, kept } = pass.tabulate(batch, tables)?;
        Ok((sheets, kept))
    };
    batches(work, groups, compute, |sheets, decoded, repeated| {
        each(sheets.without(repeated)?, decoded)
    })
}

/// Computes something of every batch on any thread, and hands it over in order with the rows whose
/// customer came before; `groups` take what is kept of the others.
fn batches<T: Send>(
    work: &Work,
    groups: &mut [Groups],
    compute: impl Fn(&mut Batch) -> Result<(T, Kept), Failure> + Sync,
    mut each: impl FnMut(T, Decoded, &[usize]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let reader = open(work)?;
    let mut keys = reader.keys();
    in_order(
        work.pool,
        reader.map(|chunk| chunk.map_err(Failure::from)),
        |chunk| {
            let mut decoded = chunk.decode();
            (compute(&mut decoded.batch), decoded)
        },
        |(computed, mut decoded)| {
            let (computed, kept) = computed?;
            let repeated = keys.check(&mut decoded);
            for groups in &mut *groups {
                groups.add(&kept, |row| repeated.binary_search(&row).is_err());
            }
            each(computed, decoded, &repeated)
        },
    )
}

/// Reads the records of the groups, where the policy declares any; what is refused is handed over.
pub(crate) fn read_groups(
    work: &Work,
    groups: &mut [Groups],
    mut each: impl FnMut(Rejection) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let options = record::Options { batch_size: work.batch_size, strict: work.strict };
    for groups in groups.iter_mut().filter(|groups| groups.has_records()) {
        let reader = if work.input.is_dir() { groups.open(work.input, options)? } else { None };
        let Some(reader) = reader else {
            return Err(Failure::NoGroupRecords(groups.name().to_owned()));
        };
        for chunk in reader {
            groups.read(chunk?.decode()).into_iter().try_for_each(&mut each)?;
        }
    }
    Ok(())
}

impl From<InputFormat> for record::Format {
    fn from(format: InputFormat) -> record::Format {
        match format {
            InputFormat::Json => record::Format::Json,
            InputFormat::Jsonl => record::Format::JsonLines,
            InputFormat::Yaml => record::Format::Yaml,
            InputFormat::Csv => record::Format::Csv,
            InputFormat::Parquet => record::Format::Parquet,
            InputFormat::Arrow => record::Format::Arrow,
        }
    }
}
