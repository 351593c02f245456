//! JSON lines.

use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError, json};

use super::{Target, Writer};
use crate::failure::Failure;

pub(super) struct Lines {
    target: Target,
    lines: Vec<u8>,
}

impl Lines {
    pub(super) fn new(target: Target) -> Lines {
        Lines { target, lines: Vec::new() }
    }
}

impl Writer for Lines {
    fn write(&mut self, results: &[Result<Outcome, RecordError>]) -> Result<(), Failure> {
        self.lines.clear();
        for result in results {
            json::write_line(&mut self.lines, result)?;
        }
        self.target.write(&self.lines)
    }

    fn write_groups(
        &mut self,
        portfolio: &str,
        results: &[Result<GroupOutcome, RecordError>],
    ) -> Result<(), Failure> {
        self.lines.clear();
        for result in results {
            json::write_group(&mut self.lines, portfolio, result)?;
        }
        self.target.write(&self.lines)
    }

    fn finish(self: Box<Self>, _rejected: u64) -> Result<(), Failure> {
        self.target.finish()
    }
}
