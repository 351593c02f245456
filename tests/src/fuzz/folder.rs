//! Policy folders: files and links as a text tells them.

use std::fs;
use std::path::{Component, Path};

use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::policy::LoadError;

use super::{readers, texts};

/// What begins a file; a `->` behind its name makes it a link.
pub(super) const FILE: &str = "=== ";

/// Parameters of the analysis are many; what is larger takes it longer than a fuzzer waits.
const ANALYSED: usize = 6_000;

/// A folder is loaded, and analysed, whatever is in it.
pub(super) fn folders(bytes: &[u8]) {
    let folder = readers::folder();
    for part in split(bytes) {
        write(folder.path(), part);
    }
    match Policy::load(folder.path()) {
        Ok(policy) => {
            texts::draw(policy.warnings(), Language::Zh);
            if bytes.len() <= ANALYSED {
                texts::draw(&policy.findings(None).report, Language::En);
            }
        }
        Err(LoadError::Invalid(report)) => texts::draw(&report, Language::En),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The pieces that begin with a line of their name.
fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let mark = FILE.as_bytes();
    let begins =
        |at: &usize| bytes[*at..].starts_with(mark) && (*at == 0 || bytes[*at - 1] == b'\n');
    let starts: Vec<usize> = (0..bytes.len()).filter(begins).collect();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).map(|(start, end)| &bytes[start + mark.len()..end]).collect()
}

fn write(folder: &Path, part: &[u8]) {
    let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
    let Ok(head) = std::str::from_utf8(&part[..end]) else { return };
    let (name, target) =
        head.split_once(" -> ").map_or((head, None), |(name, to)| (name, Some(to)));
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if name.is_empty() || !inside {
        return;
    }
    let path = folder.join(name);
    // Names that no file system takes are no case.
    let Some(Ok(())) = path.parent().map(fs::create_dir_all) else { return };
    let _ = match target {
        Some(target) => link(target, &path),
        None => fs::write(path, part.get(end + 1..).unwrap_or_default()),
    };
}

#[cfg(unix)]
fn link(target: &str, path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) -> std::io::Result<()> {
    Ok(())
}
