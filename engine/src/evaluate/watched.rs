//! Evaluation with a stopwatch: the same outcomes, and the time of every part.

use super::observe::{Observer, Part};
use super::{Bound, Engine, Kept, Phase, Stopwatch, Widths};
use crate::batch::Batch;
use crate::outcome::{Outcome, RecordError};

impl<'w> Widths<64, 64, &'w Stopwatch<'w>> {
    fn watched(watch: &'w Stopwatch<'w>) -> Self {
        Widths {
            narrow: Engine::observed(watch),
            medium: Engine::observed(watch),
            wide: Engine::observed(watch),
        }
    }
}

impl Bound {
    /// As [`Bound::evaluate_kept`], as a phase of a run that is measured.
    pub(crate) fn evaluate_watched(
        &self,
        batch: &Batch,
        kept: &mut Kept,
        (watch, phase): (&Stopwatch<'_>, Phase),
    ) -> Vec<Result<Outcome, RecordError>> {
        let mut outcomes = Vec::with_capacity(batch.customers.len);
        watch.enter(phase);
        self.blocks(batch, &mut Widths::watched(watch), kept, &mut outcomes);
        outcomes
    }

    /// As [`Bound::close`], as the last phase of a run that is measured.
    pub(crate) fn close_watched(
        &self,
        batch: &Batch,
        results: &mut [Result<Outcome, RecordError>],
        watch: &Stopwatch<'_>,
    ) {
        self.close_with(batch, results, |closing, batch| {
            closing.evaluate_watched(batch, &mut Kept::default(), (watch, Phase::Totals))
        });
    }
}

impl Stopwatch<'_> {
    /// Measures what customers share with others.
    pub(crate) fn sharing<T>(&self, phase: Phase, rows: usize, work: impl FnOnce() -> T) -> T {
        self.enter(phase);
        let done = work();
        self.end(Part::Sharing, rows);
        done
    }
}
