//! A draft → a batch: records with problems are left out, elements stand in the order of their
//! list, keys occur once within a list.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::cmp::Ordering;
use std::ops::Range;

use super::decoded::Decoded;
use super::draft::{At, Draft, Fault, Filling, Table, Which, push, unknown_names};
use super::rejection::{Place, Rejection, UnknownField};
use super::scalar::{Problem, Target};
use super::schema::{Read, Schema};
use crate::batch::{Batch, Column, Dictionary, FieldData, List, Rows};
use loyal_dsl::date::Date;

/// Problems told of one record; the rest are more of the same. A record that is refused as a whole
/// has one problem.
const MOST_PROBLEMS: usize = 10;

/// What the draft holds; `place` says where a position is in the user's words.
pub(super) fn arrange(mut draft: Draft<'_>, place: impl Fn(At) -> Place) -> Decoded {
    refuse_repeated_keys(&mut draft);
    let rejections = rejections(&mut draft, &place);
    let unknown_fields = unknown_names(&draft)
        .into_iter()
        .map(|(name, at)| UnknownField { name, place: place(*at) })
        .collect();
    let Draft { schema, mut tables, texts, .. } = draft;
    let records = tables.first().map_or(0, |table| table.len);
    let all_places = tables.first().map(|table| table.places.clone()).unwrap_or_default();
    let kept = kept(records, &rejections);
    let ordinals: Vec<usize> = kept.clone().unwrap_or_else(|| (0..records).collect());
    let places =
        ordinals.iter().filter_map(|row| all_places.get(*row)).map(|at| place(*at)).collect();
    let customers = rows(schema, &mut tables, &texts, 0, kept.as_deref());
    let batch = Batch { customers, texts };
    Decoded { batch, places, rejections, records, unknown_fields, ordinals }
}

/// The rows that no rejection names; `None` for all of them.
fn kept(records: usize, rejections: &[Rejection]) -> Option<Vec<usize>> {
    if rejections.is_empty() {
        return None;
    }
    let mut good = vec![true; records];
    for rejection in rejections {
        if let Some(row) = good.get_mut(rejection.ordinal) {
            *row = false;
        }
    }
    Some(good.iter().enumerate().filter(|(_, good)| **good).map(|(row, _)| row).collect())
}

fn refuse_repeated_keys(draft: &mut Draft<'_>) {
    let mut faults = Vec::new();
    let mut keys = Vec::new();
    for (number, level) in draft.schema.levels.iter().enumerate() {
        let (Some(key), Some(owner)) = (level.key, level.owner) else { continue };
        let Some(offsets) = offsets(&draft.tables, owner) else { continue };
        let Some(table) = draft.tables.get(number) else { continue };
        let Some(Filling::Scalar(column)) = table.columns.get(key) else { continue };
        for (start, end) in offsets.iter().zip(offsets.iter().skip(1)) {
            let elements = index(*start)..index(*end);
            if rises(column, elements.clone()) {
                continue;
            }
            keys.clear();
            keys.extend(elements.clone().filter_map(|row| Some((column.get(row)?, row))));
            keys.sort_unstable();
            for ((before, first), (this, row)) in keys.iter().zip(keys.iter().skip(1)) {
                if before == this {
                    let problem = Problem {
                        value: Some(Message::verbatim(show_key(
                            level.read(key),
                            *this,
                            &draft.texts,
                        ))),
                        expected: say!("a key that occurs once in its list"),
                        help: Some(say!(
                            "element {number} has it too",
                            number = first - elements.start
                        )),
                    };
                    let at = table.places.get(*row).copied().unwrap_or(At::UNKNOWN);
                    let which = Which::Field(key);
                    faults.push(Fault { level: number, row: *row, which, problem, at });
                }
            }
        }
    }
    draft.faults.append(&mut faults);
}

/// Whether every value is known and greater than the one before, so that none occurs twice.
fn rises(column: &Column, rows: Range<usize>) -> bool {
    let all_known = column.valid.is_none();
    let values = column.values.get(rows).unwrap_or_default();
    all_known && values.iter().zip(values.iter().skip(1)).all(|(before, value)| before < value)
}

fn offsets(tables: &[Table], (level, field): (usize, usize)) -> Option<&[u32]> {
    match tables.get(level)?.columns.get(field)? {
        Filling::List(offsets) => Some(offsets),
        Filling::Skip | Filling::Scalar(_) => None,
    }
}

fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// A key's text.
pub(super) fn show_key(read: &Read, value: i64, texts: &Dictionary) -> String {
    match read {
        Read::Scalar(Target::Text) => texts.text(value).to_owned(),
        Read::Scalar(Target::Date) => {
            Date::from_days(value).map_or_else(|| value.to_string(), |date| date.to_string())
        }
        _ => value.to_string(),
    }
}

/// A fault with its place in the tree of its customer.
struct Located {
    customer: usize,
    /// List field and element, from the customer inwards, then the field: gives the order.
    path: Vec<usize>,
    name: String,
    fault: Fault,
}

fn rejections(draft: &mut Draft<'_>, place: &impl Fn(At) -> Place) -> Vec<Rejection> {
    let faults = std::mem::take(&mut draft.faults);
    let mut located: Vec<Located> = faults.into_iter().map(|fault| locate(draft, fault)).collect();
    located.sort_by(|a, b| (a.customer, &a.path).cmp(&(b.customer, &b.path)));
    let (mut told, mut customer) = (0, usize::MAX);
    located.retain(|fault| {
        told = if fault.customer == customer { told + 1 } else { 1 };
        customer = fault.customer;
        let tell = told <= MOST_PROBLEMS;
        if fault.name.is_empty() {
            told = MOST_PROBLEMS;
        }
        tell
    });
    let customers = draft.tables.first().map(|table| table.places.as_slice()).unwrap_or_default();
    let at = |located: &Located| match located.fault.at {
        At::UNKNOWN => customers.get(located.customer).copied().unwrap_or_default(),
        at => at,
    };
    let rejection = |located: Located| Rejection {
        place: place(at(&located)),
        customer: customer_key(draft, located.customer),
        field: located.name,
        value: located.fault.problem.value,
        expected: located.fault.problem.expected,
        help: located.fault.problem.help,
        ordinal: located.customer,
    };
    located.into_iter().map(rejection).collect()
}

fn locate(draft: &Draft<'_>, fault: Fault) -> Located {
    let level = draft.schema.levels.get(fault.level);
    let (mut path, mut name) = match &fault.which {
        Which::Record => (vec![0], String::new()),
        Which::Field(field) => {
            let name = level.and_then(|it| it.fields.get(*field)).map(|it| it.name.clone());
            (vec![field + 1], name.unwrap_or_default())
        }
        Which::Named(name) => (vec![0], name.clone()),
    };
    let (mut level, mut row) = (fault.level, fault.row);
    while let Some(owner) = draft.schema.levels.get(level).and_then(|it| it.owner) {
        let offsets = offsets(&draft.tables, owner).unwrap_or_default();
        let above = offsets.partition_point(|start| index(*start) <= row).saturating_sub(1);
        let element = row - offsets.get(above).map_or(0, |start| index(*start)).min(row);
        let fields = draft.schema.levels.get(owner.0).map(|it| &it.fields);
        let list = fields.and_then(|it| it.get(owner.1)).map_or("", |it| it.name.as_str());
        let dot = if name.is_empty() { "" } else { "." };
        name = format!("{list}[{element}]{dot}{name}");
        path.splice(0..0, [owner.1 + 1, element]);
        (level, row) = (owner.0, above);
    }
    Located { customer: row, path, name, fault }
}

fn customer_key(draft: &Draft<'_>, row: usize) -> Option<String> {
    let level = draft.schema.levels.first()?;
    let key = level.key?;
    match draft.tables.first()?.columns.get(key)? {
        Filling::Scalar(column) => {
            column.get(row).map(|value| show_key(level.read(key), value, &draft.texts))
        }
        Filling::Skip | Filling::List(_) => None,
    }
}

