//! Parquet: a folder with `customers.parquet` and `effects.parquet`, compressed with Zstandard.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use loyal_dsl::ir::Program;
use loyal_engine::outcome::arrow::{
    Tables, group_effect_schema, group_effects, group_schema, groups as group_table,
};
use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::Writer;
use crate::failure::Failure;
use crate::output::FolderDraft;

/// Rows a row group: bounds memory, and is enough for columns to compress well.
const GROUP: usize = 64 * 1024;

pub(super) struct Folder {
    tables: Tables,
    draft: FolderDraft,
    path: PathBuf,
    customers: ArrowWriter<File>,
    effects: ArrowWriter<File>,
    /// `groups.parquet` and `group_effects.parquet`, where the policy has portfolios.
    groups: Option<[ArrowWriter<File>; 2]>,
}

impl Folder {
    pub(super) fn new(program: Arc<Program>, path: &Path) -> Result<Folder, Failure> {
        let draft = FolderDraft::new(path).map_err(Failure::write(path))?;
        let has_groups = !program.crowd.portfolios.is_empty();
        let tables = Tables::new(program);
        let start = |name, schema: SchemaRef| started(&draft, name, schema).map_err(failure(path));
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
        let customers = self.tables.customers(results)?;
        self.customers.write(&customers).map_err(failure(&self.path))?;
        let effects = self.tables.effects(results)?;
        self.effects.write(&effects).map_err(failure(&self.path))
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
            table.close().map_err(failure(&path))?;
        }
        self.customers.close().map_err(failure(&path))?;
        self.effects.close().map_err(failure(&path))?;
        self.draft.persist().map_err(Failure::write(&path))
    }
}

fn started(
    draft: &FolderDraft,
    name: &str,
    schema: SchemaRef,
) -> Result<ArrowWriter<File>, ParquetError> {
    let file = File::create_new(draft.path().join(name))?;
    ArrowWriter::try_new(file, schema, Some(properties()))
}

/// How every Parquet file of the command is written.
pub(crate) fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP))
        .set_created_by(concat!("loyal ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

fn failure(path: &Path) -> impl Fn(ParquetError) -> Failure {
    move |error| Failure::Write { path: path.to_owned(), source: std::io::Error::other(error) }
}
