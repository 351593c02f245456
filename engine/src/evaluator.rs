//! One record after the other, for a day, in memory that is kept.

use std::sync::Arc;

use loyal_dsl::date::Date;

use crate::batch::Batch;
use crate::evaluate::{Bound, Scratch, View};
use crate::outcome::Outcome;
use crate::policy::{EvaluateError, Policy};
use crate::population::PopulationError;
use crate::record::Schema;

/// Evaluates single records of a day. Each thread has its own.
#[derive(Debug)]
pub struct Evaluator {
    bound: Bound,
    schema: Arc<Schema>,
    scratch: Scratch,
}

impl Policy {
    /// What evaluates single records of a day, for hosts that ask often: it keeps its memory from
    /// one record to the next, and writes no text of an outcome before it is read.
    pub fn evaluator(&self, as_of: Date) -> Result<Evaluator, EvaluateError> {
        let version = self.version_on(as_of)?;
        if version.looks_at_all() {
            return Err(PopulationError::Missing.into());
        }
        let (bound, schema) = (self.bind(as_of)?, Arc::clone(version.schema()));
        Ok(Evaluator { bound, schema, scratch: Scratch::default() })
    }
}

impl Evaluator {
    /// Parses a record in JSON: a batch of one customer.
    pub fn parse(&self, record: &str) -> Result<Batch, EvaluateError> {
        self.schema.read_json(record).map_err(EvaluateError::Rejected)
    }

    /// Reads the outcome of a parsed record.
    pub fn read<T>(
        &mut self,
        record: &Batch,
        read: impl FnOnce(View<'_>) -> T,
    ) -> Result<T, EvaluateError> {
        let customers = record.customers.len;
        if customers != 1 {
            return Err(EvaluateError::NotOne(customers));
        }
        match self.bound.read_one(record, &mut self.scratch, read) {
            Some(result) => result.map_err(|error| EvaluateError::Failed(Box::new(error))),
            None => Err(EvaluateError::NotOne(0)),
        }
    }

    /// Reads the outcome of a record in JSON.
    pub fn read_json<T>(
        &mut self,
        record: &str,
        read: impl FnOnce(View<'_>) -> T,
    ) -> Result<T, EvaluateError> {
        let record = self.parse(record)?;
        self.read(&record, read)
    }

    /// The outcome of a parsed record.
    pub fn outcome(&mut self, record: &Batch) -> Result<Outcome, EvaluateError> {
        self.read(record, |view| view.outcome())
    }
}
