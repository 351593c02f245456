#![no_main]

loyal_fuzz::target!("json");
