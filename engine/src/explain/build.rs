//! Expressions that explanations ask for beside those of the policy.

use loyal_dsl::ir::{Arm, Expr, ExprKind, Literal};
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

/// A number of some type.
pub(super) fn number(value: i128, ty: &Type) -> Expr {
    let kind = ExprKind::Literal(Literal::Quantity(value));
    Expr { kind, ty: ty.clone(), optional: false, span: Span::default() }
}

fn bool_of(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Bool, optional: false, span }
}
