//! What a policy states for a group of customers.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::{Broken, Effect, Outcome, Published, ScoreOutcome, TierOutcome};

/// One group's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOutcome {
    /// The portfolio's name.
    pub portfolio: String,
    /// How many customers are included.
    pub customers: usize,
    /// The values that the portfolio defines, by name; `None` where missing.
    pub figures: IndexMap<String, Option<String>>,
    /// What is stated as for a customer: its `customer` is the group's key, and so is that in the
    /// keys of effects.
    pub outcome: Outcome,
}

impl GroupOutcome {
    /// The group's key.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.outcome.customer
    }
}

/// A group's outcome as JSON shows it.
#[derive(Serialize)]
struct Shown<'a> {
    portfolio: &'a str,
    group: &'a str,
    program: &'a str,
    policy: &'a str,
    as_of: &'a str,
    customers: usize,
    figures: &'a IndexMap<String, Option<String>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    tiers: &'a IndexMap<String, TierOutcome>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    classes: &'a IndexMap<String, Option<String>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    scores: &'a IndexMap<String, ScoreOutcome>,
    effects: &'a [Effect],
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    published: &'a IndexMap<String, Published>,
    #[serde(skip_serializing_if = "no_broken")]
    broken: &'a [Broken],
}

fn no_broken(broken: &&[Broken]) -> bool {
    broken.is_empty()
}

impl Serialize for GroupOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcome = &self.outcome;
        let shown = Shown {
            portfolio: &self.portfolio,
            group: self.group(),
            program: &outcome.program,
            policy: &outcome.policy,
            as_of: &outcome.as_of,
            customers: self.customers,
            figures: &self.figures,
            tiers: &outcome.tiers,
            classes: &outcome.classes,
            scores: &outcome.scores,
            effects: &outcome.effects,
            published: &outcome.published,
            broken: &outcome.broken,
        };
        shown.serialize(serializer)
    }
}
