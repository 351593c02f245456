//! Customers for what no test comes to.
//!
//! Customers are drawn as `loyal sample` draws them, around the policy's own constants, on the
//! days of the tests and on others. Who comes to something that is not covered is made as plain as
//! can be, and moved to where the policy changes its mind (`shrink`); after every step the record
//! is evaluated (`trial`), so that it comes to what is claimed of it.

mod shrink;
mod spots;
mod trial;

use std::collections::{BTreeMap, BTreeSet};

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;
use serde_json::Value as Json;

use super::probe::Probed;
use super::{Coverage, Place, Point, point};
use crate::outcome_tests::{OutcomeTests, said};
use crate::policy::{Policy, Version};
use crate::record::ReadError;
use crate::sample::{Sampler, Shape};
use trial::Trial;

/// The day that is tried where no test names one: 30 June 2026.
const DAY: i64 = 20_634;
/// Beside the days of tests, a year is looked through in steps of so many days.
const STEP: i64 = 11;
/// How many customers are drawn on a day of the tests.
const ON_TEST_DAYS: u64 = 1000;
/// And on any other.
const ON_OTHER_DAYS: u64 = 150;
/// Where customers are looked at together, each is evaluated alone.
const ALONE: u64 = 60;
/// Of the elements of lists: few, for they are to be read.
const ELEMENTS: u32 = 3;
/// How many of a hundred stand on one of the policy's constants.
const ON_EDGES: u8 = 60;
/// How many customers are tried for one thing.
const CANDIDATES: usize = 3;

/// Tests that are proposed, and what none was found for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// In the order in which they were found.
    pub found: Vec<Suggestion>,
    /// What is not covered with them either.
    pub missing: Vec<Point>,
}

/// A test that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The day.
    pub as_of: Date,
    /// The record, in JSON.
    pub customer: String,
    /// What the customer comes to and no test does, nor a proposal before this: first the one for
    /// which it was made.
    pub covers: Vec<Point>,
    /// The outcome as statements: of tiers, classes, scores and rules, by name, what they come to.
    pub expected: Vec<(String, Vec<String>)>,
}

impl Suggestions {
    /// For what tests do not see of a policy.
    pub fn of(policy: &Policy, tests: &OutcomeTests) -> Result<Suggestions, ReadError> {
        let (seen, probed) = Coverage::look(policy, tests)?;
        let sources = policy.warnings().sources.as_slice();
        let left = seen.points.into_iter().filter(|(_, covered)| !covered);
        let left = left.map(|(place, _)| place).collect();
        let mut search = Search { sources, left, found: Vec::new() };
        for (version, probed) in policy.versions().zip(&probed) {
            for (as_of, count) in days(version, &tests.days()) {
                search.day(version, probed, (as_of, count));
            }
        }
        let missing = search.left.into_iter().map(|place| point(place, false, sources));
        Ok(Suggestions { found: search.found, missing: missing.collect() })
    }
}

/// On which days of a version, how many customers are drawn: first on those of the tests.
fn days(version: &Version, tested: &[Date]) -> Vec<(Date, u64)> {
    let usual = Date::from_days(version.program().effective_from.unwrap_or(DAY));
    let first: Vec<Date> = match tested {
        [] => usual.into_iter().collect(),
        _ => tested.to_vec(),
    };
    let start = tested.last().copied().or(usual).map_or(DAY, Date::days);
    let others = (1..365 / STEP).filter_map(|step| Date::from_days(start + STEP * step));
    let first = first.into_iter().map(|day| (day, ON_TEST_DAYS));
    let all = first.chain(others.map(|day| (day, ON_OTHER_DAYS)));
    all.filter(|(day, _)| version.period().contains(*day)).collect()
}

struct Search<'s> {
    sources: &'s [SourceFile],
    left: BTreeSet<Place>,
    found: Vec<Suggestion>,
}

/// What evaluates a record, and what is drawn.
struct Day<'d> {
    program: &'d Program,
    as_of: Date,
    probed: &'d Probed,
    trial: Trial<'d>,
    plain: Trial<'d>,
    sampler: Sampler,
}

