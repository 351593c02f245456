//! The tables of a CSV folder that hold the elements of lists: read whole and grouped by the row
//! to which they belong.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::cells::{Cells, Row};
use super::csv_table::Columns;
use super::decimal;
use super::grouped::Grouped;
use super::rejection::{OF_NOBODY, Place, ReadError, Rejection, shorten};
use super::scalar::Target;
use super::schema::{Level, Read, Schema};
use super::table_text::TableText;
use crate::batch::Dictionary;

/// The elements of one list field, of all owners.
#[derive(Debug)]
pub(super) struct Children {
    pub(super) columns: Columns,
    pub(super) cells: Cells,
    /// The rows by their owner: the code of the customer's key, or the row of the element.
    pub(super) by_owner: Grouped,
    /// Whether the owners are found among the customers.
    pub(super) of_customers: bool,
    /// What lists of these elements are joined by; empty where there are none.
    known: Known,
}

/// The keys of elements that have lists of their own.
#[derive(Debug, Default)]
struct Known {
    /// The keys of each row's owners, the nearest first, where they could be read.
    owners: Vec<Vec<String>>,
    /// The rows' own keys.
    rows: HashMap<String, Vec<usize>>,
}

/// The column that holds the key of an owner, by the owner's distance.
struct Join {
    distance: usize,
    column: usize,
    target: Option<Target>,
}

impl Children {
    /// Reads the table of `level`, whose owners' table is `above` unless they are customers, whose
    /// keys are noted in `customers`.
    pub(super) fn read(
        mut table: TableText,
        schema: &Schema,
        level: usize,
        file: u16,
        above: Option<&Children>,
        customers: &mut Dictionary,
        orphans: &mut Vec<Rejection>,
    ) -> Result<Children, ReadError> {
        let nowhere = || Place::file(&table.file).error(say!("no list has this name"));
        let plan = schema.levels.get(level).ok_or_else(nowhere)?;
        let joins = joins(&table, schema, level)?;
        let columns: Vec<usize> = joins.iter().map(|join| join.column).collect();
        let columns = Columns::find(&table, plan, &columns, file)?;
        let mut cells = Cells::default();
        while table.next_row(&mut cells)? {}
        cells.close();
        let has_lists = schema.levels.iter().any(|it| it.owner.is_some_and(|(at, _)| at == level));
        let own_key = plan.key.filter(|_| has_lists).and_then(|key| {
            let name = plan.fields.get(key).map(|field| field.name.as_str())?;
            Some((table.column(name)?, scalar(plan, key)))
        });
        let mut known = Known::default();
        let mut owners = Vec::with_capacity(cells.len());
        let mut last = LastKey::default();
        for (number, row) in cells.rows().enumerate() {
            if !has_lists && above.is_none() {
                let join = joins.first();
                let key = join.map(|join| join_key(row, join.column, join.target.as_ref()));
                owners.push(Some(last.code(&key.unwrap_or_default(), customers)));
                continue;
            }
            let keys: Vec<(usize, String)> = joins
                .iter()
                .map(|join| (join.distance, join_key(row, join.column, join.target.as_ref())))
                .map(|(distance, key)| (distance, key.into_owned()))
                .collect();
            match attach(&keys, above, customers) {
                Ok((owner, keys)) => {
                    owners.push(Some(owner));
                    known.owners.push(keys);
                }
                Err(problem) => {
                    owners.push(None);
                    known.owners.push(Vec::new());
                    orphans.push(problem.rejection(&table, schema, level, row, &joins, &keys));
                }
            }
            if let Some((column, target)) = &own_key {
                let key = join_key(row, *column, target.as_ref()).into_owned();
                known.rows.entry(key).or_default().push(number);
            }
        }
        let (by_owner, of_customers) = (Grouped::of(&owners), above.is_none());
        Ok(Children { columns, cells, by_owner, of_customers, known })
    }
}

/// The key of the row before: rows of one customer mostly stand together.
#[derive(Default)]
struct LastKey {
    text: String,
    code: Option<usize>,
}

impl LastKey {
    fn code(&mut self, key: &str, customers: &mut Dictionary) -> usize {
        match self.code.filter(|_| self.text == key) {
            Some(code) => code,
            None => {
                let code = usize::try_from(customers.intern(key)).unwrap_or(usize::MAX - 1);
                self.code = Some(code);
                self.text.clear();
                self.text.push_str(key);
                code
            }
        }
    }
}

/// Finds the owner of a row by the keys of its owners; gives these too.
fn attach(
    keys: &[(usize, String)],
    above: Option<&Children>,
    customers: &mut Dictionary,
) -> Result<(usize, Vec<String>), Orphan> {
    let nearest = keys.first().map(|(_, key)| key.clone()).unwrap_or_default();
    let Some(Children { known, .. }) = above else {
        let code = usize::try_from(customers.intern(&nearest)).unwrap_or(usize::MAX - 1);
        return Ok((code, vec![nearest]));
    };
    let owners = |row: usize| known.owners.get(row).map(Vec::as_slice).unwrap_or_default();
    let fits = |candidate: &usize| {
        let owners = owners(*candidate);
        keys.iter().skip(1).all(|(distance, key)| owners.get(distance - 1) == Some(key))
    };
    let candidates = known.rows.get(&nearest).map(Vec::as_slice).unwrap_or_default();
    let candidates: Vec<usize> = candidates.iter().copied().filter(fits).collect();
    let first = *candidates.first().ok_or(Orphan::NoOwner)?;
    if candidates.iter().any(|other| owners(*other) != owners(first)) {
        return Err(Orphan::ManyOwners);
    }
    Ok((first, std::iter::once(nearest).chain(owners(first).iter().cloned()).collect()))
}

