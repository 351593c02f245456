//! Sampled customers in each format that `loyal run` reads.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::ipc::writer::FileWriter;
use arrow::json::{ArrayWriter, LineDelimitedWriter};
use loyal_dsl::say;
use loyal_engine::record::Format;
use loyal_engine::sample::Sampler;
use rayon::ThreadPool;

use super::tables::Tables;
use super::unwritten::failure;
use crate::columnar::Table;
use crate::failure::Failure;
use crate::output::FileDraft;

/// Where they go.
pub(super) struct Writer {
    form: Form,
    path: Option<PathBuf>,
}

enum Form {
    Json(ArrayWriter<Out>),
    JsonLines(LineDelimitedWriter<Out>),
    Yaml(Out),
    Csv(Tables),
    Parquet(Box<Table<Out>>),
    Arrow(Box<FileWriter<Out>>),
}

/// A file, or standard output.
enum Out {
    File(FileDraft),
    Print(BufWriter<Stdout>),
}

impl Writer {
    pub(super) fn new(
        format: Format,
        path: Option<&Path>,
        sampler: &Sampler,
        pool: &Arc<ThreadPool>,
    ) -> Result<Writer, Failure> {
        let schema = sampler.schema();
        let form = match format {
            Format::Json => Form::Json(ArrayWriter::new(Out::open(path)?)),
            Format::JsonLines => Form::JsonLines(LineDelimitedWriter::new(Out::open(path)?)),
            Format::Yaml => Form::Yaml(Out::open(path)?),
            Format::Csv => Form::Csv(Tables::new(folder(path)?, sampler.program().clone())?),
            Format::Parquet => Form::Parquet(Box::new(parquet(path, sampler, pool)?)),
            Format::Arrow => {
                let out = Out::open(Some(file(path, "arrow")?))?;
                Form::Arrow(Box::new(FileWriter::try_new(out, schema).map_err(failure(path))?))
            }
        };
        Ok(Writer { form, path: path.map(Path::to_owned) })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let path = self.path.as_deref();
        match &mut self.form {
            Form::Json(rows) => rows.write(batch).map_err(failure(path)),
            Form::JsonLines(rows) => rows.write(batch).map_err(failure(path)),
            Form::Yaml(out) => yaml(out, batch).map_err(failure(path)),
            Form::Csv(tables) => tables.write(batch),
            Form::Parquet(rows) => rows.write(batch).map_err(failure(path)),
            Form::Arrow(rows) => rows.write(batch).map_err(failure(path)),
        }
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        let path = self.path.as_deref();
        let out = match self.form {
            Form::Json(mut rows) => {
                rows.finish().map_err(failure(path))?;
                rows.into_inner()
            }
            Form::JsonLines(rows) => rows.into_inner(),
            Form::Yaml(out) => out,
            Form::Csv(tables) => return tables.finish(),
            Form::Parquet(rows) => rows.finish().map_err(failure(path))?,
            Form::Arrow(mut rows) => {
                rows.finish().map_err(failure(path))?;
                rows.into_inner().map_err(failure(path))?
            }
        };
        match out {
            Out::File(draft) => draft.persist().map_err(failure(path)),
            Out::Print(mut out) => out.flush().map_err(Failure::Print),
        }
    }
}

impl Out {
    fn open(path: Option<&Path>) -> Result<Out, Failure> {
        Ok(match path {
            Some(path) => Out::File(FileDraft::new(path).map_err(Failure::write(path))?),
            None => Out::Print(BufWriter::new(io::stdout())),
        })
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::File(draft) => draft.write(bytes),
            Out::Print(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::File(draft) => draft.flush(),
            Out::Print(out) => out.flush(),
        }
    }
}

/// A list of which each item is in JSON, which is YAML too.
fn yaml(out: &mut Out, batch: &RecordBatch) -> Result<(), ArrowError> {
    let mut lines = LineDelimitedWriter::new(Vec::new());
    lines.write(batch)?;
    for line in lines.into_inner().split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        out.write_all(b"- ")?;
        out.write_all(line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn parquet(
    path: Option<&Path>,
    sampler: &Sampler,
    pool: &Arc<ThreadPool>,
) -> Result<Table<Out>, Failure> {
    let out = Out::open(Some(file(path, "parquet")?))?;
    let keys = sampler.keys();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let schema = Arc::clone(sampler.schema());
    Table::new(out, schema, &keys, Arc::clone(pool)).map_err(failure(path))
}

fn file<'p>(path: Option<&'p Path>, format: &str) -> Result<&'p Path, Failure> {
    path.ok_or_else(|| Failure::Usage(say!("{format} needs a file; name it with --output", format)))
}

fn folder(path: Option<&Path>) -> Result<&Path, Failure> {
    path.ok_or_else(|| Failure::Usage(say!("csv needs a folder; name it with --output")))
}
