//! The condition that may stand at the end of a clause.

use super::grammar::Rule;
use super::node::{Built, Node};
use crate::syntax::Expr;

/// `… when …`
pub(super) fn when(node: &Node<'_>) -> Built<Option<Expr>> {
    node.get(Rule::when).map(|found| found.expression_in(Rule::expression)).transpose()
}
