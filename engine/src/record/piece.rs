//! What every format's reader gives: pieces of input, to be decoded on any thread.

#![expect(clippy::disallowed_types, reason = "readers of records read files")]

use loyal_dsl::say;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::decoded::Decoded;
use super::lines::count_breaks;
use super::rejection::{Place, ReadError};
use super::schema::Schema;

/// Raw input of some customers.
pub(super) trait Piece: Send {
    /// Decodes the records and holds them against the schema.
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded;
}

/// The pieces of an input, in its order.
pub(super) type Pieces = Box<dyn Iterator<Item = Result<Box<dyn Piece>, ReadError>> + Send>;

/// An opened file, or a stream, at its first byte.
pub(super) struct Source {
    /// As it is named in messages.
    pub(super) file: Arc<str>,
    pub(super) content: Content,
}

/// What holds the bytes.
pub(super) enum Content {
    /// A file, which can be read in any order.
    File(File),
    /// A stream.
    Stream(Box<dyn Read + Send>),
}

impl Source {
    /// Opens a file, which messages name by its path.
    pub(super) fn open(path: &Path) -> Result<Source, ReadError> {
        let name: Arc<str> = path.display().to_string().into();
        match File::open(path) {
            Ok(file) => Ok(Source { file: name, content: Content::File(file) }),
            Err(error) => Err(cannot_read(&name, &error)),
        }
    }

    /// The bytes in order.
    pub(super) fn into_stream(self) -> Box<dyn Read + Send> {
        match self.content {
            Content::File(file) => Box::new(file),
            Content::Stream(stream) => stream,
        }
    }

    /// All bytes.
    pub(super) fn read_all(self) -> Result<Vec<u8>, ReadError> {
        let file = Arc::clone(&self.file);
        let mut bytes = Vec::new();
        match self.into_stream().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(cannot_read(&file, &error)),
        }
    }

    /// All text, without a byte order mark.
    pub(super) fn read_text(self) -> Result<String, ReadError> {
        let file = Arc::clone(&self.file);
        let text = String::from_utf8(self.read_all()?).map_err(|error| {
            let good = error.as_bytes().get(..error.utf8_error().valid_up_to());
            not_utf8(Place::line(&file, count_breaks(good.unwrap_or_default()) + 1))
        })?;
        Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }
}

pub(super) fn cannot_read(file: &Arc<str>, error: &std::io::Error) -> ReadError {
    Place::file(file).error(say!("cannot be read: {error}", error = error.to_string()))
}

fn not_utf8(place: Place) -> ReadError {
    place.error(say!("the text is not UTF-8")).help(say!("save the file with the encoding UTF-8"))
}
