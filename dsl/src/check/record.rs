//! Records, their fields and types, and the sets of named values.

use std::collections::BTreeMap;

use super::arithmetic::MOST_PLACES;
use super::declared::Item;
use super::describe::nearest;
use super::name::field_id;
use super::{Checker, Problem};
use crate::ir::{Choice, Field, FieldId, FieldKind, Record, RecordId};
use crate::source::Span;
use crate::syntax::{
    Field as SyntaxField, FieldType, Name, Record as SyntaxRecord, TypeName, TypeNameKind,
};
use crate::types::{Places, Type, Unit};

impl<'a> Checker<'a> {
    /// Kinds, levels, segments and bands, in the order of their declarations' names.
    pub(super) fn check_choices(&mut self) {
        let items: Vec<(&'a str, Item<'a>)> =
            self.declared.items.iter().map(|(name, item)| (*name, *item)).collect();
        for (name, item) in items {
            let (options, ordered): (Vec<&Name>, bool) = match item {
                Item::Kind(kind) => (kind.options.iter().collect(), false),
                Item::Tier(tier) => (tier.levels.iter().map(|level| &level.name).collect(), true),
                Item::Class(class) => {
                    (class.segments.iter().map(|(name, _)| name).collect(), false)
                }
                Item::Score(score) => (score.bands.iter().map(|band| &band.name).collect(), false),
                Item::Define(_)
                | Item::Figures(_)
                | Item::Table(_)
                | Item::Points(..)
                | Item::Script(_) => continue,
            };
            let choice = self.add_choice(name, &options, ordered);
            self.choice_names.insert(name.to_owned(), choice);
        }
    }

    fn add_choice(&mut self, name: &str, options: &[&Name], ordered: bool) -> u32 {
        self.check_distinct(options.iter().copied());
        let options = options.iter().map(|option| option.text.clone()).collect();
        self.choices.push(Choice { name: name.to_owned(), options, ordered });
        u32::try_from(self.choices.len() - 1).unwrap_or(u32::MAX)
    }

