//! Names: fields, values, elements, parameters, options.

use super::describe::nearest;
use super::scope::{self, Local};
use super::value::Progress;
use super::{Checker, CrowdProblem, Problem, build};
use crate::ir::{Expr, FieldId, FieldKind, Record, RecordId};
use crate::keywords::{LANGUAGES, keywords};
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, Name};
use crate::types::Type;

impl Checker<'_> {
    /// A bare name. An option is meant only where `hint` asks for its choice.
    pub(super) fn name(&mut self, name: &Name, hint: Option<&Type>) -> Option<Expr> {
        let option = hint.and_then(|hint| self.option(name, hint));
        if let Some(band) = self.band_asked_for(name, hint) {
            return band;
        }
        if !self.stands_for_value(&name.text) {
            return option.or_else(|| self.unknown_name(name, hint));
        }
        if let (Some(_), Some(Type::Choice(choice))) = (option, hint) {
            let qualified = format!("{}.{}", self.choice_name(*choice), name.text);
            return self.report(Problem::Ambiguous {
                name: name.text.clone(),
                span: name.span,
                paths: vec![qualified],
                declared: true,
            });
        }
        self.value_named(name)
    }

    /// Whether a bare name is a parameter, a field in sight or a declared value.
    pub(super) fn stands_for_value(&self, name: &str) -> bool {
        self.scope.local(name).is_some()
            || self.declared.items.contains_key(name)
            || !self.bare_fields(&[name]).is_empty()
    }

    fn value_named(&mut self, name: &Name) -> Option<Expr> {
        match self.scope.local(&name.text).cloned() {
            Some(Local::Value { expr, size, height }) => {
                self.charge(size, height, name.span)?;
                return Some(self.scope.narrowed(Expr { span: name.span, ..expr }));
            }
            Some(Local::Failed) => return None,
            Some(Local::Element(_)) => return self.report(element_as_value(name)),
            None => {}
        }
        let fields = self.bare_fields(&[&name.text]);
        let declared = self.declared.items.contains_key(name.text.as_str());
        match (fields.as_slice(), declared) {
            ([(depth, record, field)], false) => self.field_at(*depth, *record, *field, name.span),
            ([], true) => self.declared_value(name),
            _ => self.ambiguous(name, &fields, declared),
        }
    }

    /// Where in sight a field of this path can be named bare: depth, record and field.
    pub(super) fn bare_fields(&self, path: &[&str]) -> Vec<(u8, RecordId, FieldId)> {
        let mut found = Vec::new();
        for (depth, frame) in (0u8..).zip(&self.scope.frames) {
            let field = frame.bare.then(|| self.record(frame.record)).flatten();
            if let Some(field) = field.and_then(|record| field_id(record, path)) {
                found.push((depth, frame.record, field));
            }
        }
        found
    }

    fn ambiguous(
        &mut self,
        name: &Name,
        fields: &[(u8, RecordId, FieldId)],
        declared: bool,
    ) -> Option<Expr> {
        let paths = fields
            .iter()
            .filter_map(|(depth, ..)| self.scope.frames.get(usize::from(*depth)))
            .map(|frame| format!("{}.{}", frame.name, name.text))
            .collect();
        let (name, span) = (name.text.clone(), name.span);
        self.report(Problem::Ambiguous { name, span, paths, declared })
    }

    fn declared_value(&mut self, name: &Name) -> Option<Expr> {
        if self.names_element(name) {
            return self.report(element_as_value(name));
        }
        match self.demand(&name.text)? {
            Progress::Value(id) => self.read_value(id, name.span),
            Progress::Function => {
                let (parameters, declared) = self.signature(&name.text);
                self.report(Problem::NeedsArguments {
                    name: name.text.clone(),
                    parameters,
                    span: name.span,
                    declared,
                })
            }
            Progress::Begun | Progress::Failed => None,
        }
    }

    /// A field by its place, known where a fact says so.
    pub(super) fn field_at(
        &mut self,
        depth: u8,
        record: RecordId,
        id: FieldId,
        span: Span,
    ) -> Option<Expr> {
        let field = self.record(record)?.fields.get(id.0 as usize)?;
        let (name, optional) = (field.name(), field.optional);
        match field.kind.clone() {
            FieldKind::Scalar(ty) => {
                Some(self.scope.narrowed(scope::field(depth, id, ty, optional, span)))
            }
            FieldKind::List(_) => self.report(Problem::ListAsValue { name, span }),
        }
    }

    /// `order.amount`, `customer.card.fee_due`, `card.fee_due`, `Club.Gold`.
    pub(super) fn member(&mut self, expr: &syntax::Expr, hint: Option<&Type>) -> Option<Expr> {
        let Some(path) = member_path(expr) else { return self.member_of_element(expr) };
        let (Some((first, rest)), Some(last)) = (path.split_first(), path.last()) else {
            return None;
        };
        let names: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        if let Some(depth) = self.scope.element(&first.text) {
            return self.element_member(depth, first, rest, expr.span);
        }
        if let [(depth, record, field)] = self.bare_fields(&names).as_slice() {
            return self.field_at(*depth, *record, *field, expr.span);
        }
        if let ([_, _], Some(score)) = (path.as_slice(), self.score_named(&first.text)) {
            return self.score_part(score, last, hint, expr.span);
        }
        if let ([_, _], Some(choice)) = (path.as_slice(), self.choice_names.get(&first.text)) {
            let ty = Type::Choice(*choice);
            if let Some(option) = self.option(last, &ty) {
                return Some(option);
            }
            return match self.tier_part_named(&first.text, &last.text) {
                Some((tier, part)) => self.tier_part(tier, part, expr.span),
                None => self.unknown_option(last, &ty),
            };
        }
        if let Some(ty) = self.field_choice(&names) {
            return self.option(last, &ty).or_else(|| self.unknown_option(last, &ty));
        }
        let fields = names.get(1..).unwrap_or_default();
        if let Some(field) = self.field_of_named(first, fields, expr.span) {
            return field;
        }
        if self.stands_for_value(&first.text) {
            return self.no_member(first, last);
        }
        if let Some(record) = self.scope.record(0) {
            let prefix = self.record(record).is_some_and(|record| has_prefix(record, &first.text));
            if prefix {
                return self.unknown_field(record, &names.join("."), expr.span);
            }
        }
        self.unknown_name(first, None)
    }

    /// `n.a`, where `n` is a list or a single value.
    fn no_member(&mut self, first: &Name, last: &Name) -> Option<Expr> {
        let value = self.value_named(first)?;
        let owner = self.describe(&value.ty);
        let (name, span) = (last.text.clone(), last.span);
        self.report(Problem::UnknownField { name, owner, span, nearest: None })
    }

    fn element_member(
        &mut self,
        depth: u8,
        first: &Name,
        rest: &[&Name],
        span: Span,
    ) -> Option<Expr> {
        let record = self.scope.record(depth)?;
        let names: Vec<&str> = rest.iter().map(|name| name.text.as_str()).collect();
        if let Some(field) = self.record(record).and_then(|record| field_id(record, &names)) {
            return self.field_at(depth, record, field, span);
        }
        if let Some((last, ty)) = rest.last().zip(self.choice_of_field(record, &names)) {
            return self.option(last, &ty).or_else(|| self.unknown_option(last, &ty));
        }
        if rest.is_empty() {
            return self.report(element_as_value(first));
        }
        self.unknown_field(record, &names.join("."), span)
    }

    pub(super) fn unknown_field(
        &mut self,
        record: RecordId,
        name: &str,
        span: Span,
    ) -> Option<Expr> {
        let record = self.record(record)?;
        let names: Vec<String> = record.fields.iter().map(crate::ir::Field::name).collect();
        let nearest = nearest(name, names.iter().map(String::as_str));
        let owner = say!("`{name}`", name = &record.name);
        self.report(Problem::UnknownField { name: name.to_owned(), owner, span, nearest })
    }

    /// The option of a choice that a name spells, if it spells one.
    pub(super) fn option(&self, name: &Name, ty: &Type) -> Option<Expr> {
        let Type::Choice(id) = ty else { return None };
        let choice = self.choices.get(*id as usize)?;
        let index = choice.options.iter().position(|option| *option == name.text)?;
        Some(build::option(*id, u32::try_from(index).ok()?, name.span))
    }

    /// `status.paid`: the choice of the field before the last name, among the records in sight.
    fn field_choice(&self, path: &[&str]) -> Option<Type> {
        let frames = self.scope.frames.iter().rev();
        frames.into_iter().find_map(|frame| self.choice_of_field(frame.record, path))
    }

    fn choice_of_field(&self, record: RecordId, path: &[&str]) -> Option<Type> {
        let (_, field) = path.split_last()?;
        let record = self.record(record)?;
        match &record.fields.get(field_id(record, field)?.0 as usize)?.kind {
            FieldKind::Scalar(ty @ Type::Choice(_)) => Some(ty.clone()),
            FieldKind::Scalar(_) | FieldKind::List(_) => None,
        }
    }

    pub(super) fn unknown_option(&mut self, name: &Name, ty: &Type) -> Option<Expr> {
        let Type::Choice(id) = ty else { return None };
        let choice = self.choices.get(*id as usize)?;
        let nearest = nearest(&name.text, choice.options.iter().map(String::as_str));
        let (of, options) = (choice.name.clone(), choice.options.clone());
        self.report(Problem::UnknownOption {
            name: name.text.clone(),
            of,
            options,
            span: name.span,
            nearest,
        })
    }

    fn unknown_name(&mut self, name: &Name, hint: Option<&Type>) -> Option<Expr> {
        if let Some(hint @ Type::Choice(_)) = hint {
            return self.unknown_option(name, hint);
        }
        if self.scope.element(&name.text).is_some() {
            return self.report(element_as_value(name));
        }
        if self.of_one_customer(&name.text) {
            let (name, span) = (name.text.clone(), name.span);
            return self.report(Problem::Crowd(CrowdProblem::OfOneCustomer { name, span }));
        }
        let nearest = self.qualified(&name.text).or_else(|| {
            let names = self.names_in_sight();
            nearest(&name.text, names.iter().map(String::as_str))
        });
        self.report(Problem::UnknownName { name: name.text.clone(), span: name.span, nearest })
    }

    /// `order.status`, where only `status` was written.
    fn qualified(&self, name: &str) -> Option<String> {
        let mut unseen = self.scope.frames.iter().rev().filter(|frame| !frame.name.is_empty());
        unseen.find_map(|frame| {
            field_id(self.record(frame.record)?, &[name])?;
            Some(format!("{}.{name}", frame.name))
        })
    }

    /// A field as a policy writes it: with its element, unless it is the customer's.
    pub(super) fn field_name(&self, depth: u8, field: FieldId) -> Option<String> {
        let frame = self.scope.frames.get(usize::from(depth))?;
        let name = self.record(frame.record)?.fields.get(field.0 as usize)?.name();
        Some(if depth == 0 { name } else { format!("{}.{name}", frame.name) })
    }

    fn names_in_sight(&self) -> Vec<String> {
        let mut names: Vec<String> = self.declared.items.keys().map(ToString::to_string).collect();
        names.extend(self.scope.locals.iter().map(|(name, _)| name.clone()));
        for frame in &self.scope.frames {
            names.push(frame.name.clone());
            let fields = self.record(frame.record).map(|record| record.fields.as_slice());
            names.extend(
                fields
                    .unwrap_or_default()
                    .iter()
                    .filter(|_| frame.bare)
                    .map(crate::ir::Field::name),
            );
        }
        names
    }
}

