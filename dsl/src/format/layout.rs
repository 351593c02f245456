//! Rows → text: columns that stand under one another, widths as a screen shows them.

use unicode_width::UnicodeWidthStr;

use super::page::{Body, Row};
use super::piece::{Piece, PieceKind};
use super::table;
use super::widths::{Widths, widen};
use crate::parse::Rule;
use crate::syntax::Comment;

/// Columns of a screen by which a block is set in.
const INDENT: usize = 2;

/// Where a comment behind a line begins, if the line leaves room.
const COMMENTS: usize = 48;

/// What stands between two columns.
pub(super) const GAP: usize = 2;

/// The text of a file.
pub(super) fn text(rows: &[Row]) -> String {
    let widths = widths(rows);
    let mut text = String::new();
    let mut rows = rows.iter().peekable();
    while let Some(row) = rows.next() {
        if row.blank {
            text.push('\n');
        }
        let mut lines = lines(row, &widths);
        let empty = opens(row) && row.comment.is_none();
        if let Some(Row { body: Body::Close(tail), .. }) = rows.peek().filter(|_| empty)
            && let Some(line) = lines.last_mut()
        {
            let close = rows.next().map(|row| row.comment.clone());
            line.text.push('}');
            line.text.push_str(&joined(tail));
            line.comment = close.flatten();
        }
        for line in &lines {
            text.push_str(&line.whole());
            text.push('\n');
        }
    }
    text
}

fn opens(row: &Row) -> bool {
    let Body::Line { pieces, .. } = &row.body else { return false };
    pieces.last().is_some_and(|piece| piece.kind == PieceKind::Block)
}

/// One line of the text.
struct Line {
    text: String,
    comment: Option<String>,
}

impl Line {
    fn whole(&self) -> String {
        let Some(comment) = &self.comment else { return self.text.trim_end().to_owned() };
        let room = COMMENTS.saturating_sub(self.text.width()).max(GAP);
        format!("{}{}{comment}", self.text, " ".repeat(room))
    }
}

fn lines(row: &Row, widths: &Widths) -> Vec<Line> {
    let indent = " ".repeat(row.depth * INDENT);
    let one =
        |text: String| vec![Line { text: format!("{indent}{text}"), comment: row.comment.clone() }];
    match &row.body {
        Body::Comment(comment) => one(comment.clone()),
        Body::Close(tail) => one(format!("}}{}", joined(tail))),
        Body::Line { block, form, pieces } => {
            let widths = widths.get(&(*block, *form)).map(Vec::as_slice).unwrap_or_default();
            if table::is_row(*form) {
                return one(table::row(pieces, widths));
            }
            let mut lines = broken(pieces, &indent, widths);
            if let Some(line) = lines.last_mut() {
                line.comment.clone_from(&row.comment);
            }
            lines
        }
    }
}

/// Words behind a closing brace.
fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.space().to_owned() + &piece.text).collect()
}

/// A line that may go on below; further lines stand behind the beginning of its last column.
fn broken(pieces: &[Piece], indent: &str, widths: &[usize]) -> Vec<Line> {
    let columns = if keeps_columns(pieces) { widths } else { &[] };
    let mut lines = vec![Line { text: indent.to_owned(), comment: None }];
    let mut further = indent.len();
    let (mut column, mut start) = (0, indent.len());
    for (index, piece) in pieces.iter().enumerate() {
        if piece.lead.breaks && index > 0 {
            let indent = " ".repeat(further + INDENT);
            notes(&piece.lead.notes, &indent, &mut lines);
            lines.push(Line { text: indent + &piece.text, comment: None });
            continue;
        }
        let Some(line) = lines.last_mut() else { continue };
        if piece.column && !columns.is_empty() {
            let width = columns.get(column).copied().unwrap_or_default();
            let end = start + width.max(line.text.width().saturating_sub(start)) + GAP;
            line.text.push_str(&" ".repeat(end.saturating_sub(line.text.width())));
            (column, start, further) = (column + 1, end, end);
        } else if index > 0 {
            line.text.push_str(piece.space());
        }
        line.text.push_str(&piece.text);
    }
    lines
}

/// Comments between two lines of one line.
fn notes(notes: &[Comment], indent: &str, lines: &mut Vec<Line>) {
    for note in notes {
        let slashes = if note.documents { "///" } else { "//" };
        let text = format!("{slashes}{}", note.text).trim_end().to_owned();
        match lines.last_mut() {
            Some(line) if !note.own_line && line.comment.is_none() => line.comment = Some(text),
            _ => lines.push(Line { text: format!("{indent}{text}"), comment: None }),
        }
    }
}

/// Whether nothing goes on below before the last column.
fn keeps_columns(pieces: &[Piece]) -> bool {
    let last = pieces.iter().rposition(|piece| piece.column).unwrap_or_default();
    !pieces.iter().take(last + 1).skip(1).any(|piece| piece.lead.breaks)
}

/// The columns of all lines.
fn widths(rows: &[Row]) -> Widths {
    let mut widths = Widths::new();
    for row in rows {
        let Body::Line { block, form, pieces } = &row.body else { continue };
        let own = widths.entry((*block, *form)).or_default();
        if !table::is_row(*form) && keeps_columns(pieces) {
            widen(own, &cells(pieces));
        }
    }
    table::widths(rows, &mut widths);
    shift_inner_fields(rows, &mut widths);
    widths
}

/// The types of a list's fields stand no further left than those of the record around it.
fn shift_inner_fields(rows: &[Row], widths: &mut Widths) {
    // The block in which the last field of each depth stands.
    let mut around: Vec<Option<usize>> = Vec::new();
    for row in rows {
        let Body::Line { block, form, .. } = &row.body else { continue };
        let field = *form == Rule::field;
        let outer = row.depth.checked_sub(1).and_then(|depth| *around.get(depth)?);
        around.resize(row.depth, None);
        around.push(field.then_some(*block));
        let outer = outer.and_then(|outer| widths.get(&(outer, Rule::field))?.first().copied());
        if let Some(outer) = outer.filter(|_| field)
            && let Some(own) = widths.get_mut(&(*block, Rule::field))
        {
            widen(own, &[outer.saturating_sub(INDENT)]);
        }
    }
}

/// The widths of the cells before the last one: nothing stands behind that.
fn cells(pieces: &[Piece]) -> Vec<usize> {
    let mut cells = vec![String::new()];
    for piece in pieces {
        if piece.column {
            cells.push(String::new());
        }
        if let Some(cell) = cells.last_mut() {
            if !cell.is_empty() {
                cell.push_str(piece.space());
            }
            cell.push_str(&piece.text);
        }
    }
    cells.pop();
    cells.iter().map(|cell| cell.width()).collect()
}
