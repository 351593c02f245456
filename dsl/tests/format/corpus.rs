//! The files of the project keep the laws.

use std::fs;
use std::path::{Path, PathBuf};

use crate::laws::{formatted, hold};

/// The policy files below a folder.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "loyal") {
            files.push(path);
        }
    }
}

#[test]
fn shipped_policies_and_cases_of_other_tests_keep_the_laws() {
    let folders = ["policies", "dsl/tests/parse", "tests/agreement", "tests/check"];
    let mut read = 0;
    for path in folders.iter().flat_map(|folder| files(folder)) {
        println!("{}", path.display());
        read += usize::from(hold(&fs::read_to_string(&path).unwrap()));
    }
    assert!(read > 200, "{read}");
}

#[test]
fn shipped_policies_are_in_canonical_layout() {
    for path in files("policies") {
        let text = fs::read_to_string(&path).unwrap();
        let canonical = formatted(&text, None).unwrap();
        assert!(text == canonical, "`loyal fmt policies` changes {}", path.display());
    }
}
