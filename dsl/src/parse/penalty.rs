//! Clauses that take something away.

use super::condition::when;
use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{count, time_unit};
use crate::syntax::{ClauseKind, Suspension};

/// `take …`, `suspend …`, `forfeit …`
pub(super) fn clause(node: &Node<'_>) -> Built<ClauseKind> {
    let when = when(node)?;
    Ok(match node.rule() {
        Rule::taking => ClauseKind::Take {
            amount: node.expression_in(Rule::expression)?,
            within_balance: node.has(Rule::k_within_balance),
            when,
        },
        Rule::suspension => ClauseKind::Suspend { name: node.text()?, length: length(node)?, when },
        Rule::forfeiture => ClauseKind::Forfeit { name: node.text()?, when },
        _ => return Err(node.unreadable()),
    })
}

/// `for 30 days`, `until d`
fn length(node: &Node<'_>) -> Built<Option<Suspension>> {
    if let Some(span) = node.get(Rule::span_of_time) {
        return Ok(Some(Suspension::For(count(&span)?, time_unit(&span)?)));
    }
    let until = node.get(Rule::operand).map(|_| node.expression_in(Rule::operand)).transpose()?;
    Ok(until.map(Suspension::Until))
}
