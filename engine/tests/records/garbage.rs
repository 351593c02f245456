//! No bytes whatever make a reader panic, and what it gives is well-formed.

use loyal_engine::record::{Format, open_stream};
use proptest::prelude::*;

use super::program::{flat_program, needs, options, program};
use super::show::read;

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\n",
    "id",
    "\"id\":",
    "\"C1\"",
    "orders",
    "\"orders\":[{",
    "lines",
    "amount",
    "1e999999999999",
    "-",
    "0.1",
    "null",
    "true",
    "&a ",
    "*a",
    "- ",
    "? ",
    "|\n",
    ">",
    "---\n",
    "...\n",
    "!!str ",
    "%",
    "#",
    "'",
    "\\",
    "\\u00",
    "\u{feff}",
    "客",
    "\r",
    "\t",
    " ",
    "id,joined\n",
    "C1,2026-01-01\n",
    "\"joined\":\"2026-02-30\"",
    "\0",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::collection::vec(prop::sample::select(PIECES), 0..60)
        .prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![text, prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(bytes in soup(), size in 1_usize..4) {
        for format in [
            Format::Json, Format::JsonLines, Format::Yaml, Format::Csv, Format::Parquet, Format::Arrow,
        ] {
            for program in [program(), flat_program()] {
                let bytes = std::io::Cursor::new(bytes.clone());
                let needs = needs(&program);
                if let Ok(reader) = open_stream(bytes, "s", Some(format), &program, &needs, options(size)) {
                    read(reader, &program);
                }
            }
        }
    }
}
