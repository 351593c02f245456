//! The row of a customer.

use loyal_dsl::ir::Program;

use super::super::closing;
use super::super::found::Found;
use super::super::keys::Keyed;
use super::cells::Cells;
use super::tier;
use crate::column::word::Word;
use crate::outcome::arrow::TableError;
use crate::outcome::filled::Filled;
use crate::outcome::table::{closing_cells, error_cells};
use crate::outcome::{Broken, RecordError};

/// Fills the row of a customer that has an outcome.
pub(super) fn fill<W: Word, const C: usize>(
    columns: &mut [Filled],
    at: usize,
    found: &Found<'_, W, C>,
) -> Result<(), TableError> {
    let row = &found.row;
    let (context, outputs) = (row.context, &row.context.plan.outputs);
    let program: &Program = &context.plan.program;
    let mut cells = Cells::new(columns, at);
    cells.write(|out| {
        Keyed::customer(context, found.customer).write(context, out);
        Some(())
    });
    cells.text(Some(&program.name));
    cells.text(Some(&context.plan.hash));
    cells.day(Some(context.as_of.days()));
    if program.applies_when.is_some() {
        cells.text(Some(if found.applies { "yes" } else { "no" }));
    }
    for (declared, registers) in program.tiers.iter().zip(&outputs.tiers) {
        tier::fill(&mut cells, row, declared, registers);
    }
    for reg in &outputs.classes {
        cells.shown(row, Some(*reg));
    }
    for score in &outputs.scores {
        cells.shown(row, Some(score.total));
        cells.shown(row, score.band);
        for part in &score.parts {
            cells.shown(row, Some(*part));
        }
    }
    if !program.published.is_empty() || !program.guarantees.is_empty() {
        let (published, broken) = (closing::published(row, found.figures), closing::broken(row));
        for cell in closing_cells(program, &published, &broken) {
            cells.put(cell.as_deref());
        }
    }
    cells.finish()
}

/// Fills the row of a customer without an outcome.
pub(super) fn failed(
    columns: &mut [Filled],
    row: usize,
    error: &RecordError,
) -> Result<(), TableError> {
    let width = columns.len();
    let mut cells = Cells::new(columns, row);
    for cell in error_cells(width, error) {
        cells.put(cell.as_deref());
    }
    cells.finish()
}

/// The guarantees that do not hold for a customer.
pub(super) fn broken<W: Word, const C: usize>(
    row: usize,
    found: &Found<'_, W, C>,
) -> Option<(usize, String, Vec<Broken>)> {
    let context = found.row.context;
    if context.plan.program.guarantees.is_empty() {
        return None;
    }
    let broken = Some(closing::broken(&found.row)).filter(|broken| !broken.is_empty())?;
    Some((row, Keyed::customer(context, found.customer).text(context), broken))
}
