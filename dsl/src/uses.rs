//! `use "tables.loyal"`: which file of the policy is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::parse;
use crate::source::SourceFile;
use crate::syntax::DeclarationKind;

/// What whoever reads the files knows of their names, beside the texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// Other names of files that are there: link → the name under which it was read.
    pub same: BTreeMap<String, String>,
    /// Names that lead out of the policy's folder.
    pub outside: BTreeSet<String>,
}

/// Why a `use` names no file of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPath {
    /// `/tables.loyal`, `C:\tables.loyal`
    Absolute,
    /// `../tables.loyal`
    Outside,
}

/// The name of the file that `written` means in the file called `user`: relative to the user's
/// own folder, never above it.
///
/// # Errors
/// For a path that is not relative, or climbs with `..`.
pub fn resolve(user: &str, written: &str) -> Result<String, BadPath> {
    let drive = written.get(1..2) == Some(":");
    if drive || written.starts_with(['/', '\\']) {
        return Err(BadPath::Absolute);
    }
    let folder = user.rsplit_once('/').map(|(folder, _)| folder);
    let mut parts: Vec<&str> = folder.into_iter().collect();
    for part in written.split('/') {
        match part {
            ".." => return Err(BadPath::Outside),
            "." | "" => {}
            other => parts.push(other),
        }
    }
    Ok(parts.join("/"))
}

/// The names of the files that a file uses, as far as they can be meant.
#[must_use]
pub fn used(source: &SourceFile) -> Vec<String> {
    let (tree, _) = parse(0, source);
    let written = tree.declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Use(text) => Some(&text.value),
        _ => None,
    });
    written.filter_map(|written| resolve(&source.name, written).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{BadPath, resolve};

    #[test]
    fn names_are_relative_to_the_users_folder() {
        assert_eq!(resolve("main.loyal", "tables.loyal"), Ok("tables.loyal".to_owned()));
        assert_eq!(resolve("a/main.loyal", "./b//t.loyal"), Ok("a/b/t.loyal".to_owned()));
        assert_eq!(resolve("a/main.loyal", "b/../../t.loyal"), Err(BadPath::Outside));
        assert_eq!(resolve("main.loyal", "/t.loyal"), Err(BadPath::Absolute));
        assert_eq!(resolve("main.loyal", "\\\\host\\t.loyal"), Err(BadPath::Absolute));
        assert_eq!(resolve("main.loyal", "c:t.loyal"), Err(BadPath::Absolute));
    }
}