impl Search<'_> {
    /// Looks for customers on a day.
    fn day(&mut self, version: &Version, probed: &Probed, (as_of, count): (Date, u64)) {
        if self.left.is_empty() {
            return;
        }
        let trials = Trial::new(&probed.version, as_of)
            .and_then(|trial| Ok((trial, Trial::new(version, as_of)?)));
        let Ok((trial, plain)) = trials else { return };
        let shape = Shape { as_of, seed: 1, elements: ELEMENTS, on_edges: ON_EDGES };
        let sampler = Sampler::new(version.program().clone(), shape);
        let day = Day { program: version.program(), as_of, probed, trial, plain, sampler };
        let count = if version.looks_at_all() { count.min(ALONE) } else { count };
        let drawn = day.drawn(version, count, &self.left);
        for (place, customers) in drawn {
            if self.left.contains(&place) {
                let made = customers.into_iter().find_map(|number| day.made(&place, number));
                let suggestion = made.and_then(|record| self.suggestion(&day, &place, &record));
                self.found.extend(suggestion);
            }
        }
    }

    /// A proposal of a record that was made for a place.
    fn suggestion(&mut self, day: &Day<'_>, place: &Place, record: &Json) -> Option<Suggestion> {
        let outcome = day.plain.outcome(record)?;
        let mut covers: Vec<Place> = day.reached(record).into_iter().collect();
        covers.retain(|it| self.left.contains(it) && (it == place || day.is_settled(it, record)));
        for it in &covers {
            self.left.remove(it);
        }
        covers.sort_by_key(|it| it != place);
        let covers = covers.into_iter().map(|place| point(place, true, self.sources));
        Some(Suggestion {
            as_of: day.as_of,
            customer: record.to_string(),
            covers: covers.collect(),
            expected: said(day.program, &outcome),
        })
    }
}

impl Day<'_> {
    /// By place that is wanted, the numbers of some customers who come to it.
    fn drawn(
        &self,
        version: &Version,
        count: u64,
        wanted: &BTreeSet<Place>,
    ) -> BTreeMap<Place, Vec<u64>> {
        let reached = if version.looks_at_all() {
            let alone = |number| self.sampler.record(number).map(|record| self.reached(&record));
            (0..count).map(|number| alone(number).unwrap_or_default()).collect()
        } else {
            self.reached_by_all(count)
        };
        let mut drawn: BTreeMap<Place, Vec<u64>> = BTreeMap::new();
        for (number, places) in (0..).zip(reached) {
            for place in places.into_iter().filter(|place| wanted.contains(place)) {
                let customers = drawn.entry(place).or_default();
                if customers.len() < CANDIDATES {
                    customers.push(number);
                }
            }
        }
        drawn
    }

    fn reached_by_all(&self, count: u64) -> Vec<BTreeSet<Place>> {
        let batch = self.sampler.batch(0..count).ok();
        let decoded = batch.and_then(|it| self.probed.version.schema().read_arrow(&it).ok());
        // A record that is refused would shift the numbers of those behind it.
        let whole = decoded.filter(|decoded| decoded.rejections.is_empty());
        let outcomes = whole.map(|decoded| self.trial.outcomes(decoded.batch));
        let reached = outcomes.into_iter().flatten().map(|outcome| {
            outcome.map(|outcome| self.probed.reached(&outcome)).unwrap_or_default()
        });
        reached.collect()
    }

    fn reached(&self, record: &Json) -> BTreeSet<Place> {
        let outcome = self.trial.outcome(record);
        outcome.map(|outcome| self.probed.reached(&outcome)).unwrap_or_default()
    }

    fn comes_to(&self, place: &Place, record: &Json) -> bool {
        let outcome = self.trial.outcome(record);
        outcome.is_some_and(|outcome| self.probed.reached(&outcome).contains(place))
    }

    /// Whether a customer comes to a place on its edge, or it has none.
    fn is_settled(&self, place: &Place, record: &Json) -> bool {
        shrink::is_settled(self.program, record, &|record| self.comes_to(place, record))
    }

    /// The plainest customer who comes to a place, of the customer of a number.
    fn made(&self, place: &Place, number: u64) -> Option<Json> {
        let is_one = |record: &Json| self.comes_to(place, record);
        let record = self.sampler.record(number).filter(|record| is_one(record))?;
        Some(shrink::plainest(self.program, record, &is_one))
    }
}
