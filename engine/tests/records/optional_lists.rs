//! A built-in list that the input does not have is empty, in every format.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::Field;
use loyal_dsl::ir::Program;
use loyal_dsl::types::Type;
use loyal_engine::record::open;
use tempfile::TempDir;

use super::program::{list, needs, options, program_of, record, scalar};
use super::show::{Read, read};
use super::tables::{object, texts, write_parquet};

/// Customers with a history of grants, each with its uses.
fn program() -> Program {
    let customer = vec![scalar("id", Type::Text), list("history.grants?", 1)];
    let grant = vec![scalar("key", Type::Text), list("uses?", 2)];
    let used = vec![scalar("day", Type::Text)];
    let mut program = program_of(vec![
        record("customer", customer, None),
        record("grant", grant, None),
        record("use", used, None),
    ]);
    program.records[2].key = None;
    program
}

fn read_file(path: &Path) -> Read {
    let program = program();
    let read = read(open(path, None, &program, &needs(&program), options(2)).unwrap(), &program);
    assert_eq!(read.rejections, Vec::<String>::new(), "{}", path.display());
    read
}

fn lists(offsets: &[i32], elements: StructArray, known: Vec<bool>) -> ArrayRef {
    let field = Arc::new(Field::new("item", elements.data_type().clone(), true));
    let offsets = OffsetBuffer::new(offsets.to_vec().into());
    Arc::new(ListArray::new(field, offsets, Arc::new(elements), Some(NullBuffer::from(known))))
}

/// Lists that are null, one of them with elements behind it, and a history that is null.
fn columns() -> RecordBatch {
    let uses = object(vec![("day", texts(&["hidden", "u"]))]);
    let grants = object(vec![
        ("key", texts(&["a", "hidden", "b"])),
        ("uses", lists(&[0, 1, 1, 2], uses, vec![false, true, true])),
    ]);
    let history =
        object(vec![("grants", lists(&[0, 1, 2, 3, 3], grants, vec![true, false, true, true]))]);
    let known = NullBuffer::from(vec![true, true, true, false]);
    let history =
        StructArray::new(history.fields().clone(), history.columns().to_vec(), Some(known));
    RecordBatch::from(object(vec![
        ("id", texts(&["1", "2", "3", "4"])),
        ("history", Arc::new(history)),
    ]))
}

const JSON: &str = r#"{"id": "1", "history": {"grants": [{"key": "a"}]}}
{"id": "2", "history": {"grants": null}}
{"id": "3", "history": {"grants": [{"key": "b", "uses": [{"day": "u"}]}]}}
{"id": "4"}"#;

const YAML: &str = "
- {id: '1', history: {grants: [{key: a}]}}
- {id: '2', history: ~}
- {id: '3', history: {grants: [{key: b, uses: [{day: u}]}]}}
- {id: '4', history: {}}
";

#[test]
fn a_missing_history_is_an_empty_one() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let json = write("c.jsonl", JSON);
    let expected = read_file(&json).customers;
    insta::assert_snapshot!(expected);
    write("csv/customers.csv", "id\n1\n2\n3\n4\n");
    write("csv/history.grants.csv", "customer_id,key\n1,a\n3,b\n");
    write("csv/history.grants.uses.csv", "grant_key,day\nb,u\n");
    let parquet = folder.path().join("c.parquet");
    write_parquet(&parquet, &columns());
    for path in [write("c.yaml", YAML), folder.path().join("csv"), parquet] {
        assert_eq!(read_file(&path).customers, expected, "{}", path.display());
    }
}

#[test]
fn customers_without_any_history_need_no_table_of_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("customers.csv");
    fs::write(&path, "id\n1\n").unwrap();
    let alone = read_file(&path).customers;
    assert_eq!(alone, read_file(folder.path()).customers);
    let parquet = folder.path().join("c.parquet");
    write_parquet(&parquet, &RecordBatch::from(object(vec![("id", texts(&["1"]))])));
    assert_eq!(alone, read_file(&parquet).customers);
}
