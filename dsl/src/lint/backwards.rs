//! Windows and days that lie in the past by their form, where something to come is asked for.

mod over;
mod seen;

use super::dated::Dated;
use super::day::{Origin, day};
use super::finding::Lint;
use super::text::{Texts, conjuncts};
use crate::ir::Program;
use crate::source::Span;
use crate::syntax::{Comparison, Declaration, DeclarationKind, Expr, ExprKind, Window, WindowKind};

pub(super) fn find(
    declarations: &[&Declaration],
    program: &Program,
    texts: Texts<'_>,
) -> Vec<Lint> {
    let dated = Dated::of(declarations);
    let mut found = Vec::new();
    for declaration in declarations {
        // What stands in a portfolio comes as a declaration of its own.
        if !matches!(declaration.kind, DeclarationKind::Portfolio(_)) {
            declaration.each_expression(&mut |expr| found.extend(contradiction(expr, texts)));
            found.extend(seen::find(declaration, &dated, texts));
            found.extend(over::find(declaration, &dated, program, texts));
        }
    }
    found.dedup();
    found
}

/// `x in last 30 days and x > today`, `3 days after today in last 30 days`
fn contradiction(expr: &Expr, texts: Texts<'_>) -> Option<Lint> {
    if let ExprKind::InWindow { value, window, negated: false } = &expr.kind {
        let value = day(value, texts);
        let misses = value.origin == Origin::Today
            && (looks_back(window) && value.least > 0 || looks_ahead(window) && value.most <= 0);
        return misses.then_some(Lint::MissesWindow { span: expr.span });
    }
    let parts = conjuncts(expr);
    let ahead: Vec<(String, Span)> = parts.iter().filter_map(|part| to_come(part, texts)).collect();
    parts.iter().find_map(|part| {
        let ExprKind::InWindow { value, window, negated: false } = &part.kind else { return None };
        let text = texts.of(value.span);
        let (_, asked) = ahead.iter().find(|(other, _)| *other == text)?;
        looks_back(window).then_some(Lint::LooksBack { window: part.span, asked: *asked })
    })
}

/// Whether a window ends today at the latest.
fn looks_back(window: &Window) -> bool {
    match window.kind {
        WindowKind::Last(..)
        | WindowKind::Previous(_)
        | WindowKind::SamePeriodOfPreviousYear
        | WindowKind::LastWholeMonths(_)
        | WindowKind::LastCalendarMonths(_) => true,
        WindowKind::Next(..)
        | WindowKind::This(_)
        | WindowKind::Year(_)
        | WindowKind::Ending(..)
        | WindowKind::WholeMonthsEnding(..)
        | WindowKind::IncludingFuture => false,
    }
}

const fn looks_ahead(window: &Window) -> bool {
    matches!(window.kind, WindowKind::Next(..))
}

/// The text of a value that has to lie behind today, and the condition that says so.
fn to_come(condition: &Expr, texts: Texts<'_>) -> Option<(String, Span)> {
    let (value, least, open) = match &condition.kind {
        ExprKind::InWindow { value, window, negated: false } if looks_ahead(window) => {
            return Some((texts.of(value.span), condition.span));
        }
        ExprKind::Compare(Comparison::Greater, value, least)
        | ExprKind::Compare(Comparison::Less, least, value) => (value, least, true),
        ExprKind::Compare(Comparison::GreaterOrEqual, value, least)
        | ExprKind::Compare(Comparison::LessOrEqual, least, value) => (value, least, false),
        _ => return None,
    };
    let least = day(least, texts);
    let later = least.origin == Origin::Today && (least.least > 0 || open && least.least == 0);
    later.then(|| (texts.of(value.span), condition.span))
}
