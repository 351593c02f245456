//! Which currencies stand in a policy, and where.

use crate::source::Span;
use crate::syntax::{
    Declaration, DeclarationKind, ExprKind, Field, FieldType, Name, ProgramClause, TypeName,
    TypeNameKind,
};

/// The currencies of some declarations.
#[derive(Debug, Default)]
pub(super) struct Currencies<'a> {
    /// In figures that are written out.
    pub(super) written: Vec<&'a Name>,
    /// In types of fields, parameters and results.
    pub(super) of_types: Vec<&'a Name>,
    /// Into which money is converted.
    pub(super) converted_to: Vec<&'a Name>,
    /// For which there are rates.
    pub(super) of_rates: Vec<&'a Name>,
    /// Those of the programme.
    pub(super) of_program: Vec<&'a Name>,
    /// Whether some money may be of any currency.
    pub(super) any: bool,
}

impl<'a> Currencies<'a> {
    pub(super) fn of(declarations: &[&'a Declaration]) -> Currencies<'a> {
        let mut found = Currencies::default();
        for declaration in declarations {
            // What stands in a portfolio comes as a declaration of its own.
            if !matches!(declaration.kind, DeclarationKind::Portfolio(_)) {
                found.see(declaration);
            }
        }
        found
    }

    /// Every place of every currency.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Name> {
        let lists =
            [&self.of_program, &self.of_types, &self.of_rates, &self.written, &self.converted_to];
        lists.into_iter().flatten().copied()
    }

    fn see(&mut self, declaration: &'a Declaration) {
        declaration.each_expression(&mut |expr| match &expr.kind {
            ExprKind::Money { currency, .. } | ExprKind::AsMoney(_, currency) => {
                self.written.push(currency);
            }
            ExprKind::Converted { currency, .. } => self.converted_to.push(currency),
            _ => {}
        });
        match &declaration.kind {
            DeclarationKind::Program(program) => {
                self.of_program.extend(program.clauses.iter().filter_map(|clause| match clause {
                    ProgramClause::Currency(code) => Some(code),
                    _ => None,
                }));
            }
            DeclarationKind::Record(record) => self.see_fields(&record.fields),
            DeclarationKind::Exchange(rates) => {
                self.of_rates.extend(rates.iter().flat_map(|rates| [&rates.from, &rates.to]));
            }
            DeclarationKind::Figures(figures) => self.see_type(&figures.ty),
            DeclarationKind::Define(define) => {
                let types = define.parameters.iter().filter_map(|it| it.ty.as_ref());
                types.for_each(|ty| self.see_type(ty));
            }
            DeclarationKind::Table(table) => {
                let types = table.parameters.iter().filter_map(|it| it.ty.as_ref());
                types.chain([&table.result]).for_each(|ty| self.see_type(ty));
            }
            DeclarationKind::Script(script) => {
                let types = script.parameters.iter().filter_map(|it| it.ty.as_ref());
                types.chain([&script.result]).for_each(|ty| self.see_type(ty));
            }
            _ => {}
        }
    }

    fn see_fields(&mut self, fields: &'a [Field]) {
        for field in fields {
            match &field.ty {
                FieldType::Scalar(ty) => self.see_type(ty),
                FieldType::List { fields, .. } | FieldType::Nested(fields) => {
                    self.see_fields(fields);
                }
                FieldType::OneOf(_) | FieldType::History => {}
            }
        }
    }

    fn see_type(&mut self, ty: &'a TypeName) {
        match &ty.kind {
            TypeNameKind::Money(Some(code)) => self.of_types.push(code),
            TypeNameKind::AnyMoney => self.any = true,
            _ => {}
        }
    }
}

/// Whether one of them has this code.
pub(super) fn has(names: &[&Name], code: &str) -> bool {
    names.iter().any(|name| name.text == code)
}

/// The place of the first name of each code, in the order of the codes.
pub(super) fn first_of_each<'a>(
    names: impl Iterator<Item = &'a Name>,
) -> impl Iterator<Item = (&'a str, Span)> {
    let mut first = std::collections::BTreeMap::new();
    for name in names {
        first.entry(name.text.as_str()).or_insert(name.span);
    }
    first.into_iter()
}
