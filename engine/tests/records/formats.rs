//! The same customers in every format give the same batches.

use std::fs;
use std::path::{Path, PathBuf};

use loyal_dsl::ir::Program;
use loyal_engine::record::{Format, Options, from_json, open, open_stream};
use tempfile::TempDir;

use super::program::{flat_program, needs, options, program};
use super::show::{Read, read, show};
use super::tables::{customers, write_arrow_file, write_arrow_stream, write_parquet};

pub(super) const JSON: &str = r#"[
  {"id": "C1", "name": "Ann, \"A\"", "colour": "red", "joined": "2024-10-04",
   "seen": "2026-01-31T09:30:00+08:00", "staff": true, "share": "20%", "points": 1e2,
   "card": {"fee": "8.00 CNY"}, "ratio": 0.000001,
   "orders": [
     {"id": "O2", "date": "2026-01-31", "amount": 12.30, "status": "paid",
      "lines": [{"number": 2, "price": "1"}, {"number": 1, "price": 0.25}]},
     {"id": "O1", "date": "2026-01-31", "amount": "0.010", "status": "refunded", "lines": []},
     {"id": "O0", "date": null, "amount": -5.0E0, "status": "paid", "lines": []}
   ]},
  {"orders": [], "card": null, "staff": false, "share": 0.2, "joined": "1970-01-01", "id": "C2"},
  {"id": "\u5ba23", "name": "王", "joined": "1969-12-31", "share": 0.0001, "points": -3,
   "card": {}, "ratio": "0.333333",
   "orders": [{"id": "O1", "date": "2026-02-16", "amount": -0.0, "status": "cancelled",
     "lines": [{"number": 1, "price": 12.3}]}]}
]"#;

const YAML: &str = "
- id: C1
  name: 'Ann, \"A\"'
  colour: red
  joined: 2024-10-04
  seen: 2026-01-31T09:30:00+08:00
  staff: true
  share: 20%
  points: 1e2
  card: {fee: 8.00 CNY}
  ratio: 0.000001
  orders:
    - &order {id: O2, date: 2026-01-31, amount: 12.30, status: paid, lines: [{number: 2, price: 1}, {number: 1, price: 0.25}]}
    - {id: O1, date: 2026-01-31, amount: 0.010, status: refunded, lines: []}
    - {id: O0, amount: -5.0E0, status: paid, lines: []}
- {id: C2, joined: 1970-01-01, staff: false, share: 0.2, orders: [], card: ~, name: null}
---
id: !!str 客3
name: \"王\"
joined: 1969-12-31
share: 0.0001
points: -3
ratio: '0.333333'
orders:
  - {id: O1, date: 2026-02-16, amount: -0.0, status: cancelled, lines: [{number: 1, price: 12.3}]}
";

const CUSTOMERS: &str = "\u{feff}id,name,colour,joined,seen,staff,share,points,card.fee,ratio\r
C1,\"Ann, \"\"A\"\"\",red,2024-10-04,2026-01-31 09:30,YES,20%,1e2,8.00 CNY,0.000001\r
C2,,green,1970-01-01,,否,0.2,,,\r
\r
客3,王,blue,1969-12-31,,,0.0001,-3,,0.333333\r
";

const ORDERS: &str = "customer_id,id,date,amount,status
C1,O2,2026-01-31,12.30,paid
客3,O1,2026-02-16,-0.0,cancelled
C1,O1,2026-01-31,0.010,refunded
C1,O0,,-5.0E0,paid
";

const LINES: &str = "number,price,order_id,customer_id
2,1,O2,C1
1,12.3,O1,客3
1,0.25,O2,C1
";