/// Why a row belongs nowhere.
enum Orphan {
    NoOwner,
    ManyOwners,
}

impl Orphan {
    fn rejection(
        &self,
        table: &TableText,
        schema: &Schema,
        level: usize,
        row: Row<'_>,
        joins: &[Join],
        keys: &[(usize, String)],
    ) -> Rejection {
        let owner = owners(schema, level).next();
        let (name, above) = owner.map_or(("owner", 0), |(at, it)| (it.name.as_str(), at));
        let column = joins.first().map(|join| join.column);
        let key = keys.first().map(|(_, key)| key.as_str()).unwrap_or_default();
        let (expected, help) = match self {
            Orphan::NoOwner => (
                say!("the key of a record `{name}` in the input", name),
                say!("no `{name}` has the key `{key}`", name, key),
            ),
            Orphan::ManyOwners => {
                let next = owners(schema, above).next().map(|(_, it)| join_names(it));
                let column = next.and_then(|names| names.into_iter().next()).unwrap_or_default();
                let help = say!("several have it; add the column `{column}`", column);
                (say!("the key of one record `{name}`", name), help)
            }
        };
        Rejection {
            place: Place::line(&table.file, row.line),
            customer: None,
            field: column.and_then(|at| table.header.get(at)).cloned().unwrap_or_default(),
            value: Some(Message::verbatim(shorten(key))),
            expected,
            help: Some(help),
            ordinal: OF_NOBODY,
        }
    }
}

/// The rejection of a row whose customer never came.
pub(super) fn no_customer(file: &Arc<str>, schema: &Schema, line: u64, key: &str) -> Rejection {
    let customer = schema.levels.first();
    let name = customer.map_or("customer", |it| it.name.as_str());
    let field = customer.and_then(|it| join_names(it).into_iter().next()).unwrap_or_default();
    Rejection {
        place: Place::line(file, line),
        customer: None,
        field,
        value: Some(Message::verbatim(shorten(key))),
        expected: say!("the key of a record `{name}` in the input", name),
        help: Some(say!("no `{name}` has the key `{key}`", name, key = shorten(key))),
        ordinal: OF_NOBODY,
    }
}

/// The owners of a level, the nearest first.
fn owners(schema: &Schema, level: usize) -> impl Iterator<Item = (usize, &Level)> {
    let mut level = level;
    std::iter::from_fn(move || {
        (level, _) = schema.levels.get(level)?.owner?;
        Some((level, schema.levels.get(level)?))
    })
}

/// The names under which a table may hold the key of this record: `customer_id`.
fn join_names(owner: &Level) -> Vec<String> {
    let key = owner.key.and_then(|key| owner.fields.get(key)).map(|it| it.name.replace('.', "_"));
    key.map(|key| vec![format!("{}_{key}", owner.name), key]).unwrap_or_default()
}

fn joins(table: &TableText, schema: &Schema, level: usize) -> Result<Vec<Join>, ReadError> {
    let own = schema.levels.get(level);
    let mut joins = Vec::new();
    for (distance, (_, owner)) in owners(schema, level).enumerate() {
        let names = join_names(owner);
        let is_own = |name: &String| own.is_some_and(|it| it.field(name).is_some());
        let mut names_here =
            names.iter().enumerate().filter(|(at, name)| *at == 0 || !is_own(name));
        let column = names_here.find_map(|(_, name)| table.column(name));
        match (column, names.first()) {
            (Some(column), _) => {
                let target = owner.key.and_then(|key| scalar(owner, key));
                joins.push(Join { distance, column, target });
            }
            (None, Some(name)) if distance == 0 => {
                let message = say!("there is no column `{column}`", column = name);
                let owner = &owner.name;
                let help = say!("it says to which `{owner}` a row belongs", owner);
                return Err(Place::file(&table.file).error(message).help(help));
            }
            (None, None) if distance == 0 => {
                let owner = &owner.name;
                let message = say!("its rows cannot be joined: `{owner}` has no key", owner);
                return Err(Place::file(&table.file).error(message));
            }
            (None, _) => {}
        }
    }
    Ok(joins)
}

fn scalar(level: &Level, field: usize) -> Option<Target> {
    match level.read(field) {
        Read::Scalar(target) => Some(target.clone()),
        Read::Skip | Read::List(_) => None,
    }
}

/// A key's cell in the form in which keys are compared: numbers by their value.
pub(super) fn join_key<'c>(row: Row<'c>, column: usize, target: Option<&Target>) -> Cow<'c, str> {
    let cell = row.cell(column).unwrap_or_default();
    match target {
        Some(Target::Quantity { places, .. }) => match decimal::parse(cell.trim(), *places) {
            Ok(value) => Cow::Owned(value.to_string()),
            Err(_) => Cow::Borrowed(cell),
        },
        _ => Cow::Borrowed(cell),
    }
}
