//! Two runs over the same customers → who gets something else, what, and in sum.
//!
//! ```
//! use loyal_engine::compare::Comparison;
//! # use loyal_engine::outcome::{Outcome, RecordError};
//! # let (before, after): (Vec<Result<Outcome, RecordError>>, Vec<Result<Outcome, RecordError>>)
//! #     = Default::default();
//! let comparison = Comparison::of(&before, &after);
//! for customer in &comparison.changed {
//!     println!("{}: {} changes", customer.customer, customer.changes.len());
//! }
//! ```
//!
//! Where a rule stands is no part of what it gives: an edit that only moves lines changes nothing.

mod change;
mod shown;
mod total;

use std::collections::HashMap;

use serde::Serialize;

use crate::outcome::{Outcome, RecordError};
pub use change::{About, Change};
pub use total::{Moved, Total};

/// What differs between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// How many customers are in both.
    pub customers: usize,
    /// Those that get something else, in the order of the new run.
    pub changed: Vec<Changed>,
    /// Customers that only the old run has.
    pub only_before: Vec<String>,
    /// Customers that only the new run has.
    pub only_after: Vec<String>,
    /// How many customers went from one level, segment or band to another.
    pub moved: Vec<Moved>,
    /// What each rule gives in sum, where that differs.
    pub totals: Vec<Total>,
}

/// A customer that gets something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The customer's key.
    pub customer: String,
    /// What differs.
    pub changes: Vec<Change>,
}

/// The result of a customer.
type Found = Result<Outcome, RecordError>;

/// Takes two runs piece by piece, so that neither is kept whole.
///
/// ```
/// use loyal_engine::compare::Comparing;
/// # use loyal_engine::outcome::{Outcome, RecordError};
/// # let pieces: Vec<[Vec<Result<Outcome, RecordError>>; 2]> = Vec::new();
/// let mut comparing = Comparing::default();
/// for [before, after] in &pieces {
///     comparing.add(before, after);
/// }
/// assert!(comparing.finish().is_same());
/// ```
#[derive(Debug, Default)]
pub struct Comparing {
    comparison: Comparison,
    totals: total::Whole,
    /// Customers of a piece of one run that the other's piece does not have.
    olds: Vec<Found>,
    news: Vec<Found>,
}

impl Comparing {
    /// Adds a piece of both runs: best one of the same customers.
    pub fn add(
        &mut self,
        before: &[Result<Outcome, RecordError>],
        after: &[Result<Outcome, RecordError>],
    ) {
        let mut totals = total::Totals::default();
        for old in before {
            totals.add_before(old);
        }
        for new in after {
            totals.add_after(new);
        }
        let (olds, news) = self.paired(before, after, &mut totals);
        self.olds.extend(olds.into_iter().cloned());
        self.news.extend(news.into_iter().cloned());
        self.totals.add(totals);
    }

    /// Compares who is in both; the others, in their order.
    fn paired<'r>(
        &mut self,
        before: &'r [Found],
        after: &'r [Found],
        totals: &mut total::Totals<'r>,
    ) -> (Vec<&'r Found>, Vec<&'r Found>) {
        let mut olds: HashMap<&str, &Found> =
            before.iter().map(|result| (key(result), result)).collect();
        let mut news = Vec::new();
        for new in after {
            let Some(old) = olds.remove(key(new)) else {
                news.push(new);
                continue;
            };
            self.comparison.customers += 1;
            totals.add_move(old, new);
            let changes = change::between(old, new);
            if !changes.is_empty() {
                let customer = key(new).to_owned();
                self.comparison.changed.push(Changed { customer, changes });
            }
        }
        (before.iter().filter(|old| olds.contains_key(key(old))).collect(), news)
    }

    /// What differs.
    #[must_use]
    pub fn finish(mut self) -> Comparison {
        let (olds, news) = (std::mem::take(&mut self.olds), std::mem::take(&mut self.news));
        let mut totals = total::Totals::default();
        let (only_before, only_after) = self.paired(&olds, &news, &mut totals);
        let names = |all: Vec<&Found>| all.into_iter().map(|it| key(it).to_owned()).collect();
        (self.comparison.only_before, self.comparison.only_after) =
            (names(only_before), names(only_after));
        self.totals.add(totals);
        (self.comparison.moved, self.comparison.totals) = self.totals.finish();
        self.comparison
    }
}

impl Comparison {
    /// Compares runs; customers are found by their key.
    #[must_use]
    pub fn of(
        before: &[Result<Outcome, RecordError>],
        after: &[Result<Outcome, RecordError>],
    ) -> Comparison {
        let mut comparing = Comparing::default();
        comparing.add(before, after);
        comparing.finish()
    }

    /// Whether everybody gets the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changed.is_empty() && self.only_before.is_empty() && self.only_after.is_empty()
    }
}

fn key(result: &Found) -> &str {
    match result {
        Ok(outcome) => &outcome.customer,
        Err(error) => &error.customer,
    }
}
