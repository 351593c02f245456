//! The project's own folders, and the policies in them.

use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::date::Date;
use loyal_dsl::source::SourceFile;

/// The project's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folders in a folder, in the order of their names.
///
/// # Panics
/// Where it cannot be read.
#[must_use]
pub fn inside(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        entries(folder).into_iter().filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The policy files of a folder, in the order of their names.
///
/// # Panics
/// Where they cannot be read.
#[must_use]
pub fn sources(folder: &Path) -> Vec<SourceFile> {
    let mut files: Vec<PathBuf> = entries(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "loyal"))
        .collect();
    files.sort();
    let read = |path: &PathBuf| SourceFile {
        name: name(path),
        text: fs::read_to_string(path).expect("a readable file"),
    };
    files.iter().map(read).collect()
}

/// The dates for which a policy's README runs it on its own customers.
///
/// # Panics
/// Where the README names none.
#[must_use]
pub fn as_of(policy: &Path) -> Vec<Date> {
    let readme = fs::read_to_string(policy.join("README.md")).expect("a README");
    let days = readme.split("--as-of ").skip(1).map(|after| {
        after.split_whitespace().next().and_then(|day| day.parse().ok()).expect("a date")
    });
    let days: Vec<Date> = days.collect();
    assert!(!days.is_empty(), "{} has no command with its date", policy.display());
    days
}

/// The last part of a path.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .collect()
}
