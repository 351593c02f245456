//! One policy file.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the caller names the file to be read"
)]

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::LoadError;

/// The largest policy file, in MiB.
const LARGEST: u64 = 64;

/// The text of a policy file: a regular file of at most 64 MiB in UTF-8. Nothing else is opened, so
/// that a pipe or a device cannot hold up who reads.
pub fn text_of(path: &Path) -> Result<String, LoadError> {
    let unread = |source| LoadError::Read { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(unread)?;
    if !metadata.is_file() {
        return Err(LoadError::NotAFile { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(unread)?
        .take((LARGEST << 20) + 1)
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    if bytes.len() as u64 > LARGEST << 20 {
        return Err(LoadError::TooLarge { path: path.to_owned(), most: LARGEST });
    }
    String::from_utf8(bytes).map_err(|_| LoadError::NotText { path: path.to_owned() })
}
