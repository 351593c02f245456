//! Parquet: only the columns that are needed are decoded.

use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::Fields;
use bytes::Bytes;
use loyal_dsl::say;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use super::arrow_batches;
use super::arrow_schema::inspect;
use super::contained::contained;
use super::parquet_types::better;
use super::piece::{Content, Pieces, Source};
use super::rejection::{Place, ReadError};
use super::schema::Schema;

/// The customers, `size` at a time. A file is read where it lies; a stream is held in memory.
pub(super) fn pieces(source: Source, schema: &Schema, size: usize) -> Result<Pieces, ReadError> {
    let name = Arc::clone(&source.file);
    let opened = match source.content {
        Content::File(file) => contained(|| open(file, Arc::clone(&name), schema, size)),
        Content::Stream(_) => {
            let bytes = Bytes::from(source.read_all()?);
            contained(|| open(bytes, Arc::clone(&name), schema, size))
        }
    };
    opened
        .unwrap_or_else(|| Err(Place::file(&name).error(say!("the file is broken, or no Parquet"))))
}

/// The columns of a file.
pub(crate) fn fields(path: &Path) -> Result<Fields, ReadError> {
    let source = Source::open(path)?;
    let name = Arc::clone(&source.file);
    let broken = || Place::file(&name).error(say!("the file is broken, or no Parquet"));
    let bytes = Bytes::from(source.read_all()?);
    let builder = contained(|| ParquetRecordBatchReaderBuilder::try_new(bytes));
    let builder = builder.unwrap_or_else(|| Err(ParquetError::EOF(String::new())));
    builder.map(|builder| builder.schema().fields().clone()).map_err(|_| broken())
}

/// The same file with the better types, where it can be read so.
fn chosen(metadata: ArrowReaderMetadata) -> ArrowReaderMetadata {
    let better = better(metadata.schema(), metadata.metadata());
    let chosen = better.and_then(|schema| {
        let options = ArrowReaderOptions::new().with_schema(schema);
        ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).ok()
    });
    chosen.unwrap_or(metadata)
}

fn open<R: ChunkReader + 'static>(
    input: R,
    name: Arc<str>,
    schema: &Schema,
    size: usize,
) -> Result<Pieces, ReadError> {
    let broken = |error: ParquetError| {
        let error = error.to_string();
        Place::file(&name).error(say!("the file is broken, or no Parquet: {error}", error))
    };
    let metadata = ArrowReaderMetadata::load(&input, ArrowReaderOptions::new()).map_err(broken)?;
    let inspection = inspect(schema, metadata.schema().fields(), &name)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(input, chosen(metadata));
    let mask = ProjectionMask::leaves(builder.parquet_schema(), inspection.leaves);
    let reader = builder.with_projection(mask).with_batch_size(size.max(1)).build();
    let batches = reader.map_err(broken)?;
    Ok(arrow_batches::pieces(name, batches, inspection.unknown, size))
}
