//! Outcomes straight from registers into the columns of the two tables.

mod cells;
mod customer;
mod effect;
mod tier;

use ahash::RandomState;
use arrow::array::RecordBatch;
use hashbrown::HashMap;

use super::found::{Found, Receiver};
use super::given::{Firing, Given};
use super::{Bound, Kept, Scratch};
use crate::batch::Batch;
use crate::column::word::Word;
use crate::outcome::arrow::{TableError, Tables};
use crate::outcome::filled::Filled;
use crate::outcome::table::{Column, EFFECT_COLUMNS, customer_columns, effect_columns};
use crate::outcome::{Broken, RecordError, Sheets};
use effect::{Before, Fixed};

/// Effects for which room is made, by customer.
const EFFECTS: usize = 8;

/// Takes outcomes as rows.
pub(super) struct Rows {
    customers: Vec<Filled>,
    effects: [Filled; EFFECT_COLUMNS],
    /// How many customers there are.
    count: usize,
    /// By effect: the row of its customer.
    owners: Vec<usize>,
    failed: Vec<(usize, RecordError)>,
    broken: Vec<(usize, String, Vec<Broken>)>,
    /// The first value that its column cannot hold.
    unfit: Option<TableError>,
    /// How the keys of the firing at hand begin.
    key: String,
    /// What effects always say, by rule and place in it.
    fixed: HashMap<(usize, usize), Fixed, RandomState>,
}

impl Bound {
    /// Evaluates the customers of a batch and lays their outcomes out as tables.
    pub fn tabulate(&self, batch: &Batch, tables: &Tables) -> Result<Sheets, TableError> {
        self.with_scratch(|scratch| {
            self.tabulate_kept(batch, scratch, &mut Kept::default(), tables)
        })
    }

    /// As [`Bound::tabulate`], with what later stages read of the customers.
    pub(crate) fn tabulate_kept(
        &self,
        batch: &Batch,
        scratch: &mut Scratch,
        kept: &mut Kept,
        tables: &Tables,
    ) -> Result<Sheets, TableError> {
        if self.inner.closing.is_some() {
            let mut results = self.evaluate_kept(batch, scratch, kept);
            self.close(batch, &mut results);
            return tables.sheets(results);
        }
        let mut rows = Rows::new(customer_columns(tables.program()), batch.customers.len);
        self.hand_over(batch, scratch, kept, &mut rows);
        rows.finish(tables)
    }
}

impl Rows {
    fn new(customers: Vec<Column>, rows: usize) -> Rows {
        let filled = |column| Filled::new(column, rows);
        Rows {
            customers: customers.into_iter().map(filled).collect(),
            effects: effect_columns().map(|column| Filled::new(column, rows * EFFECTS)),
            count: 0,
            owners: Vec::with_capacity(rows * EFFECTS),
            failed: Vec::new(),
            broken: Vec::new(),
            unfit: None,
            key: String::new(),
            fixed: HashMap::default(),
        }
    }

    fn finish(self, tables: &Tables) -> Result<Sheets, TableError> {
        if let Some(unfit) = self.unfit {
            return Err(unfit);
        }
        let arrays = |columns: Vec<Filled>, rows: usize| {
            columns.into_iter().map(|column| column.finish(rows)).collect::<Result<Vec<_>, _>>()
        };
        let customers = arrays(self.customers, self.count)?;
        let effects = arrays(self.effects.into(), self.owners.len())?;
        Ok(Sheets {
            customers: RecordBatch::try_new(tables.customer_schema(), customers)?,
            effects: RecordBatch::try_new(tables.effect_schema(), effects)?,
            owners: self.owners,
            failed: self.failed,
            broken: self.broken,
        })
    }

    /// Keeps the first failure.
    fn note(&mut self, result: Result<(), TableError>) {
        if let Err(unfit) = result {
            self.unfit.get_or_insert(unfit);
        }
    }
}

impl Receiver for Rows {
    fn found<W: Word, const C: usize>(&mut self, found: &Found<'_, W, C>) {
        let row = self.count;
        let filled = customer::fill(&mut self.customers, row, found);
        self.note(filled);
        self.broken.extend(customer::broken(row, found));
        let mut before: Option<&Firing<'_, W>> = None;
        for (nth, given) in found.effects.iter().enumerate() {
            let at = self.owners.len();
            self.owners.push(row);
            let filled = match given {
                Given::Made(made) => {
                    let again = before.is_some_and(|firing| firing.is(&made.firing));
                    before = Some(&made.firing);
                    if !again {
                        self.key.clear();
                        made.firing.write_key_start(&mut self.key);
                    }
                    let before = match (again, nth) {
                        (true, _) => Before::Firing,
                        (false, 0) => Before::Other,
                        (false, _) => Before::Customer,
                    };
                    let fixed = self.fixed.entry((made.firing.index, made.at));
                    let fixed = fixed.or_insert_with(|| Fixed::new(&mut self.effects, made));
                    effect::fill(&mut self.effects, at, (made, fixed), (&self.key, before))
                }
                Given::Settled(effect) => {
                    before = None;
                    effect::settled(&mut self.effects, at, (found, effect.as_ref()))
                }
            };
            self.note(filled);
        }
        self.count += 1;
    }

    fn failed(&mut self, error: RecordError) {
        let filled = customer::failed(&mut self.customers, self.count, &error);
        self.note(filled);
        self.failed.push((self.count, error));
        self.count += 1;
    }
}
