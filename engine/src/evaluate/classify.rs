//! Tells the class of every row of a block, and from it the states of all conditions.

use crate::batch::{FieldData, Rows};
use crate::column::class::{Answers, Parts};
use crate::column::word::Word;
use crate::column::{File, Flags, first_lanes};
use crate::plan::op::Reg;

/// The classes of a region's rows for a bound plan, and of the texts of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Classifier {
    pub(super) columns: Vec<Sorted>,
    /// Whether each condition holds; after those, whether it is known.
    pub(super) answers: Answers,
    pub(super) conditions: Vec<Reg>,
    /// Whether a condition may be missing.
    pub(super) may_miss: bool,
    /// How many classes there are.
    #[cfg(test)]
    pub(super) classes: usize,
}

/// A column with its parts.
#[derive(Debug, Clone)]
pub(crate) struct Sorted {
    pub(super) field: usize,
    pub(super) parts: Parts,
    /// The number of a missing value, where there may be one.
    pub(super) missing: Option<u8>,
    /// What a column of texts needs, whose codes are others in every batch.
    pub(super) texts: Option<Texts>,
}

/// The texts that a column is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    /// The registers that hold their codes, and their numbers.
    pub(super) named: Vec<(Reg, u8)>,
    /// The number of all other texts.
    pub(super) other: u8,
    /// The codes that have a number of their own now.
    pub(super) codes: Vec<(i64, u8)>,
}

impl Classifier {
    /// Takes the codes of a batch's texts from the constants.
    pub(super) fn renew<W: Word, const L: usize>(&mut self, file: &File<W, L>) {
        for column in &mut self.columns {
            if let Some(texts) = &mut column.texts {
                texts.renew(&mut column.parts, file);
            }
        }
    }

    /// Writes the states of all conditions for the rows from `first`; says no where a column is
    /// not as declared.
    pub(super) fn classify<W: Word, const L: usize>(
        &self,
        rows: &Rows,
        (first, count): (usize, usize),
        file: &mut File<W, L>,
    ) -> bool {
        let mut classes = [0; L];
        for column in &self.columns {
            let Some(FieldData::Scalar(read)) = rows.fields.get(column.field) else { return false };
            let Some(values) = read.values.get(first..first + count) else { return false };
            column.parts.add(values, &mut classes);
            let unknown = !read.known_from(first) & first_lanes(count);
            if unknown != 0 {
                let Some(missing) = column.missing else { return false };
                column.parts.replace(values, unknown, missing, &mut classes);
            }
        }
        self.answer(&classes, first_lanes(count), file);
        true
    }

    fn answer<W: Word, const L: usize>(
        &self,
        classes: &[u8; L],
        active: u64,
        file: &mut File<W, L>,
    ) {
        let count = self.conditions.len();
        let questions = if self.may_miss { count * 2 } else { count };
        self.answers.each(classes, questions, |question, mask| {
            let known = question.checked_sub(count);
            let Some(reg) = self.conditions.get(known.unwrap_or(question)) else { return };
            let flags = match known {
                Some(_) => Flags { valid: mask & active, ..file.flags(*reg) },
                None => Flags { bits: mask & active, valid: active, error: 0 },
            };
            file.set_flags(*reg, flags);
        });
    }
}

impl Texts {
    /// Changes the parts to those of a batch's codes; no record has a code below zero.
    fn renew<W: Word, const L: usize>(&mut self, parts: &mut Parts, file: &File<W, L>) {
        let mut near = true;
        for (code, _) in self.codes.drain(..) {
            near &= parts.set(code, self.other);
        }
        for (reg, number) in &self.named {
            let code = file.numbers(*reg).first().and_then(|code| code.narrow());
            if let Some(code) = code.filter(|code| *code >= 0) {
                near &= parts.set(code, *number);
                self.codes.push((code, *number));
            }
        }
        if !near {
            *parts = self.parts();
        }
    }

    fn parts(&self) -> Parts {
        let mut codes = self.codes.clone();
        codes.sort_unstable();
        let (mut bounds, mut numbers) = (Vec::new(), vec![self.other]);
        for (code, number) in codes {
            if bounds.last() == Some(&code) {
                numbers.pop();
            } else {
                bounds.push(code);
            }
            bounds.push(code + 1);
            numbers.extend([number, self.other]);
        }
        Parts::new(bounds, numbers)
    }
}
