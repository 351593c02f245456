//! What a change comes to over all customers.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::outcome::sum::Sum;
use crate::outcome::{Outcome, RecordError};

/// Customers that went from one level, segment or band to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The name of the tier, class or score.
    pub name: String,
    /// Where they were; `None` where in none.
    pub before: Option<String>,
    /// Where they are.
    pub after: Option<String>,
    /// How many.
    pub customers: usize,
}

/// What a rule gives of one kind and unit, over all customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The rule's name.
    pub rule: String,
    /// The kind of effect.
    pub kind: &'static str,
    /// `points`, the currency's code, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// How many effects it had.
    pub effects_before: usize,
    /// How many it has.
    pub effects_after: usize,
    /// What they came to; empty where they have no amount.
    pub sum_before: String,
    /// What they come to.
    pub sum_after: String,
    /// How much more that is.
    pub difference: String,
}

/// Where customers stand, by tier, class and score.
type Standing<'a> = IndexMap<&'a str, Option<&'a str>>;
/// A way from one level to another, of one tier.
type Way<'a> = (&'a str, Option<&'a str>, Option<&'a str>);
/// A rule, a kind and a unit.
type Thing<'a> = (&'a str, &'static str, &'a str);

/// Gathers totals of a piece.
#[derive(Default)]
pub(super) struct Totals<'a> {
    moved: BTreeMap<Way<'a>, usize>,
    given: BTreeMap<Thing<'a>, (Given, Given)>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Given {
    effects: usize,
    sum: Sum,
}

impl Given {
    fn add(&mut self, other: &Given) {
        self.effects += other.effects;
        self.sum = self.sum.with(&other.sum);
    }
}

/// Totals of all pieces.
#[derive(Debug, Default)]
pub(super) struct Whole {
    moved: BTreeMap<(String, Option<String>, Option<String>), usize>,
    given: BTreeMap<(String, &'static str, String), (Given, Given)>,
}

impl<'a> Totals<'a> {
    pub(super) fn add_before(&mut self, result: &'a Result<Outcome, RecordError>) {
        self.add(result, |(before, _)| before);
    }

    pub(super) fn add_after(&mut self, result: &'a Result<Outcome, RecordError>) {
        self.add(result, |(_, after)| after);
    }

    fn add(
        &mut self,
        result: &'a Result<Outcome, RecordError>,
        side: impl Fn(&mut (Given, Given)) -> &mut Given,
    ) {
        for effect in result.iter().flat_map(|outcome| &outcome.effects) {
            let unit = effect.unit.as_deref().unwrap_or_default();
            let given = self.given.entry((&effect.rule, effect.kind, unit)).or_default();
            let given = side(given);
            given.effects += 1;
            if let Some(amount) = &effect.amount {
                given.sum = given.sum.plus(amount);
            }
        }
    }

    pub(super) fn add_move(
        &mut self,
        before: &'a Result<Outcome, RecordError>,
        after: &'a Result<Outcome, RecordError>,
    ) {
        let (Ok(before), Ok(after)) = (before, after) else { return };
        let (before, after) = (standing(before), standing(after));
        for (name, new) in &after {
            let old = before.get(name).copied().flatten();
            if old != *new {
                *self.moved.entry((name, old, *new)).or_default() += 1;
            }
        }
    }
}

impl Whole {
    /// Adds those of a piece.
    pub(super) fn add(&mut self, piece: Totals<'_>) {
        let owned = |place: Option<&str>| place.map(str::to_owned);
        for ((name, before, after), customers) in piece.moved {
            let way = (name.to_owned(), owned(before), owned(after));
            *self.moved.entry(way).or_default() += customers;
        }
        for ((rule, kind, unit), (before, after)) in piece.given {
            let thing = (rule.to_owned(), kind, unit.to_owned());
            let given = self.given.entry(thing).or_default();
            given.0.add(&before);
            given.1.add(&after);
        }
    }

    pub(super) fn finish(self) -> (Vec<Moved>, Vec<Total>) {
        let moved = self.moved.into_iter();
        let moved = moved.map(|((name, before, after), customers)| Moved {
            name,
            before,
            after,
            customers,
        });
        let differing = self.given.into_iter().filter(|(_, (before, after))| before != after);
        let totals = differing.map(|((rule, kind, unit), (before, after))| Total {
            rule,
            kind,
            effects_before: before.effects,
            effects_after: after.effects,
            sum_before: before.sum.text(""),
            sum_after: after.sum.text(""),
            difference: after.sum.minus(&before.sum).text(""),
            unit,
        });
        (moved.collect(), totals.collect())
    }
}

fn standing(outcome: &Outcome) -> Standing<'_> {
    let tiers = outcome.tiers.iter().map(|(name, tier)| (&**name, Some(&*tier.level)));
    let classes = outcome.classes.iter().map(|(name, segment)| (&**name, segment.as_deref()));
    let scores = outcome.scores.iter().map(|(name, score)| (&**name, score.band.as_deref()));
    tiers.chain(classes).chain(scores).collect()
}
