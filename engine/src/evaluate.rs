//! Signatures of evaluation.

use crate::batch::Batch;
use crate::outcome::{Outcome, RecordError};

/// A plan with its as-of date.
#[derive(Debug)]
pub struct Bound;

impl Bound {
    /// One result a customer.
    #[must_use]
    pub fn evaluate(&self, _batch: &Batch) -> Vec<Result<Outcome, RecordError>> {
        Vec::new()
    }
}
