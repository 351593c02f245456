//! Signatures of the plan.

use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;

use crate::evaluate::Bound;

/// A program made ready to run.
#[derive(Debug, Clone)]
pub struct Plan;

/// Plans a program.
#[must_use]
pub fn plan(_program: Arc<Program>, _sources: &[SourceFile]) -> Plan {
    Plan
}

impl Plan {
    /// Fixes the as-of date.
    #[must_use]
    pub fn bind(&self, _as_of: Date) -> Bound {
        Bound
    }
}
