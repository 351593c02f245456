//! What is said of input that does not fit.

use std::fmt;
use std::sync::Arc;

use loyal_dsl::message::Message;
use loyal_dsl::say;

/// The ordinal of rows that belong to nobody.
pub(super) const OF_NOBODY: usize = usize::MAX;

/// Where a record or a value stands in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named, or `standard input`.
    pub file: Arc<str>,
    /// Line of the file, from 1; absent for formats without lines.
    pub line: Option<u64>,
    /// Number of the customer row, from 1, in formats without lines.
    pub row: Option<u64>,
}

/// A record that was refused because of one value; a record may have up to ten of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where the value stands, or the record, where the value's own place is not known.
    pub place: Place,
    /// The customer's key, where it could be read.
    pub customer: Option<String>,
    /// The value's path, such as `orders[2].amount`, counted as read, from 0; empty where the
    /// record as a whole is refused.
    pub field: String,
    /// The value as it was written, shortened; none where it is missing.
    pub value: Option<Message>,
    /// What would have fitted.
    pub expected: Message,
    /// How to mend it, where that is known.
    pub help: Option<Message>,
    /// The number of the record in its chunk, which gives the order of the input.
    pub(super) ordinal: usize,
}

/// A field that the policy's record does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField {
    /// Its path, such as `orders.colour`.
    pub name: String,
    /// Where it stands first.
    pub place: Place,
}

/// Input that cannot be read on at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ReadError {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Message,
    /// How to mend it, where that is known.
    pub help: Option<Box<Message>>,
}

impl Place {
    /// A file as a whole.
    pub(crate) fn file(file: &Arc<str>) -> Place {
        Place { file: Arc::clone(file), line: None, row: None }
    }

    /// A line of a file.
    pub(crate) fn line(file: &Arc<str>, line: u64) -> Place {
        Place { file: Arc::clone(file), line: Some(line), row: None }
    }

    /// A row of a file.
    pub(super) fn row(file: &Arc<str>, row: u64) -> Place {
        Place { file: Arc::clone(file), line: None, row: Some(row) }
    }

    /// An error at this place.
    pub(crate) fn error(self, message: Message) -> ReadError {
        ReadError { place: self, message, help: None }
    }

    /// As it is said: `customers.jsonl:3`.
    #[must_use]
    pub fn message(&self) -> Message {
        let file = &*self.file;
        match (self.line, self.row) {
            (Some(line), _) => say!("{file}:{line}", file, line),
            (None, Some(row)) => say!("{file} row {row}", file, row),
            (None, None) => Message::verbatim(file),
        }
    }
}

impl Rejection {
    /// Whether it is a row of a list that belongs to nobody, and no record.
    #[must_use]
    pub fn is_of_nobody(&self) -> bool {
        self.ordinal == OF_NOBODY
    }

    /// As it is said: ``customers.jsonl:3: customer `C1`: `orders[2].amount` is `abc`; expected money
    /// in CNY``.
    #[must_use]
    pub fn message(&self) -> Message {
        let (place, fault) = (self.place.message(), self.fault());
        match &self.customer {
            Some(customer) => {
                say!("{place}: customer `{customer}`: {fault}", place, customer, fault)
            }
            None => say!("{place}: {fault}", place, fault),
        }
    }

    fn fault(&self) -> Message {
        let expected = &self.expected;
        let field = match self.field.as_str() {
            "" => say!("the record"),
            field => say!("`{field}`", field),
        };
        let fault = match &self.value {
            Some(value) => {
                say!("{field} is `{value}`; expected {expected}", field, value, expected)
            }
            None => say!("{field} is missing; expected {expected}", field, expected),
        };
        match &self.help {
            Some(help) => say!("{fault} ({help})", fault, help),
            None => fault,
        }
    }
}

impl ReadError {
    /// The same error with a way to mend it.
    pub(crate) fn help(self, help: Message) -> ReadError {
        ReadError { help: Some(Box::new(help)), ..self }
    }

    /// As it is said: where, and what is wrong.
    #[must_use]
    pub fn said(&self) -> Message {
        let (place, fault) = (self.place.message(), &self.message);
        say!("{place}: {fault}", place, fault)
    }
}

/// The rejection of a record that could not be looked at.
impl From<ReadError> for Rejection {
    fn from(error: ReadError) -> Rejection {
        Rejection {
            place: error.place,
            customer: None,
            field: String::new(),
            value: Some(say!("not read")),
            expected: error.message,
            help: error.help.map(|help| *help),
            ordinal: 0,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(formatter)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(formatter)
    }
}

/// The text without its line breaks, cut to what a message can hold.
pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut letters = text.trim().chars().map(|it| if it.is_control() { ' ' } else { it });
    let mut short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}
