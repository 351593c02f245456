//! What an expression reads whatever it finds: fields, reductions of lists, named values.

use loyal_dsl::ir::{Expr, ExprKind};
use loyal_dsl::types::{Type, Unit};

/// Collects it in reading order, without what is read in some cases only.
pub(super) fn reads<'e>(expr: &'e Expr, found: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Field { .. }
        | ExprKind::Value(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Pick(_)
        | ExprKind::Script(_) => {
            if !is_any_money(expr) {
                found.push(expr);
            }
        }
        ExprKind::Cases { .. } => {}
        ExprKind::And(first, _) | ExprKind::Or(first, _) | ExprKind::OrElse(first, _) => {
            reads(first, found);
        }
        _ => expr.children().into_iter().for_each(|child| reads(child, found)),
    }
}

/// Whether it is money of a currency that the record says.
pub(super) fn is_any_money(expr: &Expr) -> bool {
    matches!(expr.ty, Type::Quantity(Unit::AnyMoney, _))
}

/// The cases and tables that an expression reads whatever it finds.
pub(super) fn cases<'e>(expr: &'e Expr, found: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Cases { .. } => found.push(expr),
        ExprKind::Aggregate(_) | ExprKind::Pick(_) => {}
        ExprKind::And(first, _) | ExprKind::Or(first, _) | ExprKind::OrElse(first, _) => {
            cases(first, found);
        }
        _ => expr.children().into_iter().for_each(|child| cases(child, found)),
    }
}
