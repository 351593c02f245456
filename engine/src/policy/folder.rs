//! The files of a policy.

#![expect(clippy::disallowed_methods, reason = "the caller names the file or folder to be read")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::source::SourceFile;
use loyal_dsl::uses::{self, Links};
use sha2::{Digest, Sha256};

use super::LoadError;
use super::file::text_of;

/// The most files of a policy.
const MOST: usize = 20_000;

/// The files of a policy as they were read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) sources: Vec<SourceFile>,
    pub(crate) links: Links,
}

impl Files {
    /// Hash of their names and contents.
    pub(crate) fn generation(&self) -> String {
        generation(&self.sources, &self.links)
    }
}

/// Hash of the names and contents of files. Lengths stand before texts, so that nothing can be
/// moved from one to the next.
pub(super) fn generation(sources: &[SourceFile], links: &Links) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    for source in sources {
        add(&source.name);
        add(&source.text);
    }
    for (link, file) in &links.same {
        add(link);
        add(file);
    }
    links.outside.iter().for_each(|name| add(name));
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The policy files at a path: every `.loyal` file of the folder and the folders in it, in the
/// order of their names, or the file itself; then those that they use.
pub(crate) fn read(path: &Path) -> Result<Files, LoadError> {
    let metadata = fs::metadata(path).map_err(|source| unread(path, source))?;
    if !metadata.is_dir() {
        let name = path.file_name().map_or_else(|| path.into(), PathBuf::from);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = Folder::open(parent.unwrap_or_else(|| Path::new(".")))?;
        return folder.with_used(vec![source_file(path, &name)?]);
    }
    let mut names = Vec::new();
    collect(path, Path::new(""), &mut names)?;
    names.sort_by_key(|name| spelled(name));
    if names.is_empty() {
        return Err(LoadError::Empty { path: path.to_owned() });
    }
    let folder = Folder::open(path)?;
    let (mut sources, mut outside) = (Vec::new(), Vec::new());
    for name in &names {
        if folder.holds(name)? {
            sources.push(source_file(&path.join(name), name)?);
        } else {
            outside.push(name);
        }
    }
    let files = folder.with_used(sources)?;
    // Of one that is used the check tells where.
    match outside.into_iter().find(|name| !files.links.outside.contains(&spelled(name))) {
        Some(name) => Err(LoadError::Outside { path: path.join(name) }),
        None => Ok(files),
    }
}

/// A policy's folder, out of which nothing is read.
struct Folder {
    path: PathBuf,
    /// The same without links.
    root: PathBuf,
}

impl Folder {
    fn open(path: &Path) -> Result<Folder, LoadError> {
        let root = fs::canonicalize(path).map_err(|source| unread(path, source))?;
        Ok(Folder { path: path.to_owned(), root })
    }

    /// Whether a file that was found in the folder stands in it, and is no link out of it.
    fn holds(&self, name: &Path) -> Result<bool, LoadError> {
        let path = self.path.join(name);
        let place = fs::canonicalize(&path).map_err(|source| unread(&path, source))?;
        Ok(place.starts_with(&self.root))
    }

    /// Adds what the sources use, and what that uses. What is not there is left to the check.
    fn with_used(&self, mut sources: Vec<SourceFile>) -> Result<Files, LoadError> {
        let mut links = Links::default();
        // Each file by its path without links, with the name under which it was read.
        let mut read: BTreeMap<PathBuf, String> = BTreeMap::new();
        for source in &sources {
            if let Ok(place) = fs::canonicalize(self.path.join(&source.name)) {
                read.insert(place, source.name.clone());
            }
        }
        let mut at = 0;
        while let Some(source) = sources.get(at) {
            for name in uses::used(source) {
                if let Some(found) = self.used(&name, &mut read, &mut links)? {
                    sources.push(found);
                }
            }
            at += 1;
        }
        Ok(Files { sources, links })
    }

    /// The file of a name, unless it has been read, is not there, or may not be read.
    fn used(
        &self,
        name: &str,
        read: &mut BTreeMap<PathBuf, String>,
        links: &mut Links,
    ) -> Result<Option<SourceFile>, LoadError> {
        let path = self.path.join(name);
        let named = path.extension().is_some_and(|extension| extension == "loyal");
        let Some(place) = fs::canonicalize(&path).ok().filter(|_| named) else { return Ok(None) };
        if !place.starts_with(&self.root) {
            links.outside.insert(name.to_owned());
            return Ok(None);
        }
        if let Some(first) = read.get(&place) {
            if first != name {
                links.same.insert(name.to_owned(), first.clone());
            }
            return Ok(None);
        }
        read.insert(place, name.to_owned());
        source_file(&path, Path::new(name)).map(Some)
    }
}

/// Adds the policy files below `root/inner`, by their names relative to `root`. Folders that are
/// links are not followed, so that the walk ends. Hidden names are passed over: they are what
/// editors and mounted configurations keep beside the policy, not the policy.
fn collect(root: &Path, inner: &Path, names: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let folder = root.join(inner);
    for entry in fs::read_dir(&folder).map_err(|source| unread(&folder, source))? {
        let entry = entry.map_err(|source| unread(&folder, source))?;
        let kind = entry.file_type().map_err(|source| unread(&entry.path(), source))?;
        let name = inner.join(entry.file_name());
        if is_hidden(&entry.file_name()) {
            continue;
        }
        if kind.is_dir() {
            collect(root, &name, names)?;
        } else if name.extension().is_some_and(|extension| extension == "loyal") {
            names.push(name);
            if names.len() > MOST {
                return Err(LoadError::TooMany { path: root.to_owned(), most: MOST });
            }
        }
    }
    Ok(())
}

/// `.git`, `..data`, `.#policy.loyal`
pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn source_file(path: &Path, name: &Path) -> Result<SourceFile, LoadError> {
    Ok(SourceFile { name: spelled(name), text: text_of(path)? })
}

/// The name with `/` between its parts on every system.
fn spelled(name: &Path) -> String {
    let parts = name.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn unread(path: &Path, source: std::io::Error) -> LoadError {
    LoadError::Read { path: path.to_owned(), source }
}
