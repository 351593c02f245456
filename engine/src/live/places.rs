//! Which folders' changes may change a policy.

#![expect(clippy::disallowed_methods, reason = "the caller names the file or folder to be watched")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::policy::folder::is_hidden;

/// The folders in which a change may change the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Whatever happens in these matters.
    pub(super) folders: BTreeSet<PathBuf>,
    /// In those that hold them, only what happens to these.
    pub(super) entries: BTreeSet<PathBuf>,
}

impl Places {
    /// Those of the policy at a path, of which files of these names were read: the policy's folder
    /// and those in it, where links lead to, and the folder's own entry above.
    pub(super) fn of<'a>(path: &Path, names: impl Iterator<Item = &'a str>) -> Places {
        let mut places = Places::default();
        let is_folder = fs::metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let root = if is_folder { path } else { above(path) };
        places.add_folder(root);
        if is_folder {
            places.add_inner(root);
        }
        for name in names {
            places.add_folder(above(&root.join(name)));
            places.add_target(&root.join(name));
        }
        places.add_entry(path);
        places.add_target(path);
        places
    }

    fn add_folder(&mut self, folder: &Path) {
        self.folders.insert(folder.to_owned());
        // A folder that is a link is watched under both of its names: the link may be turned.
        if let Ok(real) = fs::canonicalize(folder) {
            self.folders.insert(real);
        }
    }

    /// The folders below.
    fn add_inner(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_hidden(&entry.file_name()) {
                self.folders.insert(entry.path());
                self.add_inner(&entry.path());
            }
        }
    }

    /// Where a link leads.
    fn add_target(&mut self, link: &Path) {
        if let Ok(real) = fs::canonicalize(link) {
            self.add_entry(&real);
        }
    }

    fn add_entry(&mut self, path: &Path) {
        self.entries.insert(path.to_owned());
        if let (Ok(real), Some(name)) = (fs::canonicalize(above(path)), path.file_name()) {
            self.entries.insert(real.join(name));
        }
    }

    /// The folders to be watched.
    pub(super) fn watched(&self) -> BTreeSet<PathBuf> {
        let holding = self.entries.iter().map(|entry| above(entry).to_owned());
        self.folders.iter().cloned().chain(holding).collect()
    }

    /// Whether a change of this path may change the policy.
    pub(super) fn concern(&self, changed: &Path) -> bool {
        self.entries.contains(changed)
            || self.folders.contains(changed)
            || self.folders.contains(above(changed))
    }
}

/// The folder that holds a path.
fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) => Path::new("."),
        None => path,
    }
}
