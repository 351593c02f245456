//! What came of reading the files again.

use std::fmt;
use std::sync::Arc;

use loyal_dsl::message::Message;
use loyal_dsl::problems::Report;
use loyal_dsl::say;

use crate::policy::{LoadError, Policy};

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
    /// The host's own proof ([`Settings::prove`](super::Settings::prove)) refuses the policy.
    #[error("{}", self.message())]
    Unproved(String),
    /// Checking or proving it panicked.
    #[error("{}", self.message())]
    Panicked,
}

impl Refusal {
    /// What it says, in any language.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Refusal::Load(error) => error.message(),
            Refusal::Restless => say!("the files are still being written"),
            Refusal::Unproved(why) => say!("the policy is not accepted: {why}", why),
            Refusal::Panicked => say!("the policy could not be checked to the end"),
        }
    }

    /// The findings of the check with the places they point to, where the policy is not valid.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Refusal::Load(LoadError::Invalid(report)) => Some(report),
            Refusal::Load(_) | Refusal::Restless | Refusal::Unproved(_) | Refusal::Panicked => None,
        }
    }
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
