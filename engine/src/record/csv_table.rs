//! A CSV table held against a level of the schema: which column is which field.

use super::cells::Row;
use super::draft::{At, Draft, Which};
use super::raw::Raw;
use super::rejection::{Place, ReadError};
use super::scalar::Problem;
use super::schema::{Level, Read};
use super::table_text::TableText;
use loyal_dsl::message::Message;
use loyal_dsl::say;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    /// What each column is.
    columns: Vec<Use>,
    /// Number of the file among those of the input.
    file: u16,
}

#[derive(Debug)]
enum Use {
    Field(usize),
    /// Tells to whom the row belongs.
    Join,
    Unknown(String),
}

impl Columns {
    /// Finds the fields of `level` in the header; `joins` are the columns by which it is joined.
    pub(super) fn find(
        table: &TableText,
        level: &Level,
        joins: &[usize],
        file: u16,
    ) -> Result<Columns, ReadError> {
        let columns: Vec<Use> = table
            .header
            .iter()
            .enumerate()
            .map(|(at, name)| match level.field(name) {
                Some(field) if !matches!(level.read(field), Read::List(_)) => Use::Field(field),
                _ if joins.contains(&at) => Use::Join,
                _ => Use::Unknown(name.clone()),
            })
            .collect();
        for (number, field) in level.fields.iter().enumerate() {
            let found = columns.iter().any(|it| matches!(it, Use::Field(at) if *at == number));
            if matches!(field.read, Read::Scalar(_)) && !field.optional && !found {
                let message = say!("there is no column `{column}`", column = &field.name);
                return Err(Place::file(&table.file).error(message));
            }
        }
        Ok(Columns { columns, file })
    }

    /// The place of a row.
    pub(super) fn at(&self, row: Row<'_>) -> At {
        At::new(self.file, row.line)
    }

    /// Puts the cells in the draft's current row.
    pub(super) fn put(&self, draft: &mut Draft<'_>, level: usize, row: Row<'_>) {
        draft.at = self.at(row);
        if row.len() != self.columns.len() {
            draft.fault(level, Which::Record, ragged(row.len(), self.columns.len()));
            draft.pass_over_all(level);
            return;
        }
        let schema = draft.schema;
        let Some(plan) = schema.levels.get(level) else { return };
        for (at, column) in self.columns.iter().enumerate() {
            match column {
                Use::Field(field) => {
                    let Some(read) = plan.fields.get(*field) else { continue };
                    if matches!(read.read, Read::Skip) {
                        continue;
                    }
                    if let Ok(cell) = row.cell(at) {
                        draft.put_planned(level, *field, read, Raw::Word(cell));
                    } else {
                        draft.fault(level, Which::Field(*field), not_text(row));
                        draft.pass_over(level, *field);
                    }
                }
                Use::Join => {}
                Use::Unknown(name) => draft.note_unknown(&plan.names, name),
            }
        }
    }
}

fn ragged(found: usize, expected: usize) -> Problem {
    let found = if found == 1 { say!("1 cell") } else { say!("{found} cells", found) };
    Problem {
        value: Some(found),
        expected: say!("{expected} cells, as the header has", expected),
        help: Some(say!("a comma within a cell needs quotes around the cell")),
    }
}

fn not_text(row: Row<'_>) -> Problem {
    Problem {
        value: Some(Message::verbatim(super::rejection::shorten(&row.text()))),
        expected: say!("text in UTF-8"),
        help: Some(say!("save the file with the encoding UTF-8")),
    }
}
