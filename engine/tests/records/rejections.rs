//! What does not fit is refused with its place, and the others go on.

use std::fmt::Write;
use std::fs;

use loyal_dsl::ir::Program;
use loyal_engine::record::{Format, open, open_stream};
use tempfile::TempDir;

use super::program::{flat_program, needs, options, program};
use super::show::{Read, read};

fn read_text(text: impl AsRef<[u8]>, format: Format, program: &Program) -> Read {
    let bytes = std::io::Cursor::new(text.as_ref().to_vec());
    match open_stream(bytes, "in", Some(format), program, &needs(program), options(2)) {
        Ok(reader) => read(reader, program),
        Err(error) => failed(&error),
    }
}

fn failed(error: &loyal_engine::record::ReadError) -> Read {
    let help = error.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    let rejections = vec![format!("read error: {error}{help}")];
    Read { customers: String::new(), rejections, records: 0, unknown: Vec::new() }
}

fn lines(text: impl AsRef<[u8]>) -> String {
    all(&read_text(text, Format::JsonLines, &program()))
}

fn all(read: &Read) -> String {
    let unknown = read.unknown.iter().map(|it| format!("unknown {} at {}", it.name, it.place));
    let rejections = read.rejections.iter().cloned().chain(unknown);
    format!("{}\n{}of {}", rejections.collect::<Vec<_>>().join("\n"), read.customers, read.records)
}

