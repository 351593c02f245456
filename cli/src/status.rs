//! Exit codes.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// 0
    Fine,
    /// 1: warnings that are denied, files that are not in canonical layout, guarantees that do not
    /// hold, tests that fail, too little coverage, or no such customer.
    Findings,
    /// 2: wrong usage, or files that cannot be read or written.
    Failed,
    /// 3: the policy is not valid.
    Invalid,
    /// 4: some records were rejected or failed.
    Partial,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Fine => 0,
            Status::Findings => 1,
            Status::Failed => 2,
            Status::Invalid => 3,
            Status::Partial => 4,
        })
    }
}
