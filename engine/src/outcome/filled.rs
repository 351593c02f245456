//! A column of a table of outcomes while it is filled, row after row; rows that are passed over are
//! missing.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Decimal128Array, StringArray};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

use super::arrow::{LARGEST, PRECISION, TableError, day, digits};
use super::categories::Categories;
use super::decimal;
use super::table::{Column, Kind, PLACES};

/// A column in the making.
#[derive(Debug)]
pub(crate) struct Filled {
    column: Column,
    values: Values,
    /// Bit `i % 8` of byte `i / 8` says that row `i` has a value.
    known: Vec<u8>,
    /// How many rows have one.
    count: usize,
    /// How many rows there are.
    rows: usize,
}

#[derive(Debug)]
enum Values {
    /// The texts one after the other, and where each ends.
    Texts(String, Vec<i32>),
    Categories(Categories),
    Days(Vec<i32>),
    Decimals(Vec<i128>),
}

impl Filled {
    /// An empty column with room for so many rows.
    pub(crate) fn new(column: Column, rows: usize) -> Filled {
        let values = match column.kind {
            Kind::Text => {
                let mut ends = Vec::with_capacity(rows + 1);
                ends.push(0);
                Values::Texts(String::new(), ends)
            }
            Kind::Category => Values::Categories(Categories::with_capacity(rows)),
            Kind::Date => Values::Days(Vec::with_capacity(rows)),
            Kind::Decimal => Values::Decimals(Vec::with_capacity(rows)),
        };
        Filled { column, values, known: vec![0; rows.div_ceil(8)], count: 0, rows: 0 }
    }

    /// Puts a text in a row; into a column of another kind, what it says.
    pub(crate) fn put(&mut self, row: usize, text: &str) -> Result<(), TableError> {
        match self.values {
            Values::Texts(..) | Values::Categories(_) => self.text(row, text),
            Values::Days(_) => {
                let found = day(text).ok_or_else(|| self.unfit(text))?;
                self.day(row, found.into());
            }
            Values::Decimals(_) => {
                let found = digits(text).ok_or_else(|| self.unfit(text))?;
                return self.decimal(row, found);
            }
        }
        Ok(())
    }

    /// Puts a text in a row of a column of texts.
    #[inline]
    pub(crate) fn text(&mut self, row: usize, text: &str) {
        self.pass_over(row);
        match &mut self.values {
            Values::Texts(texts, ends) => {
                texts.push_str(text);
                ends.push(end(texts));
            }
            Values::Categories(categories) => categories.text(text),
            Values::Days(_) | Values::Decimals(_) => return,
        }
        self.end_row();
    }

    /// What a text is in a column of few texts.
    pub(crate) fn key(&mut self, text: &str) -> Option<i32> {
        match &mut self.values {
            Values::Categories(categories) => Some(categories.key(text)),
            Values::Texts(..) | Values::Days(_) | Values::Decimals(_) => None,
        }
    }

    /// Puts the text of a key in a row of a column of few texts.
    #[inline]
    pub(crate) fn put_key(&mut self, row: usize, key: i32) {
        self.pass_over(row);
        if let Values::Categories(categories) = &mut self.values {
            categories.push(key);
            self.end_row();
        }
    }

    /// Writes a text in a row of a column of texts.
    #[inline]
    pub(crate) fn write(&mut self, row: usize, write: impl FnOnce(&mut String)) {
        self.write_known(row, |out| {
            write(out);
            Some(())
        });
    }

    /// Whether a row is filled or passed over.
    pub(crate) fn has(&self, row: usize) -> bool {
        row < self.rows
    }

    /// Puts the text of the row before in a row; nothing where that is missing.
    pub(crate) fn repeat(&mut self, row: usize) {
        if self.rows != row {
            return;
        }
        let repeated = match &mut self.values {
            Values::Texts(texts, ends) => repeat(texts, ends),
            Values::Categories(categories) => categories.repeat(),
            Values::Days(_) | Values::Decimals(_) => None,
        };
        if repeated.is_some() {
            self.end_row();
        }
    }

    /// As [`Filled::write`], where there is something to write; else nothing may be written.
    #[inline]
    pub(crate) fn write_known(
        &mut self,
        row: usize,
        write: impl FnOnce(&mut String) -> Option<()>,
    ) {
        self.pass_over(row);
        let written = match &mut self.values {
            Values::Texts(texts, ends) => write(texts).map(|()| ends.push(end(texts))),
            Values::Categories(categories) => categories.write(write),
            Values::Days(_) | Values::Decimals(_) => None,
        };
        if written.is_some() {
            self.end_row();
        }
    }

