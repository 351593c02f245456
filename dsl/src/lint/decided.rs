//! Conditions on today that the programme's own dates decide.

use super::finding::Lint;
use crate::ir::Program;
use crate::syntax::{Comparison, Declaration, DeclarationKind, Expr, ExprKind};

/// `today < 2020-01-01` in a programme that begins later, and the like.
pub(super) fn find(declarations: &[&Declaration], program: &Program) -> Vec<Lint> {
    let time = (program.effective_from, program.effective_through);
    let mut found = Vec::new();
    for declaration in declarations {
        if !matches!(declaration.kind, DeclarationKind::Portfolio(_)) {
            declaration.each_expression(&mut |expr| found.extend(decided(expr, time)));
        }
    }
    found
}

fn decided(expr: &Expr, (from, through): (Option<i64>, Option<i64>)) -> Option<Lint> {
    let (comparison, date) = of_today(expr)?;
    // Days of the programme on which it holds, and on which it does not: are there any?
    let (first_yes, last_yes) = match comparison {
        Comparison::Less => (None, Some(date - 1)),
        Comparison::LessOrEqual => (None, Some(date)),
        Comparison::Greater => (Some(date + 1), None),
        Comparison::GreaterOrEqual => (Some(date), None),
        Comparison::Equal => (Some(date), Some(date)),
        Comparison::NotEqual => return None,
    };
    let before = |a: Option<i64>, b: Option<i64>| matches!((a, b), (Some(a), Some(b)) if a < b);
    let never = before(last_yes, from) || before(through, first_yes);
    let begun = first_yes.is_none_or(|first| from.is_some_and(|from| first <= from));
    let lasts = last_yes.is_none_or(|last| through.is_some_and(|through| through <= last));
    (never || begun && lasts).then_some(Lint::Decided { always: !never, span: expr.span })
}

/// `today <= date`, whichever way it is written.
pub(super) fn of_today(expr: &Expr) -> Option<(Comparison, i64)> {
    let ExprKind::Compare(comparison, left, right) = &expr.kind else { return None };
    match (&left.kind, &right.kind) {
        (ExprKind::Today, ExprKind::Date(date)) => Some((*comparison, *date)),
        (ExprKind::Date(date), ExprKind::Today) => Some((comparison.turned(), *date)),
        _ => None,
    }
}
