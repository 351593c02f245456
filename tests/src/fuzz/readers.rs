//! Records in every format: whatever the bytes, they end in outcomes, refusals or an error, and the
//! same ones for any size of a batch.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::policy::Evaluated;
use loyal_engine::record::{self, Format, Options, ReadError, Reader};

/// A policy that reads values of every type, a nested record and lists within lists.
const TEXT: &str = include_str!("readers.loyal");

/// The bytes before it are customers, those after it are orders.
pub(super) const ORDERS: &[u8] = b"\n=== orders\n";

pub(super) static READING: LazyLock<Policy> = LazyLock::new(|| {
    let source = SourceFile { name: "readers.loyal".to_owned(), text: TEXT.to_owned() };
    Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"))
});

pub(super) fn json(bytes: &[u8]) {
    stream(bytes, Format::Json);
}

pub(super) fn json_lines(bytes: &[u8]) {
    stream(bytes, Format::JsonLines);
}

pub(super) fn yaml(bytes: &[u8]) {
    stream(bytes, Format::Yaml);
}

pub(super) fn parquet(bytes: &[u8]) {
    stream(bytes, Format::Parquet);
}

pub(super) fn arrow(bytes: &[u8]) {
    stream(bytes, Format::Arrow);
}

/// A folder of two files, parted by a line.
pub(super) fn csv(bytes: &[u8]) {
    let at = bytes.windows(ORDERS.len()).position(|part| part == ORDERS);
    let (customers, orders) = match at {
        Some(at) => (&bytes[..at], Some(&bytes[at + ORDERS.len()..])),
        None => (bytes, None),
    };
    let folder = folder();
    fs::write(folder.path().join("customers.csv"), customers).expect("written");
    if let Some(orders) = orders {
        fs::write(folder.path().join("orders.csv"), orders).expect("written");
    }
    agree(|options| record::open(folder.path(), None, READING.program(), READING.needs(), options));
}

/// A new folder, in memory where the system has one there.
pub(super) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder")
}

fn stream(bytes: &[u8], format: Format) {
    let (program, needs) = (READING.program(), READING.needs());
    agree(|options| {
        let stream = Cursor::new(bytes.to_vec());
        record::open_stream(stream, "records", Some(format), program, needs, options)
    });
}

/// One by one gives what batches give.
fn agree(open: impl Fn(Options) -> Result<Reader, ReadError>) {
    let read = |batch_size| {
        let mut told = (Vec::new(), Vec::new());
        let options = Options { batch_size, strict: true };
        let end = open(options).and_then(|reader| read_on(reader, &mut told));
        (told, end.map_err(|error| error.to_string()))
    };
    let (singly, together) = (read(1), read(100));
    // Where reading ends early, the outcomes of a piece that was begun are not given.
    match (&singly.1, &together.1) {
        (Ok(()), Ok(())) => assert_eq!(singly, together),
        (singly, together) => assert_eq!(singly.is_ok(), together.is_ok()),
    }
}

/// Reads all: what becomes of records, and what is refused.
fn read_on(
    reader: Reader,
    (outcomes, refused): &mut (Vec<String>, Vec<String>),
) -> Result<(), ReadError> {
    let day = "2026-06-30".parse().expect("a date");
    let bound = READING.bind(day).expect("a day of the programme");
    let mut keys = reader.keys();
    for chunk in reader {
        let decoded = chunk?.decode();
        let results = bound.evaluate(&decoded.batch);
        let evaluated = Evaluated::admitted(results, decoded, &mut keys);
        outcomes.extend(evaluated.results.iter().map(|result| match result {
            Ok(outcome) => serde_json::to_string(outcome).expect("JSON"),
            Err(error) => format!("{}: {}", error.customer, error.error.message),
        }));
        refused.extend(evaluated.rejections.iter().map(ToString::to_string));
    }
    Ok(())
}
