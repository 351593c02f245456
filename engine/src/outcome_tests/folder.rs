//! Which files hold the outcome tests of a policy.

#![expect(clippy::disallowed_methods, reason = "the caller names the folder to be read")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loyal_dsl::message::Message;

use crate::record::{Place, ReadError};

/// Endings of the names of files.
const ENDINGS: [&str; 2] = ["yaml", "yml"];

/// The files of a policy's tests, in the order of their names.
pub(super) fn files(policy: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if !policy.is_dir() {
        return Ok(beside(policy));
    }
    let mut found = Vec::new();
    collect(policy, &mut found)?;
    found.sort();
    Ok(found)
}

/// Those of a policy that is a file.
fn beside(policy: &Path) -> Vec<PathBuf> {
    let stem = policy.file_stem().unwrap_or_default().to_string_lossy();
    let names = ENDINGS
        .iter()
        .flat_map(|ending| [format!("tests.{ending}"), format!("{stem}.test.{ending}")]);
    let mut found: Vec<PathBuf> =
        names.map(|name| policy.with_file_name(name)).filter(|path| path.is_file()).collect();
    found.sort();
    found
}

/// Folders that are links are not followed, so that the walk ends.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let unread = |error: std::io::Error| {
        Place::file(&Arc::from(folder.display().to_string()))
            .error(Message::verbatim(error.to_string()))
    };
    for entry in fs::read_dir(folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let kind = entry.file_type().map_err(unread)?;
        if kind.is_dir() {
            collect(&entry.path(), found)?;
        } else if is_named(&entry.file_name().to_string_lossy()) {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Whether a file of this name holds tests.
fn is_named(name: &str) -> bool {
    ENDINGS.iter().any(|ending| {
        name.strip_suffix(ending)
            .and_then(|name| name.strip_suffix('.'))
            .is_some_and(|name| name == "tests" || name.strip_suffix(".test").is_some())
    })
}
