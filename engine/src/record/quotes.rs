//! The bytes of a CSV file on their way to its reader, watched for a quote that nobody closes.

use std::io::{self, Read};

/// Bytes, with what is known of their quotes so far.
pub(super) struct Quotes {
    input: Box<dyn Read + Send>,
    state: State,
    bytes: u64,
    line: u64,
    /// The line where the last quoted cell began.
    opened: u64,
    ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell.
    Start,
    /// In a cell without quotes, or behind its closing quote.
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell: it closes the cell, or is the first of two.
    Closing,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Quotes {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Quotes {
        Quotes { input, state: State::Start, bytes: 0, line: 1, opened: 1, ended: false }
    }

    /// The line of the quote that is open at the end of the input, once that is reached.
    pub(super) fn unclosed(&self) -> Option<u64> {
        (self.ended && self.state == State::Quoted).then_some(self.opened)
    }

    fn take(&mut self, byte: u8) {
        let is_mark = self.bytes < 3 && MARK.contains(&byte);
        self.bytes += 1;
        self.state = match (self.state, byte) {
            (State::Start, _) if is_mark => State::Start,
            (State::Start, b'"') => {
                self.opened = self.line;
                State::Quoted
            }
            (State::Quoted, b'"') => State::Closing,
            (State::Quoted, _) | (State::Closing, b'"') => State::Quoted,
            (_, b',' | b'\n' | b'\r') => State::Start,
            (_, _) => State::Plain,
        };
        self.line += u64::from(byte == b'\n');
    }
}

impl Read for Quotes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.ended = length == 0 && !buffer.is_empty();
        for byte in buffer.iter().take(length) {
            self.take(*byte);
        }
        Ok(length)
    }
}
