//! A case is a folder: `before.loyal`, and how it is to be: `after.loyal` in its own language,
//! `other.loyal` in the other one. What cannot be read, or not be written in the other language, has
//! `reason.txt` instead. With `UPDATE_CASES` set they are written anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::problems::Report;
use loyal_dsl::syntax::Language;

use crate::laws::{formatted, hold, meaning};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_is_laid_out_as_it_stands_beside_it() {
    assert!(cases().len() > 10);
    for case in cases() {
        let before = fs::read_to_string(case.join("before.loyal")).unwrap();
        match formatted(&before, None) {
            Err(report) => is(&case.join("reason.txt"), &reason(&report)),
            Ok(after) => {
                let other = match meaning(&before).unwrap().1 {
                    Language::En => Language::Zh,
                    Language::Zh => Language::En,
                };
                is(&case.join("after.loyal"), &after);
                match formatted(&before, Some(other)) {
                    // It has no words there, and stays as it is.
                    Err(report) => is(&case.join("reason.txt"), &reason(&report)),
                    Ok(turned) => {
                        is(&case.join("other.loyal"), &turned);
                        assert!(hold(&before));
                    }
                }
            }
        }
    }
}

fn is(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(path, found).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "{} is to be\n{expected}\nand is\n{found}", path.display());
}

fn reason(report: &Report) -> String {
    let mut reason = String::new();
    for problem in &report.diagnostics {
        let said = problem.message.in_language(Language::En);
        writeln!(reason, "{} {said}", problem.code).unwrap();
    }
    reason
}
