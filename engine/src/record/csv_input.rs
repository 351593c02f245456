//! CSV: one file of customers, or a folder with one more file for each list.

use loyal_dsl::say;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::arrange::arrange;
use super::csv_children::{Children, join_key, no_customer};
use super::csv_table::Columns;
use super::decoded::Decoded;
use super::draft::Draft;
use super::piece::{Piece, Pieces, Source};
use super::rejection::{Place, ReadError, Rejection};
use super::scalar::Target;
use super::schema::{Read, Schema};
use super::table_text::{Row, TableText};

/// The customers, `size` at a time. `folder` is where the tables of lists are, if anywhere; these
/// are held in memory.
pub(super) fn pieces(
    source: Source,
    folder: Option<&Path>,
    schema: &Arc<Schema>,
    size: usize,
) -> Result<Pieces, ReadError> {
    let table = TableText::open(source)?;
    let mut input = Input::open(table, folder, schema)?;
    Ok(Box::new(std::iter::from_fn(move || input.next_piece(size).transpose())))
}

/// What all pieces share.
struct Tables {
    files: Vec<Arc<str>>,
    customers: Columns,
    /// By level; absent for the customers.
    children: HashMap<usize, Children>,
}

struct Input {
    schema: Arc<Schema>,
    table: TableText,
    tables: Arc<Tables>,
    /// The column and the form of the customer's key.
    key: Option<(usize, Option<Target>)>,
    /// By level, the customers' keys of that table that have not come yet.
    waiting: HashMap<usize, HashSet<String>>,
    orphans: Vec<Rejection>,
    done: bool,
}

struct CsvPiece {
    tables: Arc<Tables>,
    customers: Vec<(Row, Option<String>)>,
}

/// Rows of lists that belong to nobody, told at the end.
struct Orphans(Vec<Rejection>);

impl Input {
    fn open(
        table: TableText,
        folder: Option<&Path>,
        schema: &Arc<Schema>,
    ) -> Result<Input, ReadError> {
        let nobody = || Place::file(&table.file).error(say!("the policy has no customer record"));
        let customer = schema.levels.first().ok_or_else(nobody)?;
        let customers = Columns::find(&table, customer, &[], 0)?;
        let key = customer.key.and_then(|key| {
            let name = customer.fields.get(key).map(|field| field.name.as_str())?;
            let target = match customer.read(key) {
                Read::Scalar(target) => Some(target.clone()),
                Read::Skip | Read::List(_) => None,
            };
            Some((table.column(name)?, target))
        });
        let mut tables =
            Tables { files: vec![Arc::clone(&table.file)], customers, children: HashMap::new() };
        let mut orphans = Vec::new();
        for level in 1..schema.levels.len() {
            tables.read_children(&table.file, folder, schema, level, &mut orphans)?;
        }
        let waiting = tables
            .children
            .iter()
            .map(|(level, children)| (*level, children.by_customer.keys().cloned().collect()));
        let waiting = waiting.collect();
        let (schema, tables) = (Arc::clone(schema), Arc::new(tables));
        Ok(Input { schema, table, tables, key, waiting, orphans, done: false })
    }

    fn next_piece(&mut self, size: usize) -> Result<Option<Box<dyn Piece>>, ReadError> {
        let mut customers = Vec::new();
        while customers.len() < size.max(1) {
            let Some(row) = self.table.next_row()? else { break };
            let key = self.key.as_ref().map(|(at, target)| join_key(&row, *at, target.as_ref()));
            if let Some(key) = &key {
                self.waiting.values_mut().for_each(|keys| {
                    keys.remove(key);
                });
            }
            customers.push((row, key));
        }
        if !customers.is_empty() {
            return Ok(Some(Box::new(CsvPiece { tables: Arc::clone(&self.tables), customers })));
        }
        if self.done {
            return Ok(None);
        }
        self.done = true;
        let orphans = self.orphans();
        Ok((!orphans.is_empty()).then(|| Box::new(Orphans(orphans)) as Box<dyn Piece>))
    }

