//! Names that hide another of the same name from whoever reads on.

use std::collections::BTreeMap;

use super::finding::Lint;
use crate::source::Span;
use crate::syntax::{ClauseKind, Declaration, DeclarationKind, Expr, Field, FieldType, File, Name};

/// Parameters of functions, names of rules, elements and values of groups that hide a field of the
/// customer or a declared value, where they are read. The columns of a table are named after what
/// they ask on purpose.
pub(super) fn find(declarations: &[&Declaration], files: &[&File]) -> Vec<Lint> {
    let outer = Outer::of(files);
    let mut found = Vec::new();
    for declaration in declarations {
        let read = declaration.expressions();
        match &declaration.kind {
            DeclarationKind::Define(define) => {
                let names = define.parameters.iter().map(|parameter| &parameter.name);
                found.extend(names.filter_map(|name| outer.hidden_by(name, &read)));
            }
            DeclarationKind::Rule(rule) => {
                let names = rule.clauses.iter().filter_map(|clause| match &clause.kind {
                    ClauseKind::Define { name, .. } => Some(name),
                    _ => None,
                });
                found.extend(names.filter_map(|name| outer.hidden_by(name, &read)));
            }
            DeclarationKind::Record(record) => {
                found.extend(elements(&record.fields).filter_map(|name| outer.hidden(name)));
            }
            DeclarationKind::Portfolio(portfolio) => {
                let names = portfolio.declarations.iter().filter_map(value);
                found.extend(names.filter_map(|name| outer.value_hidden(name)));
            }
            _ => {}
        }
    }
    found
}

/// What can be read without a point everywhere.
struct Outer<'a> {
    fields: BTreeMap<&'a str, Span>,
    values: BTreeMap<&'a str, Span>,
}

impl<'a> Outer<'a> {
    fn of(files: &[&'a File]) -> Outer<'a> {
        let declarations = || files.iter().flat_map(|file| &file.declarations);
        let groups: Vec<&str> = declarations()
            .filter_map(|declaration| match &declaration.kind {
                DeclarationKind::Portfolio(portfolio) => Some(portfolio.name.text.as_str()),
                _ => None,
            })
            .collect();
        let named = |name: &'a Name| (name.text.as_str(), name.span);
        let fields = declarations()
            .filter_map(|declaration| match &declaration.kind {
                DeclarationKind::Record(record) => Some(record),
                _ => None,
            })
            .filter(|record| !groups.contains(&record.name.text.as_str()))
            .flat_map(|record| record.fields.iter().map(|field| named(&field.name)));
        let values = declarations().filter_map(value).map(named);
        Outer { fields: fields.collect(), values: values.collect() }
    }

    fn hidden(&self, name: &Name) -> Option<Lint> {
        let field = self.fields.get(name.text.as_str()).copied();
        let hidden = field.filter(|field| *field != name.span);
        let hidden = hidden.or_else(|| self.values.get(name.text.as_str()).copied())?;
        Some(shadowed(name, hidden))
    }

    fn value_hidden(&self, name: &Name) -> Option<Lint> {
        let hidden = self.values.get(name.text.as_str()).copied()?;
        Some(shadowed(name, hidden))
    }

    /// As long as nothing reads a name, it hides nothing.
    fn hidden_by(&self, name: &Name, expressions: &[&Expr]) -> Option<Lint> {
        let mut read = false;
        for expr in expressions {
            expr.each(&mut |part| {
                read = read || part.names().iter().any(|other| other.text == name.text);
            });
        }
        self.hidden(name).filter(|_| read)
    }
}

fn shadowed(name: &Name, hidden: Span) -> Lint {
    Lint::Shadowed { name: name.text.clone(), span: name.span, hidden }
}

/// The name of a declaration that expressions can read.
fn value(declaration: &Declaration) -> Option<&Name> {
    match &declaration.kind {
        DeclarationKind::Figures(figures) => Some(&figures.name),
        DeclarationKind::Define(define) => Some(&define.name),
        DeclarationKind::Table(table) => Some(&table.name),
        DeclarationKind::Tier(tier) => Some(&tier.name),
        DeclarationKind::Class(class) => Some(&class.name),
        DeclarationKind::Score(score) => Some(&score.name),
        DeclarationKind::Script(script) => Some(&script.name),
        DeclarationKind::Program(_)
        | DeclarationKind::Record(_)
        | DeclarationKind::Kind(_)
        | DeclarationKind::Exchange(_)
        | DeclarationKind::Points(_)
        | DeclarationKind::Use(_)
        | DeclarationKind::Publish(_)
        | DeclarationKind::Guarantee(_)
        | DeclarationKind::Choose(_)
        | DeclarationKind::Calendar(_)
        | DeclarationKind::Rule(_)
        | DeclarationKind::Portfolio(_)
        | DeclarationKind::Budget(_) => None,
    }
}

/// The elements of lists, at any depth.
fn elements(fields: &[Field]) -> Box<dyn Iterator<Item = &Name> + '_> {
    Box::new(fields.iter().flat_map(|field| match &field.ty {
        FieldType::List { element, fields, .. } => {
            Box::new(std::iter::once(element).chain(elements(fields)))
        }
        FieldType::Nested(fields) => elements(fields),
        FieldType::Scalar(_) | FieldType::OneOf(_) | FieldType::History => {
            Box::new(std::iter::empty()) as Box<dyn Iterator<Item = &Name>>
        }
    }))
}
