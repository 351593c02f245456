//! Outcomes as JSON lines: one line a record, in the order of the records.

use std::io::{self, Write};

use super::{Outcome, RecordError};

/// Writes one line: the outcome, or `{"customer":…,"error":{…}}` where there is none.
pub fn write_line(to: &mut impl Write, result: &Result<Outcome, RecordError>) -> io::Result<()> {
    match result {
        Ok(outcome) => serde_json::to_writer(&mut *to, outcome)?,
        Err(error) => serde_json::to_writer(&mut *to, error)?,
    }
    to.write_all(b"\n")
}
