//! Names that nothing reads.

mod calendar;
mod rates;

use std::collections::BTreeSet;

use super::finding::{Declared, Lint};
use crate::source::Span;
use crate::syntax::{
    CellKind, ClauseKind, Declaration, DeclarationKind, Expr, Name, Rule, Script, Table,
};

/// Every declared name that no other text reads. Reading is by name, whatever the name means
/// there: what is told is unused everywhere.
pub(super) fn find(declarations: &[&Declaration]) -> Vec<Lint> {
    let read = read(declarations);
    let figures = figures(declarations);
    let mut found = Vec::new();
    for declaration in declarations {
        if !figures.contains(&declaration.span) {
            let unused = name(declaration).filter(|(_, name)| !read.contains(name.text.as_str()));
            found.extend(unused.map(|(what, name)| lint(what, name)));
        }
        found.extend(inside(declaration, &read, declarations));
    }
    found
}

/// The places of what a portfolio defines for its groups: it is in their outcomes.
fn figures(declarations: &[&Declaration]) -> BTreeSet<Span> {
    let of_groups = declarations.iter().flat_map(|declaration| match &declaration.kind {
        DeclarationKind::Portfolio(portfolio) => portfolio.declarations.as_slice(),
        _ => &[],
    });
    let figure = |kind: &DeclarationKind| match kind {
        DeclarationKind::Define(define) => define.parameters.is_empty(),
        _ => false,
    };
    of_groups.filter(|it| figure(&it.kind)).map(|it| it.span).collect()
}

/// What is not read of the names in a declaration.
fn inside(
    declaration: &Declaration,
    read: &BTreeSet<&str>,
    declarations: &[&Declaration],
) -> Vec<Lint> {
    match &declaration.kind {
        DeclarationKind::Define(define) => {
            let parameters = define.parameters.iter().map(|parameter| &parameter.name);
            unread(Declared::OfFunction, parameters, &declaration.expressions()).collect()
        }
        DeclarationKind::Table(table) => idle_columns(table),
        DeclarationKind::Script(script) => unread_by_script(script).collect(),
        DeclarationKind::Rule(rule) => unread_in_rule(rule),
        DeclarationKind::Calendar(calendar) => {
            calendar::unused(calendar, read, declarations).into_iter().collect()
        }
        DeclarationKind::Exchange(rates) => rates::unused(rates, declarations),
        _ => Vec::new(),
    }
}

fn lint(what: Declared, name: &Name) -> Lint {
    Lint::Unused { what, name: name.text.clone(), span: name.span }
}

/// The name of a declaration that is there to be read. Tiers, classes, scores and rules are in the
/// outcome without being read.
fn name(declaration: &Declaration) -> Option<(Declared, &Name)> {
    match &declaration.kind {
        DeclarationKind::Kind(kind) => Some((Declared::Kind, &kind.name)),
        DeclarationKind::Figures(figures) => Some((Declared::Parameter, &figures.name)),
        DeclarationKind::Points(points) => Some((Declared::Points, points.name.as_ref()?)),
        DeclarationKind::Define(define) => Some((Declared::Define, &define.name)),
        DeclarationKind::Table(table) => Some((Declared::Table, &table.name)),
        DeclarationKind::Script(script) => Some((Declared::Script, &script.name)),
        DeclarationKind::Program(_)
        | DeclarationKind::Record(_)
        | DeclarationKind::Exchange(_)
        | DeclarationKind::Use(_)
        | DeclarationKind::Tier(_)
        | DeclarationKind::Class(_)
        | DeclarationKind::Score(_)
        | DeclarationKind::Publish(_)
        | DeclarationKind::Guarantee(_)
        | DeclarationKind::Choose(_)
        | DeclarationKind::Calendar(_)
        | DeclarationKind::Rule(_)
        | DeclarationKind::Portfolio(_)
        | DeclarationKind::Budget(_) => None,
    }
}

/// Every name that is read somewhere.
fn read<'a>(declarations: &[&'a Declaration]) -> BTreeSet<&'a str> {
    let mut read = BTreeSet::new();
    for declaration in declarations {
        read.extend(declaration.references().iter().map(|name| name.text.as_str()));
        declaration.each_expression(&mut |expr| {
            read.extend(expr.names().iter().map(|name| name.text.as_str()));
        });
    }
    read
}

/// Those names that none of the expressions reads.
fn unread<'a>(
    what: Declared,
    names: impl Iterator<Item = &'a Name>,
    expressions: &[&Expr],
) -> impl Iterator<Item = Lint> {
    let mut read: BTreeSet<&str> = BTreeSet::new();
    for expr in expressions {
        expr.each(&mut |part| read.extend(part.names().iter().map(|name| name.text.as_str())));
    }
    let unread: Vec<&Name> = names.filter(|name| !read.contains(name.text.as_str())).collect();
    unread.into_iter().map(move |name| lint(what, name))
}

/// Columns of a table in which no row asks anything.
fn idle_columns(table: &Table) -> Vec<Lint> {
    let asks = |column: usize| {
        table.rows.iter().any(|row| {
            let cell = row.cells.get(column).map(|cell| &cell.kind);
            !matches!(cell, None | Some(CellKind::Any | CellKind::Otherwise))
        })
    };
    let idle = (0..).zip(&table.parameters).filter(|(column, _)| !asks(*column));
    let idle: Vec<&Name> = idle.map(|(_, parameter)| &parameter.name).collect();
    let results: Vec<&Expr> = table.rows.iter().map(|row| &row.result).collect();
    unread(Declared::Column, idle.into_iter(), &results).collect()
}

/// By the words of the script, whatever they mean there.
fn unread_by_script(script: &Script) -> impl Iterator<Item = Lint> {
    let of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let words: BTreeSet<&str> = script.body.value.split(|letter| !of_name(letter)).collect();
    let names = script.parameters.iter().map(|parameter| &parameter.name);
    names
        .filter(move |name| !words.contains(name.text.as_str()))
        .map(|name| lint(Declared::OfFunction, name))
}

fn unread_in_rule(rule: &Rule) -> Vec<Lint> {
    let names = rule.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Define { name, .. } => Some(name),
        _ => None,
    });
    unread(Declared::InRule, names, &rule.expressions()).collect()
}
