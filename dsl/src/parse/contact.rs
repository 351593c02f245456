//! Clauses of messages: what is said, through which channel, when, and why.

use super::condition::when;
use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::small;
use super::template;
use crate::syntax::{ClauseKind, Expr};

/// `message …`, `by …`, `between …`, `marketing …`, `service`
pub(super) fn clause(node: &Node<'_>) -> Built<ClauseKind> {
    Ok(match node.rule() {
        Rule::message => ClauseKind::Message {
            text: template::template(node)?,
            channel: channel(node)?,
            when: when(node)?,
        },
        Rule::channel => ClauseKind::Channel(node.expression_in(Rule::arithmetic)?),
        Rule::hours => {
            let times: Vec<_> = node.all(Rule::time_of_day).collect();
            let [from, to] = times.as_slice() else { return Err(node.unreadable()) };
            ClauseKind::Hours { from: time_of_day(from)?, to: time_of_day(to)? }
        }
        Rule::purpose if node.has(Rule::k_service) => ClauseKind::Service,
        Rule::purpose => {
            let consent = node.get(Rule::expression).map(|consent| consent.expression());
            ClauseKind::Marketing { consent: consent.transpose()? }
        }
        _ => return Err(node.unreadable()),
    })
}

/// `09:00`
fn time_of_day(node: &Node<'_>) -> Built<(u32, u32)> {
    let parts: Vec<_> = node.all(Rule::number).collect();
    let [hour, minute] = parts.as_slice() else { return Err(node.unreadable()) };
    Ok((small(hour)?, small(minute)?))
}

/// `by phone`
pub(super) fn channel(node: &Node<'_>) -> Built<Option<Expr>> {
    node.get(Rule::channel).map(|found| found.expression_in(Rule::arithmetic)).transpose()
}
