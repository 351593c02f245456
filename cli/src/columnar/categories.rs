//! The chunk of a column of texts of few values. The keys that the column has go into the file as
//! they are, where the writer of Parquet would look up every text again.

use std::io::Write;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use arrow::datatypes::Int32Type;
use bytes::Bytes;
use indexmap::IndexSet;
use parquet::basic::{Encoding, PageType};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::{LEVEL, compression, hybrid};

/// The longest text that is kept as the least or the greatest of a column, in bytes.
const LONGEST_BOUND: usize = 64;

/// Rows a page.
const PAGE: usize = 16 * 1024;

/// The rows of a row group.
pub(super) struct Categories {
    column: ColumnDescPtr,
    /// Each text once; its place is its key.
    texts: IndexSet<String>,
    /// The keys of the rows of the page at hand that have one.
    keys: Vec<u32>,
    /// By row of the page whether it has one: 1 or 0.
    known: Vec<u32>,
    /// The pages before.
    pages: Vec<CompressedPage>,
    /// How many rows lack a text.
    missing: usize,
}

/// What is written of them.
pub(super) struct Chunk {
    bytes: Bytes,
    closed: ColumnCloseResult,
}

/// How much was written.
#[derive(Default)]
struct Written {
    compressed: usize,
    uncompressed: usize,
}

impl Categories {
    pub(super) fn new(column: ColumnDescPtr) -> Categories {
        Categories {
            column,
            texts: IndexSet::new(),
            keys: Vec::new(),
            known: Vec::new(),
            pages: Vec::new(),
            missing: 0,
        }
    }

    /// Adds rows: a dictionary of texts with keys of 32 bits.
    pub(super) fn write(&mut self, rows: &ArrayRef) -> Result<()> {
        let unfit = || ParquetError::General("a dictionary of texts is expected".to_owned());
        let rows = rows.as_dictionary_opt::<Int32Type>().ok_or_else(unfit)?;
        let texts = rows.values().as_string_opt::<i32>().ok_or_else(unfit)?;
        let keys: Vec<u32> = texts.iter().map(|text| self.key(text.unwrap_or_default())).collect();
        let mut from = 0;
        while from < rows.len() {
            let count = (PAGE - self.known.len()).min(rows.len() - from);
            self.add(&rows.keys().slice(from, count), &keys);
            if self.known.len() == PAGE {
                self.end_page()?;
            }
            from += count;
        }
        Ok(())
    }

    /// Adds rows to the page, `keys` by the keys that they have.
    fn add(&mut self, rows: &Int32Array, keys: &[u32]) {
        let values = rows.values();
        let key = |key: &i32| keys.get(usize::try_from(*key).ok()?).copied();
        match rows.nulls() {
            Some(nulls) => {
                self.known.extend(nulls.iter().map(u32::from));
                let known = nulls.valid_indices().filter_map(|row| key(values.get(row)?));
                self.keys.extend(known);
                self.missing += nulls.null_count();
            }
            None => {
                self.known.resize(self.known.len() + rows.len(), 1);
                self.keys.extend(values.iter().filter_map(key));
            }
        }
    }

    fn key(&mut self, text: &str) -> u32 {
        let place = self.texts.get_index_of(text);
        number(place.unwrap_or_else(|| self.texts.insert_full(text.to_owned()).0))
    }

    /// Ends the page at hand.
    fn end_page(&mut self) -> Result<()> {
        let data = self.data();
        let page = Page::DataPage {
            buf: compressed(&data)?,
            num_values: number(self.known.len()),
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        self.pages.push(CompressedPage::new(page, data.len()));
        self.keys.clear();
        self.known.clear();
        Ok(())
    }

    /// The chunk: a page with the texts, then those with the keys.
    pub(super) fn close(mut self) -> Result<Chunk> {
        if !self.known.is_empty() {
            self.end_page()?;
        }
        let texts = self.dictionary();
        let dictionary = Page::DictionaryPage {
            buf: compressed(&texts)?,
            num_values: number(self.texts.len()),
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        let pages = std::mem::take(&mut self.pages);
        let (rows, count) = (pages.iter().map(CompressedPage::num_values).sum(), pages.len());
        let mut sink = TrackedWrite::new(Vec::new());
        let mut writer = SerializedPageWriter::new(&mut sink);
        let mut written = Written::default();
        let mut write = |page| {
            let page = writer.write_page(page)?;
            written.compressed += page.compressed_size;
            written.uncompressed += page.uncompressed_size;
            Ok::<usize, ParquetError>(page.compressed_size)
        };
        let start = write(CompressedPage::new(dictionary, texts.len()))?;
        pages.into_iter().try_for_each(|page| write(page).map(drop))?;
        let metadata = self.metadata(&written, (start, count), rows)?;
        let bytes = sink.into_inner()?;
        let closed = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: u64::from(rows),
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Chunk { bytes: bytes.into(), closed })
    }

    /// The texts, each behind its length.
    fn dictionary(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for text in &self.texts {
            out.extend(number(text.len()).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        out
    }

    /// Which rows have a text, where some may lack it; how wide keys are; the keys.
    fn data(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if self.column.max_def_level() > 0 {
            out.extend([0; 4]);
            hybrid::encode(&self.known, 1, &mut out);
            let length = number(out.len() - 4).to_le_bytes();
            if let Some(place) = out.first_chunk_mut::<4>() {
                *place = length;
            }
        }
        let width = hybrid::width(number(self.texts.len().saturating_sub(1)));
        out.push(width);
        hybrid::encode(&self.keys, width, &mut out);
        out
    }

    /// What the file says of the chunk, whose `count` pages with keys start at `start`.
    fn metadata(
        &self,
        written: &Written,
        (start, count): (usize, usize),
        rows: u32,
    ) -> Result<ColumnChunkMetaData> {
        let signed = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
        let pages = |page_type, encoding, count| PageEncodingStats { page_type, encoding, count };
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        ColumnChunkMetaData::builder(self.column.clone())
            .set_compression(compression())
            .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
            .set_page_encoding_stats(vec![
                pages(PageType::DICTIONARY_PAGE, Encoding::PLAIN, 1),
                pages(PageType::DATA_PAGE, Encoding::RLE_DICTIONARY, count),
            ])
            .set_total_compressed_size(signed(written.compressed))
            .set_total_uncompressed_size(signed(written.uncompressed))
            .set_num_values(i64::from(rows))
            .set_dictionary_page_offset(Some(0))
            .set_data_page_offset(signed(start))
            .set_statistics(self.statistics())
            .build()
    }

    fn statistics(&self) -> Statistics {
        let bound = |text: Option<&String>| {
            let text = text.filter(|text| text.len() <= LONGEST_BOUND)?;
            Some(ByteArray::from(text.as_str()))
        };
        let (least, most) = (bound(self.texts.iter().min()), bound(self.texts.iter().max()));
        Statistics::byte_array(least, most, None, Some(self.missing as u64), false)
    }
}

impl Chunk {
    pub(super) fn append_to<W: Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        group.append_column(&self.bytes, self.closed)
    }
}

fn compressed(bytes: &[u8]) -> Result<Bytes> {
    Ok(zstd::bulk::compress(bytes, LEVEL)?.into())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
