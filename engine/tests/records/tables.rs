//! The customers of the format tests as Arrow columns, and the checks of columns.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array,
    Int64Array, ListArray, RecordBatch, StringArray, StringViewArray, StructArray,
    TimestampMillisecondArray, TimestampNanosecondArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{Field, Int32Type};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use loyal_dsl::ir::Program;
use loyal_engine::record::{Decoded, from_arrow};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use super::program::{flat_program, needs, program, program_of, record, scalar};
use super::show::{check_rows, show};

fn decimals(values: &[Option<i128>], places: i8) -> ArrayRef {
    let array = Decimal128Array::from(values.to_vec());
    Arc::new(array.with_precision_and_scale(20, places).unwrap())
}

pub(super) fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub(super) fn object(fields: Vec<(&str, ArrayRef)>) -> StructArray {
    let named = fields
        .iter()
        .map(|(name, array)| Arc::new(Field::new(*name, array.data_type().clone(), true)));
    let named: Vec<_> = named.collect();
    StructArray::new(named.into(), fields.into_iter().map(|(_, array)| array).collect(), None)
}

fn list(offsets: &[i32], elements: StructArray) -> ArrayRef {
    let field = Arc::new(Field::new("item", elements.data_type().clone(), true));
    let offsets = OffsetBuffer::new(offsets.to_vec().into());
    Arc::new(ListArray::new(field, offsets, Arc::new(elements), None))
}

/// The customers of [`super::formats::JSON`].
pub(super) fn customers() -> RecordBatch {
    let lines = object(vec![
        ("number", Arc::new(Int64Array::from(vec![2, 1, 1]))),
        ("price", decimals(&[Some(100), Some(25), Some(1230)], 2)),
    ]);
    let status: DictionaryArray<Int32Type> =
        vec!["paid", "refunded", "paid", "cancelled"].into_iter().collect();
    let orders = object(vec![
        ("id", Arc::new(StringViewArray::from(vec!["O2", "O1", "O0", "O1"]))),
        ("date", Arc::new(Date32Array::from(vec![Some(20_484), Some(20_484), None, Some(20_500)]))),
        ("amount", decimals(&[Some(12300), Some(10), Some(-5000), Some(0)], 3)),
        ("status", Arc::new(status)),
        ("lines", list(&[0, 2, 2, 2, 3], lines)),
    ]);
    let fee = decimals(&[Some(8), None, None], 0);
    let fee = object(vec![("fee", fee)]);
    let card = StructArray::new(
        fee.fields().clone(),
        fee.columns().to_vec(),
        Some(NullBuffer::from(vec![true, false, true])),
    );
    let seen = vec![Some(1_769_823_000_000), None, None];
    let batch = object(vec![
        ("id", texts(&["C1", "C2", "客3"])),
        ("name", Arc::new(StringArray::from(vec![Some("Ann, \"A\""), None, Some("王")]))),
        ("colour", texts(&["red", "green", "blue"])),
        ("joined", Arc::new(Date32Array::from(vec![20_000, 0, -1]))),
        ("seen", Arc::new(TimestampMillisecondArray::from(seen).with_timezone("UTC"))),
        ("staff", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]))),
        ("share", texts(&["20%", "0.2", "0.0001"])),
        ("points", Arc::new(Int64Array::from(vec![Some(100), None, Some(-3)]))),
        ("card", Arc::new(card)),
        ("ratio", decimals(&[Some(1), None, Some(333_333)], 6)),
        ("orders", list(&[0, 3, 3, 4], orders)),
    ]);
    RecordBatch::from(batch)
}

pub(super) fn write_parquet(path: &Path, batch: &RecordBatch) {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(2)).build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

