//! A batch: customer records as typed columns with list offsets (Arrow's layout: customers; orders
//! under customers; lines under orders).
//!
//! Every scalar is held as one `i64`, by its type: a quantity as the whole number of `10^-places`
//! of its declared places; a date as days and a datetime as microseconds since 1970; yes/no as 1
//! and 0; an option as its index; a text as its code in the batch's [`Dictionary`]. A missing
//! value is not valid and is held as 0.

use ahash::RandomState;
use hashbrown::HashTable;
use loyal_dsl::ir::FieldId;

/// Customer records in columns.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The customers, in the order of the input.
    pub customers: Rows,
    /// The texts of all text columns.
    pub texts: Dictionary,
}

/// Rows of one record: field `i` of [`loyal_dsl::ir::Record::fields`] is `fields[i]`.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// How many.
    pub len: usize,
    /// A column a field.
    pub fields: Vec<FieldData>,
}

/// The data of one field.
#[derive(Debug, Clone)]
pub enum FieldData {
    /// Not read, because no policy needs it.
    Absent,
    /// A scalar a row.
    Scalar(Column),
    /// A list a row.
    List(Box<List>),
}

/// Scalars with their validity.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// One a row; 0 where missing.
    pub values: Vec<i64>,
    /// Bit `i % 64` of word `i / 64` says that row `i` is known; absent where all are.
    pub valid: Option<Vec<u64>>,
}

/// The elements of all rows, one after the other. The elements of a row stand in the order of the
/// list's date (missing first), then of its key (numbers by value, texts by bytes), then as read.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Row `i` has the elements `offsets[i]..offsets[i + 1]`; one more than there are rows.
    pub offsets: Vec<u32>,
    /// The elements.
    pub rows: Rows,
}

/// Texts by code, each once.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// The texts one after the other.
    texts: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Their codes, by the texts.
    codes: HashTable<u32>,
    hasher: RandomState,
}

impl Batch {
    /// Puts a column that no input has in the place of its field.
    pub fn fill(&mut self, field: FieldId, column: Column) {
        if let Some(slot) = self.customers.fields.get_mut(field.0 as usize) {
            *slot = FieldData::Scalar(column);
        }
    }
}

impl Column {
    /// Whether row `row` is known.
    #[must_use]
    pub fn is_valid(&self, row: usize) -> bool {
        self.valid
            .as_ref()
            .is_none_or(|words| words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1))
    }

    /// Which of the 64 rows from `first` are known, a bit each.
    pub(crate) fn known_from(&self, first: usize) -> u64 {
        let Some(words) = &self.valid else { return u64::MAX };
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        match first % 64 {
            0 => word(first / 64),
            shift => word(first / 64) >> shift | word(first / 64 + 1) << (64 - shift),
        }
    }

    /// The value of row `row`, if it is known.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i64> {
        self.values.get(row).copied().filter(|_| self.is_valid(row))
    }
}

impl Dictionary {
    /// The code of a text, new or known.
    pub fn intern(&mut self, text: &str) -> i64 {
        let hash = self.hasher.hash_one(text);
        let Dictionary { texts, ends, codes, hasher } = self;
        let known = codes.find(hash, |code| text_at(texts, ends, *code) == text);
        if let Some(code) = known {
            return i64::from(*code);
        }
        let code = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        texts.push_str(text);
        ends.push(texts.len());
        let hash_of = |code: &u32| hasher.hash_one(text_at(texts, ends, *code));
        codes.insert_unique(hash, code, hash_of);
        i64::from(code)
    }

    /// How many texts it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Makes room for so many more texts.
    pub(crate) fn reserve(&mut self, texts: usize) {
        let Dictionary { texts: held, ends, codes, hasher } = self;
        ends.reserve(texts);
        let hash_of = |code: &u32| hasher.hash_one(text_at(held, ends, *code));
        codes.reserve(texts, hash_of);
    }

    /// The code of a text that occurs in the batch.
    #[must_use]
    pub fn code(&self, text: &str) -> Option<i64> {
        let same = |code: &u32| text_at(&self.texts, &self.ends, *code) == text;
        self.codes.find(self.hasher.hash_one(text), same).map(|code| i64::from(*code))
    }

    /// The texts in the order of their codes.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0_u32..).take(self.ends.len()).map(|code| text_at(&self.texts, &self.ends, code))
    }

    /// The text of a code; empty for a code that the dictionary does not have.
    #[must_use]
    pub fn text(&self, code: i64) -> &str {
        u32::try_from(code).map_or("", |code| text_at(&self.texts, &self.ends, code))
    }
}

/// The text of a code, from the texts one after the other and the ends of each.
fn text_at<'t>(texts: &'t str, ends: &[usize], code: u32) -> &'t str {
    let code = code as usize;
    let start = code.checked_sub(1).and_then(|before| ends.get(before)).copied();
    let end = ends.get(code).copied().unwrap_or_default();
    texts.get(start.unwrap_or_default()..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Dictionary;

    #[test]
    fn every_text_has_one_code() {
        let mut texts = Dictionary::default();
        let codes: Vec<i64> = ["a", "", "餐厅", "a", "b"].map(|text| texts.intern(text)).to_vec();
        assert_eq!(codes, [0, 1, 2, 0, 3]);
        assert_eq!([0, 1, 2, 3].map(|code| texts.text(code)), ["a", "", "餐厅", "b"]);
        assert_eq!((texts.code("餐厅"), texts.code("c")), (Some(2), None));
        assert_eq!([-1, 4, i64::MAX].map(|code| texts.text(code)), ["", "", ""]);
        let many: Vec<i64> = (0..1000).map(|at| texts.intern(&format!("text {at}"))).collect();
        assert_eq!(many, (4..1004).collect::<Vec<i64>>());
        assert_eq!(texts.code("text 777"), Some(781));
    }
}
