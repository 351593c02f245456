//! The bytes of a row of CSV, watched for quotes: in them a line break does not end the row.

/// What is known of the quotes of a row so far.
pub(super) struct Quotes {
    state: State,
    line: u64,
    /// The line where the last quoted cell began.
    opened: u64,
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

impl Quotes {
    /// Before a row that begins in this line.
    pub(super) fn new(line: u64) -> Quotes {
        Quotes { state: State::Start, line, opened: line }
    }

    /// The line of the quote that is open.
    pub(super) fn unclosed(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.opened)
    }

    /// The line that was reached.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Whether the row goes on with this byte.
    fn take(&mut self, byte: u8) -> bool {
        self.state = match (self.state, byte) {
            (State::Start, b'"') => {
                self.opened = self.line;
                State::Quoted
            }
            (State::Quoted, b'"') => State::Closing,
            (State::Quoted, _) | (State::Closing, b'"') => State::Quoted,
            (_, b'\n' | b'\r') => return false,
            (_, b',') => State::Start,
            (_, _) => State::Plain,
        };
        self.line += u64::from(byte == b'\n');
        true
    }
}

/// Where in these bytes, which follow on those before, the row ends.
pub(super) fn row_end(quotes: &mut Quotes, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| !quotes.take(*byte))
}
