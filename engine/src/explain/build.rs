//! Expressions that explanations ask for beside those of the policy.

use loyal_dsl::ir::{Arm, Comparison, Expr, ExprKind, Literal};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

/// yes
pub(super) fn yes() -> Expr {
    let kind = ExprKind::Literal(Literal::Bool(true));
    Expr { kind, ty: Type::Bool, optional: false, span: Span::default() }
}

pub(super) fn not(expr: &Expr) -> Expr {
    bool_of(ExprKind::Not(Box::new(expr.clone())), expr.span)
}

/// Both, where there is a first.
pub(super) fn and(first: Option<&Expr>, then: &Expr) -> Expr {
    match first {
        Some(first) => {
            let kind = ExprKind::And(Box::new(first.clone()), Box::new(then.clone()));
            bool_of(kind, then.span)
        }
        None => then.clone(),
    }
}

/// An expression where a condition holds; else missing.
pub(super) fn only_where(when: &Expr, then: &Expr) -> Expr {
    let arms = vec![Arm { when: when.clone(), then: then.clone() }];
    let kind = ExprKind::Cases { arms, otherwise: None };
    Expr { kind, optional: true, ..then.clone() }
}

/// One value where a condition holds, else the other, which is of the same type.
pub(super) fn either(when: Expr, then: Expr, otherwise: Expr) -> Expr {
    let otherwise = Some(Box::new(otherwise));
    let kind = ExprKind::Cases { arms: vec![Arm { when, then: then.clone() }], otherwise };
    Expr { kind, ..then }
}

pub(super) fn compare(comparison: Comparison, left: Expr, right: Expr) -> Expr {
    let (optional, span) = (left.optional || right.optional, left.span);
    let kind = ExprKind::Compare(comparison, Box::new(left), Box::new(right));
    Expr { optional, ..bool_of(kind, span) }
}

/// A number of some type.
pub(super) fn number(value: i128, ty: &Type) -> Expr {
    let kind = ExprKind::Literal(Literal::Quantity(value));
    Expr { kind, ty: ty.clone(), optional: false, span: Span::default() }
}

fn bool_of(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Bool, optional: false, span }
}
