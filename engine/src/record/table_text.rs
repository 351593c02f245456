//! Delimited text: a header and rows, each with its line. The only file that says `csv`.

use loyal_dsl::say;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};

use super::piece::Source;
use super::quotes::Quotes;
use super::rejection::{Place, ReadError};

/// An opened CSV file behind its header.
pub(super) struct TableText {
    pub(super) file: Arc<str>,
    pub(super) header: Vec<String>,
    reader: csv::Reader<Quotes>,
}

/// One row as it was read.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) line: u64,
    cells: ByteRecord,
}

impl TableText {
    /// Reads the header; its names must differ.
    pub(super) fn open(source: Source) -> Result<TableText, ReadError> {
        let file = Arc::clone(&source.file);
        let input = Quotes::new(source.into_stream());
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
        let header: Vec<String> = match reader.byte_headers() {
            Ok(header) => {
                let cells = header.iter().map(|cell| std::str::from_utf8(cell).map(str::trim));
                let cells: Result<Vec<&str>, _> = cells.collect();
                let cells = cells.map_err(|_| {
                    let error = Place::line(&file, 1).error(say!("the header is not UTF-8"));
                    error.help(say!("save the file with the encoding UTF-8"))
                })?;
                cells.into_iter().map(str::to_owned).collect()
            }
            Err(error) => return Err(cannot_read(&file, &error)),
        };
        closed(&file, &reader)?;
        if header.is_empty() {
            return Err(Place::file(&file).error(say!("there is no header")));
        }
        for (at, name) in header.iter().enumerate() {
            if header.iter().take(at).any(|other| other == name) {
                let message = say!("the header has the column `{name}` twice", name);
                return Err(Place::line(&file, 1).error(message));
            }
        }
        Ok(TableText { file, header, reader })
    }

    /// The next row; blank lines are passed over.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        let mut cells = ByteRecord::new();
        match self.reader.read_byte_record(&mut cells) {
            Ok(true) => {
                closed(&self.file, &self.reader)?;
                let line = cells.position().map_or(0, csv::Position::line);
                Ok(Some(Row { line, cells }))
            }
            Ok(false) => Ok(None),
            Err(error) => Err(cannot_read(&self.file, &error)),
        }
    }

    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }
}

impl Row {
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// A cell's text; `Err` where it is not UTF-8.
    pub(super) fn cell(&self, column: usize) -> Result<&str, std::str::Utf8Error> {
        std::str::from_utf8(self.cells.get(column).unwrap_or_default())
    }

    /// The row as it might have been written, for messages.
    pub(super) fn text(&self) -> String {
        let cells: Vec<_> = self.cells.iter().map(String::from_utf8_lossy).collect();
        cells.join(",")
    }
}

/// Refuses a file that ends within quotes: its last row would hold all that follows the quote.
fn closed(file: &Arc<str>, reader: &csv::Reader<Quotes>) -> Result<(), ReadError> {
    match reader.get_ref().unclosed() {
        Some(line) => {
            Err(Place::line(file, line).error(say!("the quote that begins here has no end")))
        }
        None => Ok(()),
    }
}

fn cannot_read(file: &Arc<str>, error: &csv::Error) -> ReadError {
    Place::file(file).error(say!("cannot be read: {error}", error = error.to_string()))
}