/// A flat record with one more field, in JSON lines.
fn value(field: &str, value: &str) -> String {
    let text = format!(r#"{{"id": "C1", "joined": "2026-01-31", "{field}": {value}}}"#);
    let read = read_text(text, Format::JsonLines, &flat_program());
    match read.rejections.first() {
        Some(rejection) => rejection.replace("in:1: customer `C1`: ", ""),
        None => read.customers.trim().replace("id=\"C1\" joined=20484", "ok"),
    }
}

#[test]
fn values_are_held_against_their_fields() {
    let cases = [
        ("ratio", "0.1"),
        ("ratio", "\"0.1\""),
        ("ratio", "0.1000000000"),
        ("ratio", "0.0000001"),
        ("ratio", "1e13"),
        ("ratio", "123456789012345678901234567890123456789012345678901234567890.5"),
        ("ratio", "\"abc\""),
        ("ratio", "\"１２\""),
        ("ratio", "true"),
        ("ratio", "[1]"),
        ("ratio", "{}"),
        ("ratio", "\"20%\""),
        ("ratio", "\"\""),
        ("ratio", "\"  \""),
        ("share", "0.2"),
        ("share", "20"),
        ("share", "2.5"),
        ("share", "\"20\""),
        ("share", "\"20%\""),
        ("share", "\"0.01%\""),
        ("share", "\"0.001%\""),
        ("share", "\"20%%\""),
        ("points", "1.50"),
        ("points", "2.0"),
        ("points", "\"10 points\""),
        ("staff", "\"yes\""),
        ("staff", "1"),
        ("staff", "false"),
        ("name", "7"),
        ("name", "true"),
        ("name", "\"\""),
        ("name", "\"a\\n\\u0041\""),
        ("seen", "\"2026-01-31\""),
        ("seen", "\"2026-01-31T25:00\""),
        ("seen", "1769823000"),
        ("seen", "\"2026-01-31T01:30:00Z\""),
    ];
    let found: Vec<String> = cases
        .iter()
        .map(|(field, text)| format!("{field} {text}: {}", value(field, text)))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn money_is_in_the_fields_currency() {
    let cases = ["12.30", "\"12.30 CNY\"", "\"12.30CNY\"", "\"12.30 USD\"", "\"￥12\"", "0.001"];
    let found = cases.map(|text| value("card", &format!("{{\"fee\": {text}}}")));
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn dates_are_days_that_exist() {
    let cases = [
        "\"2026-02-30\"",
        "\"31.01.2026\"",
        "\"2026-1-31\"",
        "\"2026-01-31T09:30\"",
        "\"0000-01-01\"",
        "20260131",
    ];
    let found = cases.map(|text| {
        let text = format!(r#"{{"id": "C1", "joined": {text}}}"#);
        read_text(text, Format::JsonLines, &flat_program()).rejections.join("\n")
    });
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn times_without_an_offset_are_of_the_programmes_zone() {
    let program = Program { time_zone: "Europe/Berlin".to_owned(), ..flat_program() };
    let cases = [
        "2026-10-25T02:30",
        "2026-10-25T02:30+01:00",
        "2026-10-25T00:30Z",
        "2026-10-25T03:00",
        "2026-03-29T02:30",
        "2026-03-29 02:00:00",
        "2026-03-29T03:00",
    ];
    let found = cases.map(|text| {
        let text = format!(r#"{{"id": "C1", "joined": "2026-01-31", "seen": "{text}"}}"#);
        all(&read_text(text, Format::JsonLines, &program))
    });
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn the_others_go_on() {
    insta::assert_snapshot!(lines(
        r#"
{"id": "C1", "joined": "2026-01-31", "orders": []}
{"id": "C2", "joined": "yesterday", "orders": [{"id": "O1", "amount": "x", "status": "payed", "lines": []}]}
{"id": "C3", "joined": "2026-01-31"}
{"joined": "2026-01-31", "orders": null}
{"id": 5, "joined": "2026-01-31", "orders": {}}
{"id": "C4", "joined": "2026-01-31", "orders": [{"id": "O2", "date": "2026-01-01", "amount": 1, "status": "paid", "lines": []}, {"id": "O1", "date": "2026-01-01", "amount": 1, "status": "paid", "lines": []}]}
"#
    ));
}

#[test]
fn keys_occur_once() {
    insta::assert_snapshot!(lines(
        r#"
{"id": "C1", "joined": "2026-01-31", "orders": []}
{"id": "C2", "joined": "2026-01-31", "orders": [{"id": "O1", "amount": 1, "status": "paid", "lines": []}, {"id": "O2", "amount": 1, "status": "paid", "lines": [{"number": 1, "price": 1}, {"number": 1.0, "price": 1}]}, {"id": "O1", "amount": 1, "status": "paid", "lines": []}]}
{"id": "C3", "joined": "x", "orders": []}
{"id": "C1", "joined": "2026-02-01", "orders": []}
{"id": "C2", "joined": "2026-02-01", "orders": []}
{"id": "C1", "joined": "2026-02-02", "orders": []}
"#
    ));
}

#[test]
fn broken_lines_are_refused_alone() {
    let mut text = br#"{"id": "C1", "joined": "2026-01-31", "orders": [{"id": "O1", "amount": 1, "lines": [{"number": 1
[1]
7
{"id": "C2", "id": "C3", "joined": "2026-01-31", "orders": [], "orders": []}
{"id": "C4", "joined": "2026-01-31", "orders": [5, null, [], {"id": "O1", "amount": 1e999, "status": "paid", "lines": [1e999]}], "card": 3}
{"id": "C5", "joined": "2026-01-31", "orders": []} x
{"id": "C6", "joined": "2026-01-31", "orders": []}
"#
    .to_vec();
    text.extend(b"{\"id\": \"\xff\"}\n");
    insta::assert_snapshot!(lines(text));
}

#[test]
fn at_most_ten_problems_are_told_of_a_record() {
    let orders = ["{\"id\": 1}"; 7].join(",");
    let found = lines(format!("{{\"id\": \"C1\", \"joined\": 1, \"orders\": [{orders}]}}"));
    assert_eq!(found.lines().filter(|line| line.starts_with("in:1:")).count(), 10, "{found}");
}

#[test]
fn unknown_fields_are_named_once() {
    insta::assert_snapshot!(lines(
        r#"
{"id": "C1", "joined": "2026-01-31", "orders": [], "hobby": {"a": [1]}, "card": {"colour": 1}}
{"id": "C2", "joined": "2026-01-31", "orders": [{"id": "O1", "amount": 1, "status": "paid", "lines": [], "hobby": 1}], "hobby": 2}
"#
    ));
}

#[test]
fn documents_name_lines() {
    let program = flat_program();
    let cases = [
        "[\n {\"id\": \"C1\",\n  \"joined\": \"2026-01-31\",\n  \"ratio\": \"x\"},\n {\"id\": \"C2\", \"joined\":\n \"2026-02-30\"}\n]",
        "[{\"id\": \"C1\", \"joined\": \"2026-01-31\"},\n{\"id\": ]",
        "[{\"id\": \"C1\", \"joined\": \"2026-01-31\"}\n\n{}]",
        "[{\"id\": \"C1\", \"joined\": \"2026-01-31\"}\n",
        "[]\n[]",
        "",
        "\n{\"id\": \"C1\",\n \"joined\": \"2026-01-31\"}\n {\"id\": \"C2\",\n \"joined\": 1}",
        "[,]",
        "[1,]",
        "[1,,2]",
    ];
    let mut found: Vec<String> =
        cases.iter().map(|text| all(&read_text(text, Format::Json, &program))).collect();
    found.push(all(&read_text(b"[\n\"\xff\"]", Format::Json, &program)));
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn yaml_is_taken_by_its_text() {
    let program = program();
    let cases = [
        "- id: 007\n  joined: 2026-01-31\n  ratio: 0x1F\n  orders:\n  - id: yes\n    amount: 0.001\n    status: piad\n    lines: none\n",
        "id: '007'\njoined: 2026-01-31\nratio: 1_000\nstaff: yes\norders: []\n",
        "- &c {id: C1, joined: 2026-01-31, orders: &none []}\n- *c\n- {id: C2, joined: 2026-01-31, orders: *none}\n",
        "- id: C1\n  joined: [\n",
        "- text\n- 5\n- \n- [1]\n",
        "--- {id: C1, joined: 2026-01-31, orders: []}\n---\n# nothing\n--- {id: C2, joined: 2026-01-31, orders: [], ? {a: b} : c}\n",
        "- id: C1\n  joined: *nowhere\n",
    ];
    let found: Vec<String> =
        cases.iter().map(|text| all(&read_text(text, Format::Yaml, &program))).collect();
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn yaml_that_explodes_is_refused() {
    let mut text = "a: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "b{level}: &a{level} [{aliases}]").unwrap();
    }
    text += "id: C1\njoined: 2026-01-31\norders: *a9\n";
    let many = "- &o {id: O1, amount: 1, status: paid, lines: &l [".to_owned()
        + &vec!["{number: 1, price: 1}"; 200].join(", ")
        + "]}\n";
    let orders = vec!["{id: O, amount: 1, status: paid, lines: *l}"; 200].join(", ");
    let within =
        "id: C1\njoined: 2026-01-31\norders: &o [{id: O1, amount: 1, status: paid, lines: *o}]\n";
    let deep = "[".repeat(100_000);
    let found = [
        all(&read_text(text, Format::Yaml, &program())),
        all(&read_text(
            format!("{many}- {{id: C2, joined: 2026-01-31, orders: [{orders}]}}\n"),
            Format::Yaml,
            &program(),
        )),
        all(&read_text(within, Format::Yaml, &program())),
        all(&read_text(deep, Format::Yaml, &program())),
    ];
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn csv_rows_are_held_against_the_header() {
    let program = flat_program();
    let cases = [
        "id,joined,ratio,staff\nC1,2026-01-31,0.1,1\nC2,2026-01-31\nC3,2026-01-31,\"a\nb\",yes\n,2026-01-31,,maybe\n",
        "id,joined,id\n",
        "id,ratio\nC1,1\n",
        "",
        "id,joined,card.fee,note\n\n C1 , 2026-01-31 , 12.30 CNY ,x\n",
    ];
    let mut found: Vec<String> =
        cases.iter().map(|text| all(&read_text(text, Format::Csv, &program))).collect();
    found.push(all(&read_text(b"id,joined,name\nC1,2026-01-31,\xff\n", Format::Csv, &program)));
    found.push(all(&read_text(
        "id,joined\nC1,2026-01-31\n",
        Format::Csv,
        &super::program::program(),
    )));
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn a_quote_without_an_end_is_a_read_error_at_its_line() {
    let program = flat_program();
    let cases = [
        ("id,joined\nC1,2026-01-31\nC2,\"2026-01-31\nC3,2026-01-31\n", Some(3)),
        ("id,\"joined\nC1,2026-01-31\n", Some(1)),
        ("\u{feff}\"id,joined\n", Some(1)),
        ("id,joined,name\nC1,2026-01-31,\"a \"\"b\"\"\n\nc\"\"", Some(2)),
        ("id,joined,name\r\nC1,2026-01-31,\"a \"\"b\"\"\"\r\nC2,2026-01-31,5\" wide", None),
        ("\u{feff}\"id\",joined,name\nC1,2026-01-31,\"\"", None),
    ];
    for (text, line) in cases {
        let found = read_text(text, Format::Csv, &program).rejections;
        let expected = line
            .map(|line| format!("read error: in:{line}: the quote that begins here has no end"));
        assert_eq!(found, Vec::from_iter(expected), "{text}");
    }
}

fn folder(files: &[(&str, &str)]) -> String {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let program = program();
    let found = match open(folder.path(), None, &program, &needs(&program), options(2)) {
        Ok(reader) => all(&read(reader, &program)),
        Err(error) => all(&failed(&error)),
    };
    found.replace(&folder.path().display().to_string(), "data")
}

const CUSTOMERS: (&str, &str) =
    ("customers.csv", "id,joined\nC1,2026-01-31\nC2,2026-01-31\nC3,2026-01-31\n");
const ORDERS: (&str, &str) = (
    "orders.csv",
    "id,customer_id,date,amount,status\nO1,C1,2026-01-01,5,paid\nO1,C2,2026-01-01,7,paid\nO2,C2,,7,piad\nO9,C9,,1,paid\n",
);

#[test]
fn csv_folders_are_joined_by_key() {
    let lines = (
        "lines.csv",
        "order_id,customer_id,number,price\nO1,C2,2,1\nO1,C2,1,1\nO7,C1,1,1\nO1,C1,1,x\n",
    );
    let ambiguous = ("orders.lines.csv", "order_id,number,price\nO1,1,1\nO2,1,1\n");
    let found = [
        folder(&[CUSTOMERS, ORDERS, lines]),
        folder(&[CUSTOMERS, ORDERS, ambiguous]),
        folder(&[CUSTOMERS, ORDERS]),
        folder(&[CUSTOMERS, ORDERS, ("lines.csv", "number,price\n")]),
        folder(&[ORDERS]),
    ];
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn truncated_files_are_read_errors() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("c.parquet");
    super::tables::write_parquet(&path, &super::tables::customers());
    let bytes = fs::read(&path).unwrap();
    let found = read_text(&bytes[..bytes.len() / 2], Format::Parquet, &program());
    assert!(found.rejections[0].starts_with("read error: in: the file is broken"));
    super::tables::write_arrow_stream(&path, &super::tables::customers());
    let bytes = fs::read(&path).unwrap();
    let found = read_text(&bytes[..bytes.len() / 2], Format::Arrow, &program());
    assert!(found.rejections[0].starts_with("read error: in row 1: the file is broken"));
    let missing = open("no/such.json".as_ref(), None, &program(), &needs(&program()), options(1));
    assert!(missing.err().unwrap().to_string().starts_with("no/such.json: cannot be read"));
}
