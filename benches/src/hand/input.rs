//! Parquet → columns, as `loyal sample` writes them.

use std::fs::File;
use std::path::Path;

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListArray, RecordBatch,
    StringArray, StructArray,
};
use arrow::datatypes::{Date32Type, Decimal128Type, Int64Type};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// The columns of a batch that the programme reads.
pub struct Columns {
    pub(super) ids: StringArray,
    pub(super) birth_dates: Date32Array,
    pub(super) joined: Date32Array,
    pub(super) level: StringArray,
    pub(super) since: Date32Array,
    pub(super) until: Date32Array,
    pub(super) orders: ListArray,
    pub(super) order_id: StringArray,
    pub(super) order_date: Date32Array,
    pub(super) order_amount: Decimal128Array,
    pub(super) order_status: StringArray,
    pub(super) order_category: StringArray,
    pub(super) complaints: ListArray,
    pub(super) complaint_id: StringArray,
    pub(super) opened: Date32Array,
    pub(super) kind: StringArray,
    pub(super) severity: Int64Array,
    pub(super) resolved: BooleanArray,
    pub(super) complaint_amount: Decimal128Array,
}

const READ: [&str; 6] = ["birth_date", "complaints", "id", "joined", "membership", "orders"];

pub(super) fn batches(path: &Path, size: usize) -> impl Iterator<Item = RecordBatch> {
    let file = File::open(path).expect("a file");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let mask = ProjectionMask::columns(builder.parquet_schema(), READ);
    let reader = builder.with_projection(mask).with_batch_size(size).build().expect("a reader");
    reader.map(|batch| batch.expect("a batch"))
}

impl Columns {
    /// The columns of a batch.
    ///
    /// # Panics
    ///
    /// Where they are not as `loyal sample` makes them.
    #[must_use]
    pub fn of(batch: &RecordBatch) -> Columns {
        let top = StructArray::from(batch.clone());
        let membership = top.column_by_name("membership").expect("a column").as_struct().clone();
        let orders = top.column_by_name("orders").expect("a column").as_list::<i32>().clone();
        let complaints =
            top.column_by_name("complaints").expect("a column").as_list::<i32>().clone();
        let (order, complaint) =
            (orders.values().as_struct().clone(), complaints.values().as_struct().clone());
        Columns {
            ids: text(&top, "id"),
            birth_dates: dates(&top, "birth_date"),
            joined: dates(&top, "joined"),
            level: text(&membership, "level"),
            since: dates(&membership, "since"),
            until: dates(&membership, "until"),
            order_id: text(&order, "id"),
            order_date: dates(&order, "date"),
            order_amount: amounts(&order, "amount"),
            order_status: text(&order, "status"),
            order_category: text(&order, "category"),
            complaint_id: text(&complaint, "id"),
            opened: dates(&complaint, "opened"),
            kind: text(&complaint, "kind"),
            severity: column(&complaint, "severity").as_primitive::<Int64Type>().clone(),
            resolved: column(&complaint, "resolved").as_boolean().clone(),
            complaint_amount: amounts(&complaint, "order_amount"),
            orders,
            complaints,
        }
    }
}

fn column<'s>(rows: &'s StructArray, name: &str) -> &'s dyn Array {
    rows.column_by_name(name).expect("a column")
}

fn text(rows: &StructArray, name: &str) -> StringArray {
    column(rows, name).as_string::<i32>().clone()
}

fn dates(rows: &StructArray, name: &str) -> Date32Array {
    column(rows, name).as_primitive::<Date32Type>().clone()
}

fn amounts(rows: &StructArray, name: &str) -> Decimal128Array {
    column(rows, name).as_primitive::<Decimal128Type>().clone()
}
