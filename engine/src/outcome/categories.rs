//! A column of texts of few values while it is filled: each value once, and by row which it is.

use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::Int32Type;

use super::arrow::TableError;
use crate::batch::Dictionary;

/// How many texts are known by where they stand.
const RECENT: usize = 8;

/// The keys of the rows, with the texts that they stand for.
#[derive(Debug, Default)]
pub(super) struct Categories {
    texts: Dictionary,
    /// A key a row; 0 where the row is missing.
    keys: Vec<i32>,
    /// Where texts of the policy stand in memory, their keys, and what stands there.
    recent: Vec<(usize, i32, Box<str>)>,
    /// A text that is written to be looked up.
    written: String,
}

impl Categories {
    pub(super) fn with_capacity(rows: usize) -> Categories {
        Categories { keys: Vec::with_capacity(rows), ..Categories::default() }
    }

    /// Puts a text in the next row. The same text mostly stands in the same place, as it is the
    /// policy's: there it is compared, not hashed.
    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        let place = text.as_ptr().addr();
        let same = |(at, _, known): &&(usize, i32, Box<str>)| *at == place && **known == *text;
        let key = match self.recent.iter().find(same) {
            Some((_, key, _)) => *key,
            None => self.remember(text, place),
        };
        self.push(key);
    }

    fn remember(&mut self, text: &str, place: usize) -> i32 {
        let key = self.key(text);
        if self.recent.len() < RECENT {
            self.recent.push((place, key, text.into()));
        }
        key
    }

    /// The key of a text.
    pub(super) fn key(&mut self, text: &str) -> i32 {
        i32::try_from(self.texts.intern(text)).unwrap_or(i32::MAX)
    }

    /// Puts the text of a key in the next row.
    #[inline]
    pub(super) fn push(&mut self, key: i32) {
        self.keys.push(key);
    }

    /// Puts what is written, if anything is, in the next row.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut String) -> Option<()>) -> Option<()> {
        self.written.clear();
        write(&mut self.written)?;
        let written = std::mem::take(&mut self.written);
        let key = self.key(&written);
        self.written = written;
        self.push(key);
        Some(())
    }

    /// Puts the text of the last row in the next.
    pub(super) fn repeat(&mut self) -> Option<()> {
        self.keys.push(*self.keys.last()?);
        Some(())
    }

    /// Leaves so many rows missing.
    pub(super) fn leave_out(&mut self, count: usize) {
        self.keys.extend(std::iter::repeat_n(0, count));
    }

    pub(super) fn finish(self, known: Option<NullBuffer>) -> Result<ArrayRef, TableError> {
        let texts = StringArray::from_iter_values(self.texts.iter());
        let keys = Int32Array::try_new(self.keys.into(), known)?;
        Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(texts))?))
    }
}
