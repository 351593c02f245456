//! Records being read: columns that grow a value at a time, with the problems met on the way. A
//! record with a problem keeps its row until [`super::arrange`] leaves it out.

use ahash::RandomState;
use indexmap::IndexMap;
use loyal_dsl::message::Message;
use loyal_dsl::say;

use super::raw::Raw;
use super::rejection::shorten;
use super::scalar::Problem;
use super::schema::{Level, Names, Plan, Read, Schema, Slot};
use crate::batch::{Column, Dictionary};

/// A place in the piece of input being read, as its format counts: an offset, a line, a row. The
/// upper 16 bits number the file, where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct At(pub(super) u64);

/// A field as the text of a message, or by its number.
#[derive(Debug, Clone)]
pub(super) enum Which {
    Record,
    Field(usize),
    Named(String),
}

/// One problem, at a row of a level.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) level: usize,
    pub(super) row: usize,
    pub(super) which: Which,
    pub(super) problem: Problem,
    pub(super) at: At,
}

/// The rows of one level.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) len: usize,
    pub(super) columns: Vec<Filling>,
    /// Where the rows stand; empty for elements of formats that do not say.
    pub(super) places: Vec<At>,
}

/// One column.
#[derive(Debug, Clone)]
pub(super) enum Filling {
    Skip,
    Scalar(Column),
    /// The offsets of a list, from 0.
    List(Vec<u32>),
}

/// How many rows each table has.
#[derive(Debug, Default)]
pub(super) struct Lengths(Vec<usize>);

/// Records being read.
#[derive(Debug)]
pub(super) struct Draft<'s> {
    pub(super) schema: &'s Schema,
    pub(super) tables: Vec<Table>,
    pub(super) texts: Dictionary,
    pub(super) faults: Vec<Fault>,
    /// Unknown names by table of names, with the place of the first.
    pub(super) unknown: Vec<IndexMap<String, At, RandomState>>,
    /// Where reading stands.
    pub(super) at: At,
    /// How many faults there were before the current customer.
    faults_before: usize,
}

impl At {
    /// Not known; the customer's place stands for it.
    pub(super) const UNKNOWN: At = At(u64::MAX);

    pub(super) fn new(file: u16, position: u64) -> At {
        At(u64::from(file) << 48 | (position & (u64::MAX >> 16)))
    }

    pub(super) fn file(self) -> usize {
        usize::try_from(self.0 >> 48).unwrap_or(0)
    }

    pub(super) fn position(self) -> u64 {
        self.0 & (u64::MAX >> 16)
    }
}

