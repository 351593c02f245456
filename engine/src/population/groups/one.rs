//! One group with what was read of its customers.

use std::sync::Arc;

use loyal_dsl::ir::Program;

use super::Groups;
use crate::batch::Batch;
use crate::evaluate::Measure;
use crate::outcome::{Outcome, RecordError};

/// A group as the program of its portfolio reads it.
#[derive(Debug)]
pub(crate) struct OneGroup {
    pub(crate) program: Arc<Program>,
    /// Perhaps beside other groups.
    pub(crate) batch: Batch,
    pub(crate) outcome: Outcome,
}

impl Groups {
    /// A group by its key; `None` where neither records nor customers name it.
    pub(crate) fn one(mut self, group: &str) -> Option<Result<OneGroup, RecordError>> {
        for (batch, keys) in std::mem::take(&mut self.records) {
            if keys.iter().flatten().any(|key| self.shown(key) == group) {
                return self.of(batch, &keys, group);
            }
        }
        let key = self.members.keys().find(|key| self.shown(key) == group)?.clone();
        if self.declared {
            return Some(Err(self.no_record(&key)));
        }
        let batch = self.keys_alone(std::slice::from_ref(&key));
        self.of(batch, &[Some(key)], group)
    }

    fn of(
        &self,
        mut batch: Batch,
        keys: &[Option<Measure>],
        group: &str,
    ) -> Option<Result<OneGroup, RecordError>> {
        let own = keys.iter().flatten().find(|key| self.shown(key) == group)?;
        if self.members.is_too_large(own) {
            return Some(Err(self.too_large(own)));
        }
        self.fill(&mut batch, keys);
        let at = keys.iter().position(|key| key.as_ref() == Some(own))?;
        let result = self.bound.evaluate(&batch).into_iter().nth(at)?;
        let program = Arc::clone(&self.program);
        Some(result.map(|outcome| OneGroup { program, batch, outcome }))
    }
}
