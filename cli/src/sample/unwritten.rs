//! What could not be written, whichever library says so.

use std::io;
use std::path::Path;

use arrow::error::ArrowError;
use parquet::errors::ParquetError;

use crate::failure::Failure;

/// What cannot be written to a path, or to standard output.
pub(super) fn failure<E: Into<Unwritten>>(path: Option<&Path>) -> impl Fn(E) -> Failure {
    move |error| {
        let Unwritten(source) = error.into();
        match path {
            Some(path) => Failure::Write { path: path.to_owned(), source },
            None => Failure::Print(source),
        }
    }
}

/// Why something was not written.
pub(super) struct Unwritten(io::Error);

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Unwritten {
        Unwritten(error)
    }
}

impl From<ArrowError> for Unwritten {
    fn from(error: ArrowError) -> Unwritten {
        Unwritten(match error {
            ArrowError::IoError(_, source) => source,
            other => io::Error::other(other),
        })
    }
}

impl From<ParquetError> for Unwritten {
    fn from(error: ParquetError) -> Unwritten {
        Unwritten(io::Error::other(error))
    }
}

impl From<csv::Error> for Unwritten {
    fn from(error: csv::Error) -> Unwritten {
        Unwritten(error.into())
    }
}