/// The rows of a level in this order (`None`: as they are), with all that lies below.
fn rows(
    schema: &Schema,
    tables: &mut [Table],
    texts: &Dictionary,
    level: usize,
    order: Option<&[usize]>,
) -> Rows {
    let Some(table) = tables.get_mut(level) else { return Rows::default() };
    let len = order.map_or(table.len, <[usize]>::len);
    let columns = std::mem::take(&mut table.columns);
    let mut fields = Vec::with_capacity(columns.len());
    for (field, column) in columns.into_iter().enumerate() {
        let read = schema.levels.get(level).map_or(&Read::Skip, |it| it.read(field));
        fields.push(match (column, read) {
            (Filling::Scalar(column), _) => FieldData::Scalar(match order {
                Some(order) => take(&column, order),
                None => column,
            }),
            (Filling::List(offsets), Read::List(child)) => {
                let (offsets, inner) = elements(schema, tables, texts, *child, &offsets, order);
                let rows = rows(schema, tables, texts, *child, inner.as_deref());
                FieldData::List(Box::new(List { offsets, rows }))
            }
            (Filling::Skip | Filling::List(_), _) => FieldData::Absent,
        });
    }
    Rows { len, fields }
}

fn take(column: &Column, order: &[usize]) -> Column {
    if column.valid.is_none() {
        let value = |row: &usize| column.values.get(*row).copied().unwrap_or_default();
        return Column { values: order.iter().map(value).collect(), valid: None };
    }
    let mut taken = Column { values: Vec::with_capacity(order.len()), valid: None };
    for row in order {
        push(&mut taken, column.get(*row));
    }
    taken
}

/// The order in which the elements of the owners stand, and the offsets to it.
fn elements(
    schema: &Schema,
    tables: &[Table],
    texts: &Dictionary,
    level: usize,
    offsets: &[u32],
    owners: Option<&[usize]>,
) -> (Vec<u32>, Option<Vec<usize>>) {
    let sorting = Sorting::of(schema, tables, texts, level);
    let all = tables.get(level).map_or(0, |table| table.len);
    let range = |owner: usize| {
        let start = offsets.get(owner).map_or(0, |it| index(*it));
        let end = offsets.get(owner.saturating_add(1)).map_or(start, |it| index(*it));
        start..end
    };
    let count = offsets.len().saturating_sub(1);
    let sorted = owners.is_none()
        && (0..count)
            .all(|owner| range(owner).is_sorted_by(|a, b| sorting.compare(*a, *b).is_lt()));
    if sorted {
        return (offsets.to_vec(), None);
    }
    let (mut order, mut ends) = (Vec::with_capacity(all), vec![0]);
    let mut dated = Vec::new();
    let mut add = |owner: usize| {
        dated.clear();
        dated.extend(range(owner).map(|row| (sorting.date(row), row)));
        dated.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| sorting.compare(a.1, b.1)));
        order.extend(dated.iter().map(|(_, row)| *row));
        ends.push(u32::try_from(order.len()).unwrap_or(u32::MAX));
    };
    match owners {
        Some(owners) => owners.iter().copied().for_each(&mut add),
        None => (0..count).for_each(&mut add),
    }
    (ends, Some(order))
}

/// The order within a list: date (missing first), key, as read.
struct Sorting<'t> {
    date: Option<&'t Column>,
    key: Option<&'t Column>,
    texts: Option<&'t Dictionary>,
}

impl<'t> Sorting<'t> {
    fn of(
        schema: &Schema,
        tables: &'t [Table],
        texts: &'t Dictionary,
        level: usize,
    ) -> Sorting<'t> {
        let plan = schema.levels.get(level);
        let column = |field: Option<usize>| match tables.get(level)?.columns.get(field?)? {
            Filling::Scalar(column) => Some(column),
            Filling::Skip | Filling::List(_) => None,
        };
        let key = plan.and_then(|it| it.key);
        let is_text = key
            .zip(plan)
            .is_some_and(|(key, plan)| matches!(plan.read(key), Read::Scalar(Target::Text)));
        Sorting {
            date: column(plan.and_then(|it| it.dated_by)),
            key: column(key),
            texts: is_text.then_some(texts),
        }
    }

    fn date(&self, row: usize) -> Option<i64> {
        self.date.and_then(|column| column.get(row))
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        let key = |row: usize| self.key.and_then(|column| column.get(row));
        let by_date = match self.date {
            Some(Column { values, valid: None }) => values.get(a).cmp(&values.get(b)),
            _ => self.date(a).cmp(&self.date(b)),
        };
        by_date
            .then_with(|| match self.texts {
                Some(texts) => {
                    let text = |row: usize| key(row).map(|code| texts.text(code));
                    text(a).cmp(&text(b))
                }
                None => key(a).cmp(&key(b)),
            })
            .then(a.cmp(&b))
    }
}
