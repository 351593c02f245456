//! The files of a policy.

#![expect(clippy::disallowed_methods, reason = "the caller names the file or folder to be read")]

use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::source::SourceFile;

use super::LoadError;

/// The policy files at a path: the file itself, or every `.loyal` file of the folder and the
/// folders in it, in the order of their names.
pub(super) fn read(path: &Path) -> Result<Vec<SourceFile>, LoadError> {
    let metadata = fs::metadata(path).map_err(|source| unread(path, source))?;
    if !metadata.is_dir() {
        let name = path.file_name().map_or_else(|| path.into(), PathBuf::from);
        return Ok(vec![source_file(path, &name)?]);
    }
    let mut names = Vec::new();
    collect(path, Path::new(""), &mut names)?;
    names.sort_by_key(|name| spelled(name));
    if names.is_empty() {
        return Err(LoadError::Empty { path: path.to_owned() });
    }
    names.iter().map(|name| source_file(&path.join(name), name)).collect()
}

/// Adds the policy files below `root/inner`, by their names relative to `root`. Folders that are
/// links are not followed, so that the walk ends.
fn collect(root: &Path, inner: &Path, names: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let folder = root.join(inner);
    for entry in fs::read_dir(&folder).map_err(|source| unread(&folder, source))? {
        let entry = entry.map_err(|source| unread(&folder, source))?;
        let kind = entry.file_type().map_err(|source| unread(&entry.path(), source))?;
        let name = inner.join(entry.file_name());
        if kind.is_dir() {
            collect(root, &name, names)?;
        } else if name.extension().is_some_and(|extension| extension == "loyal") {
            names.push(name);
        }
    }
    Ok(())
}

fn source_file(path: &Path, name: &Path) -> Result<SourceFile, LoadError> {
    let bytes = fs::read(path).map_err(|source| unread(path, source))?;
    let text =
        String::from_utf8(bytes).map_err(|_| LoadError::NotText { path: path.to_owned() })?;
    Ok(SourceFile { name: spelled(name), text })
}

/// The name with `/` between its parts on every system.
fn spelled(name: &Path) -> String {
    let parts = name.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn unread(path: &Path, source: std::io::Error) -> LoadError {
    LoadError::Read { path: path.to_owned(), source }
}
