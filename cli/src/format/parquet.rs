//! Parquet: a folder with `customers.parquet` and `effects.parquet`, compressed with Zstandard.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use loyal_dsl::ir::Program;
use loyal_engine::outcome::arrow::{
    Tables, group_effect_schema, group_effects, group_schema, groups as group_table,
};
use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError, Sheets};
use parquet::errors::ParquetError;
use rayon::ThreadPool;

use super::Writer;
use crate::columnar::Table;
use crate::failure::Failure;
use crate::output::FolderDraft;

/// What is different in nearly every row.
const UNIQUE: [&str; 4] = ["customer", "key", "subject", "reason"];

pub(super) struct Folder {
    tables: Tables,
    draft: FolderDraft,
    path: PathBuf,
    customers: Table<File>,
    effects: Table<File>,
    /// `groups.parquet` and `group_effects.parquet`, where the policy has portfolios.
    groups: Option<[Table<File>; 2]>,
}

impl Folder {
    pub(super) fn new(
        program: Arc<Program>,
        path: &Path,
        pool: &Arc<ThreadPool>,
    ) -> Result<Folder, Failure> {
        let draft = FolderDraft::new(path).map_err(Failure::write(path))?;
        let has_groups = !program.crowd.portfolios.is_empty();
        let tables = Tables::new(program);
        let start = |name, schema: SchemaRef| {
            let file = File::create_new(draft.path().join(name)).map_err(ParquetError::from);
            let table = file.and_then(|file| Table::new(file, schema, &UNIQUE, Arc::clone(pool)));
            table.map_err(failure(path))
        };
        let customers = start("customers.parquet", tables.customer_schema())?;
        let effects = start("effects.parquet", tables.effect_schema())?;
        let groups = if has_groups {
            let effects = start("group_effects.parquet", group_effect_schema())?;
            Some([start("groups.parquet", group_schema())?, effects])
        } else {
            None
        };
        Ok(Folder { tables, draft, path: path.to_owned(), customers, effects, groups })
    }
}

impl Writer for Folder {
    fn write(&mut self, results: &[Result<Outcome, RecordError>]) -> Result<(), Failure> {
        let sheets = self.tables.sheets(results.to_vec())?;
        self.write_sheets(&sheets)
    }

    fn tables(&self) -> Option<Tables> {
        Some(self.tables.clone())
    }

    fn write_sheets(&mut self, sheets: &Sheets) -> Result<(), Failure> {
        self.customers.write(&sheets.customers).map_err(failure(&self.path))?;
        self.effects.write(&sheets.effects).map_err(failure(&self.path))
    }

    fn write_groups(
        &mut self,
        portfolio: &str,
        results: &[Result<GroupOutcome, RecordError>],
    ) -> Result<(), Failure> {
        let Some([groups, effects]) = &mut self.groups else { return Ok(()) };
        let rows = group_table(portfolio, results)?;
        groups.write(&rows).map_err(failure(&self.path))?;
        effects.write(&group_effects(results)?).map_err(failure(&self.path))
    }

    fn finish(self: Box<Self>, _rejected: u64) -> Result<(), Failure> {
        let path = self.path;
        for table in self.groups.into_iter().flatten() {
            table.finish().map_err(failure(&path))?;
        }
        self.customers.finish().map_err(failure(&path))?;
        self.effects.finish().map_err(failure(&path))?;
        self.draft.persist().map_err(Failure::write(&path))
    }
}

fn failure(path: &Path) -> impl Fn(ParquetError) -> Failure {
    move |error| Failure::Write { path: path.to_owned(), source: std::io::Error::other(error) }
}
