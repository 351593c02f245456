//! Synthetic customers of a policy: as many as are wanted, the same for the same seed.
//!
//! Values come from the record's declaration and from the policy's own constants (`edges`); a
//! share of the customers stands exactly on one of them, the sums and counts of lists included
//! (`exact`). Each customer depends on the seed and its number alone, so any range can be made
//! by itself.

mod chance;
mod columns;
mod customer;
mod edges;
mod exact;
mod facts;
mod json;
mod name;
mod value;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{Program, RecordId};

use chance::Chance;
use columns::{Columns, LONG, SHORT};
use customer::Maker;
use edges::Edges;
use facts::Facts;

/// What the customers are to be like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The day around which their dates lie.
    pub as_of: Date,
    /// Other seeds give other customers.
    pub seed: u64,
    /// Elements of the list that a record declares first, in the mean: few have up to four times as
    /// many. Its other lists have a twelfth of them.
    pub elements: u32,
    /// How many of a hundred customers have a value, or a list, exactly on one of the policy's
    /// constants.
    pub on_edges: u8,
}

/// Makes customers of one policy.
#[derive(Debug)]
pub struct Sampler {
    program: Arc<Program>,
    shape: Shape,
    edges: Edges,
    facts: Facts,
    columns: Columns,
}

impl Sampler {
    /// Looks up what the policy compares with.
    #[must_use]
    pub fn new(program: Arc<Program>, shape: Shape) -> Sampler {
        let edges = edges::edges(&program, shape.as_of.days());
        let columns = Columns::of(&program, if edges.are_short() { SHORT } else { LONG });
        let facts = Facts::of(&program, &edges);
        Sampler { program, shape, edges, facts, columns }
    }

    /// The policy.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The columns: those of the record, nested as it declares them. Histories are left out.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        self.columns.schema()
    }

    /// The columns of keys, by the names that Parquet gives their leaves.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.columns.keys(&self.program)
    }

    /// The customers of these numbers, from 0.
    pub fn batch(&self, numbers: Range<u64>) -> Result<RecordBatch, ArrowError> {
        let customers: Vec<_> = numbers.filter_map(|number| self.customer(number)).collect();
        self.columns.batch(&customers)
    }

    /// The customer of a number, as a record in JSON.
    pub(crate) fn record(&self, number: u64) -> Option<serde_json::Value> {
        let customer = self.customer(number)?;
        Some(json::record(&self.program, RecordId(0), &customer))
    }

    fn customer(&self, number: u64) -> Option<value::Row> {
        let chance = Chance::of(self.shape.seed, number);
        let (program, shape) = (&*self.program, self.shape);
        let (edges, facts) = (&self.edges, &self.facts);
        let mut maker = Maker { program, edges, facts, shape, number, chance };
        let mut customer = maker.customer()?;
        if maker.chance.percent(shape.on_edges) {
            exact::on_edge(&mut maker, &mut customer);
        }
        Some(customer)
    }
}
