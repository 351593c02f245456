//! A Parquet file in the making: its columns are encoded next to each other, on many threads.

mod categories;
mod hybrid;

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowLeafColumn, ArrowRowGroupWriterFactory,
    ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::ColumnPath;
use rayon::ThreadPool;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use categories::Categories;

/// Rows a row group: what stands at the end of the file grows with the groups, and is held in memory
/// until then.
const GROUP: usize = 256 * 1024;

/// How hard Zstandard tries.
const LEVEL: i32 = 1;

/// A file in the making.
pub(crate) struct Table<W: Write + Send> {
    pool: Arc<ThreadPool>,
    file: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    /// The columns of the row group at hand.
    columns: Vec<Column>,
    /// How many rows it has.
    rows: usize,
}

/// A column of a row group in the making.
enum Column {
    /// As the writer of Parquet encodes it.
    Plain(Box<ArrowColumnWriter>),
    /// A dictionary, as it comes.
    Categories(Categories),
}

/// What is written to a column.
enum Leaf {
    Plain(ArrowLeafColumn),
    Categories(ArrayRef),
}

/// A column of a row group, encoded.
enum Chunk {
    Plain(ArrowColumnChunk),
    Categories(categories::Chunk),
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
        // Dictionaries are how columns come, and nothing that who reads the file has to know.
        let options =
            ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(to, Arc::clone(&schema), options)?;
        let (file, groups) = writer.into_serialized_writer()?;
        Ok(Table { pool, file, groups, schema, columns: Vec::new(), rows: 0 })
    }

    /// Row groups end after so many rows, wherever batches do.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        let mut from = 0;
        while from < batch.num_rows() {
            let count = (GROUP - self.rows).min(batch.num_rows() - from);
            self.write_part(&batch.slice(from, count))?;
            from += count;
        }
        Ok(())
    }

    fn write_part(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        if self.columns.is_empty() {
            self.columns = self.new_columns()?;
        }
        let leaves = self.leaves(batch)?;
        let columns = &mut self.columns;
        self.pool.install(|| {
            let work = columns.into_par_iter().zip(leaves);
            work.try_for_each(|(column, leaf)| column.write(&leaf))
        })?;
        self.rows += batch.num_rows();
        if self.rows >= GROUP { self.end_group() } else { Ok(()) }
    }

    fn new_columns(&self) -> Result<Vec<Column>, ParquetError> {
        let group = self.file.flushed_row_groups().len();
        let schema = self.file.schema_descr();
        let plain = self.groups.create_column_writers(group)?.into_iter().enumerate();
        let column = |(at, writer)| {
            let field = self.schema.fields().get(schema.get_column_root_idx(at));
            if field.is_some_and(|field| is_categories(field.data_type())) {
                Column::Categories(Categories::new(schema.column(at)))
            } else {
                Column::Plain(Box::new(writer))
            }
        };
        Ok(plain.map(column).collect())
    }

    fn leaves(&self, batch: &RecordBatch) -> Result<Vec<Leaf>, ParquetError> {
        let mut leaves = Vec::with_capacity(self.columns.len());
        for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
            if is_categories(field.data_type()) {
                leaves.push(Leaf::Categories(Arc::clone(array)));
            } else {
                leaves.extend(compute_leaves(field, array)?.into_iter().map(Leaf::Plain));
            }
        }
        Ok(leaves)
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
            let columns = columns.into_par_iter().map(Column::close);
            columns.collect::<Result<Vec<Chunk>, _>>()
        })?;
        let mut group = self.file.next_row_group()?;
        for column in closed {
            column.append_to(&mut group)?;
        }
        group.close()?;
        Ok(())
    }
}

fn is_categories(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Dictionary(..))
}

impl Column {
    fn write(&mut self, leaf: &Leaf) -> Result<(), ParquetError> {
        match (self, leaf) {
            (Column::Plain(column), Leaf::Plain(leaf)) => column.write(leaf),
            (Column::Categories(column), Leaf::Categories(rows)) => column.write(rows),
            (Column::Plain(_), Leaf::Categories(_)) | (Column::Categories(_), Leaf::Plain(_)) => {
                Err(ParquetError::General("a column has become another".to_owned()))
            }
        }
    }

    fn close(self) -> Result<Chunk, ParquetError> {
        Ok(match self {
            Column::Plain(column) => Chunk::Plain(column.close()?),
            Column::Categories(column) => Chunk::Categories(column.close()?),
        })
    }
}

impl Chunk {
    fn append_to<W: Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        match self {
            Chunk::Plain(chunk) => chunk.append_to_row_group(group),
            Chunk::Categories(chunk) => chunk.append_to(group),
        }
    }
}

/// What every Parquet file of the command is compressed with.
fn compression() -> Compression {
    Compression::ZSTD(ZstdLevel::try_new(LEVEL).unwrap_or_default())
}

/// How every Parquet file of the command is written.
fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_compression(compression())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_created_by(concat!("loyal ", env!("CARGO_PKG_VERSION")).to_owned())
}
