//! Where a customer stands among all.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::percentage;
use crate::syntax::ExprKind;

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
