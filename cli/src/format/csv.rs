//! CSV: a folder with both tables, or the effects alone on standard output.
//!
//! A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or
//! a carriage return, and is no plain number) is written with a `'` before it.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::Writer as Rows;
use loyal_dsl::ir::Program;
use loyal_engine::outcome::group_table::{
    group_columns, group_effect_columns, group_effect_row, group_row,
};
use loyal_engine::outcome::table::{self, Column};
use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError};

use super::Writer;
use crate::failure::Failure;
use crate::output::FolderDraft;

/// `customers.csv` and `effects.csv` in a folder.
pub(super) struct Folder {
    program: Arc<Program>,
    draft: FolderDraft,
    path: PathBuf,
    customers: Rows<BufWriter<File>>,
    effects: Rows<BufWriter<File>>,
    /// `groups.csv` and `group_effects.csv`, where the policy has portfolios.
    groups: Option<[Rows<BufWriter<File>>; 2]>,
}

impl Folder {
    pub(super) fn new(program: Arc<Program>, path: &Path) -> Result<Folder, Failure> {
        let draft = FolderDraft::new(path).map_err(Failure::write(path))?;
        let columns = table::customer_columns(&program);
        let customers = started(&draft, "customers.csv", &columns).map_err(Failure::write(path))?;
        let columns = table::effect_columns();
        let effects = started(&draft, "effects.csv", &columns).map_err(Failure::write(path))?;
        let groups = if program.crowd.portfolios.is_empty() {
            None
        } else {
            let (groups, effects) = (group_columns(), group_effect_columns());
            let start =
                |name, columns| started(&draft, name, columns).map_err(Failure::write(path));
            Some([start("groups.csv", &groups)?, start("group_effects.csv", &effects)?])
        };
        Ok(Folder { program, draft, path: path.to_owned(), customers, effects, groups })
    }

    fn group_rows(
        &mut self,
        portfolio: &str,
        results: &[Result<GroupOutcome, RecordError>],
    ) -> io::Result<()> {
        let Some([groups, effects]) = &mut self.groups else { return Ok(()) };
        for result in results {
            owned_row(groups, &group_row(portfolio, result))?;
        }
        for group in results.iter().filter_map(|result| result.as_ref().ok()) {
            for effect in &group.outcome.effects {
                owned_row(effects, &group_effect_row(group, effect))?;
            }
        }
        Ok(())
    }

    fn rows(&mut self, results: &[Result<Outcome, RecordError>]) -> io::Result<()> {
        for result in results {
            row(&mut self.customers, &table::customer_cells(&self.program, result))?;
        }
        effects(&mut self.effects, results)
    }
}

impl Writer for Folder {
    fn write(&mut self, results: &[Result<Outcome, RecordError>]) -> Result<(), Failure> {
        self.rows(results).map_err(Failure::write(&self.path))
    }

    fn write_groups(
        &mut self,
        portfolio: &str,
        results: &[Result<GroupOutcome, RecordError>],
    ) -> Result<(), Failure> {
        self.group_rows(portfolio, results).map_err(Failure::write(&self.path))
    }

    fn finish(self: Box<Self>, _rejected: u64) -> Result<(), Failure> {
        let Folder { draft, path, customers, effects, groups, .. } = *self;
        let mut tables = [customers, effects].into_iter().chain(groups.into_iter().flatten());
        let flushed = tables.try_for_each(|mut rows| rows.flush());
        flushed.and_then(|()| draft.persist()).map_err(Failure::write(&path))
    }
}

/// The effects on standard output.
pub(super) struct Effects(Rows<Stdout>);

impl Effects {
    pub(super) fn new() -> Result<Effects, Failure> {
        let mut rows = Rows::from_writer(io::stdout());
        header(&mut rows, &table::effect_columns())?;
        Ok(Effects(rows))
    }
}

impl Writer for Effects {
    fn write(&mut self, results: &[Result<Outcome, RecordError>]) -> Result<(), Failure> {
        Ok(effects(&mut self.0, results)?)
    }

    /// The effects on groups are a table of their own, which needs a folder.
    fn write_groups(
        &mut self,
        _portfolio: &str,
        _results: &[Result<GroupOutcome, RecordError>],
    ) -> Result<(), Failure> {
        Ok(())
    }

    fn finish(mut self: Box<Self>, _rejected: u64) -> Result<(), Failure> {
        Ok(self.0.flush()?)
    }
}

fn started(
    draft: &FolderDraft,
    name: &str,
    columns: &[Column],
) -> io::Result<Rows<BufWriter<File>>> {
    let file = File::create_new(draft.path().join(name))?;
    let mut rows = Rows::from_writer(BufWriter::new(file));
    header(&mut rows, columns)?;
    Ok(rows)
}

fn header(rows: &mut Rows<impl Write>, columns: &[Column]) -> io::Result<()> {
    rows.write_record(columns.iter().map(|column| guarded(&column.name).into_owned()))
        .map_err(io_error)
}

fn effects(
    rows: &mut Rows<impl Write>,
    results: &[Result<Outcome, RecordError>],
) -> io::Result<()> {
    for outcome in results.iter().filter_map(|result| result.as_ref().ok()) {
        for effect in &outcome.effects {
            let nested = table::nested(effect);
            row(rows, &table::effect_cells(outcome, effect, &nested))?;
        }
    }
    Ok(())
}

fn owned_row(rows: &mut Rows<impl Write>, cells: &[Option<String>]) -> io::Result<()> {
    row(rows, cells)
}

fn row(rows: &mut Rows<impl Write>, cells: &[Option<impl AsRef<str>>]) -> io::Result<()> {
    for cell in cells {
        let cell = cell.as_ref().map(AsRef::as_ref).unwrap_or_default();
        rows.write_field(guarded(cell).as_bytes()).map_err(io_error)?;
    }
    rows.write_record(None::<&[u8]>).map_err(io_error)
}

/// Keeps the kind of the error, which tells a closed pipe.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// `-12.30` and its like.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for text in
            ["=1+2", "+cmd|' /C calc'!A0", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "-", "+1.", "-.5"]
        {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["-12.30", "+5", "-7", "C-1", "", "1=1", "'=1", "会员"] {
            assert_eq!(guarded(text), text);
        }
    }
}
