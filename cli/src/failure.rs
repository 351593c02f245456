//! What ends a command before its time.

use std::io;
use std::path::{Path, PathBuf};

use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_engine::outcome::arrow::TableError;
use loyal_engine::record::ReadError;
use loyal_engine::{EvaluateError, LoadError, NotEffective};

use crate::status::Status;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Options that do not go together.
    #[error("{}", self.message())]
    Usage(Message),
    /// The policy.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The records.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file or folder to be written.
    #[error("{}", self.message())]
    Write { path: PathBuf, source: io::Error },
    /// A file to be read.
    #[error("{}", self.message())]
    Open { path: PathBuf, source: io::Error },
    /// What outcomes need of all customers.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// Standard output.
    #[error("{}", self.message())]
    Print(#[from] io::Error),
    /// An outcome that a table cannot hold.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The threads cannot be started.
    #[error("{}", self.message())]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The date lies outside the programme's time.
    #[error(transparent)]
    NotEffective(#[from] NotEffective),
    /// No record has the customer's key.
    #[error("{}", self.message())]
    NoCustomer(String),
    /// No portfolio has the group's key.
    #[error("{}", self.message())]
    NoGroup(String),
    /// No diagnostic has the code.
    #[error("{}", self.message())]
    NoSuchCode(String),
    /// Nothing says what is expected of the policy.
    #[error("{}", self.message())]
    NoTests(PathBuf),
    /// The policy declares a record of groups, and the data has none.
    #[error("{}", self.message())]
    NoGroupRecords(String),
}

impl Failure {
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Failure {
        move |source| Failure::Write { path: path.to_owned(), source }
    }

    /// As it is said.
    pub(crate) fn message(&self) -> Message {
        match self {
            Failure::Usage(message) => message.clone(),
            Failure::Load(error) => error.message(),
            Failure::Read(error) => error.said(),
            Failure::Write { path, .. } => say!("cannot write `{path}`", path = shown(path)),
            Failure::Open { path, .. } => say!("cannot read `{path}`", path = shown(path)),
            Failure::Evaluate(error) => error.message(),
            Failure::Print(_) => say!("cannot write to standard output"),
            Failure::Table(error) => error.message(),
            Failure::Threads(_) => say!("cannot start the threads"),
            Failure::NotEffective(error) => error.message(),
            Failure::NoGroup(group) => say!("there is no group `{group}` in the data", group),
            Failure::NoCustomer(customer) => {
                say!("there is no customer `{customer}` in the data", customer)
            }
            Failure::NoSuchCode(code) => {
                say!("there is no code `{code}`; `loyal explain-code` lists them all", code)
            }
            Failure::NoTests(policy) => say!(
                "there are no tests for `{policy}`: write them in `tests.yaml` beside it",
                policy = shown(policy)
            ),
            Failure::NoGroupRecords(group) => say!(
                "the policy reads records of `{group}`: put them beside the customers, as `{group}.csv` or the like in a folder of data",
                group
            ),
        }
    }

    pub(crate) fn status(&self) -> Status {
        match self {
            Failure::Load(LoadError::Invalid(_)) => Status::Invalid,
            Failure::NoCustomer(_) | Failure::NoGroup(_) => Status::Findings,
            Failure::Print(_) if self.is_closed_pipe() => Status::Fine,
            Failure::Usage(_)
            | Failure::Load(_)
            | Failure::Read(_)
            | Failure::Write { .. }
            | Failure::Open { .. }
            | Failure::Evaluate(_)
            | Failure::Print(_)
            | Failure::Table(_)
            | Failure::Threads(_)
            | Failure::NotEffective(_)
            | Failure::NoSuchCode(_)
            | Failure::NoTests(_)
            | Failure::NoGroupRecords(_) => Status::Failed,
        }
    }

    /// Whether the reader of standard output went away, as `head` does: nothing to complain of.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Print(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
