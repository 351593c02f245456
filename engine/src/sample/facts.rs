//! What is known of the fields of a program before any customer is made.

use loyal_dsl::ir::{FieldId, Program, RecordId};

use super::edges::Edges;
use super::name;
use super::value::Value;

/// What is known of a field.
#[derive(Debug)]
pub(super) struct Fact {
    /// The last part of its name.
    pub(super) last: String,
    pub(super) is_birth: bool,
    pub(super) is_end: bool,
    /// What the policy compares it with.
    pub(super) known: Vec<Value>,
}

/// The facts of all fields, by record and field.
#[derive(Debug)]
pub(super) struct Facts(Vec<Vec<Fact>>);

impl Facts {
    pub(super) fn of(program: &Program, edges: &Edges) -> Facts {
        let records = (0..).map(RecordId).zip(&program.records).map(|(id, record)| {
            let fields = (0..).map(FieldId).zip(&record.fields).map(|(at, field)| Fact {
                last: field.path.last().cloned().unwrap_or_default(),
                is_birth: name::is_birth(&field.name()),
                is_end: name::is_end(&field.name()),
                known: edges.fields.get(&(id, at)).cloned().unwrap_or_default(),
            });
            fields.collect()
        });
        Facts(records.collect())
    }

    pub(super) fn get(&self, record: RecordId, field: FieldId) -> Option<&Fact> {
        self.0.get(record.0 as usize)?.get(field.0 as usize)
    }
}
