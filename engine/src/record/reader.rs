//! An input of any format → chunks, decoded wherever the caller likes.

use loyal_dsl::say;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loyal_dsl::ir::Program;

use super::decoded::Decoded;
use super::format::Format;
use super::json::{document, lines};
use super::keys::Keys;
use super::piece::{Content, Piece, Pieces, Source, cannot_read};
use super::rejection::{Place, ReadError};
use super::schema::Schema;
use super::{csv_input, ipc, parquet, yaml};
use crate::needs::Needs;

/// How an input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Customers in a chunk; at least one.
    pub batch_size: usize,
    /// Whether fields that the policy does not read are validated too.
    pub strict: bool,
}

/// Customers in a chunk, unless told otherwise: few enough to stay in a processor's cache.
const BATCH_SIZE: usize = 4096;

impl Default for Options {
    fn default() -> Options {
        Options { batch_size: BATCH_SIZE, strict: false }
    }
}

/// An opened input: gives its chunks in order. After an error it gives nothing more.
pub struct Reader {
    schema: Arc<Schema>,
    pieces: Pieces,
    format: Format,
    failed: bool,
}

/// Raw input of some customers.
pub struct Chunk {
    schema: Arc<Schema>,
    piece: Box<dyn Piece>,
}

/// Opens a file, a folder, or standard input (`-`). Without `format` the extension tells it, and
/// on standard input the first line, if that is JSON.
pub fn open(
    input: &Path,
    format: Option<Format>,
    program: &Program,
    needs: &Needs,
    options: Options,
) -> Result<Reader, ReadError> {
    let schema = Arc::new(Schema::new(program, needs, options.strict)?);
    if input == Path::new("-") {
        let (source, format) = sniffed(std::io::stdin(), "standard input", format)?;
        return Reader::new(source, format, None, schema, options);
    }
    if input.is_dir() {
        let path = customers_file(input, format, &schema)?;
        let format = format.or_else(|| Format::of_path(&path)).unwrap_or(Format::Csv);
        return Reader::new(Source::open(&path)?, format, Some(input), schema, options);
    }
    let source = Source::open(input)?;
    let format =
        format.or_else(|| Format::of_path(input)).ok_or_else(|| unknown_format(&source))?;
    Reader::new(source, format, None, schema, options)
}

/// Opens the file of a folder that is named after the program's record, in any format; `None` where
/// there is none.
pub fn open_beside(
    folder: &Path,
    program: &Program,
    needs: &Needs,
    options: Options,
) -> Result<Option<Reader>, ReadError> {
    let schema = Arc::new(Schema::new(program, needs, options.strict)?);
    let record = schema.levels.first().map_or("", |level| level.name.as_str());
    let path = Format::extensions(None)
        .map(|extension| folder.join(format!("{record}.{extension}")))
        .find(|path| path.is_file());
    let Some((path, format)) = path.and_then(|path| {
        let format = Format::of_path(&path)?;
        Some((path, format))
    }) else {
        return Ok(None);
    };
    Reader::new(Source::open(&path)?, format, Some(folder), schema, options).map(Some)
}

/// Reads a stream that messages call `name`; without `format` its first line must be JSON.
pub fn open_stream(
    stream: impl Read + Send + 'static,
    name: &str,
    format: Option<Format>,
    program: &Program,
    needs: &Needs,
    options: Options,
) -> Result<Reader, ReadError> {
    let schema = Arc::new(Schema::new(program, needs, options.strict)?);
    let (source, format) = sniffed(stream, name, format)?;
    Reader::new(source, format, None, schema, options)
}

fn sniffed(
    stream: impl Read + Send + 'static,
    name: &str,
    format: Option<Format>,
) -> Result<(Source, Format), ReadError> {
    let file: Arc<str> = Arc::from(name);
    let stream: Box<dyn Read + Send> = Box::new(stream);
    if let Some(format) = format {
        return Ok((Source { file, content: Content::Stream(stream) }, format));
    }
    let mut stream = BufReader::new(stream);
    let mut start = Vec::new();
    while start.trim_ascii().is_empty() {
        match stream.read_until(b'\n', &mut start) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return Err(cannot_read(&file, &error)),
        }
    }
    let format = Format::sniff(&start);
    let content = Content::Stream(Box::new(Cursor::new(start).chain(stream)));
    let source = Source { file, content };
    let format = format.ok_or_else(|| unknown_format(&source))?;
    Ok((source, format))
}

fn unknown_format(source: &Source) -> ReadError {
    let error = Place::file(&source.file).error(say!("it does not tell its format"));
    error.help(say!("give the format: json, jsonl, yaml, csv, parquet or arrow"))
}

/// The file of a folder that holds the customers.
fn customers_file(
    folder: &Path,
    format: Option<Format>,
    schema: &Schema,
) -> Result<PathBuf, ReadError> {
    let record = schema.levels.first().map_or("customer", |level| level.name.as_str());
    let names = ["customers", record];
    let found = Format::extensions(format).find_map(|extension| {
        let mut paths = names.iter().map(|name| folder.join(format!("{name}.{extension}")));
        paths.find(|path| path.is_file())
    });
    found.ok_or_else(|| {
        let folder: Arc<str> = folder.display().to_string().into();
        let extension = Format::extensions(format).next().unwrap_or("csv");
        let message = say!("there is no file `customers.{extension}` in the folder", extension);
        Place::file(&folder).error(message)
    })
}

impl Reader {
    fn new(
        source: Source,
        format: Format,
        folder: Option<&Path>,
        schema: Arc<Schema>,
        options: Options,
    ) -> Result<Reader, ReadError> {
        let size = options.batch_size;
        let pieces = match format {
            Format::Json => document::pieces(source, size)?,
            Format::JsonLines => lines::pieces(source, size),
            Format::Yaml => yaml::pieces(source, size)?,
            Format::Csv => csv_input::pieces(source, folder, &schema, size)?,
            Format::Parquet => parquet::pieces(source, &schema, size)?,
            Format::Arrow => ipc::pieces(source, &schema, size)?,
        };
        Ok(Reader { schema, pieces, format, failed: false })
    }

    /// The format that is read.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The check for customers that come twice in this input.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys::new(Arc::clone(&self.schema))
    }
}

impl Iterator for Reader {
    type Item = Result<Chunk, ReadError>;

    fn next(&mut self) -> Option<Result<Chunk, ReadError>> {
        if self.failed {
            return None;
        }
        let piece = self.pieces.next()?;
        self.failed = piece.is_err();
        Some(piece.map(|piece| Chunk { schema: Arc::clone(&self.schema), piece }))
    }
}

impl Chunk {
    /// Decodes the records and holds them against the policy's record.
    #[must_use]
    pub fn decode(self) -> Decoded {
        self.piece.decode(&self.schema)
    }
}
