//! The lists of a policy with the dates of their elements.

use std::collections::BTreeMap;

use crate::syntax::{Declaration, DeclarationKind, ExprKind, Field, FieldType, ListExpr};

/// An element and its date, by the list's name; nothing where lists of one name differ.
pub(super) struct Dated<'a>(BTreeMap<&'a str, Option<(&'a str, &'a str)>>);

impl<'a> Dated<'a> {
    pub(super) fn of(declarations: &[&'a Declaration]) -> Dated<'a> {
        let mut dated = Dated(BTreeMap::new());
        for declaration in declarations {
            if let DeclarationKind::Record(record) = &declaration.kind {
                dated.add(&record.fields);
            }
        }
        dated
    }

    fn add(&mut self, fields: &'a [Field]) {
        for field in fields {
            match &field.ty {
                FieldType::List { element, dated_by, fields } => {
                    let date = dated_by.as_ref().map(|date| (&*element.text, &*date.text));
                    let known = self.0.entry(&field.name.text).or_insert(date);
                    *known = known.filter(|known| Some(*known) == date);
                    self.add(fields);
                }
                FieldType::Nested(fields) => self.add(fields),
                FieldType::Scalar(_) | FieldType::OneOf(_) | FieldType::History => {}
            }
        }
    }

    /// Element and date of a list that does not stand in another.
    pub(super) fn element(&self, list: &ListExpr) -> Option<(&'a str, &'a str)> {
        let [list] = list.path.as_slice() else { return None };
        let (ExprKind::Name(name) | ExprKind::Member(_, name)) = &list.kind else { return None };
        *self.0.get(name.text.as_str())?
    }

    /// How the date of a list's elements may be written in its conditions.
    pub(super) fn spellings(&self, list: &ListExpr) -> Option<[String; 2]> {
        let (element, date) = self.element(list)?;
        Some([date.to_owned(), format!("{element}.{date}")])
    }
}