    pub(super) fn check_distinct<'n>(&mut self, names: impl Iterator<Item = &'n Name>) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            if let Some(first) = seen.insert(&name.text, name.span) {
                let (name, second) = (name.text.clone(), name.span);
                self.problems.push(Problem::Duplicate { name, first, second });
            }
        }
    }

    pub(super) fn check_record(&mut self, record: &'a SyntaxRecord) {
        let id = self.add_record(&record.name, None, &record.fields);
        if self.record(id).is_none_or(|record| record.key.is_none()) {
            let (record, span) = (record.name.text.clone(), record.name.span);
            self.problems.push(Problem::NoKey { record, span });
        }
    }

    pub(super) fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// Adds a record, then those of its lists; so parents come before their elements.
    fn add_record(
        &mut self,
        name: &Name,
        dated_by: Option<&Name>,
        fields: &'a [SyntaxField],
    ) -> RecordId {
        let id = RecordId(u32::try_from(self.records.len()).unwrap_or(u32::MAX));
        let name_text = name.text.clone();
        self.records.push(Record {
            name: name_text,
            fields: Vec::new(),
            key: None,
            dated_by: None,
        });
        let mut done = Gathering { record: id, fields: Vec::new(), key: None };
        self.add_fields(fields, &[], &mut done);
        let dated_by = dated_by.and_then(|name| self.dated_by(name, &done.fields));
        if let Some(record) = self.records.get_mut(id.0 as usize) {
            *record =
                Record { name: record.name.clone(), fields: done.fields, key: done.key, dated_by };
        }
        id
    }

    fn add_fields(&mut self, fields: &'a [SyntaxField], parent: &[String], done: &mut Gathering) {
        self.check_distinct(fields.iter().map(|field| &field.name));
        let mut fields: Vec<&SyntaxField> = fields.iter().collect();
        fields.sort_by(|a, b| a.name.text.cmp(&b.name.text));
        for field in fields {
            let path: Vec<String> =
                parent.iter().cloned().chain([field.name.text.clone()]).collect();
            if let FieldType::Nested(inner) = &field.ty {
                let before = done.fields.len();
                self.add_fields(inner, &path, done);
                self.nested(field, done.fields.get_mut(before..).unwrap_or_default());
                continue;
            }
            if let FieldType::Scalar(TypeName { kind: TypeNameKind::Membership(tier), .. }) =
                &field.ty
            {
                self.membership_fields(field, tier.as_ref(), &path, &mut done.fields);
                continue;
            }
            if matches!(field.ty, FieldType::History) {
                self.add_history(field, &path, done);
                continue;
            }
            let Some(kind) = self.field_kind(field) else { continue };
            self.note_key(field, &kind, done);
            let optional = field.optional && matches!(kind, FieldKind::Scalar(_));
            let (filled, built_in, span) = (None, false, field.name.span);
            done.fields.push(Field { path, kind, optional, filled, built_in, span });
        }
    }

    /// In a nested record that may be missing, so may each of its fields.
    fn nested(&mut self, field: &SyntaxField, inner: &mut [Field]) {
        if field.key {
            let (field, span) = (field.name.text.clone(), field.span);
            self.problems.push(Problem::KeyType { field, span });
        }
        for inner in inner.iter_mut().filter(|inner| matches!(inner.kind, FieldKind::Scalar(_))) {
            inner.optional = inner.optional || field.optional;
        }
    }

    pub(super) fn note_key(&mut self, field: &SyntaxField, kind: &FieldKind, done: &mut Gathering) {
        if !field.key {
            return;
        }
        let fits = matches!(kind, FieldKind::Scalar(ty) if *ty == Type::Text || *ty == Type::WHOLE);
        if !fits || field.optional || done.key.is_some() {
            let (field, span) = (field.name.text.clone(), field.span);
            self.problems.push(Problem::KeyType { field, span });
        }
        done.key = u32::try_from(done.fields.len()).ok().map(FieldId);
    }

    fn field_kind(&mut self, field: &'a SyntaxField) -> Option<FieldKind> {
        match &field.ty {
            FieldType::Scalar(ty) => self.type_named(ty).map(FieldKind::Scalar),
            FieldType::OneOf(options) => {
                let options: Vec<&Name> = options.iter().collect();
                let choice = self.add_choice(&field.name.text, &options, false);
                Some(FieldKind::Scalar(Type::Choice(choice)))
            }
            FieldType::List { element, dated_by, fields } => {
                Some(FieldKind::List(self.add_record(element, dated_by.as_ref(), fields)))
            }
            FieldType::Nested(_) | FieldType::History => None,
        }
    }

    fn dated_by(&mut self, name: &Name, fields: &[Field]) -> Option<FieldId> {
        let index = fields.iter().position(|field| field.path == [name.text.as_str()]);
        let fits = index.and_then(|index| fields.get(index)).is_some_and(|field| {
            !field.optional && matches!(field.kind, FieldKind::Scalar(Type::Date | Type::DateTime))
        });
        if !fits {
            let (field, span) = (name.text.clone(), name.span);
            return self.report(Problem::DatedBy { field, span });
        }
        index.and_then(|index| u32::try_from(index).ok()).map(FieldId)
    }

    /// The type that a type's name means.
    pub(super) fn type_named(&mut self, ty: &TypeName) -> Option<Type> {
        Some(match &ty.kind {
            TypeNameKind::Text => Type::Text,
            TypeNameKind::WholeNumber => Type::WHOLE,
            TypeNameKind::Number(None) => Type::NUMBER,
            TypeNameKind::Number(Some(places)) => {
                let (written, span) = (u32::from(*places), ty.span);
                if written > MOST_PLACES {
                    return self.report(Problem::TooManyPlaces {
                        places: written,
                        span,
                        is_type: true,
                    });
                }
                Type::Quantity(Unit::Number, Places::Fixed(*places))
            }
            TypeNameKind::Percent => Type::PERCENT,
            TypeNameKind::YesNo => Type::Bool,
            TypeNameKind::Date => Type::Date,
            TypeNameKind::DateTime => Type::DateTime,
            TypeNameKind::AnyMoney => Type::ANY_MONEY,
            TypeNameKind::Points => Type::points(self.points(None)?),
            TypeNameKind::Duration(unit) => self.duration_type(*unit, ty.span)?,
            TypeNameKind::Money(Some(code)) => Type::money(self.currency(code)?),
            TypeNameKind::Money(None) => match self.head.currency.clone() {
                Some(currency) => Type::money(currency),
                None => return self.no_currency(ty.span),
            },
            TypeNameKind::Membership(_) => {
                let name = "membership".to_owned();
                return self.report(Problem::UnknownType { name, span: ty.span, nearest: None });
            }
            TypeNameKind::Named(name) => return self.choice_type(name),
            TypeNameKind::OfField(record, path) => {
                return self.type_of_field(record, path, ty.span);
            }
        })
    }

    /// `denial.route`: the type of that field, of an element or in a record of the customer's.
    fn type_of_field(&mut self, owner: &Name, path: &[Name], span: Span) -> Option<Type> {
        let whole: Vec<&str> = [owner].into_iter().chain(path).map(|it| it.text.as_str()).collect();
        let nested = self.records.first().is_some_and(|it| field_id(it, &whole).is_some());
        let named = self.records.iter().position(|record| record.name == owner.text);
        let Some(at) = named.or(nested.then_some(0)) else {
            let nearest =
                nearest(&owner.text, self.records.iter().map(|record| record.name.as_str()));
            let (name, span) = (owner.text.clone(), owner.span);
            return self.report(Problem::UnknownType { name, span, nearest });
        };
        let id = RecordId(u32::try_from(at).ok()?);
        let path = if named.is_some() { whole.get(1..)? } else { &whole };
        let record = self.record(id)?;
        let field = field_id(record, path);
        let kind = field.and_then(|field| record.fields.get(field.0 as usize)).map(|it| &it.kind);
        match kind {
            Some(FieldKind::Scalar(ty)) => Some(ty.clone()),
            Some(FieldKind::List(_)) => {
                let name = path.join(".");
                self.report(Problem::ListAsValue { name, span })
            }
            None => {
                self.unknown_field(id, &path.join("."), span);
                None
            }
        }
    }

    /// Said once, and not where the whole `program` is missing.
    fn no_currency(&mut self, span: Span) -> Option<Type> {
        let said =
            |problem: &Problem| matches!(problem, Problem::NoProgram | Problem::NoCurrency { .. });
        if self.problems.iter().any(said) {
            return None;
        }
        self.report(Problem::NoCurrency { span })
    }

    fn choice_type(&mut self, name: &Name) -> Option<Type> {
        if let Some(choice) = self.choice_names.get(&name.text) {
            return Some(Type::Choice(*choice));
        }
        if let Some(Item::Points(..)) = self.declared.items.get(name.text.as_str()) {
            return Some(Type::points(self.points(Some(name))?));
        }
        let nearest = nearest(&name.text, self.choice_names.keys().map(String::as_str));
        self.report(Problem::UnknownType { name: name.text.clone(), span: name.span, nearest })
    }
}

/// The fields of a record as they are gathered.
pub(super) struct Gathering {
    pub(super) record: RecordId,
    pub(super) fields: Vec<Field>,
    key: Option<FieldId>,
}