    /// All rows that belong to nobody, by file and line.
    fn orphans(&mut self) -> Vec<Rejection> {
        let mut orphans = std::mem::take(&mut self.orphans);
        for (level, keys) in &self.waiting {
            let Some(children) = self.tables.children.get(level) else { continue };
            for key in keys {
                let rows = children.by_customer.get(key).into_iter().flatten();
                for row in rows.filter_map(|row| children.rows.get(*row)) {
                    let file = children.columns.at(row).file();
                    let file = self.tables.files.get(file).unwrap_or(&self.table.file);
                    orphans.push(no_customer(file, &self.schema, row, key));
                }
            }
        }
        orphans.sort_by(|a, b| (&a.place.file, a.place.line).cmp(&(&b.place.file, b.place.line)));
        orphans
    }
}

impl Tables {
    fn read_children(
        &mut self,
        customers: &Arc<str>,
        folder: Option<&Path>,
        schema: &Schema,
        level: usize,
        orphans: &mut Vec<Rejection>,
    ) -> Result<(), ReadError> {
        let Some(plan) = schema.levels.get(level) else { return Ok(()) };
        let Some((owner, _)) = plan.owner else { return Ok(()) };
        let name = plan.names.prefix.trim_end_matches('.');
        let list = schema.levels.get(owner).and_then(|it| it.fields.get(plan.owner?.1));
        let optional = list.is_some_and(|list| list.optional);
        let Some(folder) = folder else {
            if optional {
                return Ok(());
            }
            let message =
                say!("the policy reads the list `{name}`, which one CSV file cannot hold", name);
            let help =
                say!("put `customers.csv` and `{name}.csv` in a folder and give the folder", name);
            return Err(Place::file(customers).error(message).help(help));
        };
        let own_name = name.rsplit_once('.').map_or(name, |(_, own)| own);
        let list = list.map_or(own_name, |it| it.name.as_str());
        let paths = [folder.join(format!("{name}.csv")), folder.join(format!("{list}.csv"))];
        let Some(path) = paths.iter().find(|path| path.is_file()) else {
            if optional {
                return Ok(());
            }
            let folder: Arc<str> = folder.display().to_string().into();
            let message = say!("there is no file `{list}.csv` for the list `{name}`", list, name);
            return Err(Place::file(&folder).error(message));
        };
        let table = TableText::open(Source::open(path)?)?;
        let number = u16::try_from(self.files.len()).unwrap_or(u16::MAX);
        self.files.push(Arc::clone(&table.file));
        let above = self.children.get(&owner);
        let children = Children::read(table, schema, level, number, above, orphans)?;
        self.children.insert(level, children);
        Ok(())
    }
}

impl Piece for CsvPiece {
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded {
        let mut draft = Draft::new(schema);
        for (row, key) in &self.customers {
            draft.at = self.tables.customers.at(row);
            draft.begin(0);
            self.tables.customers.put(&mut draft, 0, row);
            self.lists(&mut draft, 0, |children| {
                key.as_ref().and_then(|key| children.by_customer.get(key))
            });
            draft.at = self.tables.customers.at(row);
            draft.end(0);
        }
        arrange(draft, |at| {
            let file = self.tables.files.get(at.file()).or(self.tables.files.first());
            Place::line(file.unwrap_or(&Arc::from("")), at.position())
        })
    }
}

impl CsvPiece {
    /// Puts the lists of the draft's current row of `level`.
    fn lists<'t>(
        &'t self,
        draft: &mut Draft<'_>,
        level: usize,
        rows: impl Fn(&'t Children) -> Option<&'t Vec<usize>>,
    ) {
        let schema = draft.schema;
        let Some(plan) = schema.levels.get(level) else { return };
        for (field, child) in plan.fields.iter().enumerate() {
            let Read::List(child) = &child.read else { continue };
            if draft.is_met(level, field) {
                continue;
            }
            if let Some(children) = self.tables.children.get(child) {
                for number in rows(children).into_iter().flatten() {
                    self.element(draft, *child, children, *number);
                }
            }
            draft.close_list(level, field);
        }
    }

    fn element(&self, draft: &mut Draft<'_>, level: usize, children: &Children, number: usize) {
        let Some(row) = children.rows.get(number) else { return };
        draft.at = children.columns.at(row);
        draft.begin(level);
        children.columns.put(draft, level, row);
        self.lists(draft, level, |below| below.by_row.get(&number));
        draft.at = children.columns.at(row);
        draft.end(level);
    }
}

impl Piece for Orphans {
    fn decode(self: Box<Self>, _: &Schema) -> Decoded {
        Decoded { rejections: self.0, ..Decoded::default() }
    }
}
