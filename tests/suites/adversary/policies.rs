//! Hostile policies: what `loyal check` says of each.

use std::fs;
use std::path::Path;

use loyal_dsl::problems::{Diagnostic, Report};
use loyal_engine::Policy;
use loyal_engine::policy::LoadError;
use loyal_tests::folders;

use crate::guard::{guarded, short};
use loyal_tests::corpus::{Case, Topic};

/// The findings of each case: code, place, message.
pub(crate) fn answers(topic: Topic) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, case) in &topic.cases {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), &topic, case);
        let path = folder.path().to_path_buf();
        lines.push(format!("{name}:"));
        lines.extend(guarded(name, move || found(&path)).iter().map(|line| format!("  {line}")));
    }
    lines
}

fn write(folder: &Path, topic: &Topic, case: &Case) {
    match case {
        Case::Text(text) => {
            fs::write(folder.join("case.loyal"), topic.framed(text)).expect("written");
        }
        Case::Folder { files, links } => {
            for (name, text) in files {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text.bytes()).expect("written");
            }
            for (name, target) in links {
                link(target, &folder.join(name));
            }
        }
    }
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    std::os::unix::fs::symlink(target, path).expect("a link");
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) {
    panic!("symbolic links are tried on Unix only");
}

fn found(folder: &Path) -> Vec<String> {
    let loaded = Policy::load(folder);
    let report = match &loaded {
        Ok(policy) => policy.warnings(),
        Err(LoadError::Invalid(report)) => report,
        Err(error) => {
            let told = error.to_string().replace(&folder.display().to_string(), "");
            return vec![short(&told)];
        }
    };
    let mut lines: Vec<String> =
        report.diagnostics.iter().take(4).map(|found| line(report, found)).collect();
    match report.diagnostics.len() {
        0 => lines.push("sound".to_owned()),
        5.. => lines.push(format!("and {} more", report.diagnostics.len() - 4)),
        _ => {}
    }
    lines
}

/// A finding; what is said of a policy as a whole has no place in it.
fn line(report: &Report, found: &Diagnostic) -> String {
    let Some((file, start)) = found.place() else {
        return short(&format!("{} {}", found.code, found.message));
    };
    let source = &report.sources[file as usize];
    let (line, column) = source.line_column(start);
    let name = folders::name(Path::new(&source.name));
    short(&format!("{} {name}:{line}:{column} {}", found.code, found.message))
}
