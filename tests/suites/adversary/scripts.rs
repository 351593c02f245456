//! Hostile scripts: what is said of each before a run, or what becomes of a record that needs it.

use std::sync::Arc;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::policy::{EvaluateError, LoadError};

use crate::guard::{guarded, short};
use loyal_tests::corpus::Topic;

/// What becomes of the topic's record under each script.
pub(crate) fn answers(topic: Topic) -> Vec<String> {
    let record: Arc<str> = topic.record.as_deref().expect("a record").into();
    let answer = |(name, case)| {
        let text = String::from_utf8(topic.one(case)).expect("a text");
        let (name, record): (&String, _) = (name, Arc::clone(&record));
        let answer = guarded(name, move || run(text, &record));
        format!("{name}: {}", short(&answer))
    };
    topic.cases.iter().map(answer).collect()
}

fn run(text: String, record: &str) -> String {
    let policy = Policy::from_sources(&[SourceFile { name: "case.loyal".to_owned(), text }]);
    let policy = match policy {
        Ok(policy) => policy,
        Err(LoadError::Invalid(report)) => {
            let first = report.diagnostics.first().expect("a finding");
            let (file, start) = first.place().expect("a place");
            let (line, _) = report.sources[file as usize].line_column(start);
            return format!("refused, {} line {line} {}", first.code, first.message);
        }
        Err(error) => return error.to_string(),
    };
    let day = "2026-06-30".parse().expect("a date");
    match policy.evaluate_json(record, day) {
        Ok(outcome) => serde_json::to_string(&outcome.published).expect("a text"),
        Err(EvaluateError::Failed(failed)) => {
            format!("fails at {} {}", failed.error.source, failed.error.message)
        }
        Err(error) => error.to_string(),
    }
}
