#![no_main]

loyal_fuzz::target!("scripts");
