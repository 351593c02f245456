//! Stages after all customers: ranks, funds that they share, and groups of them.
//!
//! While customers are evaluated, only the few values that a later stage reads are kept of each
//! ([`crate::evaluate::Kept`]), never the records. A policy that ranks customers takes a pass over
//! all of them for that, one with budgets another; what comes of these passes is a [`Population`],
//! which is all that an outcome needs of other customers. So a record alone, with the population
//! of a batch, has the outcome that it had in that batch.

mod fund;
mod groups;
mod members;
mod ranking;
mod summary;
mod survey;
mod unranked;
mod watched;

pub use groups::Groups;
pub(crate) use groups::{OneGroup, Prepared};
pub use summary::PopulationError;
pub(crate) use survey::Ranking;
pub use survey::{Evaluation, Gathering, Pass, Survey, Tabulated};

use fund::Spending;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{FieldKind, Filled, Program};
use ranking::Ranked;

use crate::batch::{Batch, Column};
use crate::evaluate::{Kept, Measure};
use crate::outcome::{Outcome, RecordError};

/// What the outcome of one customer needs of all others: where values stand, and how funds were
/// spent. Of one policy and one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    policy: String,
    as_of: Date,
    customers: u64,
    rankings: Vec<Ranked>,
    /// By budget, in the order of the program.
    spending: Vec<Spending>,
}

impl Population {
    /// A population of nobody.
    fn empty(program: &Program, policy: String, as_of: Date) -> Population {
        let rankings = vec![Ranked::default(); program.crowd.rankings.len()];
        let spending = vec![Spending::default(); program.crowd.budgets.len()];
        Population { policy, as_of, customers: 0, rankings, spending }
    }

    /// The as-of date.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// How many customers it has.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// Puts into a batch what it tells of its customers; `kept` are their values in the rankings.
    fn fill(&self, program: &Program, batch: &mut Batch, kept: &Kept) {
        let width = self.rankings.len() + 1;
        let fields = program.records.first().map(|record| record.fields.as_slice());
        for (at, field) in fields.unwrap_or_default().iter().enumerate() {
            let FieldKind::Scalar(_) = field.kind else { continue };
            let column = match field.filled {
                Some(Filled::PopulationSize) => {
                    let all = i64::try_from(self.customers).unwrap_or(i64::MAX);
                    Column { values: vec![all; batch.customers.len], valid: None }
                }
                Some(Filled::Above(ranking)) => {
                    let at = ranking as usize;
                    let rows = kept.measures.chunks(width).map(|row| row.get(at + 1)?.as_ref());
                    self.above(at, rows)
                }
                Some(Filled::Total(_) | Filled::Members | Filled::Member(_)) | None => continue,
            };
            if let Ok(field) = u32::try_from(at) {
                batch.fill(loyal_dsl::ir::FieldId(field), column);
            }
        }
    }

    fn above<'m>(
        &self,
        ranking: usize,
        values: impl Iterator<Item = Option<&'m Measure>>,
    ) -> Column {
        let mut column = Column { values: Vec::new(), valid: Some(Vec::new()) };
        let ranked = self.rankings.get(ranking);
        for (row, value) in values.enumerate() {
            let above = ranked.zip(value).map(|(ranked, value)| ranked.above(value));
            column.values.push(above.map_or(0, |above| i64::try_from(above).unwrap_or(i64::MAX)));
            if let Some(valid) = &mut column.valid {
                if row.is_multiple_of(64) {
                    valid.push(0);
                }
                if let Some(word) = valid.last_mut() {
                    *word |= u64::from(above.is_some()) << (row % 64);
                }
            }
        }
        column
    }

    /// Leaves of outcomes what the funds grant; `kept` is what the program keeps of customers.
    fn grant(&self, program: &Program, results: &mut [Result<Outcome, RecordError>], kept: &Kept) {
        let width = crate::plan::measures::measures(program).len();
        let rows = kept.measures.chunks(width.max(1));
        for (result, row) in results.iter_mut().zip(rows) {
            let Ok(outcome) = result else { continue };
            for (at, (budget, spending)) in
                program.crowd.budgets.iter().zip(&self.spending).enumerate()
            {
                fund::grant(budget, spending, outcome, order(program, at, row));
            }
        }
    }
}

/// The values of one customer by which a budget orders it.
fn order<'k>(
    program: &Program,
    budget: usize,
    row: &'k [Option<Measure>],
) -> &'k [Option<Measure>] {
    let crowd = &program.crowd;
    let before = crowd.budgets.iter().take(budget).map(|budget| budget.order.len());
    let start = crowd.rankings.len() + before.sum::<usize>();
    let count = crowd.budgets.get(budget).map_or(0, |budget| budget.order.len());
    row.get(start..start + count).unwrap_or_default()
}
