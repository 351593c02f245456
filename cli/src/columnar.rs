//! A Parquet file in the making: its columns are encoded next to each other, on many threads.

use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::ThreadPool;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// Rows a row group: what stands at the end of the file grows with the groups, and is held in memory
/// until then.
const GROUP: usize = 512 * 1024;

/// A file in the making.
pub(crate) struct Table<W: Write + Send> {
    pool: Arc<ThreadPool>,
    file: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    /// The columns of the row group at hand.
    columns: Vec<ArrowColumnWriter>,
    /// How many rows it has.
    rows: usize,
}

impl<W: Write + Send> Table<W> {
    /// `unique` names the columns that differ in nearly every row, of which a dictionary would be
    /// thrown away.
    pub(crate) fn new(
        to: W,
        schema: SchemaRef,
        unique: &[&str],
        pool: Arc<ThreadPool>,
    ) -> Result<Table<W>, ParquetError> {
        let plain = |properties: WriterPropertiesBuilder, path: &&str| {
            let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
            properties.set_column_dictionary_enabled(ColumnPath::new(parts), false)
        };
        let properties = unique.iter().fold(properties(), plain).build();
        let writer = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties))?;
        let (file, groups) = writer.into_serialized_writer()?;
        Ok(Table { pool, file, groups, schema, columns: Vec::new(), rows: 0 })
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        if self.columns.is_empty() {
            let group = self.file.flushed_row_groups().len();
            self.columns = self.groups.create_column_writers(group)?;
        }
        let fields = self.schema.fields().iter().zip(batch.columns());
        let leaves = fields
            .map(|(field, array)| compute_leaves(field, array))
            .collect::<Result<Vec<_>, _>>()?;
        let leaves: Vec<_> = leaves.into_iter().flatten().collect();
        let columns = &mut self.columns;
        self.pool.install(|| {
            let work = columns.into_par_iter().zip(leaves);
            work.try_for_each(|(column, leaf)| column.write(&leaf))
        })?;
        self.rows += batch.num_rows();
        if self.rows >= GROUP { self.end_group() } else { Ok(()) }
    }

    /// Writes the last row group and what stands at the end of the file.
    pub(crate) fn finish(mut self) -> Result<W, ParquetError> {
        self.end_group()?;
        self.file.into_inner()
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let columns = std::mem::take(&mut self.columns);
        let closed = self.pool.install(|| {
            let columns = columns.into_par_iter().map(ArrowColumnWriter::close);
            columns.collect::<Result<Vec<ArrowColumnChunk>, _>>()
        })?;
        let mut group = self.file.next_row_group()?;
        for column in closed {
            column.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }
}

/// How every Parquet file of the command is written.
fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by(concat!("loyal ", env!("CARGO_PKG_VERSION")).to_owned())
}
