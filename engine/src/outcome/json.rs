//! Outcomes as JSON lines: one line a record, in the order of the records.

use std::io::{self, Write};

use serde::Serialize;

use super::{ErrorDetail, GroupOutcome, Outcome, RecordError};

/// Writes one line: the outcome, or `{"customer":…,"error":{…}}` where there is none.
pub fn write_line(to: &mut impl Write, result: &Result<Outcome, RecordError>) -> io::Result<()> {
    match result {
        Ok(outcome) => serde_json::to_writer(&mut *to, outcome)?,
        Err(error) => serde_json::to_writer(&mut *to, error)?,
    }
    to.write_all(b"\n")
}

/// A group without an outcome, as a line.
#[derive(Serialize)]
struct FailedGroup<'a> {
    portfolio: &'a str,
    group: &'a str,
    error: &'a ErrorDetail,
}

/// Writes the line of one group: its outcome, or `{"portfolio":…,"group":…,"error":{…}}`.
pub fn write_group(
    to: &mut impl Write,
    portfolio: &str,
    result: &Result<GroupOutcome, RecordError>,
) -> io::Result<()> {
    match result {
        Ok(outcome) => serde_json::to_writer(&mut *to, outcome)?,
        Err(RecordError { customer: group, error }) => {
            serde_json::to_writer(&mut *to, &FailedGroup { portfolio, group, error })?;
        }
    }
    to.write_all(b"\n")
}
