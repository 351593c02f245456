//! Hostile data: how many outcomes each file gives, and what is refused.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::policy::Evaluated;
use loyal_engine::record::{self, Options, ReadError};

use crate::guard::{guarded, short};
use loyal_tests::corpus::{Case, Text, Topic};

/// The outcomes and rejections of each case, read in the format that the topic's file names.
pub(crate) fn answers(topic: Topic) -> Vec<String> {
    let policy = Arc::new(policy(&topic));
    let file = topic.file.clone().expect("a file");
    let mut lines = Vec::new();
    for (name, case) in &topic.cases {
        let folder = tempfile::tempdir().expect("a folder");
        let path = match case {
            Case::Text(_) => {
                fs::write(folder.path().join(&file), topic.one(case)).expect("written");
                folder.path().join(&file)
            }
            Case::Folder { files, .. } => {
                let write = |(name, text): (&String, &Text)| {
                    fs::write(folder.path().join(name), text.bytes()).expect("written");
                };
                files.iter().for_each(write);
                folder.path().to_path_buf()
            }
        };
        let policy = Arc::clone(&policy);
        let (root, answer) =
            (folder.path().display().to_string(), { guarded(name, move || run(&policy, path)) });
        let shown = |line: &String| line.replace(&format!("{root}/"), "").replace(&root, "folder");
        let shown = answer.iter().map(|line| short(&shown(line)));
        lines.push(format!("{name}:"));
        lines.extend(shown.map(|line| format!("  {line}")));
    }
    lines
}

/// The policy of a topic.
pub(crate) fn policy(topic: &Topic) -> Policy {
    let text = topic.policy.clone().expect("a policy");
    let source = SourceFile { name: "case.loyal".to_owned(), text };
    Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"))
}

fn run(policy: &Policy, path: PathBuf) -> Vec<String> {
    let mut lines = Vec::new();
    let mut outcomes = 0;
    if let Err(error) = read(policy, path, &mut outcomes, &mut lines) {
        lines.push(format!("cannot be read on: {error}"));
    }
    lines.truncate(4);
    lines.insert(0, format!("{outcomes} outcomes"));
    lines
}

fn read(
    policy: &Policy,
    path: PathBuf,
    outcomes: &mut usize,
    lines: &mut Vec<String>,
) -> Result<(), ReadError> {
    let day = "2026-06-30".parse().expect("a date");
    let bound = policy.bind(day).expect("a day of the programme");
    let options = Options { batch_size: 3, strict: true };
    let reader = record::open(&path, None, policy.program(), policy.needs(), options)?;
    let mut keys = reader.keys();
    for chunk in reader {
        let decoded = chunk?.decode();
        let results = bound.evaluate(&decoded.batch);
        let evaluated = Evaluated::admitted(results, decoded, &mut keys);
        *outcomes += evaluated.results.iter().filter(|it| it.is_ok()).count();
        lines.extend(evaluated.rejections.iter().map(ToString::to_string));
        let failed = evaluated.results.iter().filter_map(|it| it.as_ref().err());
        lines.extend(failed.map(|it| format!("{} fails: {}", it.customer, it.error.message)));
    }
    Ok(())
}
