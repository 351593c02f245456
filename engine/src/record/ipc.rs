//! Arrow IPC: the file form, known by its first bytes, and the stream form.

use loyal_dsl::say;
use std::io::{BufReader, Cursor, Read, Seek};
use std::sync::Arc;

use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};

use super::arrow_batches;
use super::arrow_schema::inspect;
use super::contained::contained;
use super::piece::{Content, Pieces, Source, cannot_read};
use super::rejection::{Place, ReadError};
use super::schema::Schema;

const FILE_MAGIC: &[u8] = b"ARROW1\0\0";
/// What the stream form begins with since Arrow 0.15, before the length of its schema.
const STREAM_MAGIC: [u8; 4] = [0xff; 4];
/// A schema longer than this is none; the reader would set its length aside unseen.
const LONGEST_SCHEMA: u32 = 1 << 26;

/// The customers, `size` at a time. Of a file a batch is in memory, and so of the stream form; the
/// file form as a stream is held whole.
pub(super) fn pieces(source: Source, schema: &Schema, size: usize) -> Result<Pieces, ReadError> {
    let name = Arc::clone(&source.file);
    let opened = contained(|| open(source, schema, size));
    opened.unwrap_or_else(|| {
        Err(Place::file(&name).error(say!("the file is broken, or no Arrow IPC")))
    })
}

fn open(source: Source, schema: &Schema, size: usize) -> Result<Pieces, ReadError> {
    let name = source.file;
    match source.content {
        Content::File(mut file) => {
            let start = read_start(&mut file, &name)?;
            file.rewind().map_err(|error| cannot_read(&name, &error))?;
            if start == FILE_MAGIC {
                return file_form(BufReader::new(file), &name, schema, size);
            }
            stream_form(file, &start, &name, schema, size)
        }
        Content::Stream(mut stream) => {
            let start = read_start(&mut stream, &name)?;
            let is_file = start == FILE_MAGIC;
            let mut whole = Cursor::new(start.clone()).chain(stream);
            if is_file {
                let mut bytes = Vec::new();
                let read = whole.read_to_end(&mut bytes);
                read.map_err(|error| cannot_read(&name, &error))?;
                return file_form(Cursor::new(bytes), &name, schema, size);
            }
            stream_form(whole, &start, &name, schema, size)
        }
    }
}

fn read_start(bytes: &mut impl Read, name: &Arc<str>) -> Result<Vec<u8>, ReadError> {
    let mut start = Vec::new();
    let length = u64::try_from(FILE_MAGIC.len()).unwrap_or(0);
    let read = bytes.take(length).read_to_end(&mut start);
    read.map(|_| start).map_err(|error| cannot_read(name, &error))
}

fn file_form<R: Read + Seek + Send + 'static>(
    mut input: R,
    name: &Arc<str>,
    schema: &Schema,
    size: usize,
) -> Result<Pieces, ReadError> {
    let columns = FileReader::try_new(&mut input, None).map(|reader| reader.schema());
    let columns = columns.map_err(|error| broken(name, &error))?;
    let inspection = inspect(schema, columns.fields(), name)?;
    let batches = FileReader::try_new(input, Some(inspection.roots));
    let batches = batches.map_err(|error| broken(name, &error))?;
    Ok(arrow_batches::pieces(Arc::clone(name), batches, inspection.unknown, size))
}

fn stream_form<R: Read + Send + 'static>(
    input: R,
    start: &[u8],
    name: &Arc<str>,
    schema: &Schema,
    size: usize,
) -> Result<Pieces, ReadError> {
    if !begins_stream(start) {
        return Err(Place::file(name).error(say!("the file is no Arrow IPC")));
    }
    let batches = StreamReader::try_new(BufReader::new(input), None);
    let batches = batches.map_err(|error| broken(name, &error))?;
    let inspection = inspect(schema, batches.schema().fields(), name)?;
    Ok(arrow_batches::pieces(Arc::clone(name), batches, inspection.unknown, size))
}

fn begins_stream(start: &[u8]) -> bool {
    let length = start.strip_prefix(&STREAM_MAGIC).and_then(|rest| <[u8; 4]>::try_from(rest).ok());
    length.is_some_and(|length| u32::from_le_bytes(length) <= LONGEST_SCHEMA)
}

fn broken(name: &Arc<str>, error: &ArrowError) -> ReadError {
    Place::file(name)
        .error(say!("the file is broken, or no Arrow IPC: {error}", error = error.to_string()))
}
