#![no_main]

loyal_fuzz::target!("parquet");
