//! The outcomes of a batch as rows of the two tables, without a struct between.

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::arrow::{TableError, Tables};
use super::{Broken, Outcome, RecordError};

/// Outcomes as tables, with what a run says of them.
#[derive(Debug)]
pub struct Sheets {
    /// One row a customer, those without an outcome included.
    pub customers: RecordBatch,
    /// One row an effect.
    pub effects: RecordBatch,
    /// By effect: the row of its customer.
    pub(crate) owners: Vec<usize>,
    /// Those without an outcome, by their row.
    pub failed: Vec<(usize, RecordError)>,
    /// Those for whom guarantees do not hold, by their row.
    pub broken: Vec<(usize, String, Vec<Broken>)>,
}

impl Tables {
    /// Both tables.
    pub fn sheets(&self, results: Vec<Result<Outcome, RecordError>>) -> Result<Sheets, TableError> {
        let (customers, effects) = (self.customers(&results)?, self.effects(&results)?);
        let (mut owners, mut failed, mut broken) = (Vec::new(), Vec::new(), Vec::new());
        for (row, result) in results.into_iter().enumerate() {
            match result {
                Ok(outcome) => {
                    owners.extend(outcome.effects.iter().map(|_| row));
                    if !outcome.broken.is_empty() {
                        broken.push((row, outcome.customer, outcome.broken));
                    }
                }
                Err(error) => failed.push((row, error)),
            }
        }
        Ok(Sheets { customers, effects, owners, failed, broken })
    }
}

impl Sheets {
    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customers.num_rows()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same without some customers, by their rows in rising order.
    pub fn without(self, rows: &[usize]) -> Result<Sheets, TableError> {
        if rows.is_empty() {
            return Ok(self);
        }
        let stays = |row: usize| rows.binary_search(&row).is_err();
        let customers: BooleanArray = (0..self.len()).map(|row| Some(stays(row))).collect();
        let effects: BooleanArray = self.owners.iter().map(|row| Some(stays(*row))).collect();
        Ok(Sheets {
            customers: filter_record_batch(&self.customers, &customers)?,
            effects: filter_record_batch(&self.effects, &effects)?,
            owners: self.owners.into_iter().filter(|row| stays(*row)).collect(),
            failed: self.failed.into_iter().filter(|(row, _)| stays(*row)).collect(),
            broken: self.broken.into_iter().filter(|(row, ..)| stays(*row)).collect(),
        })
    }
}
