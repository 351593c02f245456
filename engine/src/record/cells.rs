//! Rows of delimited text: the text of all cells, one after the other, and where each ends.

use std::ops::Range;

use super::scan::each_of;

/// Rows, in the order of their file.
#[derive(Debug, Default)]
pub(super) struct Cells {
    held: Held,
    /// Where each cell ends.
    ends: Vec<usize>,
    rows: Vec<Begin>,
}

/// The text of the cells. That it is text is found out once for all of them.
#[derive(Debug)]
enum Held {
    Bytes(Vec<u8>),
    Text(String),
}

/// Where a row begins.
#[derive(Debug, Clone, Copy)]
struct Begin {
    line: u64,
    text: usize,
    /// Number of its first cell.
    cell: usize,
    /// How much stands between two cells.
    gap: usize,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'c> {
    pub(super) line: u64,
    held: &'c Held,
    start: usize,
    gap: usize,
    ends: &'c [usize],
}

impl Default for Held {
    fn default() -> Held {
        Held::Bytes(Vec::new())
    }
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of a number, from 0.
    pub(super) fn row(&self, number: usize) -> Option<Row<'_>> {
        let Begin { line, text, cell, gap } = *self.rows.get(number)?;
        let next = self.rows.get(number + 1).map_or(self.ends.len(), |next| next.cell);
        let ends = self.ends.get(cell..next)?;
        Some(Row { line, held: &self.held, start: text, gap, ends })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|number| self.row(number))
    }

    /// The last row.
    pub(super) fn last(&self) -> Option<Row<'_>> {
        self.row(self.len().checked_sub(1)?)
    }

    /// Adds a row as it stands in the file, without quotes: a comma between two cells.
    pub(super) fn push_delimited(&mut self, line: u64, row: &[u8]) {
        let Held::Bytes(bytes) = &mut self.held else { return };
        let text = bytes.len();
        self.rows.push(Begin { line, text, cell: self.ends.len(), gap: 1 });
        bytes.extend_from_slice(row);
        each_of(row, b',', |at| self.ends.push(text + at));
        self.ends.push(bytes.len());
    }

    /// Adds a row of cells that stand one after the other with nothing between them.
    pub(super) fn push_joined(&mut self, line: u64, cells: &[u8], ends: &[usize]) {
        let Held::Bytes(bytes) = &mut self.held else { return };
        let text = bytes.len();
        self.rows.push(Begin { line, text, cell: self.ends.len(), gap: 0 });
        bytes.extend_from_slice(cells);
        self.ends.extend(ends.iter().map(|end| text + end));
    }

    /// No row is added any more.
    pub(super) fn close(&mut self) {
        if let Held::Bytes(bytes) = &mut self.held {
            self.held = match String::from_utf8(std::mem::take(bytes)) {
                Ok(text) => Held::Text(text),
                Err(error) => Held::Bytes(error.into_bytes()),
            };
        }
    }
}

impl<'c> Row<'c> {
    /// How many cells it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell's text; `Err` where it is not UTF-8.
    pub(super) fn cell(&self, column: usize) -> Result<&'c str, std::str::Utf8Error> {
        let range = self.range(column);
        match self.held {
            Held::Text(text) => Ok(text.get(range).unwrap_or_default()),
            Held::Bytes(bytes) => std::str::from_utf8(bytes.get(range).unwrap_or_default()),
        }
    }

    fn range(&self, column: usize) -> Range<usize> {
        let before = column.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.map_or(self.start, |end| end + self.gap);
        start..self.ends.get(column).copied().unwrap_or(start)
    }

    /// The row as it might have been written, for messages.
    pub(super) fn text(&self) -> String {
        let bytes = match self.held {
            Held::Text(text) => text.as_bytes(),
            Held::Bytes(bytes) => bytes,
        };
        let cells = (0..self.len()).map(|column| bytes.get(self.range(column)).unwrap_or_default());
        cells.map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
    }
}
