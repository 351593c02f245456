//! The cells of a row, filled one after the other.

use loyal_dsl::types::Type;

use super::super::cell::cell;
use super::super::levels::Row;
use super::super::render::{at_places, option, write_shown};
use crate::column::word::Word;
use crate::outcome::arrow::TableError;
use crate::outcome::filled::Filled;
use crate::outcome::table::{Kind, PLACES};
use crate::plan::op::{CUSTOMERS, Reg};

/// The cells of a row, filled one after the other.
pub(super) struct Cells<'c> {
    columns: std::slice::IterMut<'c, Filled>,
    row: usize,
    /// The first value that its column cannot hold.
    unfit: Option<TableError>,
}

impl<'c> Cells<'c> {
    pub(super) fn new(columns: &'c mut [Filled], row: usize) -> Cells<'c> {
        Cells { columns: columns.iter_mut(), row, unfit: None }
    }

    /// The first value that its column could not hold.
    pub(super) fn finish(self) -> Result<(), TableError> {
        self.unfit.map_or(Ok(()), Err)
    }

    pub(super) fn text(&mut self, text: Option<&str>) {
        if let Some((column, text)) = self.columns.next().zip(text) {
            column.text(self.row, text);
        }
    }

    /// A text that is written, where there is one.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut String) -> Option<()>) {
        if let Some(column) = self.columns.next() {
            column.write_known(self.row, write);
        }
    }

    pub(super) fn day(&mut self, day: Option<i64>) {
        if let Some((column, day)) = self.columns.next().zip(day) {
            column.day(self.row, day);
        }
    }

    /// A text as the column holds it.
    pub(super) fn put(&mut self, text: Option<&str>) {
        if let Some((column, text)) = self.columns.next().zip(text)
            && let Err(unfit) = column.put(self.row, text)
        {
            self.unfit.get_or_insert(unfit);
        }
    }

    /// A register as outcomes show it.
    pub(super) fn shown<W: Word, const C: usize>(&mut self, row: &Row<'_, W, C>, reg: Option<Reg>) {
        let Some(column) = self.columns.next() else { return };
        let region = row.context.plan.regions.get(CUSTOMERS);
        let register = reg.and_then(|reg| Some((reg, region?.registers.get(reg)?)));
        let Some((reg, register)) = register else { return };
        let cell = cell(row.file, reg, register.kind, row.lane);
        if !cell.known {
            return;
        }
        match (column.kind(), &register.ty) {
            (Kind::Decimal, Type::Quantity(..)) => {
                let filled = match at_places(&register.ty, cell, PLACES) {
                    Some(number) => column.decimal(self.row, number),
                    None => {
                        let mut text = String::new();
                        write_shown(row.context, &register.ty, cell, &mut text);
                        Err(column.unfit(&text))
                    }
                };
                if let Err(unfit) = filled {
                    self.unfit.get_or_insert(unfit);
                }
            }
            (Kind::Date, Type::Date) => {
                column.day(self.row, cell.numerator.narrow().unwrap_or_default());
            }
            (Kind::Category, Type::Choice(choice)) => {
                column.text(self.row, option(row.context, *choice, cell.numerator));
            }
            _ => column.write(self.row, |out| write_shown(row.context, &register.ty, cell, out)),
        }
    }
}
