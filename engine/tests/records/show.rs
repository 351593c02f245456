//! A batch as text, for comparison: the same text for the same meaning.

use std::fmt::Write;

use loyal_dsl::ir::{FieldKind, Program, RecordId};
use loyal_dsl::types::Type;
use loyal_engine::batch::{Batch, Dictionary, FieldData, Rows};
use loyal_engine::record::{Decoded, Reader, UnknownField};

/// All that a reader gives.
pub(super) struct Read {
    pub(super) customers: String,
    pub(super) rejections: Vec<String>,
    pub(super) records: usize,
    pub(super) unknown: Vec<UnknownField>,
}

/// Reads all and shows it.
pub(super) fn read(reader: Reader, program: &Program) -> Read {
    let mut keys = reader.keys();
    let mut all =
        Read { customers: String::new(), rejections: Vec::new(), records: 0, unknown: Vec::new() };
    for chunk in reader {
        let mut decoded = match chunk {
            Ok(chunk) => chunk.decode(),
            Err(error) => {
                let help = error.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
                all.rejections.push(format!("read error: {error}{help}"));
                continue;
            }
        };
        let dropped = keys.check(&mut decoded);
        check_shape(&decoded);
        all.customers += &show(&decoded.batch, program, &dropped);
        all.records += decoded.records;
        all.rejections.extend(decoded.rejections.iter().map(ToString::to_string));
        all.unknown.extend(decoded.unknown_fields);
    }
    all
}

fn check_shape(decoded: &Decoded) {
    assert_eq!(decoded.places.len(), decoded.batch.customers.len);
    check_rows(&decoded.batch.customers);
}

/// Every column is as long as its rows are many, every list's offsets fit.
pub(super) fn check_rows(rows: &Rows) {
    for field in &rows.fields {
        match field {
            FieldData::Absent => {}
            FieldData::Scalar(column) => {
                assert_eq!(column.values.len(), rows.len);
                if let Some(words) = &column.valid {
                    assert_eq!(words.len(), rows.len.div_ceil(64));
                }
            }
            FieldData::List(list) => {
                assert_eq!(list.offsets.len(), rows.len + 1);
                assert!(list.offsets.is_sorted());
                assert_eq!(list.offsets.first().copied(), Some(0));
                assert_eq!(list.offsets[rows.len] as usize, list.rows.len);
                check_rows(&list.rows);
            }
        }
    }
}

pub(super) fn show(batch: &Batch, program: &Program, dropped: &[usize]) -> String {
    let rows = (0..batch.customers.len).filter(|row| !dropped.contains(row));
    rows.map(|row| show_row(&batch.customers, &batch.texts, program, RecordId(0), row) + "\n")
        .collect()
}

fn show_row(
    rows: &Rows,
    texts: &Dictionary,
    program: &Program,
    record: RecordId,
    row: usize,
) -> String {
    let mut text = String::new();
    for (field, data) in program.records[record.0 as usize].fields.iter().zip(&rows.fields) {
        let gap = if text.is_empty() { "" } else { " " };
        match (data, &field.kind) {
            (FieldData::Scalar(column), FieldKind::Scalar(ty)) => {
                let value = match (column.get(row), ty) {
                    (None, _) => continue,
                    (Some(code), Type::Text) => format!("{:?}", texts.text(code)),
                    (Some(value), _) => value.to_string(),
                };
                write!(text, "{gap}{}={value}", field.name()).unwrap();
            }
            (FieldData::List(list), FieldKind::List(inner)) => {
                let elements = list.offsets[row] as usize..list.offsets[row + 1] as usize;
                let elements = elements.map(|at| show_row(&list.rows, texts, program, *inner, at));
                let elements: Vec<_> = elements.collect();
                write!(text, "{gap}{}=[{}]", field.name(), elements.join(" | ")).unwrap();
            }
            _ => write!(text, "{gap}{}: absent", field.name()).unwrap(),
        }
    }
    text
}
