//! CSV: one file of customers, or a folder with one more file for each list.

use loyal_dsl::say;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::arrange::arrange;
use super::cells::{Cells, Row};
use super::csv_children::{Children, join_key, no_customer};
use super::csv_table::Columns;
use super::decoded::Decoded;
use super::draft::Draft;
use super::piece::{Piece, Pieces, Source};
use super::rejection::{Place, ReadError, Rejection};
use super::scalar::Target;
use super::schema::{Read, Schema};
use super::table_text::TableText;
use crate::batch::Dictionary;

/// After so many customers it is known how much room a piece needs.
const SEEN: usize = 32;

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
    /// The keys of customers that have rows in them.
    keys: Dictionary,
}

struct Input {
    schema: Arc<Schema>,
    table: TableText,
    tables: Arc<Tables>,
    /// The column and the form of the customer's key.
    key: Option<(usize, Option<Target>)>,
    /// By the code of their keys: the customers that have come.
    came: Vec<bool>,
    orphans: Vec<Rejection>,
    done: bool,
}

struct CsvPiece {
    tables: Arc<Tables>,
    cells: Cells,
    /// Of each row: the code of its key, where tables have rows of it.
    codes: Vec<Option<usize>>,
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
        let mut tables = Tables {
            files: vec![Arc::clone(&table.file)],
            customers,
            children: HashMap::new(),
            keys: Dictionary::default(),
        };
        let mut orphans = Vec::new();
        for level in 1..schema.levels.len() {
            tables.read_children(&table.file, folder, schema, level, &mut orphans)?;
        }
        let (schema, tables) = (Arc::clone(schema), Arc::new(tables));
        Ok(Input { schema, table, tables, key, came: Vec::new(), orphans, done: false })
    }

    fn next_piece(&mut self, size: usize) -> Result<Option<Box<dyn Piece>>, ReadError> {
        let (mut cells, mut codes) = (Cells::default(), Vec::new());
        while cells.len() < size.max(1) && self.table.next_row(&mut cells)? {
            let code = cells.last().and_then(|row| self.come(row));
            codes.push(code);
        }
        if !cells.is_empty() {
            cells.close();
            return Ok(Some(Box::new(CsvPiece { tables: Arc::clone(&self.tables), cells, codes })));
        }
        if self.done {
            return Ok(None);
        }
        self.done = true;
        let orphans = self.orphans();
        Ok((!orphans.is_empty()).then(|| Box::new(Orphans(orphans)) as Box<dyn Piece>))
    }

    /// Notes that a customer has come; the code of its key, where tables have rows of it.
    fn come(&mut self, row: Row<'_>) -> Option<usize> {
        let (column, target) = self.key.as_ref()?;
        let key = join_key(row, *column, target.as_ref());
        let code = usize::try_from(self.tables.keys.code(&key)?).ok()?;
        if self.came.len() <= code {
            self.came.resize(code + 1, false);
        }
        if let Some(came) = self.came.get_mut(code) {
            *came = true;
        }
        Some(code)
    }

    /// All rows that belong to nobody, by file and line.
    fn orphans(&mut self) -> Vec<Rejection> {
        let mut orphans = std::mem::take(&mut self.orphans);
        let came = |code: usize| self.came.get(code).is_some_and(|came| *came);
        for code in (0..self.tables.keys.len()).filter(|code| !came(*code)) {
            let key = self.tables.keys.text(i64::try_from(code).unwrap_or(-1));
            for children in self.tables.children.values().filter(|it| it.of_customers) {
                let rows = children.by_owner.rows(code).iter();
                for row in rows.filter_map(|row| children.cells.row(*row)) {
                    let file = children.columns.at(row).file();
                    let file = self.tables.files.get(file).unwrap_or(&self.table.file);
                    orphans.push(no_customer(file, &self.schema, row.line, key));
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
        let keys = &mut self.keys;
        let children = Children::read(table, schema, level, number, above, keys, orphans)?;
        self.children.insert(level, children);
        Ok(())
    }
}

impl Piece for CsvPiece {
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded {
        let mut draft = Draft::new(schema);
        for (number, (row, code)) in self.cells.rows().zip(&self.codes).enumerate() {
            if number == SEEN {
                draft.make_room(self.cells.len());
            }
            draft.at = self.tables.customers.at(row);
            draft.begin(0);
            self.tables.customers.put(&mut draft, 0, row);
            self.lists(&mut draft, 0, *code);
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
    /// Puts the lists of the draft's current row of `level`, which are those of this owner.
    fn lists(&self, draft: &mut Draft<'_>, level: usize, owner: Option<usize>) {
        let schema = draft.schema;
        let Some(plan) = schema.levels.get(level) else { return };
        for (field, child) in plan.fields.iter().enumerate() {
            let Read::List(child) = &child.read else { continue };
            if draft.is_met(level, field) {
                continue;
            }
            if let Some((children, owner)) = self.tables.children.get(child).zip(owner) {
                for number in children.by_owner.rows(owner) {
                    self.element(draft, *child, children, *number);
                }
            }
            draft.close_list(level, field);
        }
    }

    fn element(&self, draft: &mut Draft<'_>, level: usize, children: &Children, number: usize) {
        let Some(row) = children.cells.row(number) else { return };
        draft.at = children.columns.at(row);
        draft.begin(level);
        children.columns.put(draft, level, row);
        self.lists(draft, level, Some(number));
        draft.at = children.columns.at(row);
        draft.end(level);
    }
}

impl Piece for Orphans {
    fn decode(self: Box<Self>, _: &Schema) -> Decoded {
        Decoded { rejections: self.0, ..Decoded::default() }
    }
}
