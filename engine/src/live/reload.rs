//! What came of reading the files again.

use std::fmt;
use std::sync::Arc;

use loyal_dsl::message::{Joint, Message};
use loyal_dsl::problems::Report;
use loyal_dsl::say;

use crate::outcome_tests::Verdict;
use crate::policy::{LoadError, Policy};
use crate::record::ReadError;

/// What came of reading the files again.
#[derive(Debug, Clone)]
pub enum Reload {
    /// This policy is live from now on.
    Live(Arc<Policy>),
    /// The files are those of the policy that is live.
    Same(Arc<Policy>),
    /// The files are no good: what was live stays so.
    Refused(Arc<Refusal>),
}

/// Why files do not become the live policy.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// They cannot be read, or are no valid policy.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// They were different each time they were read.
    #[error("{}", self.message())]
    Restless,
    /// Outcome tests of the folder do not pass
    /// ([`Settings::prove_by_tests`](super::Settings::prove_by_tests)): those.
    #[error("{}", self.message())]
    Tests(Vec<Verdict>),
    /// The outcome tests of the folder cannot be read.
    #[error(transparent)]
    UnreadTests(ReadError),
    /// The host's own proof ([`Settings::prove`](super::Settings::prove)) refuses the policy.
    #[error("{}", self.message())]
    Unproved(String),
    /// Checking or proving it panicked.
    #[error("{}", self.message())]
    Panicked,
    /// A reload was asked for by the proof of a policy: it ends first.
    #[error("{}", self.message())]
    Proving,
}

impl Refusal {
    /// What it says, in any language.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Refusal::Load(error) => error.message(),
            Refusal::Restless => say!("the files are still being written"),
            Refusal::Tests(failed) => failing(failed),
            Refusal::UnreadTests(error) => error.said(),
            Refusal::Unproved(why) => say!("the policy is not accepted: {why}", why),
            Refusal::Panicked => say!("the policy could not be checked to the end"),
            Refusal::Proving => say!("a policy is being proved: it is not loaded anew within that"),
        }
    }

    /// Whether what refuses it lies outside of its files, so that these may be good without a
    /// change.
    pub(super) fn lies_outside(&self) -> bool {
        match self {
            Refusal::Tests(_) | Refusal::UnreadTests(_) => true,
            Refusal::Load(_)
            | Refusal::Restless
            | Refusal::Unproved(_)
            | Refusal::Panicked
            | Refusal::Proving => false,
        }
    }

    /// The findings of the check with the places they point to, where the policy is not valid.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Refusal::Load(LoadError::Invalid(report)) => Some(report),
            Refusal::Load(_)
            | Refusal::Restless
            | Refusal::Tests(_)
            | Refusal::UnreadTests(_)
            | Refusal::Unproved(_)
            | Refusal::Panicked
            | Refusal::Proving => None,
        }
    }
}

/// Which tests fail.
fn failing(failed: &[Verdict]) -> Message {
    let each = failed.iter().map(|Verdict { file, line, name, .. }| {
        say!("{file}:{line}: {test}", file, line, test = name)
    });
    say!("outcome tests fail: {tests}", tests = Joint::Comma.of(each.collect::<Vec<_>>()))
}

impl Reload {
    /// The policy that is live after it, where this is known.
    #[must_use]
    pub fn policy(&self) -> Option<&Arc<Policy>> {
        match self {
            Reload::Live(policy) | Reload::Same(policy) => Some(policy),
            Reload::Refused(_) => None,
        }
    }
}

/// A line for a log.
impl fmt::Display for Reload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reload::Live(policy) => write!(
                formatter,
                "`{}` is live, generation {}",
                policy.program().name,
                policy.generation()
            ),
            Reload::Same(policy) => {
                write!(
                    formatter,
                    "the files are those of the live generation {}",
                    policy.generation()
                )
            }
            Reload::Refused(why) => write!(formatter, "the last good policy stays: {why}"),
        }
    }
}
