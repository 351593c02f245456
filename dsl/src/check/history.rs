//! The built-in lists of a `history`: what was granted and asked before.

use super::record::Gathering;
use super::{Checker, Problem};
use crate::ir::{Field, FieldId, FieldKind, History, Record, RecordId};
use crate::source::Span;
use crate::syntax;
use crate::types::Type;

/// A field of a built-in record.
pub(super) struct BuiltIn {
    name: &'static str,
    kind: FieldKind,
    optional: bool,
}

impl Checker<'_> {
    /// Puts the lists of a `history` under its name.
    pub(super) fn add_history(
        &mut self,
        field: &syntax::Field,
        path: &[String],
        done: &mut Gathering,
    ) {
        let span = field.span;
        if done.record != RecordId(0) || path.len() > 1 {
            return self.problems.push(Problem::History { span, first: None });
        }
        if let Some(history) = self.history {
            let first = done.fields.get(history.grants.0 as usize).map(|field| field.span);
            return self.problems.push(Problem::History { span, first });
        }
        let (grants, tasks) = (FieldKind::List(self.grants()), FieldKind::List(self.tasks()));
        self.note_key(field, &grants, done);
        let mut add = |name: &str, kind| {
            let path = path.iter().cloned().chain([name.to_owned()]).collect();
            done.fields.push(Field {
                path,
                kind,
                optional: true,
                filled: None,
                built_in: true,
                span: field.name.span,
            });
            last(&done.fields)
        };
        self.history = Some(History { grants: add("grants", grants), tasks: add("tasks", tasks) });
    }

    fn grants(&mut self) -> RecordId {
        let id = self.built_in("grant", Some("date"), grant_fields());
        let uses = self.built_in("use", Some("date"), use_fields());
        if let Some(record) = self.records.get_mut(id.0 as usize) {
            record.fields.push(list("uses", uses).declared());
        }
        id
    }

    fn tasks(&mut self) -> RecordId {
        self.built_in("task", None, task_fields())
    }

    /// A record that no policy declares; its key, if it has one, is `key`.
    pub(super) fn built_in(
        &mut self,
        name: &str,
        dated_by: Option<&str>,
        fields: Vec<BuiltIn>,
    ) -> RecordId {
        let id = RecordId(u32::try_from(self.records.len()).unwrap_or(u32::MAX));
        let place = |name: &str| {
            let index = fields.iter().position(|field| field.name == name)?;
            u32::try_from(index).ok().map(FieldId)
        };
        let (key, dated_by) = (place("key"), dated_by.and_then(place));
        let fields = fields.into_iter().map(BuiltIn::declared).collect();
        self.records.push(Record { name: name.to_owned(), fields, key, dated_by });
        id
    }
}

impl BuiltIn {
    fn declared(self) -> Field {
        let path = vec![self.name.to_owned()];
        Field {
            path,
            kind: self.kind,
            optional: self.optional,
            filled: None,
            built_in: true,
            span: Span::default(),
        }
    }
}

fn last(fields: &[Field]) -> FieldId {
    FieldId(u32::try_from(fields.len().saturating_sub(1)).unwrap_or(u32::MAX))
}

pub(super) fn always(name: &'static str, ty: Type) -> BuiltIn {
    BuiltIn { name, kind: FieldKind::Scalar(ty), optional: false }
}

pub(super) fn optional(name: &'static str, ty: Type) -> BuiltIn {
    BuiltIn { name, kind: FieldKind::Scalar(ty), optional: true }
}

fn list(name: &'static str, element: RecordId) -> BuiltIn {
    BuiltIn { name, kind: FieldKind::List(element), optional: true }
}

/// A grant as its outcome named it; `code` is that of a coupon or gift, or a name; `on` is the date of its subject, `available` the first good
/// day and `last_day` the last; `of` is the rule of which something was taken back or adjusted. `uses` follows, as a list.
fn grant_fields() -> Vec<BuiltIn> {
    vec![
        optional("amount", Type::NUMBER),
        optional("available", Type::Date),
        optional("code", Type::Text),
        always("date", Type::Date),
        always("key", Type::Text),
        always("kind", Type::Text),
        optional("last_day", Type::Date),
        optional("of", Type::Text),
        optional("on", Type::Date),
        always("rule", Type::Text),
        optional("status", Type::Text),
        optional("subject", Type::Text),
        optional("unit", Type::Text),
    ]
}

/// What was used of a grant.
fn use_fields() -> Vec<BuiltIn> {
    vec![always("amount", Type::NUMBER), always("date", Type::Date)]
}

/// A task as its outcome named it.
fn task_fields() -> Vec<BuiltIn> {
    vec![
        optional("done", Type::Date),
        optional("due", Type::Date),
        always("key", Type::Text),
        always("rule", Type::Text),
        optional("subject", Type::Text),
        always("task", Type::Text),
    ]
}
