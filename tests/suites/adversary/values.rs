//! Hostile values of one field: what each is read as, or why it is refused. A case is written as
//! JSON in place of `{case}` in the record.

use std::sync::Arc;

use loyal_engine::policy::EvaluateError;

use crate::data::policy;
use crate::guard::{guarded, short};
use loyal_tests::corpus::Topic;

/// What the policy publishes of each value.
pub(crate) fn answers(mut topic: Topic) -> Vec<String> {
    let policy = Arc::new(policy(&topic));
    topic.frame = topic.record.take();
    let answer = |(name, case)| {
        let (name, policy): (&String, _) = (name, Arc::clone(&policy));
        let record = String::from_utf8(topic.one(case)).expect("a text");
        let answer = guarded(name, move || {
            let day = "2026-06-30".parse().expect("a date");
            match policy.evaluate_json(&record, day) {
                Ok(outcome) => serde_json::to_string(&outcome.published).expect("a text"),
                Err(EvaluateError::Failed(failed)) => format!("fails: {}", failed.error.message),
                Err(error) => error.to_string(),
            }
        });
        format!("{name}: {}", short(&answer))
    };
    topic.cases.iter().map(answer).collect()
}
