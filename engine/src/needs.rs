//! Signatures of the fields that are read.

use loyal_dsl::ir::Program;

/// The fields that must be decoded.
#[derive(Debug, Clone)]
pub struct Needs;

impl Needs {
    /// What a program reads.
    #[must_use]
    pub fn of(_program: &Program) -> Needs {
        Needs
    }
}
