//! The policy's record that the tests read: every type of field, lists in lists, a group.

use loyal_dsl::ir::{Choice, Field, FieldId, FieldKind, Program, Record, RecordId};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Currency, Places, Type, Unit};
use loyal_engine::needs::Needs;
use loyal_engine::record::Options;

pub(super) fn money() -> Type {
    Type::money(Currency("CNY".to_owned()))
}

fn field(path: &str, kind: FieldKind) -> Field {
    let optional = path.ends_with('?');
    let path = path.trim_end_matches('?').split('.').map(str::to_owned).collect();
    Field { path, kind, optional, filled: None, built_in: false, span: span() }
}

fn span() -> Span {
    Span::default()
}

pub(super) fn scalar(path: &str, ty: Type) -> Field {
    field(path, FieldKind::Scalar(ty))
}

pub(super) fn list(path: &str, record: u32) -> Field {
    field(path, FieldKind::List(RecordId(record)))
}

pub(super) fn record(name: &str, fields: Vec<Field>, dated_by: Option<u32>) -> Record {
    let dated_by = dated_by.map(FieldId);
    Record { name: name.to_owned(), fields, key: Some(FieldId(0)), dated_by }
}

pub(super) fn program_of(records: Vec<Record>) -> Program {
    Program {
        name: "Test".to_owned(),
        currency: Some(Currency("CNY".to_owned())),
        time_zone: "Asia/Shanghai".to_owned(),
        effective_from: None,
        effective_through: None,
        applies_when: None,
        records,
        history: None,
        choices: vec![Choice {
            name: "status".to_owned(),
            options: ["paid", "refunded", "cancelled"].map(str::to_owned).to_vec(),
            ordered: false,
        }],
        values: Vec::new(),
        calendars: Vec::new(),
        scripts: Vec::new(),
        published: Vec::new(),
        guarantees: Vec::new(),
        totals: Vec::new(),
        lots: Vec::new(),
        selections: Vec::new(),
        tiers: Vec::new(),
        classes: Vec::new(),
        scores: Vec::new(),
        rules: Vec::new(),
        crowd: loyal_dsl::ir::Crowd::default(),
        decisions: Vec::new(),
    }
}

/// Customers with orders with lines.
pub(super) fn program() -> Program {
    let customer = vec![
        scalar("id", Type::Text),
        scalar("name?", Type::Text),
        scalar("joined", Type::Date),
        scalar("seen?", Type::DateTime),
        scalar("staff?", Type::Bool),
        scalar("share?", Type::PERCENT),
        scalar("points?", Type::POINTS),
        scalar("card.fee?", money()),
        scalar("ratio?", Type::Quantity(Unit::Number, Places::Fixed(6))),
        list("orders", 1),
    ];
    let order = vec![
        scalar("id", Type::Text),
        scalar("date?", Type::Date),
        scalar("amount", money()),
        scalar("status", Type::Choice(0)),
        list("lines", 2),
    ];
    let line = vec![scalar("number", Type::WHOLE), scalar("price", money())];
    program_of(vec![
        record("customer", customer, None),
        record("order", order, Some(1)),
        record("line", line, None),
    ])
}

/// Customers without lists.
pub(super) fn flat_program() -> Program {
    let mut program = program();
    program.records.truncate(1);
    program.records[0].fields.truncate(9);
    program
}

pub(super) fn needs(program: &Program) -> Needs {
    Needs::all(program)
}

pub(super) fn options(batch_size: usize) -> Options {
    Options { batch_size, strict: false }
}
