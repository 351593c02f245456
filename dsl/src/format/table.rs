//! The rows of a table: cells between bars, as wide as the widest of their column.

use unicode_width::UnicodeWidthStr;

use super::page::{Body, Row};
use super::piece::{Piece, PieceKind};
use super::widths::{Widths, widen};
use crate::parse::Rule;

/// What stands between two cells: ` | `.
const BORDER: usize = 3;

/// Whether lines of the kind are cells between bars.
pub(super) fn is_row(form: Rule) -> bool {
    matches!(form, Rule::table_head | Rule::table_row)
}

/// Sets the widths of all tables: heads and rows share theirs. A row with fewer cells than columns
/// has its last condition over several.
pub(super) fn widths(rows: &[Row], widths: &mut Widths) {
    let rows = || rows.iter().filter_map(cells_of);
    for (block, cells) in rows() {
        let count = rows().filter(|(own, _)| *own == block).map(|(_, cells)| cells.len()).max();
        let own = widths.entry((block, Rule::table_row)).or_default();
        if Some(cells.len()) == count {
            let cells: Vec<usize> = cells.iter().map(|cell| cell.width()).collect();
            widen(own, &cells);
        }
    }
    for (block, cells) in rows() {
        let own = widths.entry((block, Rule::table_row)).or_default();
        fit(own, &cells);
        let whole = own.clone();
        widths.insert((block, Rule::table_head), whole);
    }
}

fn cells_of(row: &Row) -> Option<(usize, Vec<String>)> {
    match &row.body {
        Body::Line { block, form, pieces } if is_row(*form) => Some((*block, cells(pieces))),
        Body::Line { .. } | Body::Comment(_) | Body::Close(_) => None,
    }
}

/// Makes room for a row with a cell over several columns.
fn fit(widths: &mut [usize], cells: &[String]) {
    let Some((result, conditions)) = cells.split_last() else { return };
    if let Some(width) = widths.last_mut() {
        *width = (*width).max(result.width());
    }
    let Some((last, before)) = conditions.split_last() else { return };
    let end = widths.len().saturating_sub(1);
    let spanned = widths.get_mut(before.len()..end).unwrap_or_default();
    let room = spanned.iter().sum::<usize>() + BORDER * spanned.len().saturating_sub(1);
    if let Some(width) = spanned.last_mut() {
        *width += last.width().saturating_sub(room);
    }
    for (width, cell) in widths.iter_mut().zip(before) {
        *width = (*width).max(cell.width());
    }
}

/// A row as text.
pub(super) fn row(pieces: &[Piece], widths: &[usize]) -> String {
    let cells = cells(pieces);
    let missing = widths.len().saturating_sub(cells.len());
    let spanning = cells.len().saturating_sub(2);
    let mut text = String::from("|");
    let mut columns = widths.iter();
    for (index, cell) in cells.iter().enumerate() {
        let more = if index == spanning { missing } else { 0 };
        let width: usize = columns.by_ref().take(1 + more).sum();
        let room = (width + BORDER * more).saturating_sub(cell.width());
        text.extend([" ", cell.as_str(), &" ".repeat(room), " |"]);
    }
    text
}

fn cells(pieces: &[Piece]) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for piece in pieces {
        match (piece.kind, cells.last_mut()) {
            (PieceKind::Bar, _) => cells.push(String::new()),
            (_, Some(cell)) => {
                if !cell.is_empty() {
                    cell.push_str(piece.space());
                }
                cell.push_str(&piece.text);
            }
            (_, None) => {}
        }
    }
    cells.pop();
    cells
}
