//! The files of the project keep the laws.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use loyal_dsl::parse::parse_as_written;
use loyal_dsl::source::SourceFile;

use crate::laws::{formatted, hold, hold_or_refused, translations_are_canonical};

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

/// The files of other tests, each so many of them.
fn of_other_tests(each: usize) -> impl Iterator<Item = PathBuf> {
    let folders = ["tests/agreement", "tests/check"];
    folders.into_iter().flat_map(move |folder| files(folder).into_iter().step_by(each))
}

#[test]
fn shipped_policies_and_cases_of_other_tests_keep_the_laws() {
    let folders = ["policies", "dsl/tests/parse"];
    let own = folders.iter().flat_map(|folder| files(folder));
    let read = keep_the_laws(&own.chain(of_other_tests(12)).collect::<Vec<_>>());
    assert!(read > 30, "{read}");
}

#[test]
#[ignore = "minutes: `just soak`"]
fn all_cases_of_other_tests_keep_the_laws() {
    let read = keep_the_laws(&of_other_tests(1).collect::<Vec<_>>());
    assert!(read > 200, "{read}");
}

/// How many of the files can be read.
fn keep_the_laws(paths: &[PathBuf]) -> usize {
    let read = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for paths in paths.chunks(paths.len() / 2 + 1) {
            let read = &read;
            scope.spawn(move || {
                for path in paths {
                    read.fetch_add(usize::from(keeps_the_laws(path)), Ordering::Relaxed);
                }
            });
        }
    });
    read.into_inner()
}

fn keeps_the_laws(path: &Path) -> bool {
    println!("{}", path.display());
    let text = fs::read_to_string(path).unwrap();
    if path.components().any(|part| part.as_os_str() == "policies") {
        translations_are_canonical(&text);
    }
    // What cannot be read is looked into for slips, which takes its time: some of it is enough.
    if path.components().any(|part| part.as_os_str() == "parse") {
        return hold_or_refused(&text);
    }
    hold(&text)
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
        let (file, _) =
            parse_as_written(0, &SourceFile { name: "a.loyal".to_owned(), text: text.clone() });
        let spans = file.declarations.iter().map(|declaration| declaration.span);
        let declared = spans.map(|span| text.get(span.start as usize..span.end as usize).unwrap());
        found.extend(declared.map(str::to_owned));
    }
    found
}
