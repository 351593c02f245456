//! Signatures of the plan.

use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;

use crate::evaluate::Bound;
use crate::record::Needs;

/// An ordered plan of a program.
#[derive(Debug)]
pub struct Plan;

impl Plan {
    /// Plans a program.
    #[must_use]
    pub fn new(_program: &Arc<Program>) -> Plan {
        Plan
    }

    /// What it reads of a record.
    #[must_use]
    pub fn needs(&self) -> Needs {
        Needs
    }

    /// Fixes the as-of date.
    #[must_use]
    pub fn bind(&self, _as_of: Date) -> Bound {
        Bound
    }
}
