//! Figures that begin to hold when the programme is over.

use super::finding::Lint;
use crate::date::Date;
use crate::ir::Program;
use crate::syntax::{Declaration, DeclarationKind, Figure};

pub(super) fn find(declarations: &[&Declaration], program: &Program) -> Vec<Lint> {
    let Some(through) = program.effective_through else { return Vec::new() };
    let figures = declarations.iter().flat_map(|declaration| figures(declaration));
    let late = figures.filter(|figure| figure.from.is_some_and(|from| from > through));
    let day = Date::from_days(through).map(|day| day.to_string()).unwrap_or_default();
    late.map(|figure| Lint::FigureAfterEnd { through: day.clone(), span: figure.span }).collect()
}

fn figures(declaration: &Declaration) -> Vec<&Figure> {
    match &declaration.kind {
        DeclarationKind::Figures(figures) => figures.figures.iter().collect(),
        DeclarationKind::Exchange(rates) => rates.iter().flat_map(|rates| &rates.figures).collect(),
        _ => Vec::new(),
    }
}
