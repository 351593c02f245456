//! `checksum FOLDER…`: one number for all that stands in the Parquet tables of outcomes, in whatever
//! order their rows stand.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

fn main() {
    for folder in std::env::args().skip(1) {
        let [customers, effects] =
            ["customers", "effects"].map(|name| table(&Path::new(&folder).join(name)));
        let [(rows, customers), (given, effects)] = [customers, effects];
        let sum = mixed(customers, effects.to_le_bytes().as_slice());
        println!("{sum:016x}  {rows} customers, {given} effects  {folder}");
    }
}

/// The rows of a table, and a number that depends on the columns and every cell of every row.
fn table(path: &Path) -> (usize, u64) {
    let file = File::open(path.with_extension("parquet")).expect("a table");
    // Types as Parquet has them, not as those who wrote it hold them in memory.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let reader =
        ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).expect("Parquet");
    let names = reader.schema().fields().iter();
    let names = names.fold(0, |sum, field| mixed(sum, field.name().as_bytes()));
    let (mut rows, mut all) = (0, names);
    for batch in reader.build().expect("a reader") {
        let batch = batch.expect("a batch");
        let mut sums = vec![names; batch.num_rows()];
        batch.columns().iter().for_each(|array| column(&mut sums, array));
        rows += sums.len();
        all = sums.into_iter().fold(all, u64::wrapping_add);
    }
    (rows, all)
}

/// Mixes a column into the numbers of its rows.
fn column(sums: &mut [u64], array: &dyn Array) {
    for (row, sum) in sums.iter_mut().enumerate() {
        if array.is_null(row) {
            *sum = mixed(*sum, b"\0missing");
            continue;
        }
        *sum = match array.data_type() {
            DataType::Utf8 => mixed(*sum, array.as_string::<i32>().value(row).as_bytes()),
            DataType::Date32 => {
                mixed(*sum, &array.as_primitive::<Date32Type>().value(row).to_le_bytes())
            }
            DataType::Decimal128(..) => {
                mixed(*sum, &array.as_primitive::<Decimal128Type>().value(row).to_le_bytes())
            }
            other => panic!("a column of {other}"),
        };
    }
}

/// FNV-1a over eight bytes at a time, with the length.
fn mixed(sum: u64, bytes: &[u8]) -> u64 {
    let step = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    });
    words.fold(step(sum, bytes.len() as u64 + 1), step)
}
