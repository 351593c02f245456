//! JSON → rows. Records in the usual form are read by [`usual`], all others by [`careful`].

#[cfg(test)]
mod agreement;
mod careful;
mod cursor;
pub(super) mod document;
pub(super) mod lines;
mod usual;

use std::sync::Arc;

use loyal_dsl::say;

use super::arrange::arrange;
use super::decoded::Decoded;
use super::draft::{At, Draft};
use super::lines::Lines;
use super::rejection::Place;
use super::schema::Schema;
use usual::Habits;

/// Reads the text of one customer, which stands at `start` of the piece, into the draft.
fn read_record(draft: &mut Draft<'_>, habits: &mut Habits, text: &str, start: usize) {
    if habits.read_record(draft, text, start).is_none() {
        careful::read_record(draft, text, start);
    }
}

/// The record of one customer that a host hands over.
pub(super) fn read_text(schema: &Schema, text: &str) -> Decoded {
    let mut draft = Draft::new(schema);
    read_record(&mut draft, &mut Habits::default(), text, 0);
    let (lines, file) = (Lines::new(text.as_bytes(), 1), Arc::from("record"));
    arrange(draft, |at| Place::line(&file, line_of(at, &lines)))
}

/// Refuses a record whose bytes are no text.
fn refuse_bytes(draft: &mut Draft<'_>, bytes: &[u8], start: usize) {
    draft.at = careful::position(start);
    draft.begin(0);
    draft.give_up(&String::from_utf8_lossy(bytes), say!("text in UTF-8"));
}

/// The place of a position in a piece of text that begins at a line.
fn line_of(at: At, lines: &Lines) -> u64 {
    lines.line(usize::try_from(at.position()).unwrap_or(usize::MAX))
}
