//! The policy's record, prepared for reading: names looked up at each level of nesting.

use loyal_dsl::say;
use std::sync::Arc;

use ahash::RandomState;
use indexmap::IndexMap;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use loyal_dsl::ir::{FieldId, FieldKind, Program, RecordId};

use super::rejection::{Place, ReadError};
use super::scalar::Target;
use crate::needs::Needs;

/// Lists within lists, deeper than any record; what lies deeper is not read.
const DEEPEST: usize = 16;

/// What is read of the input, and how it is checked. Prepared once for many records.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Level 0 is the customer; each list that is read adds a level, after that of its owner.
    pub(super) levels: Vec<Level>,
    /// How many tables of names there are.
    pub(super) name_tables: usize,
}

/// The customer, or the elements of one list.
#[derive(Debug, Clone)]
pub(super) struct Level {
    /// The record's name, `customer` or the element's.
    pub(super) name: String,
    pub(super) fields: Vec<Plan>,
    pub(super) names: Names,
    pub(super) key: Option<usize>,
    pub(super) dated_by: Option<usize>,
    /// The level and the field of the list, but for the customer.
    pub(super) owner: Option<(usize, usize)>,
}

/// One field.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The path, joined by dots.
    pub(super) name: String,
    pub(super) read: Read,
    pub(super) optional: bool,
}

/// How a field is read.
#[derive(Debug, Clone)]
pub(super) enum Read {
    /// Not at all.
    Skip,
    /// As a scalar.
    Scalar(Target),
    /// As a list of this level.
    List(usize),
}

/// The names that may stand in one object.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Number of this table.
    pub(super) id: usize,
    /// What stands before a name in messages: `orders.`, `card.`
    pub(super) prefix: String,
    pub(super) slots: IndexMap<String, Slot, RandomState>,
    /// Each name as it stands before its value in JSON: `"spent":`.
    labels: Vec<String>,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    Field(usize),
    Group(Names),
}

impl Schema {
    /// Prepares the program's record. With `strict` all fields are read, else keys, dates of lists
    /// and what is needed.
    pub fn new(program: &Program, needs: &Needs, strict: bool) -> Result<Schema, ReadError> {
        Schema::build(program, &|record, field| strict || needs.reads(record, field))
    }

    pub(super) fn build(
        program: &Program,
        wanted: &dyn Fn(RecordId, FieldId) -> bool,
    ) -> Result<Schema, ReadError> {
        let zone = TimeZoneDatabase::bundled().get(&program.time_zone).map_err(|_| {
            let zone = &program.time_zone;
            let message = say!("`{zone}` is not a known time zone", zone);
            Place::file(&Arc::from(program.name.as_str())).error(message)
        })?;
        let mut schema = Schema { levels: Vec::new(), name_tables: 0 };
        let mut open = vec![(RecordId(0), None, String::new(), 0)];
        while let Some((record, owner, prefix, depth)) = open.pop() {
            let at = schema.levels.len();
            if let Some((level, field)) = owner {
                schema.set_list(level, field, at);
            }
            let level = schema.level(program, record, owner, &prefix, wanted, &zone);
            for (field, list) in level.lists.into_iter().filter(|_| depth < DEEPEST) {
                let name = level.level.fields.get(field).map_or("", |it| it.name.as_str());
                open.push((list, Some((at, field)), format!("{prefix}{name}."), depth + 1));
            }
            schema.levels.push(level.level);
        }
        Ok(schema)
    }

    fn set_list(&mut self, level: usize, field: usize, list: usize) {
        let fields = self.levels.get_mut(level).map(|it| &mut it.fields);
        if let Some(plan) = fields.and_then(|it| it.get_mut(field)) {
            plan.read = Read::List(list);
        }
    }

