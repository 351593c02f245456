//! What is known of the fields of a program before any customer is made.

use loyal_dsl::ir::{Field, FieldId, FieldKind, Program, Record, RecordId};

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
    /// Whether it is the list that the policy declares first in its record.
    pub(super) is_first_list: bool,
    /// What the policy compares it with.
    pub(super) known: Vec<Value>,
}

/// The facts of all fields, by record and field.
#[derive(Debug)]
pub(super) struct Facts(Vec<Vec<Fact>>);

impl Facts {
    pub(super) fn of(program: &Program, edges: &Edges) -> Facts {
        let records = (0..).map(RecordId).zip(&program.records).map(|(id, record)| {
            let first = first_list(record).map(|list| list.span);
            let fields = (0..).map(FieldId).zip(&record.fields).map(|(at, field)| Fact {
                last: field.path.last().cloned().unwrap_or_default(),
                is_birth: name::is_birth(&field.name()),
                is_end: name::is_end(&field.name()),
                is_first_list: Some(field.span) == first && is_list(field),
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

/// Fields stand by name in a record, which says nothing of them; authors begin with the list that
/// matters most.
fn first_list(record: &Record) -> Option<&Field> {
    let lists = record.fields.iter().filter(|field| is_list(field));
    lists.min_by_key(|list| (list.span.file, list.span.start))
}

fn is_list(field: &Field) -> bool {
    matches!(field.kind, FieldKind::List(_)) && !field.optional
}