/// The names of `a.b.c`, if it is made of names only.
pub(super) fn member_path(expr: &syntax::Expr) -> Option<Vec<&Name>> {
    match &expr.kind {
        Syntax::Name(name) => Some(vec![name]),
        Syntax::Member(base, name) => {
            let mut path = member_path(base)?;
            path.push(name);
            Some(path)
        }
        _ => None,
    }
}

/// The field of a record by its path. What the language declares has a name in every language.
pub(super) fn field_id(record: &Record, path: &[&str]) -> Option<FieldId> {
    let index = record
        .fields
        .iter()
        .position(|field| field.path == path || (field.built_in && is_called(&field.path, path)))?;
    u32::try_from(index).ok().map(FieldId)
}

fn is_called(own: &[String], path: &[&str]) -> bool {
    let (Some((own, of)), Some((name, before))) = (own.split_last(), path.split_last()) else {
        return false;
    };
    of == before && LANGUAGES.iter().any(|language| keywords(*language).field(name) == Some(own))
}

fn has_prefix(record: &Record, name: &str) -> bool {
    record
        .fields
        .iter()
        .any(|field| field.path.len() > 1 && field.path.first().is_some_and(|first| first == name))
}

fn element_as_value(name: &Name) -> Problem {
    Problem::ElementAsValue { name: name.text.clone(), span: name.span }
}
