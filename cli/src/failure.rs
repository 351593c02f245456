//! What ends a command before its time.

use std::io;
use std::path::{Path, PathBuf};

use loyal_engine::outcome::arrow::TableError;
use loyal_engine::record::ReadError;
use loyal_engine::{EvaluateError, LoadError, NotEffective};

use crate::status::Status;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Options that do not go together.
    #[error("{0}")]
    Usage(String),
    /// The policy.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The records.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file or folder to be written.
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// A file to be read.
    #[error("cannot read `{}`", path.display())]
    Open { path: PathBuf, source: io::Error },
    /// What outcomes need of all customers.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// Standard output.
    #[error("cannot write to standard output")]
    Print(#[from] io::Error),
    /// An outcome that a table cannot hold.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The threads cannot be started.
    #[error("cannot start the threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The date lies outside the programme's time.
    #[error(transparent)]
    NotEffective(#[from] NotEffective),
    /// No record has the customer's key.
    #[error("there is no customer `{0}` in the data")]
    NoCustomer(String),
    /// No diagnostic has the code.
    #[error("there is no code `{0}`; `loyal explain-code` lists them all")]
    NoSuchCode(String),
    /// The policy declares a record of groups, and the data has none.
    #[error(
        "the policy reads records of `{0}`: put them beside the customers, as `{0}.csv` or the \
         like in a folder of data"
    )]
    NoGroupRecords(String),
}

impl Failure {
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Failure {
        move |source| Failure::Write { path: path.to_owned(), source }
    }

    pub(crate) fn status(&self) -> Status {
        match self {
            Failure::Load(LoadError::Invalid(_)) => Status::Invalid,
            Failure::NoCustomer(_) => Status::Findings,
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
            | Failure::NoGroupRecords(_) => Status::Failed,
        }
    }

    /// Whether the reader of standard output went away, as `head` does: nothing to complain of.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Print(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
