//! Which columns of the input are decoded.

use loyal_dsl::ir::{FieldId, RecordId};

use super::RecordColumns;
use crate::policy::Version;

/// The records of a version with what the engine does not fill in itself.
pub(super) fn columns(version: &Version) -> Vec<RecordColumns> {
    let (program, needs) = (version.program(), version.needs());
    let records = (0..).map(RecordId).zip(&program.records);
    let records = records.map(|(id, record)| {
        let fields = (0..).map(FieldId).zip(&record.fields);
        let fields = fields.filter(|(_, field)| field.filled.is_none());
        let (read, not_read): (Vec<_>, Vec<_>) =
            fields.partition(|(field, _)| needs.reads(id, *field));
        let names = |fields: Vec<(FieldId, &loyal_dsl::ir::Field)>| {
            fields.into_iter().map(|(_, field)| field.name()).collect()
        };
        RecordColumns { name: record.name.clone(), read: names(read), not_read: names(not_read) }
    });
    records.filter(|record| !record.read.is_empty() || !record.not_read.is_empty()).collect()
}
