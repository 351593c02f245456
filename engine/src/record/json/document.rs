//! A JSON document: an array of records, or records one after the other. The whole document is
//! held in memory; only its records' ends are sought before they are decoded.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::careful::describe;
use super::usual::Habits;
use super::{line_of, read_record};
use crate::record::arrange::arrange;
use crate::record::decoded::Decoded;
use crate::record::draft::Draft;
use crate::record::lines::{Lines, count_breaks};
use crate::record::piece::{Piece, Pieces, Source};
use crate::record::rejection::{Place, ReadError};
use crate::record::schema::Schema;

/// The records, `size` at a time.
pub(in crate::record) fn pieces(source: Source, size: usize) -> Result<Pieces, ReadError> {
    let file = Arc::clone(&source.file);
    let text: Arc<str> = source.read_text()?.into();
    let mut document = Document { file, text, at: 0, line: 1, state: State::Start };
    Ok(Box::new(std::iter::from_fn(move || document.next_piece(size).transpose())))
}

struct Document {
    file: Arc<str>,
    text: Arc<str>,
    at: usize,
    /// The line in which `at` lies.
    line: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// In an array before its first element.
    Opened,
    /// In an array behind an element.
    Between,
    /// Among records one after the other.
    Sequence,
    Done,
}

struct DocumentPiece {
    file: Arc<str>,
    text: Arc<str>,
    records: Vec<Range<usize>>,
    /// The line in which the first record begins.
    line: u64,
}

impl Document {
    fn next_piece(&mut self, size: usize) -> Result<Option<Box<dyn Piece>>, ReadError> {
        let mut records: Vec<Range<usize>> = Vec::new();
        let mut line = self.line;
        while records.len() < size.max(1) {
            match self.next_record() {
                Ok(Some(record)) => {
                    if records.is_empty() {
                        line = self.line_at(record.start);
                    }
                    self.advance(record.end);
                    records.push(record);
                }
                Ok(None) => break,
                Err(error) => {
                    self.state = State::Done;
                    return Err(error);
                }
            }
        }
        if records.is_empty() {
            return Ok(None);
        }
        let (file, text) = (Arc::clone(&self.file), Arc::clone(&self.text));
        Ok(Some(Box::new(DocumentPiece { file, text, records, line })))
    }

    /// The next record's range, with `at` left before it.
    fn next_record(&mut self) -> Result<Option<Range<usize>>, ReadError> {
        self.skip_blanks();
        match (self.state, self.peek()) {
            (State::Done, _) | (State::Sequence, None) => Ok(None),
            (State::Start, None) => Err(self.error(say!("there is no JSON in it"))),
            (State::Start, Some(b'[')) => {
                self.at += 1;
                self.state = State::Opened;
                self.next_record()
            }
            (State::Start, Some(_)) => {
                self.state = State::Sequence;
                self.value().map(Some)
            }
            (State::Sequence, Some(_)) => self.value().map(Some),
            (State::Opened | State::Between, Some(b']')) => {
                self.at += 1;
                self.state = State::Done;
                self.skip_blanks();
                match self.peek() {
                    Some(_) => Err(self.error(say!("there is more behind the array"))),
                    None => Ok(None),
                }
            }
            (State::Opened, Some(_)) => {
                self.state = State::Between;
                self.value().map(Some)
            }
            (State::Between, Some(b',')) => {
                self.at += 1;
                self.skip_blanks();
                self.value().map(Some)
            }
            (State::Opened | State::Between, None) => {
                Err(self.error(say!("the array does not end; expected `]`")))
            }
            (State::Between, Some(_)) => {
                Err(self.error(say!("expected `,` or `]` behind the record")))
            }
        }
    }

    fn value(&self) -> Result<Range<usize>, ReadError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(_)) => Ok(self.at..self.at + values.byte_offset()),
            Some(Err(error)) => {
                let line = u64::try_from(error.line()).unwrap_or(1).saturating_sub(1);
                let place = Place::line(&self.file, self.line + line);
                Err(place.error(say!("broken JSON: {error}", error = describe(&error))))
            }
            None => Err(self.error(say!("expected a record"))),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.advance(self.at + 1);
        }
    }

    fn advance(&mut self, to: usize) {
        self.line = self.line_at(to);
        self.at = to;
    }

    fn line_at(&self, to: usize) -> u64 {
        let passed = self.text.as_bytes().get(self.at..to).unwrap_or_default();
        self.line + count_breaks(passed)
    }

    fn error(&self, message: Message) -> ReadError {
        Place::line(&self.file, self.line).error(message)
    }
}

impl Piece for DocumentPiece {
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded {
        let (mut draft, mut habits) = (Draft::new(schema), Habits::default());
        let start = self.records.first().map_or(0, |record| record.start);
        for record in &self.records {
            let text = self.text.get(record.clone()).unwrap_or_default();
            read_record(&mut draft, &mut habits, text, record.start - start);
        }
        let end = self.records.last().map_or(start, |record| record.end);
        let lines = Lines::new(self.text.as_bytes().get(start..end).unwrap_or_default(), self.line);
        arrange(draft, |at| Place::line(&self.file, line_of(at, &lines)))
    }
}
