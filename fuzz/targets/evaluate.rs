#![no_main]

loyal_fuzz::target!("evaluate");