    /// Puts a day in a row of a column of dates.
    #[inline]
    pub(crate) fn day(&mut self, row: usize, day: i64) {
        self.pass_over(row);
        if let Values::Days(days) = &mut self.values {
            days.push(i32::try_from(day).unwrap_or_default());
            self.end_row();
        }
    }

    /// Puts a number in units of `10^-`[`PLACES`] in a row of a column of decimals.
    pub(crate) fn decimal(&mut self, row: usize, number: i128) -> Result<(), TableError> {
        if number.unsigned_abs() > LARGEST {
            return Err(self.unfit(&decimal::text(number, PLACES)));
        }
        self.pass_over(row);
        if let Values::Decimals(numbers) = &mut self.values {
            numbers.push(number);
            self.end_row();
        }
        Ok(())
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.column.name
    }

    /// What its values mean.
    pub(crate) fn kind(&self) -> Kind {
        self.column.kind
    }

    /// What is said of a text that the column cannot hold.
    pub(crate) fn unfit(&self, text: &str) -> TableError {
        TableError::Unfit { column: self.column.name.clone(), value: text.to_owned() }
    }

    /// The whole column, of so many rows.
    pub(crate) fn finish(mut self, rows: usize) -> Result<ArrayRef, TableError> {
        self.pass_over(rows);
        let known = self.nulls();
        Ok(match self.values {
            Values::Texts(texts, _) if i32::try_from(texts.len()).is_err() => {
                let value = texts.len().to_string();
                return Err(TableError::Unfit { column: self.column.name, value });
            }
            Values::Texts(texts, ends) => {
                let ends = OffsetBuffer::new(ScalarBuffer::from(ends));
                Arc::new(StringArray::try_new(ends, Buffer::from(texts.into_bytes()), known)?)
            }
            Values::Categories(categories) => categories.finish(known)?,
            Values::Days(days) => Arc::new(Date32Array::try_new(days.into(), known)?),
            Values::Decimals(numbers) => Arc::new(
                Decimal128Array::try_new(numbers.into(), known)?
                    .with_precision_and_scale(PRECISION, PLACES.cast_signed())?,
            ),
        })
    }

    /// Which rows are missing; `None` where none is.
    fn nulls(&mut self) -> Option<NullBuffer> {
        if self.count == self.rows {
            return None;
        }
        self.known.resize(self.rows.div_ceil(8), 0);
        let known = Buffer::from_vec(std::mem::take(&mut self.known));
        Some(NullBuffer::new(BooleanBuffer::new(known, 0, self.rows)))
    }

    #[inline]
    fn end_row(&mut self) {
        let (byte, bit) = (self.rows / 8, 1 << (self.rows % 8));
        match self.known.get_mut(byte) {
            Some(known) => *known |= bit,
            None => {
                self.known.resize(byte, 0);
                self.known.push(bit);
            }
        }
        self.count += 1;
        self.rows += 1;
    }

    /// Leaves the rows before this one missing.
    #[inline]
    fn pass_over(&mut self, row: usize) {
        if row > self.rows {
            self.leave_out(row);
        }
    }

    fn leave_out(&mut self, row: usize) {
        let count = row.saturating_sub(self.rows);
        match &mut self.values {
            Values::Texts(_, ends) => {
                let end = ends.last().copied().unwrap_or_default();
                ends.extend(std::iter::repeat_n(end, count));
            }
            Values::Categories(categories) => categories.leave_out(count),
            Values::Days(days) => days.extend(std::iter::repeat_n(0, count)),
            Values::Decimals(numbers) => numbers.extend(std::iter::repeat_n(0, count)),
        }
        self.rows = row;
    }
}

/// Where a text ends that is written last.
fn end(texts: &str) -> i32 {
    i32::try_from(texts.len()).unwrap_or(i32::MAX)
}

/// Writes the last text once more.
fn repeat(texts: &mut String, ends: &mut Vec<i32>) -> Option<()> {
    let start = ends.len().checked_sub(2).and_then(|at| ends.get(at))?;
    let range = usize::try_from(*start).ok()?..usize::try_from(*ends.last()?).ok()?;
    texts.extend_from_within(range);
    ends.push(end(texts));
    Some(())
}
