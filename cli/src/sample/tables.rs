//! A folder of CSV: `customers.csv`, and a file for each list with the keys of its owners.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StructArray};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use indexmap::IndexMap;
use loyal_dsl::ir::{FieldKind, Program, RecordId};

use super::unwritten::failure;
use crate::failure::Failure;
use crate::output::FolderDraft;

pub(super) struct Tables {
    program: Arc<Program>,
    path: PathBuf,
    draft: FolderDraft,
    files: IndexMap<String, csv::Writer<BufWriter<File>>>,
}

/// Records of one kind, with the keys of their owners, the nearest first.
struct Table<'a> {
    name: &'a str,
    record: RecordId,
    rows: &'a StructArray,
    owners: Vec<Owner>,
}

/// The keys of the owners of rows, a key a row.
#[derive(Clone)]
struct Owner {
    column: String,
    keys: Vec<String>,
}

impl Tables {
    pub(super) fn new(path: &Path, program: Arc<Program>) -> Result<Tables, Failure> {
        let draft = FolderDraft::new(path).map_err(Failure::write(path))?;
        Ok(Tables { program, path: path.to_owned(), draft, files: IndexMap::new() })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let rows = StructArray::from(batch.clone());
        let (record, owners) = (RecordId(0), Vec::new());
        self.table(&Table { name: "customers", record, rows: &rows, owners })
    }

    fn table(&mut self, table: &Table<'_>) -> Result<(), Failure> {
        let path = self.path.clone();
        let (mut scalars, mut lists) = (Vec::new(), Vec::new());
        leaves("", table.rows, &mut scalars, &mut lists);
        let options = FormatOptions::default();
        let columns = scalars.iter().map(|(_, array)| ArrayFormatter::try_new(array, &options));
        let columns = columns.collect::<Result<Vec<_>, _>>().map_err(failure(Some(&path)))?;
        let names = scalars.iter().map(|(name, _)| name.as_str());
        let header = table.owners.iter().map(|owner| owner.column.as_str()).chain(names);
        let file = self.file(table.name, header.collect())?;
        for row in 0..table.rows.len() {
            let keys = table.owners.iter().filter_map(|owner| owner.keys.get(row).cloned());
            let cells = columns.iter().map(|column| column.value(row).to_string());
            file.write_record(keys.chain(cells)).map_err(failure(Some(&path)))?;
        }
        for (name, list) in &lists {
            self.elements(table, (name, list), &scalars)?;
        }
        Ok(())
    }

    fn elements(
        &mut self,
        table: &Table<'_>,
        (name, list): (&str, &ArrayRef),
        scalars: &[(String, ArrayRef)],
    ) -> Result<(), Failure> {
        let program = Arc::clone(&self.program);
        let Some(record) = program.records.get(table.record.0 as usize) else { return Ok(()) };
        let field = record.fields.iter().find(|field| field.name() == name);
        let Some(FieldKind::List(element)) = field.map(|field| &field.kind) else { return Ok(()) };
        let list = list.as_list::<i32>();
        let lengths: Vec<usize> = list.offsets().lengths().collect();
        let repeated = |keys: &[String]| {
            let each = keys.iter().zip(&lengths);
            each.flat_map(|(key, count)| std::iter::repeat_n(key.clone(), *count)).collect()
        };
        let key = record.key.and_then(|key| record.fields.get(key.0 as usize));
        let key = key.map(loyal_dsl::ir::Field::name).unwrap_or_default();
        let own = scalars.iter().find(|(column, _)| *column == key);
        let options = FormatOptions::default();
        let mut owners = Vec::new();
        if let Some((_, keys)) = own {
            let keys =
                ArrayFormatter::try_new(keys, &options).map_err(failure(Some(&self.path)))?;
            let keys: Vec<String> =
                (0..table.rows.len()).map(|row| keys.value(row).to_string()).collect();
            let column = format!("{}_{}", record.name, key.replace('.', "_"));
            owners.push(Owner { column, keys: repeated(&keys) });
        }
        owners.extend(
            table
                .owners
                .iter()
                .map(|owner| Owner { column: owner.column.clone(), keys: repeated(&owner.keys) }),
        );
        let name = if table.record == RecordId(0) {
            name.to_owned()
        } else {
            format!("{}.{name}", table.name)
        };
        let rows = list.values().as_struct();
        self.table(&Table { name: &name, record: *element, rows, owners })
    }

    fn file(
        &mut self,
        name: &str,
        header: Vec<&str>,
    ) -> Result<&mut csv::Writer<BufWriter<File>>, Failure> {
        let path = self.draft.path().join(format!("{name}.csv"));
        match self.files.entry(name.to_owned()) {
            indexmap::map::Entry::Occupied(file) => Ok(file.into_mut()),
            indexmap::map::Entry::Vacant(place) => {
                let file = File::create_new(path).map_err(Failure::write(&self.path))?;
                let mut rows = csv::Writer::from_writer(BufWriter::new(file));
                rows.write_record(header).map_err(failure(Some(&self.path)))?;
                Ok(place.insert(rows))
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Failure> {
        for file in self.files.values_mut() {
            file.flush().map_err(Failure::write(&self.path))?;
        }
        self.files.clear();
        self.draft.persist().map_err(Failure::write(&self.path))
    }
}

/// The columns of rows by their dotted names, those that hold lists apart.
fn leaves(
    prefix: &str,
    rows: &StructArray,
    scalars: &mut Vec<(String, ArrayRef)>,
    lists: &mut Vec<(String, ArrayRef)>,
) {
    for (field, column) in rows.fields().iter().zip(rows.columns()) {
        let name = format!("{prefix}{}", field.name());
        match column.data_type() {
            DataType::Struct(_) => leaves(&format!("{name}."), column.as_struct(), scalars, lists),
            DataType::List(_) => lists.push((name, Arc::clone(column))),
            _ => scalars.push((name, Arc::clone(column))),
        }
    }
}