fn all_forms(folder: &Path) -> Vec<PathBuf> {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let lines: Vec<String> = JSON[1..JSON.len() - 1]
        .split("\n  {\"id\": \"\\")
        .flat_map(|part| part.split("\n  {\"orders"))
        .map(|part| part.trim().trim_end_matches(',').replace('\n', " "))
        .collect();
    let lines =
        format!("\u{feff}{}\r\n\n{{\"orders{}\n{{\"id\": \"\\{}", lines[0], lines[1], lines[2]);
    write("csv/customers.csv", CUSTOMERS);
    write("csv/orders.csv", ORDERS);
    write("csv/lines.csv", LINES);
    let (parquet, file) = (folder.join("c.parquet"), folder.join("c.arrow"));
    let stream = folder.join("c.ipc");
    write_parquet(&parquet, &customers());
    write_arrow_file(&file, &customers());
    write_arrow_stream(&stream, &customers());
    write("parquet/notes.txt", "");
    write_parquet(&folder.join("parquet/customers.parquet"), &customers());
    vec![
        write("c.json", JSON),
        write("c.jsonl", &lines),
        write("sequence.json", &lines),
        write("c.yaml", YAML),
        folder.join("csv"),
        parquet,
        file,
        stream,
        folder.join("parquet"),
    ]
}

fn read_file(path: &Path, program: &Program, batch_size: usize) -> Read {
    read(open(path, None, program, &needs(program), options(batch_size)).unwrap(), program)
}

#[test]
fn all_formats_and_batch_sizes_give_the_same() {
    let folder = TempDir::new().unwrap();
    let program = program();
    let expected = read_file(&all_forms(folder.path())[0], &program, 10).customers;
    insta::assert_snapshot!(expected);
    for path in all_forms(folder.path()) {
        for batch_size in [0, 1, 2, 3, 4096] {
            let found = read_file(&path, &program, batch_size);
            assert_eq!(found.rejections, Vec::<String>::new(), "{}", path.display());
            assert_eq!(found.customers, expected, "{} by {batch_size}", path.display());
            assert_eq!(found.records, 3);
            let unknown: Vec<_> = found.unknown.iter().map(|it| it.name.as_str()).collect();
            let first = unknown.first().copied();
            let is_last = path.ends_with("csv") || batch_size < 3;
            assert!(first == Some("colour") || is_last, "{} {unknown:?}", path.display());
        }
    }
}

#[test]
fn streams_tell_their_format_by_their_first_line() {
    let folder = TempDir::new().unwrap();
    let program = program();
    let paths = all_forms(folder.path());
    let expected = read_file(&paths[0], &program, 10).customers;
    let with = |path: &Path, format: Option<Format>| {
        let bytes = std::io::Cursor::new(fs::read(path).unwrap());
        open_stream(bytes, "standard input", format, &program, &needs(&program), options(2))
    };
    for (path, format) in [(&paths[0], Format::Json), (&paths[1], Format::JsonLines)] {
        let reader = with(path, None).unwrap();
        assert_eq!(reader.format(), format);
        assert_eq!(read(reader, &program).customers, expected);
    }
    for (path, format) in [
        (&paths[3], Format::Yaml),
        (&paths[5], Format::Parquet),
        (&paths[6], Format::Arrow),
        (&paths[7], Format::Arrow),
    ] {
        let reader = with(path, Some(format)).unwrap();
        assert_eq!(read(reader, &program).customers, expected);
        let error = with(path, None).err().unwrap();
        assert_eq!(error.to_string(), "standard input: it does not tell its format");
    }
}

#[test]
fn one_record_of_a_host_is_a_batch_of_one() {
    let program = flat_program();
    let text = r#"{"id": "C1", "joined": "2026-01-31", "ratio": 0.1}"#;
    let batch = from_json(text, &program, &needs(&program)).unwrap();
    assert_eq!(show(&batch, &program, &[]), "id=\"C1\" joined=20484 ratio=100000\n");
    let rejections = from_json(r#"{"id": 1, "ratio": }"#, &program, &needs(&program)).unwrap_err();
    insta::assert_snapshot!(rejections[0]);
}

#[test]
fn formats_are_named_by_extension() {
    for (path, format) in [
        ("a.json", Some(Format::Json)),
        ("a.JSONL", Some(Format::JsonLines)),
        ("a.ndjson", Some(Format::JsonLines)),
        ("a.yml", Some(Format::Yaml)),
        ("a.feather", Some(Format::Arrow)),
        ("a.txt", None),
        ("a", None),
    ] {
        assert_eq!(Format::of_path(Path::new(path)), format, "{path}");
    }
    insta::assert_snapshot!("xml".parse::<Format>().unwrap_err());
    assert_eq!("jsonl".parse::<Format>().unwrap().to_string(), "jsonl");
    assert_eq!(Options::default().batch_size, 4096);
}