pub(super) fn write_arrow_file(path: &Path, batch: &RecordBatch) {
    let mut writer = FileWriter::try_new(File::create(path).unwrap(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
}

pub(super) fn write_arrow_stream(path: &Path, batch: &RecordBatch) {
    let mut writer = StreamWriter::try_new(File::create(path).unwrap(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
}

fn decode(fields: Vec<(&str, ArrayRef)>, program: &Program) -> Result<Decoded, String> {
    let batch = RecordBatch::from(object(fields));
    let decoded = from_arrow(&batch, program, &needs(program)).map_err(|error| {
        let help = error.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{error}{help}")
    })?;
    check_rows(&decoded.batch.customers);
    Ok(decoded)
}

fn joined(rows: usize) -> ArrayRef {
    Arc::new(Date32Array::from(vec![0; rows]))
}

fn id() -> ArrayRef {
    texts(&["C1"])
}

#[test]
fn columns_that_cannot_fit_are_refused_by_name() {
    let program = flat_program();
    let number: ArrayRef = Arc::new(Float64Array::from(vec![0.5]));
    let whole: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let cases = [
        vec![("id", id()), ("joined", joined(1)), ("ratio", number)],
        vec![("id", whole.clone()), ("joined", joined(1))],
        vec![("id", id()), ("joined", whole.clone())],
        vec![("id", id()), ("joined", joined(1)), ("card", whole)],
        vec![("id", id())],
    ];
    let errors: Vec<String> =
        cases.into_iter().map(|case| decode(case, &program).unwrap_err()).collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn values_of_columns_are_refused_by_row() {
    let program = flat_program();
    let seen = TimestampNanosecondArray::from(vec![None, Some(1), None, Some(i64::MAX)]);
    let decoded = decode(
        vec![
            ("id", texts(&["C1", "C2", "C3", ""])),
            ("joined", Arc::new(Date32Array::from(vec![None, Some(i32::MAX), Some(1), Some(2)]))),
            ("seen", Arc::new(seen)),
            ("ratio", decimals(&[Some(1), Some(i128::MAX), Some(12_345_678), None], 7)),
        ],
        &program,
    );
    let decoded = decoded.unwrap();
    let rejections: Vec<_> = decoded.rejections.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(rejections.join("\n"));
    assert_eq!(decoded.batch.customers.len, 0);
}

#[test]
fn local_timestamps_are_in_the_programmes_zone() {
    let program = flat_program();
    let seen = TimestampMillisecondArray::from(vec![1_769_823_000_000 + 8 * 3_600_000]);
    let fields = vec![("id", id()), ("joined", joined(1)), ("seen", Arc::new(seen) as ArrayRef)];
    let decoded = decode(fields, &program).unwrap();
    let shown = show(&decoded.batch, &program, &[]);
    assert_eq!(shown, "id=\"C1\" joined=0 seen=1769823000000000\n");
}

#[test]
fn null_lists_and_null_elements_are_refused() {
    let program = program();
    let orders = object(vec![
        ("id", texts(&["O1", "O1"])),
        ("amount", decimals(&[Some(1), None], 2)),
        ("status", texts(&["paid", "payed"])),
        (
            "lines",
            list(
                &[0, 0, 0],
                object(vec![
                    ("number", Arc::new(Int64Array::from(Vec::<i64>::new())) as ArrayRef),
                    ("price", decimals(&[], 2)),
                ]),
            ),
        ),
    ]);
    let element = Arc::new(Field::new("item", orders.data_type().clone(), true));
    let nulls = NullBuffer::from(vec![true, false]);
    let offsets = OffsetBuffer::new(vec![0, 2, 2].into());
    let orders = ListArray::new(element, offsets, Arc::new(orders), Some(nulls));
    let fields = vec![
        ("id", texts(&["C1", "C2"])),
        ("joined", joined(2)),
        ("orders", Arc::new(orders) as _),
    ];
    let decoded = decode(fields, &program).unwrap();
    let rejections: Vec<_> = decoded.rejections.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(rejections.join("\n"));
}

#[test]
fn slices_of_batches_read_alike() {
    let program = program();
    let whole = from_arrow(&customers(), &program, &needs(&program)).unwrap();
    let whole = show(&whole.batch, &program, &[]);
    let parts: String = (0..3)
        .map(|row| from_arrow(&customers().slice(row, 1), &program, &needs(&program)).unwrap())
        .map(|decoded| show(&decoded.batch, &program, &[]))
        .collect();
    assert_eq!(whole, parts);
}

#[test]
fn integer_keys_are_numbers() {
    let key = scalar("id", loyal_dsl::types::Type::WHOLE);
    let program = program_of(vec![record("customer", vec![key], None)]);
    let unsigned = arrow::array::UInt64Array::from(vec![7, u64::MAX]);
    let decoded = decode(vec![("id", Arc::new(unsigned))], &program).unwrap();
    assert_eq!(show(&decoded.batch, &program, &[]), "id=7\n");
    insta::assert_snapshot!(decoded.rejections[0]);
}
