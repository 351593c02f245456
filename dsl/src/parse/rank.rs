//! Where a customer stands among all.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::percentage;
use crate::syntax::{Expr, ExprKind};

/// `rank of spend`
pub(super) fn rank(node: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::Rank(Box::new(node.expression_in(Rule::operand)?)))
}

/// `top 20% of customers by spend`
pub(super) fn top_share(node: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::TopShare {
        share: Box::new(percentage(&node.child(Rule::percentage)?)?),
        by: Box::new(node.expression_in(Rule::arithmetic)?),
    })
}

/// `spend in top 20% of customers`
pub(super) fn in_top(by: Expr, node: &Node<'_>) -> Built<ExprKind> {
    let share = Box::new(percentage(&node.child(Rule::percentage)?)?);
    Ok(ExprKind::TopShare { share, by: Box::new(by) })
}
