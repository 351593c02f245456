//! A pass by a stopwatch.

use super::{Evaluation, Pass};
use crate::batch::Batch;
use crate::evaluate::{Kept, Phase, Stopwatch};

impl Pass {
    /// As [`Pass::evaluate`], measured: the same outcomes in more time.
    #[must_use]
    pub fn evaluate_watched(&self, batch: &mut Batch, watch: &Stopwatch<'_>) -> Evaluation {
        let (mut values, mut kept) = (Kept::default(), Kept::default());
        let rows = batch.customers.len;
        watch.add_customers(rows);
        if let (Some(ranking), Some(population)) = (&self.ranking, &self.population) {
            ranking.evaluate_watched(batch, &mut values, (watch, Phase::Ranks));
            let fill = || population.fill(&self.program, batch, &values);
            watch.sharing(Phase::Ranks, rows, fill);
        }
        let bound = &self.bound;
        let mut results = bound.evaluate_watched(batch, &mut kept, (watch, Phase::Outcomes));
        if let Some(population) = &self.population {
            let grant = || population.grant(&self.program, &mut results, &kept);
            watch.sharing(Phase::Outcomes, rows, grant);
        }
        bound.close_watched(batch, &mut results, watch);
        Evaluation { results, kept }
    }
}
