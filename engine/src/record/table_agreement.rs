//! Rows of CSV are read as the crate `csv` reads them, each with the line where it begins.

use std::io::Cursor;
use std::sync::Arc;

use proptest::prelude::*;

use super::cells::Cells;
use super::piece::{Content, Source};
use super::table_text::TableText;

const HEADER: &str = "a,b\n";

/// As much as is read at once, so that rows lie across the border.
const BLOCK: usize = 64 * 1024;

type Row = (u64, Vec<String>);

fn read(text: &str) -> Vec<Row> {
    let content = Content::Stream(Box::new(Cursor::new(text.to_owned().into_bytes())));
    let mut table = TableText::open(Source { file: Arc::from("rows"), content }).unwrap();
    let mut cells = Cells::default();
    while table.next_row(&mut cells).unwrap() {}
    cells.close();
    let row = |row: super::cells::Row<'_>| {
        let cells = (0..row.len()).map(|at| row.cell(at).unwrap().to_owned());
        (row.line, cells.collect())
    };
    cells.rows().map(row).collect()
}

fn read_by_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let row = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn any_cell() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "x",
        " ",
        "12.30",
        "餐厅",
        "a much longer cell, no: a cell",
        "q\"q",
        " \"x\"",
        r#""""#,
        r#""x""#,
        r#""x,y""#,
        r#""x""y""#,
        r#""x"y"#,
        r#""x"y"z"#,
        "\"x\ny\"",
        "\"x\r\n\r\ny\"",
        "\"\n\"",
    ])
}

fn any_row() -> impl Strategy<Value = (Vec<&'static str>, &'static str)> {
    let cells = prop_oneof![
        8 => prop::collection::vec(any_cell(), 1..4),
        1 => Just(vec![""]),
    ];
    let end = prop::sample::select(vec!["\n", "\n", "\r\n", "\r\n", "\r", "\n\n", "\n\r\n"]);
    (cells, end)
}

fn breaks(text: &str) -> u64 {
    u64::try_from(text.matches('\n').count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_those_of_the_crate_csv_with_their_lines(
        rows in prop::collection::vec(any_row(), 0..12),
        before_border in prop::option::weighted(0.3, 0..120_usize),
        is_cut in any::<bool>(),
    ) {
        let mut text = HEADER.to_owned();
        let mut lines = Vec::new();
        if let Some(before) = before_border {
            lines.push(breaks(&text));
            text.push_str(&"x".repeat(BLOCK - before - text.len()));
            text.push('\n');
        }
        for (cells, end) in rows {
            let row = cells.join(",");
            if !row.is_empty() {
                lines.push(breaks(&text));
            }
            text.push_str(&row);
            text.push_str(end);
        }
        if is_cut {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        let rows = read_by_csv(&text);
        prop_assert_eq!(lines.len(), rows.len());
        let lines = lines.into_iter().map(|before| before + 1);
        let expected: Vec<Row> = lines.zip(rows).collect();
        prop_assert_eq!(read(&text), expected);
    }
}