impl<'s> Draft<'s> {
    pub(super) fn new(schema: &'s Schema) -> Draft<'s> {
        let table = |level: &Level| Table {
            len: 0,
            columns: level.fields.iter().map(|field| Filling::of(&field.read)).collect(),
            places: Vec::new(),
        };
        Draft {
            schema,
            tables: schema.levels.iter().map(table).collect(),
            texts: Dictionary::default(),
            faults: Vec::new(),
            unknown: vec![IndexMap::default(); schema.name_tables],
            at: At::default(),
            faults_before: 0,
        }
    }

    /// Notes how long the tables are.
    pub(super) fn measure(&self, lengths: &mut Lengths) {
        lengths.0.clear();
        lengths.0.extend(self.tables.iter().map(|table| table.len));
    }

    /// Takes back the rows, and the faults of the current customer, that came after so many rows.
    /// Texts and unknown names stay: the customer is read again, and has them.
    pub(super) fn shorten(&mut self, lengths: &Lengths) {
        self.faults.truncate(self.faults_before);
        for (table, len) in self.tables.iter_mut().zip(&lengths.0) {
            table.len = *len;
            table.places.truncate(*len);
            for column in &mut table.columns {
                match column {
                    Filling::Skip => {}
                    Filling::Scalar(column) => truncate(column, *len),
                    Filling::List(offsets) => offsets.truncate(len + 1),
                }
            }
        }
    }

    /// Makes room for `all` customers, if they are as those that were read so far.
    pub(super) fn make_room(&mut self, all: usize) {
        let done = self.tables.first().map_or(0, |table| table.len);
        let more = |count: usize| count.saturating_mul(all.saturating_sub(done)) / done.max(1);
        self.texts.reserve(more(self.texts.len()));
        for table in &mut self.tables {
            let rows = more(table.len);
            table.places.reserve(rows);
            for column in &mut table.columns {
                match column {
                    Filling::Skip => {}
                    Filling::Scalar(column) => column.values.reserve(rows),
                    Filling::List(offsets) => offsets.reserve(rows),
                }
            }
        }
    }

    /// Begins a row.
    pub(super) fn begin(&mut self, level: usize) {
        if level == 0 {
            self.faults_before = self.faults.len();
        }
        if let Some(table) = self.tables.get_mut(level) {
            table.len += 1;
            table.places.push(self.at);
        }
    }

    /// Ends a row: fields that were not met are missing.
    pub(super) fn end(&mut self, level: usize) {
        let count = self.tables.get(level).map_or(0, |table| table.columns.len());
        for field in 0..count {
            if !self.is_met(level, field) {
                self.put(level, field, Raw::Missing);
            }
        }
    }

    /// Whether the current row has this field already. Fields that are not read are never met.
    pub(super) fn is_met(&self, level: usize, field: usize) -> bool {
        let Some(table) = self.tables.get(level) else { return false };
        match table.columns.get(field) {
            Some(Filling::Scalar(column)) => column.values.len() >= table.len,
            Some(Filling::List(offsets)) => offsets.len() > table.len,
            Some(Filling::Skip) | None => false,
        }
    }

    /// Refuses a field that stands twice in one record.
    pub(super) fn refuse_twice(&mut self, level: usize, field: usize) {
        let (value, expected) = (say!("given twice"), say!("it once in a record"));
        let problem = Problem { value: Some(value), expected, help: None };
        self.fault(level, Which::Field(field), problem);
    }

    /// Puts a value in the current row; for a list, says that there is none.
    pub(super) fn put(&mut self, level: usize, field: usize, raw: Raw<'_>) {
        let schema = self.schema;
        let Some(plan) = schema.levels.get(level).and_then(|it| it.fields.get(field)) else {
            return;
        };
        self.put_planned(level, field, plan, raw);
    }

    /// Puts a value in the current row, in the field that is planned so.
    pub(super) fn put_planned(&mut self, level: usize, field: usize, plan: &Plan, raw: Raw<'_>) {
        match &plan.read {
            Read::Skip => {}
            Read::List(_) if plan.optional && matches!(raw, Raw::Missing) => {
                self.close_list(level, field);
            }
            Read::List(_) => {
                let expected = say!("a list, which may be empty");
                let value = super::raw::show(raw);
                self.fault(level, Which::Field(field), Problem { value, expected, help: None });
                self.close_list(level, field);
            }
            Read::Scalar(target) => match target.read(raw, &mut self.texts) {
                Ok(None) if !plan.optional => {
                    self.refuse_scalar(level, field, Problem::missing(target.expected()));
                }
                Ok(value) => self.push(level, field, value),
                Err(problem) => self.refuse_scalar(level, field, problem),
            },
        }
    }

    #[cold]
    fn refuse_scalar(&mut self, level: usize, field: usize, problem: Problem) {
        self.fault(level, Which::Field(field), problem);
        self.push(level, field, None);
    }

    fn push(&mut self, level: usize, field: usize, value: Option<i64>) {
        let column = self.tables.get_mut(level).and_then(|it| it.columns.get_mut(field));
        if let Some(Filling::Scalar(column)) = column {
            push(column, value);
        }
    }

    /// Ends the list of the current row: it has the elements begun since the row before.
    pub(super) fn close_list(&mut self, level: usize, field: usize) {
        let Some(Read::List(child)) = self.schema.levels.get(level).map(|it| it.read(field)) else {
            return;
        };
        let elements = self.tables.get(*child).map_or(0, |table| table.len);
        let column = self.tables.get_mut(level).and_then(|it| it.columns.get_mut(field));
        if let Some(Filling::List(offsets)) = column {
            offsets.push(u32::try_from(elements).unwrap_or(u32::MAX));
        }
    }

    /// Takes a group of fields that is no object: one problem for all of them.
    pub(super) fn put_group(&mut self, level: usize, names: &Names, raw: Raw<'_>) {
        if matches!(raw, Raw::Missing) {
            return;
        }
        let name = names.prefix.trim_end_matches('.').to_owned();
        let own = self.schema.levels.get(level).map_or("", |it| it.names.prefix.as_str());
        let name = name.strip_prefix(own).unwrap_or(&name).to_owned();
        self.refuse(level, Which::Named(name), super::raw::show(raw), say!("an object"));
        for field in names.fields() {
            self.pass_over(level, field);
        }
    }

    /// Fills a field of the current row without a word.
    pub(super) fn pass_over(&mut self, level: usize, field: usize) {
        if self.is_met(level, field) {
            return;
        }
        match self.schema.levels.get(level).map(|it| it.read(field)) {
            Some(Read::Scalar(_)) => self.push(level, field, None),
            Some(Read::List(_)) => self.close_list(level, field),
            Some(Read::Skip) | None => {}
        }
    }

    /// Fills what the current row lacks without a word.
    pub(super) fn pass_over_all(&mut self, level: usize) {
        let count = self.tables.get(level).map_or(0, |table| table.columns.len());
        (0..count).for_each(|field| self.pass_over(level, field));
    }

    /// Refuses the current row as a whole, or a part of it.
    pub(super) fn refuse(
        &mut self,
        level: usize,
        which: Which,
        value: Option<Message>,
        expected: Message,
    ) {
        self.fault(level, which, Problem { value, expected, help: None });
    }

    /// Refuses the current customer, of whom only a part could be read, and goes on behind it.
    pub(super) fn give_up(&mut self, value: &str, expected: Message) {
        (0..self.tables.len()).for_each(|level| self.pass_over_all(level));
        self.faults.truncate(self.faults_before);
        self.refuse(0, Which::Record, Some(Message::verbatim(shorten(value))), expected);
    }

    pub(super) fn fault(&mut self, level: usize, which: Which, problem: Problem) {
        let row = self.row(level);
        self.faults.push(Fault { level, row, which, problem, at: self.at });
    }

    fn row(&self, level: usize) -> usize {
        self.tables.get(level).map_or(0, |table| table.len.saturating_sub(1))
    }

    /// Notes a name that the record does not declare.
    pub(super) fn note_unknown(&mut self, names: &Names, name: &str) {
        if let Some(known) = self.unknown.get_mut(names.id)
            && !known.contains_key(name)
        {
            known.insert(name.to_owned(), self.at);
        }
    }
}

impl Filling {
    fn of(read: &Read) -> Filling {
        match read {
            Read::Skip => Filling::Skip,
            Read::Scalar(_) => Filling::Scalar(Column::default()),
            Read::List(_) => Filling::List(vec![0]),
        }
    }
}

/// Puts a value at the end of a column.
pub(super) fn push(column: &mut Column, value: Option<i64>) {
    let row = column.values.len();
    column.values.push(value.unwrap_or(0));
    if value.is_none() && column.valid.is_none() {
        let mut words = vec![u64::MAX; row / 64];
        words.push((1 << (row % 64)) - 1);
        column.valid = Some(words);
        return;
    }
    if let Some(words) = &mut column.valid {
        if words.len() <= row / 64 {
            words.push(0);
        }
        if let (Some(word), true) = (words.last_mut(), value.is_some()) {
            *word |= 1 << (row % 64);
        }
    }
}

/// Leaves so many values in a column.
fn truncate(column: &mut Column, len: usize) {
    column.values.truncate(len);
    let Some(words) = &mut column.valid else { return };
    words.truncate(len.div_ceil(64));
    let last = if len.is_multiple_of(64) { u64::MAX } else { (1 << (len % 64)) - 1 };
    if let Some(word) = words.last_mut() {
        *word &= last;
    }
    let (word, before) = words.split_last().unwrap_or((&last, &[]));
    if *word == last && before.iter().all(|word| *word == u64::MAX) {
        column.valid = None;
    }
}

/// All unknown names of a draft, with the name of each in full.
pub(super) fn unknown_names<'d>(draft: &'d Draft<'_>) -> Vec<(String, &'d At)> {
    let mut found = Vec::new();
    for level in &draft.schema.levels {
        collect_unknown(&level.names, draft, &mut found);
    }
    found.sort_by_key(|(_, at)| at.0);
    found
}

fn collect_unknown<'d>(names: &Names, draft: &'d Draft<'_>, found: &mut Vec<(String, &'d At)>) {
    let here = draft.unknown.get(names.id).into_iter().flatten();
    found.extend(here.map(|(name, at)| (format!("{}{name}", names.prefix), at)));
    for slot in names.slots.values() {
        if let Slot::Group(group) = slot {
            collect_unknown(group, draft, found);
        }
    }
}