    fn level(
        &mut self,
        program: &Program,
        id: RecordId,
        owner: Option<(usize, usize)>,
        prefix: &str,
        wanted: &dyn Fn(RecordId, FieldId) -> bool,
        zone: &TimeZone,
    ) -> NewLevel {
        let record = usize::try_from(id.0).ok().and_then(|at| program.records.get(at));
        let key = record.and_then(|it| it.key).and_then(index);
        let dated_by = record.and_then(|it| it.dated_by).and_then(index);
        let mut fields = Vec::new();
        let mut lists = Vec::new();
        let mut names = self.names(prefix);
        for (at, field) in record.into_iter().flat_map(|it| &it.fields).enumerate() {
            let number = FieldId(u32::try_from(at).unwrap_or(u32::MAX));
            let wanted = Some(at) == key || Some(at) == dated_by || wanted(id, number);
            let wanted = wanted && field.filled.is_none();
            let read = match &field.kind {
                FieldKind::Scalar(ty) if wanted => Read::Scalar(Target::of(ty, program, zone)),
                FieldKind::List(list) if wanted => {
                    lists.push((at, *list));
                    Read::Skip
                }
                FieldKind::Scalar(_) | FieldKind::List(_) => Read::Skip,
            };
            fields.push(Plan { name: field.name(), read, optional: field.optional });
            self.add_name(&mut names, &field.path, at);
        }
        let name = record.map(|it| it.name.clone()).unwrap_or_default();
        NewLevel { level: Level { name, fields, names, key, dated_by, owner }, lists }
    }

    fn names(&mut self, prefix: &str) -> Names {
        let id = self.name_tables;
        self.name_tables += 1;
        Names { id, prefix: prefix.to_owned(), ..Names::default() }
    }

    fn add_name(&mut self, names: &mut Names, path: &[String], field: usize) {
        let Some((first, rest)) = path.split_first() else { return };
        if rest.is_empty() {
            names.insert(first, Slot::Field(field));
            return;
        }
        if !matches!(names.slots.get(first), Some(Slot::Group(_))) {
            let group = self.names(&format!("{}{first}.", names.prefix));
            names.insert(first, Slot::Group(group));
        }
        if let Some(Slot::Group(group)) = names.slots.get_mut(first) {
            self.add_name(group, rest, field);
        }
    }
}

struct NewLevel {
    level: Level,
    lists: Vec<(usize, RecordId)>,
}

fn index(field: FieldId) -> Option<usize> {
    usize::try_from(field.0).ok()
}

impl Names {
    fn insert(&mut self, name: &str, slot: Slot) {
        let (at, replaced) = self.slots.insert_full(name.to_owned(), slot);
        if replaced.is_none() {
            debug_assert_eq!(at, self.labels.len(), "slots and labels go together");
            self.labels.push(format!("{}:", serde_json::Value::from(name)));
        }
    }

    /// A slot by its place, with its name as it stands before a value in JSON.
    pub(super) fn labelled(&self, at: usize) -> Option<(&str, &Slot)> {
        Some((self.labels.get(at)?, self.slots.get_index(at)?.1))
    }

    /// The slot of a name. Input mostly has its names in one order, so the slot after the last one
    /// is tried first.
    pub(super) fn find(&self, name: &str, hint: usize) -> Option<(usize, &Slot)> {
        if let Some((known, slot)) = self.slots.get_index(hint)
            && known == name
        {
            return Some((hint, slot));
        }
        self.slots.get_full(name).map(|(at, _, slot)| (at, slot))
    }

    /// The fields below, at any depth.
    pub(super) fn fields(&self) -> Vec<usize> {
        let below = |slot: &Slot| match slot {
            Slot::Field(field) => vec![*field],
            Slot::Group(names) => names.fields(),
        };
        self.slots.values().flat_map(below).collect()
    }
}

impl Level {
    /// The field of a dotted name.
    pub(super) fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// How field `field` is read.
    pub(super) fn read(&self, field: usize) -> &Read {
        self.fields.get(field).map_or(&Read::Skip, |plan| &plan.read)
    }
}
