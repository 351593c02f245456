//! Why customers of tests have the outcomes that they have.

use std::collections::BTreeMap;

use loyal_dsl::date::Date;

use super::customers::{looked_at, population};
use super::file::{Customer, OutcomeTest, TestFile};
use crate::explain::{Explainer, Explanation};
use crate::policy::{EvaluateError, Policy};
use crate::record::ReadError;

/// Explains outcomes of tests.
pub(super) struct Explaining<'p> {
    policy: &'p Policy,
    /// By day; not of policies that look at all customers, who are others in every file.
    explainers: BTreeMap<Date, Explainer<'p>>,
}

impl<'p> Explaining<'p> {
    pub(super) fn new(policy: &'p Policy) -> Explaining<'p> {
        Explaining { policy, explainers: BTreeMap::new() }
    }

    /// The explanation of a test's customer; `None` of who has no outcome.
    pub(super) fn explanation(
        &mut self,
        file: &TestFile,
        test: &OutcomeTest,
    ) -> Result<Option<Explanation>, ReadError> {
        let Ok(version) = self.policy.version_on(test.as_of) else { return Ok(None) };
        let mut pieces = looked_at(version, file, test)?;
        let population =
            version.looks_at_all().then(|| population(version, test.as_of, &mut pieces));
        let explainer = match &population {
            Some(_) => self.policy.explainer(test.as_of, population.as_ref()),
            None => match self.explainers.remove(&test.as_of) {
                Some(known) => Ok(known),
                None => self.policy.explainer(test.as_of, None),
            },
        };
        let Ok(mut explainer) = explainer else { return Ok(None) };
        let key = match &test.customer {
            Customer::Record(_) => None,
            Customer::Key(key) => Some(key.as_str()),
        };
        let found = pieces
            .iter_mut()
            .map(|(decoded, _)| explainer.explain(&mut decoded.batch, key))
            .find_map(found);
        if population.is_none() {
            self.explainers.insert(test.as_of, explainer);
        }
        Ok(found)
    }
}

/// Who has no outcome has no explanation either: the verdict says why.
fn found(result: Result<Option<Explanation>, EvaluateError>) -> Option<Explanation> {
    result.ok().flatten()
}
