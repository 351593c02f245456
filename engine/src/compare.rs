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

impl Comparison {
    /// Compares runs; customers are found by their key.
    #[must_use]
    pub fn of(
        before: &[Result<Outcome, RecordError>],
        after: &[Result<Outcome, RecordError>],
    ) -> Comparison {
        let mut olds: HashMap<&str, _> =
            before.iter().map(|result| (key(result), result)).collect();
        let mut comparison = Comparison::default();
        let mut totals = total::Totals::default();
        for new in after {
            totals.add_after(new);
            let Some(old) = olds.remove(key(new)) else {
                comparison.only_after.push(key(new).to_owned());
                continue;
            };
            comparison.customers += 1;
            totals.add_move(old, new);
            let changes = change::between(old, new);
            if !changes.is_empty() {
                comparison.changed.push(Changed { customer: key(new).to_owned(), changes });
            }
        }
        for old in before {
            totals.add_before(old);
        }
        let gone = before.iter().map(key).filter(|customer| olds.contains_key(customer));
        comparison.only_before = gone.map(str::to_owned).collect();
        (comparison.moved, comparison.totals) = totals.finish();
        comparison
    }

    /// Whether everybody gets the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changed.is_empty() && self.only_before.is_empty() && self.only_after.is_empty()
    }
}

fn key(result: &Result<Outcome, RecordError>) -> &str {
    match result {
        Ok(outcome) => &outcome.customer,
        Err(error) => &error.customer,
    }
}
