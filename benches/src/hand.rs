//! Harbour Club by hand: what a good engineer writes for this one programme, over Arrow, with the
//! tables that `loyal run --format parquet` writes. The limit that an engine can be measured by.
//! Histories are not read; sampled customers have none.

mod calendar;
mod club;
mod effects;
mod input;
mod tables;

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

pub use club::{Customer, evaluate};
pub use input::Columns;
pub use tables::Sheets;

/// Customers a batch.
const BATCH: usize = 2048;
/// Rows a row group of the outcomes, as the engine has it.
const GROUP: usize = 512 * 1024;

/// Reads customers, evaluates them for a day (as days since 1970), and writes both tables.
///
/// # Panics
///
/// Where a file is not as `loyal sample` makes it.
pub fn run(input: &Path, output: &Path, today: i64, policy: &str, threads: usize) {
    std::fs::create_dir_all(output).expect("a folder");
    let batches = input::batches(input, BATCH);
    let sheets = Sheets::new(today, policy);
    let mut customers = writer(&output.join("customers.parquet"), sheets.customer_schema());
    let mut effects = writer(&output.join("effects.parquet"), sheets.effect_schema());
    if threads < 2 {
        for batch in batches {
            let (of_customers, of_effects) = sheets.fill(&Columns::of(&batch), today);
            customers.write(&of_customers).expect("a batch");
            effects.write(&of_effects).expect("a batch");
        }
    } else {
        // One reads and evaluates, two write a table each.
        let (send_customers, of_customers) = sync_channel::<RecordBatch>(4);
        let (send_effects, of_effects) = sync_channel::<RecordBatch>(4);
        let (customers, effects) = (Mutex::new(&mut customers), Mutex::new(&mut effects));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut table = customers.lock().expect("a table");
                of_customers.into_iter().for_each(|it| table.write(&it).expect("a batch"));
            });
            scope.spawn(|| {
                let mut table = effects.lock().expect("a table");
                of_effects.into_iter().for_each(|it| table.write(&it).expect("a batch"));
            });
            for batch in batches {
                let (of_customers, of_effects) = sheets.fill(&Columns::of(&batch), today);
                send_customers.send(of_customers).expect("a writer");
                send_effects.send(of_effects).expect("a writer");
            }
            drop((send_customers, send_effects));
        });
    }
    customers.close().expect("a table");
    effects.close().expect("a table");
}

fn writer(path: &Path, schema: SchemaRef) -> ArrowWriter<File> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(GROUP));
    for unique in ["customer", "key", "subject", "reason"] {
        let path = ColumnPath::new(vec![unique.to_owned()]);
        properties = properties.set_column_dictionary_enabled(path, false);
    }
    let file = File::create(path).expect("a file");
    ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build())).expect("a writer")
}
