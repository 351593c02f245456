//! Records alone, evaluated on a day.

use loyal_dsl::date::Date;
use serde_json::Value as Json;

use crate::batch::Batch;
use crate::outcome::Outcome;
use crate::policy::Version;
use crate::population::{Pass, Population, PopulationError};

/// Evaluates records by a version of a policy, as a test evaluates its own record.
pub(super) struct Trial<'v> {
    version: &'v Version,
    as_of: Date,
    /// What evaluates any record; none where it takes all customers together.
    pass: Option<Pass>,
}

impl<'v> Trial<'v> {
    pub(super) fn new(version: &'v Version, as_of: Date) -> Result<Trial<'v>, PopulationError> {
        let together = version.looks_at_all();
        let pass = if together { None } else { Some(version.pass(as_of, None)?) };
        Ok(Trial { version, as_of, pass })
    }

    /// The outcome of a record; `None` where it has none.
    pub(super) fn outcome(&self, record: &Json) -> Option<Outcome> {
        let batch = self.version.schema().read_json(&record.to_string()).ok()?;
        self.outcomes(batch).into_iter().next().flatten()
    }

    /// By customer of a batch, the outcome; of customers who are looked at together, as if they
    /// were all.
    pub(super) fn outcomes(&self, mut batch: Batch) -> Vec<Option<Outcome>> {
        let alone = match &self.pass {
            Some(pass) => return outcomes(pass, &mut batch),
            None => self.population(&mut batch),
        };
        let pass = self.version.pass(self.as_of, Some(&alone)).ok();
        pass.map(|pass| outcomes(&pass, &mut batch)).unwrap_or_default()
    }

    fn population(&self, batch: &mut Batch) -> Population {
        let mut survey = self.version.survey(self.as_of);
        while !survey.is_done() {
            let gathering = survey.gathering();
            let evaluation = gathering.evaluate(batch);
            survey.take(&evaluation, |_| true);
            survey.end_pass();
        }
        survey.finish()
    }
}

fn outcomes(pass: &Pass, batch: &mut Batch) -> Vec<Option<Outcome>> {
    pass.evaluate(batch).results.into_iter().map(Result::ok).collect()
}
