//! The files of the project keep the laws.

use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::parse::parse;
use loyal_dsl::source::SourceFile;

use crate::laws::{formatted, hold, translations_are_canonical};

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
        let text = fs::read_to_string(&path).unwrap();
        read += usize::from(hold(&text));
        if path.components().any(|part| part.as_os_str() == "policies") {
            translations_are_canonical(&text);
        }
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

/// The declarations of the shipped policies and of the cases of the parser.
pub(crate) fn declarations() -> Vec<String> {
    let mut found = Vec::new();
    for path in ["policies", "dsl/tests/parse"].iter().flat_map(|folder| files(folder)) {
        let text = fs::read_to_string(&path).unwrap();
        let (file, _) = parse(0, &SourceFile { name: "a.loyal".to_owned(), text: text.clone() });
        let spans = file.declarations.iter().map(|declaration| declaration.span);
        found.extend(spans.map(|span| text[span.start as usize..span.end as usize].to_owned()));
    }
    found
}
