//! What is said of input that does not fit.

use std::fmt;
use std::sync::Arc;

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
    /// The value as it was written, shortened; empty where it is missing.
    pub value: String,
    /// What would have fitted.
    pub expected: String,
    /// How to mend it, where that is known.
    pub help: Option<String>,
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
    pub message: String,
    /// How to mend it, where that is known.
    pub help: Option<String>,
}

impl Place {
    /// A file as a whole.
    pub(super) fn file(file: &Arc<str>) -> Place {
        Place { file: Arc::clone(file), line: None, row: None }
    }

    /// A line of a file.
    pub(super) fn line(file: &Arc<str>, line: u64) -> Place {
        Place { file: Arc::clone(file), line: Some(line), row: None }
    }

    /// A row of a file.
    pub(super) fn row(file: &Arc<str>, row: u64) -> Place {
        Place { file: Arc::clone(file), line: None, row: Some(row) }
    }

    /// An error at this place.
    pub(super) fn error(self, message: impl Into<String>) -> ReadError {
        ReadError { place: self, message: message.into(), help: None }
    }
}

impl Rejection {
    /// Whether it is a row of a list that belongs to nobody, and no record.
    #[must_use]
    pub fn is_of_nobody(&self) -> bool {
        self.ordinal == OF_NOBODY
    }
}

impl ReadError {
    /// The same error with a way to mend it.
    pub(super) fn help(mut self, help: impl Into<String>) -> ReadError {
        self.help = Some(help.into());
        self
    }
}

/// The rejection of a record that could not be looked at.
impl From<ReadError> for Rejection {
    fn from(error: ReadError) -> Rejection {
        Rejection {
            place: error.place,
            customer: None,
            field: String::new(),
            value: "not read".to_owned(),
            expected: error.message,
            help: error.help,
            ordinal: 0,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        if let Some(row) = self.row {
            write!(formatter, " row {row}")?;
        }
        Ok(())
    }
}

/// ``customers.jsonl:3: customer `C1`: `orders[2].amount` is `abc`; expected money in CNY``
impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.place)?;
        if let Some(customer) = &self.customer {
            write!(formatter, "customer `{customer}`: ")?;
        }
        match self.field.as_str() {
            "" => formatter.write_str("the record")?,
            field => write!(formatter, "`{field}`")?,
        }
        match self.value.as_str() {
            "" => formatter.write_str(" is missing")?,
            value => write!(formatter, " is `{value}`")?,
        }
        write!(formatter, "; expected {}", self.expected)?;
        match &self.help {
            Some(help) => write!(formatter, " ({help})"),
            None => Ok(()),
        }
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
