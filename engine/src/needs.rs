//! Which fields of the records a program reads.

use loyal_dsl::ir::{FieldId, Program, RecordId};

/// The fields that must be decoded.
#[derive(Debug, Clone)]
pub struct Needs {
    records: Vec<Vec<bool>>,
}

impl Needs {
    /// Every field of every record.
    #[must_use]
    pub fn all(program: &Program) -> Needs {
        Needs { records: program.records.iter().map(|it| vec![true; it.fields.len()]).collect() }
    }

    /// Whether this field is read. Lists are fields of the record that holds them.
    #[must_use]
    pub fn reads(&self, record: RecordId, field: FieldId) -> bool {
        let fields = usize::try_from(record.0).ok().and_then(|at| self.records.get(at));
        let field = usize::try_from(field.0).ok();
        fields.zip(field).is_some_and(|(fields, at)| fields.get(at).copied().unwrap_or(false))
    }
}
