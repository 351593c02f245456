//! Delimited text: a header and rows, each with its line. Rows without quotes are told apart here,
//! those with quotes by `csv-core`; this is the only file that says so.

use loyal_dsl::say;
use std::io::{self, Read};
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader};

use super::cells::Cells;
use super::piece::{Source, cannot_read};
use super::quotes::{Quotes, row_end};
use super::rejection::{Place, ReadError};
use super::scan::first_of;

/// How much is read at once.
const BLOCK: usize = 64 * 1024;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// An opened CSV file behind its header.
pub(super) struct TableText {
    pub(super) file: Arc<str>,
    pub(super) header: Vec<String>,
    rows: Rows,
}

/// The rows of a file.
struct Rows {
    file: Arc<str>,
    input: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    /// What of the bytes was taken.
    at: usize,
    /// The line there.
    line: u64,
    /// Whether there are no more bytes.
    ended: bool,
    quoted: Quoted,
}

/// What takes rows with quotes apart.
struct Quoted {
    reader: Reader,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl TableText {
    /// Reads the header; its names must differ.
    pub(super) fn open(source: Source) -> Result<TableText, ReadError> {
        let file = Arc::clone(&source.file);
        let mut rows = Rows::open(source)?;
        let mut cells = Cells::default();
        rows.next(&mut cells)?;
        let mut header: Vec<String> = Vec::new();
        if let Some(row) = cells.last() {
            for column in 0..row.len() {
                let cell = row.cell(column).map_err(|_| {
                    let error = Place::line(&file, 1).error(say!("the header is not UTF-8"));
                    error.help(say!("save the file with the encoding UTF-8"))
                })?;
                header.push(cell.trim().to_owned());
            }
        }
        if header.is_empty() {
            return Err(Place::file(&file).error(say!("there is no header")));
        }
        for (at, name) in header.iter().enumerate() {
            if header.iter().take(at).any(|other| other == name) {
                let message = say!("the header has the column `{name}` twice", name);
                return Err(Place::line(&file, 1).error(message));
            }
        }
        Ok(TableText { file, header, rows })
    }

    /// Adds the next row, if there is one; blank lines are passed over.
    pub(super) fn next_row(&mut self, cells: &mut Cells) -> Result<bool, ReadError> {
        self.rows.next(cells)
    }

    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }
}

impl Rows {
    fn open(source: Source) -> Result<Rows, ReadError> {
        let file = Arc::clone(&source.file);
        let (input, quoted) = (source.into_stream(), Quoted::new());
        let mut rows =
            Rows { file, input, bytes: Vec::new(), at: 0, line: 1, ended: false, quoted };
        rows.fill()?;
        if rows.bytes.starts_with(MARK) {
            rows.at = MARK.len();
        }
        Ok(rows)
    }

    fn next(&mut self, cells: &mut Cells) -> Result<bool, ReadError> {
        while self.skip_breaks() {
            if self.ended {
                return Ok(false);
            }
            self.fill()?;
        }
        loop {
            let end = first_of(&self.bytes, self.at, [b'\n', b'\r', b'"']);
            let found = self.bytes.get(end);
            match found {
                Some(b'"') => return self.next_quoted(cells),
                None if !self.ended => self.fill()?,
                Some(_) | None => {
                    let row = self.bytes.get(self.at..end).unwrap_or_default();
                    cells.push_delimited(self.line, row);
                    self.at = end;
                    return Ok(true);
                }
            }
        }
    }

    /// A row with quotes, which may go over several lines.
    fn next_quoted(&mut self, cells: &mut Cells) -> Result<bool, ReadError> {
        let mut quotes = Quotes::new(self.line);
        let mut seen = 0;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = row_end(&mut quotes, rest.get(seen..).unwrap_or_default());
            match end.map(|end| seen + end).or(self.ended.then_some(rest.len())) {
                Some(end) => {
                    if let Some(line) = quotes.unclosed() {
                        let message = say!("the quote that begins here has no end");
                        return Err(Place::line(&self.file, line).error(message));
                    }
                    let row = rest.get(..end).unwrap_or_default();
                    let (text, ends) = self.quoted.take(row);
                    cells.push_joined(self.line, text, ends);
                    self.line = quotes.line();
                    self.at += end;
                    return Ok(true);
                }
                None => {
                    seen = rest.len();
                    self.fill()?;
                }
            }
        }
    }

    /// Passes over line breaks; whether nothing else is there.
    fn skip_breaks(&mut self) -> bool {
        while let Some(byte @ (b'\n' | b'\r')) = self.bytes.get(self.at) {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.at >= self.bytes.len()
    }

    /// Reads on, as much as there is already or more.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.read_on().map_err(|error| cannot_read(&self.file, &error))
    }

    fn read_on(&mut self) -> io::Result<()> {
        self.bytes.drain(..self.at);
        self.at = 0;
        let more = self.bytes.len().max(BLOCK);
        let limit = u64::try_from(more).unwrap_or(u64::MAX);
        let read = self.input.by_ref().take(limit).read_to_end(&mut self.bytes)?;
        self.ended = read < more;
        Ok(())
    }
}

impl Quoted {
    fn new() -> Quoted {
        let mut reader = Reader::new();
        // It has read something, so that no row begins with a mark.
        let _ = reader.read_record(b"\n", &mut [0], &mut [0]);
        Quoted { reader, cells: Vec::new(), ends: Vec::new() }
    }

    /// The text of the cells of a row, and where each ends.
    fn take(&mut self, row: &[u8]) -> (&[u8], &[usize]) {
        self.cells.resize(row.len() + 1, 0);
        // A cell for each byte, and one more.
        self.ends.resize(row.len() + 2, 0);
        let (mut rest, mut text, mut count) = (row, 0, 0);
        loop {
            let cells = self.cells.get_mut(text..).unwrap_or_default();
            let ends = self.ends.get_mut(count..).unwrap_or_default();
            let input = if rest.is_empty() { b"\n".as_slice() } else { rest };
            let (result, taken, written, found) = self.reader.read_record(input, cells, ends);
            (text, count) = (text + written, count + found);
            rest = rest.get(taken..).unwrap_or_default();
            if !matches!(result, ReadRecordResult::InputEmpty) {
                break;
            }
        }
        let text = self.cells.get(..text).unwrap_or_default();
        (text, self.ends.get(..count).unwrap_or_default())
    }
}
