//! Input formats → [`crate::batch`], held against the policy's record.
//!
//! [`open`] gives a [`Reader`], an iterator of [`Chunk`]s: raw pieces of input, cheap to take in
//! order. [`Chunk::decode`] does the work, on any thread: every value is held against its field,
//! and what does not fit rejects its record. [`Keys`] then refuses customers that come twice. Only
//! this module touches files.
//!
//! **Values.** Decimals are read by their text, never through a float.
//!
//! | field | taken |
//! |---|---|
//! | number, points | `12.30`, `"12.30"`, `1e2`; trailing zeros do not count as places |
//! | money | the same, and `"12.30 CNY"` in the field's currency |
//! | percent, a number of 4 places | the same, and `"20%"` |
//! | duration | a whole number of what it counts, or ISO 8601 of that kind: `18`, `"P1Y6M"` |
//! | yes/no | `true`, `false`; in CSV also `yes`, `no`, `是`, `否`, `1`, `0` in any letter case |
//! | date | `"2026-01-31"`; no text with a time |
//! | datetime | RFC 3339, or without an offset in the programme's zone: `"2026-01-31T09:30"`, with a space, with seconds and up to six places of them |
//! | text | a text; never a number or yes/no, keys included, so that `"007"` stays what it is |
//! | one of | exactly an option's text |
//!
//! Of a local time that occurs twice the earlier is meant; one that the clocks skip is moved on by
//! the gap. An absent field, `null`, an empty CSV cell and an empty text are all *missing*, in
//! every format, so that the format cannot change an outcome. A missing list is refused, an empty
//! one is not; in a CSV folder a list without rows is empty.
//!
//! **What is checked.** Keys, dates of lists and the fields that the policy reads; with
//! [`Options::strict`] all fields. Unknown fields are named, once each a chunk, and ignored. At most
//! ten problems are told of one record.
//!
//! **Memory.** JSON lines, CSV customers, Parquet and Arrow are read in pieces. JSON documents and
//! YAML are held whole, as are the lists' tables of a CSV folder and the keys seen so far that do
//! not count up.
//!
//! **CSV folders.** `customers.csv`, and for each list that is read a file of its name
//! (`orders.csv`; `orders.lines.csv` or `lines.csv` within orders) with the column `customer_id`
//! (`order_id`): the owner's name and the name of its key. Where the keys of orders are unique
//! only within a customer, `lines.csv` has `customer_id` too.

mod any_money;
mod arrange;
mod arrow_batches;
mod arrow_columns;
mod arrow_schema;
mod arrow_values;
mod arrow_whole;
mod cells;
mod contained;
mod csv_children;
mod csv_input;
mod csv_table;
mod decimal;
mod decoded;
mod draft;
pub(crate) mod duration;
mod format;
mod grouped;
mod ipc;
mod json;
mod keys;
mod lines;
mod moment;
mod parquet;
mod parquet_types;
mod piece;
mod quotes;
mod raw;
mod reader;
mod rejection;
mod scalar;
mod scan;
mod schema;
mod seen;
#[cfg(test)]
mod table_agreement;
mod table_text;
mod yaml;
mod yaml_tokens;

pub use contained::panic_is_contained;
pub use decoded::Decoded;
pub use format::{Format, NotAFormat};
pub use keys::Keys;
pub(crate) use parquet::fields as parquet_fields;
pub use reader::{Chunk, Options, Reader, open, open_beside, open_stream};
pub use rejection::{Place, ReadError, Rejection, UnknownField};
pub use schema::Schema;
pub(crate) use yaml_tokens::{Document, Kind};

use std::sync::Arc;

use arrow::array::RecordBatch;
use loyal_dsl::ir::Program;

use crate::batch::Batch;
use crate::needs::Needs;

/// The customers of a record batch that a host hands over. For many, prepare a [`Schema`].
pub fn from_arrow(
    batch: &RecordBatch,
    program: &Program,
    needs: &Needs,
) -> Result<Decoded, ReadError> {
    Schema::new(program, needs, false)?.read_arrow(batch)
}

/// One customer's record as JSON text. For many, prepare a [`Schema`].
pub fn from_json(text: &str, program: &Program, needs: &Needs) -> Result<Batch, Vec<Rejection>> {
    let schema = Schema::new(program, needs, false).map_err(|error| vec![error.into()])?;
    schema.read_json(text)
}

impl Schema {
    /// One customer's record, given as JSON text.
    pub fn read_json(&self, text: &str) -> Result<Batch, Vec<Rejection>> {
        let decoded = json::read_text(self, text);
        if decoded.rejections.is_empty() { Ok(decoded.batch) } else { Err(decoded.rejections) }
    }

    /// One customer's record, which stands in a YAML document that also says other things.
    pub(crate) fn read_yaml(
        &self,
        file: &Arc<str>,
        document: &Arc<Document>,
        record: usize,
    ) -> Decoded {
        yaml::decode(self, file, document, record)
    }

    /// The customers of a record batch that a host hands over.
    pub fn read_arrow(&self, batch: &RecordBatch) -> Result<Decoded, ReadError> {
        arrow_batches::decode(batch, self)
    }
}
