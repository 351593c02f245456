//! The customers of groups: rows of what is read of each, and the columns made of them.

use std::collections::BTreeMap;

use loyal_dsl::ir::{FieldKind, Filled, Program, Record};

use crate::batch::{Batch, Column, Dictionary, FieldData, List, Rows};
use crate::evaluate::Measure;

/// The groups that customers name, by key; also those without an included customer.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    groups: BTreeMap<Measure, Group>,
}

/// What is read of a group's included customers: as many values each.
#[derive(Debug, Clone, Default)]
struct Group {
    count: usize,
    values: Vec<Option<Measure>>,
    /// A value does not fit a column.
    too_large: bool,
}

impl Members {
    /// Adds a customer: the key of its group, whether it is included, and what is read of it.
    pub(super) fn add(&mut self, measures: &[Option<Measure>]) {
        let [Some(key), included, read @ ..] = measures else { return };
        if !self.groups.contains_key(key) {
            self.groups.insert(key.clone(), Group::default());
        }
        let included = included.as_ref().is_some_and(Measure::holds);
        if let Some(group) = self.groups.get_mut(key).filter(|_| included) {
            group.too_large |= read.iter().flatten().any(|value| !fits(value));
            group.values.extend_from_slice(read);
            group.count += 1;
        }
    }

    /// The keys of all groups that were met.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Measure> {
        self.groups.keys()
    }

    /// How many customers of a group are included.
    pub(super) fn count(&self, key: &Measure) -> usize {
        self.groups.get(key).map_or(0, |group| group.count)
    }

    /// Whether a value of a customer is beyond what a column holds.
    pub(super) fn is_too_large(&self, key: &Measure) -> bool {
        self.groups.get(key).is_some_and(|group| group.too_large)
    }

    /// Puts the customers into a batch of groups, whose keys stand in the order of its rows.
    pub(super) fn fill(&self, batch: &mut Batch, program: &Program, keys: &[Measure]) {
        let Some((at, element)) = list_of_members(program) else { return };
        let mut columns = vec![Building::default(); element.fields.len()];
        let mut offsets = vec![0];
        let mut len = 0;
        for group in keys.iter().map(|key| self.groups.get(key)) {
            let count = group.map_or(0, |group| group.count);
            let values = group.map(|group| group.values.as_slice()).unwrap_or_default();
            let width = values.len().checked_div(count).unwrap_or(0);
            for row in 0..count {
                let read = values.get(row * width..(row + 1) * width).unwrap_or_default();
                for (column, field) in columns.iter_mut().zip(&element.fields) {
                    let Some(Filled::Member(member)) = field.filled else { continue };
                    let value = read.get(member as usize).and_then(Option::as_ref);
                    column.push(value, &mut batch.texts);
                }
            }
            len += count;
            offsets.push(u32::try_from(len).unwrap_or(u32::MAX));
        }
        let fields = columns.into_iter().map(|column| FieldData::Scalar(column.finish()));
        let rows = Rows { len, fields: fields.collect() };
        if let Some(slot) = batch.customers.fields.get_mut(at) {
            *slot = FieldData::List(Box::new(List { offsets, rows }));
        }
    }
}

/// Where the group's record lists its customers, and what their record is.
fn list_of_members(program: &Program) -> Option<(usize, &Record)> {
    let fields = &program.records.first()?.fields;
    fields.iter().enumerate().find_map(|(at, field)| match field.kind {
        FieldKind::List(element) if field.filled == Some(Filled::Members) => {
            Some((at, program.records.get(element.0 as usize)?))
        }
        FieldKind::List(_) | FieldKind::Scalar(_) => None,
    })
}

/// A column under construction.
#[derive(Debug, Clone, Default)]
struct Building {
    values: Vec<i64>,
    valid: Vec<u64>,
}

impl Building {
    fn push(&mut self, value: Option<&Measure>, texts: &mut Dictionary) {
        let row = self.values.len();
        if row.is_multiple_of(64) {
            self.valid.push(0);
        }
        if value.is_some()
            && let Some(word) = self.valid.last_mut()
        {
            *word |= 1 << (row % 64);
        }
        self.values.push(value.map_or(0, |value| held(value, texts)));
    }

    fn finish(self) -> Column {
        Column { values: self.values, valid: Some(self.valid) }
    }
}

fn fits(value: &Measure) -> bool {
    match value {
        Measure::Text(_) => true,
        Measure::Whole(value) => i64::try_from(*value).is_ok(),
        Measure::Ratio(_) => false,
    }
}

/// A value as a column of a batch holds it; 0 for what does not fit.
pub(super) fn held(value: &Measure, texts: &mut Dictionary) -> i64 {
    match value {
        Measure::Text(text) => texts.intern(text),
        Measure::Whole(value) => i64::try_from(*value).unwrap_or_default(),
        Measure::Ratio(_) => 0,
    }
}
