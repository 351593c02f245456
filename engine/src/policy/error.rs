//! Why there is no policy, or no outcome.

use std::path::{Path, PathBuf};

use loyal_dsl::message::Message;
use loyal_dsl::problems::{Report, Severity};
use loyal_dsl::say;

use super::NotEffective;
use crate::outcome::RecordError;
use crate::population::PopulationError;
use crate::record::{ReadError, Rejection};

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("{}", self.message())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A policy file is not UTF-8.
    #[error("{}", self.message())]
    NotText {
        /// Which.
        path: PathBuf,
    },
    /// What is named like a policy file is a device, a pipe, or another thing that has no end.
    #[error("{}", self.message())]
    NotAFile {
        /// Which.
        path: PathBuf,
    },
    /// A policy file is longer than any policy.
    #[error("{}", self.message())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// The most MiB that a file may have.
        most: u64,
    },
    /// There are more files than any policy has.
    #[error("{}", self.message())]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// The most that a policy may have.
        most: usize,
    },
    /// A link leads out of the policy's folder.
    #[error("{}", self.message())]
    Outside {
        /// The link.
        path: PathBuf,
    },
    /// There is nothing to compile.
    #[error("{}", self.message())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The policy has errors.
    #[error("{}", self.message())]
    Invalid(Report),
    /// Records cannot be read for the policy.
    #[error(transparent)]
    Record(#[from] ReadError),
}

/// Why a record has no outcome.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// The record cannot be written as JSON.
    #[error("{}", self.message())]
    Serialize(#[from] serde_json::Error),
    /// The record is not what the policy declares: every finding.
    #[error("{}", self.message())]
    Rejected(Vec<Rejection>),
    /// Evaluation failed.
    #[error("{}", self.message())]
    Failed(Box<RecordError>),
    /// The date lies outside the programme's time.
    #[error(transparent)]
    NotEffective(#[from] NotEffective),
    /// The policy looks at all customers, and what is said of them does not serve.
    #[error(transparent)]
    Population(#[from] PopulationError),
    /// A batch does not have the columns that the policy reads.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The text holds no record, or several.
    #[error("{}", self.message())]
    NotOne(usize),
}

impl LoadError {
    /// As it is said.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            LoadError::Read { path, .. } => say!("cannot read `{path}`", path = shown(path)),
            LoadError::NotText { path } => {
                say!("`{path}` is not a text in UTF-8", path = shown(path))
            }
            LoadError::NotAFile { path } => say!("`{path}` is not a file", path = shown(path)),
            LoadError::TooLarge { path, most } => {
                say!("`{path}` is larger than {most} MiB", path = shown(path), most)
            }
            LoadError::TooMany { path, most } => {
                say!("there are more than {most} files in `{path}`", most, path = shown(path))
            }
            LoadError::Outside { path } => {
                say!("`{path}` is a link that leads out of the policy's folder", path = shown(path))
            }
            LoadError::Empty { path } => {
                say!("there is no `.loyal` file in `{path}`", path = shown(path))
            }
            LoadError::Invalid(report) => {
                say!("the policy is not valid: {first}", first = first_error(report))
            }
            LoadError::Record(error) => error.said(),
        }
    }
}

impl EvaluateError {
    /// As it is said.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            EvaluateError::Serialize(_) => say!("the record cannot be serialised"),
            EvaluateError::Rejected(rejections) => {
                say!("the record does not fit the policy: {listed}", listed = listed(rejections))
            }
            EvaluateError::Failed(failed) => {
                let (customer, error) = (&failed.customer, Message::again(&failed.error.message));
                say!("customer `{customer}`: {error}", customer, error)
            }
            EvaluateError::NotEffective(error) => error.message(),
            EvaluateError::Population(error) => error.message(),
            EvaluateError::Read(error) => error.said(),
            EvaluateError::NotOne(found) => say!("expected one record, found {found}", found),
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn first_error(report: &Report) -> Message {
    let mut errors =
        report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let first = errors.next().map(|diagnostic| diagnostic.message.clone());
    let first = first.unwrap_or_else(|| Message::verbatim(""));
    match errors.count() {
        0 => first,
        more => say!("{first} (and {more} more)", first, more),
    }
}

fn listed(rejections: &[Rejection]) -> Message {
    let all = rejections.iter().map(Rejection::message);
    all.reduce(|before, next| say!("{before}; {next}", before, next))
        .unwrap_or_else(|| Message::verbatim(""))
}
