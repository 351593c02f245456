//! What a program reads.

use loyal_dsl::ir::{AggregateKind, FieldId, RecordId};
use loyal_dsl::types::Type;

use super::build::*;
use crate::needs::Needs;

fn read(shown: &[(&str, loyal_dsl::ir::Expr)]) -> Vec<(u32, u32)> {
    let needs = Needs::of(&program(shown));
    let all = (0..3).flat_map(|record| (0..6).map(move |field| (record, field)));
    all.filter(|(record, field)| needs.reads(RecordId(*record), FieldId(*field))).collect()
}

#[test]
fn keys_and_dates_are_always_read() {
    assert_eq!(read(&[]), [(0, 0), (1, 0), (1, 1)]);
    assert_eq!(read(&[("n", n())]), [(0, 0), (0, 1), (1, 0), (1, 1)]);
}

#[test]
fn lists_on_the_way_are_read() {
    let lines = aggregate(AggregateKind::Sum, 1, None, Some(lines_quantity(2)), Type::WHOLE);
    let sum = aggregate(AggregateKind::Sum, 0, Some(paid(1)), Some(lines), Type::WHOLE);
    let expected = [(0, 0), (0, 3), (1, 0), (1, 1), (1, 3), (1, 5), (2, 0)];
    assert_eq!(read(&[("sum", sum)]), expected);
}
