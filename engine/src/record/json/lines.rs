//! JSON lines: one record a line. A broken line is that record's rejection.

use std::io::{BufRead, BufReader};
use std::sync::Arc;

use super::usual::Habits;
use super::{line_of, read_record, refuse_bytes};
use crate::record::arrange::arrange;
use crate::record::decoded::Decoded;
use crate::record::draft::Draft;
use crate::record::lines::Lines;
use crate::record::piece::{Piece, Pieces, Source, cannot_read};
use crate::record::rejection::{Place, ReadError};
use crate::record::schema::Schema;

/// After so many lines it is known how much room a piece needs.
const SEEN: usize = 32;

/// The lines, `size` records at a time; no more than these are in memory.
pub(in crate::record) fn pieces(source: Source, size: usize) -> Pieces {
    let file = Arc::clone(&source.file);
    let mut input = Input { file, bytes: BufReader::new(source.into_stream()), line: 1, size: 0 };
    Box::new(std::iter::from_fn(move || input.next_piece(size).transpose()))
}

struct Input<R> {
    file: Arc<str>,
    bytes: BufReader<R>,
    line: u64,
    /// How many bytes the piece before had.
    size: usize,
}

struct LinesPiece {
    file: Arc<str>,
    bytes: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
    first_line: u64,
}

impl<R: std::io::Read> Input<R> {
    fn next_piece(&mut self, size: usize) -> Result<Option<Box<dyn Piece>>, ReadError> {
        let (first_line, mut records) = (self.line, 0);
        let (mut bytes, mut ends) = (Vec::with_capacity(self.size), Vec::new());
        while records < size.max(1) {
            let before = bytes.len();
            let read = self.bytes.read_until(b'\n', &mut bytes);
            if read.map_err(|error| cannot_read(&self.file, &error))? == 0 {
                break;
            }
            if self.line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            self.line += 1;
            let line = bytes.get(before..).unwrap_or_default();
            records += usize::from(!line.trim_ascii().is_empty());
            ends.push(bytes.len());
        }
        self.size = bytes.len();
        if records == 0 {
            return Ok(None);
        }
        Ok(Some(Box::new(LinesPiece { file: Arc::clone(&self.file), bytes, ends, first_line })))
    }
}

impl Piece for LinesPiece {
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded {
        let (mut draft, mut habits) = (Draft::new(schema), Habits::default());
        let whole = std::str::from_utf8(&self.bytes);
        let mut start = 0;
        for (number, end) in self.ends.iter().enumerate() {
            if number == SEEN {
                draft.make_room(self.ends.len());
            }
            let line = self.bytes.get(start..*end).unwrap_or_default();
            let text = match &whole {
                Ok(whole) => Ok(whole.get(start..*end).unwrap_or_default()),
                Err(_) => std::str::from_utf8(line),
            };
            match text.map(str::trim_ascii_end) {
                Ok("") => {}
                Ok(text) => read_record(&mut draft, &mut habits, text, start),
                Err(_) => refuse_bytes(&mut draft, line, start),
            }
            start = *end;
        }
        let lines = Lines::ending(&self.ends, self.first_line);
        arrange(draft, |at| Place::line(&self.file, line_of(at, &lines)))
    }
}
