//! Names that look the same and are not, such as a Latin and a Cyrillic `a`: those whose skeletons
//! (Unicode Technical Standard 39) are equal.

use std::collections::BTreeMap;

use unicode_security::confusable_detection::skeleton;

use super::Problem;
use crate::syntax::{
    CalendarClauseKind, Declaration, DeclarationKind, Field, FieldType, File, Name,
};

/// Every name that looks like an earlier one.
pub(super) fn find(files: &[&File]) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &Name> = BTreeMap::new();
    let mut problems = Vec::new();
    for name in files.iter().flat_map(|file| &file.declarations).flat_map(names) {
        let first = *seen.entry(skeleton(&name.text).collect()).or_insert(name);
        if first.text != name.text {
            let (first, second) = ((first.text.clone(), first.span), name.span);
            problems.push(Problem::LookAlike { name: name.text.clone(), first, second });
        }
    }
    problems
}

/// The names that a declaration introduces.
fn names(declaration: &Declaration) -> Vec<&Name> {
    match &declaration.kind {
        DeclarationKind::Program(_) | DeclarationKind::Exchange(_) | DeclarationKind::Use(_) => {
            Vec::new()
        }
        DeclarationKind::Record(record) => fields(&record.fields),
        DeclarationKind::Kind(kind) => std::iter::once(&kind.name).chain(&kind.options).collect(),
        DeclarationKind::Figures(figures) => vec![&figures.name],
        DeclarationKind::Points(points) => points.name.iter().collect(),
        DeclarationKind::Define(define) => vec![&define.name],
        DeclarationKind::Table(table) => vec![&table.name],
        DeclarationKind::Tier(tier) => {
            let levels = tier.levels.iter().map(|level| &level.name);
            std::iter::once(&tier.name).chain(levels).collect()
        }
        DeclarationKind::Class(class) => {
            let segments = class.segments.iter().map(|(segment, _)| segment);
            std::iter::once(&class.name).chain(segments).collect()
        }
        DeclarationKind::Score(score) => vec![&score.name],
        DeclarationKind::Calendar(calendar) => {
            let named = calendar.clauses.iter().filter_map(|clause| match &clause.kind {
                CalendarClauseKind::Named(name, _) => Some(name),
                CalendarClauseKind::Weekend(_)
                | CalendarClauseKind::Holiday(_)
                | CalendarClauseKind::Workday(_) => None,
            });
            std::iter::once(&calendar.name).chain(named).collect()
        }
        DeclarationKind::Script(script) => vec![&script.name],
        DeclarationKind::Publish(publish) => publish.names.iter().collect(),
        DeclarationKind::Guarantee(_) | DeclarationKind::Choose(_) => Vec::new(),
        DeclarationKind::Rule(rule) => vec![&rule.name],
        DeclarationKind::Budget(budget) => vec![&budget.name],
        DeclarationKind::Portfolio(portfolio) => std::iter::once(&portfolio.name)
            .chain(portfolio.declarations.iter().flat_map(names))
            .collect(),
    }
}

fn fields(declared: &[Field]) -> Vec<&Name> {
    declared.iter().flat_map(|field| std::iter::once(&field.name).chain(inner(&field.ty))).collect()
}

fn inner(ty: &FieldType) -> Vec<&Name> {
    match ty {
        FieldType::Scalar(_) | FieldType::History => Vec::new(),
        FieldType::OneOf(options) => options.iter().collect(),
        FieldType::List { element, fields: inner, .. } => {
            std::iter::once(element).chain(fields(inner)).collect()
        }
        FieldType::Nested(inner) => fields(inner),
    }
}
