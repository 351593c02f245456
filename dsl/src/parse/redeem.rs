//! Clauses of a redemption, and those that say when and in which turn something is given.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{count, small, time_unit};
use crate::syntax::{Availability, ClauseKind, Cost, Rate};

/// `cost …`, `automatic`, `priority 10`, `available after …`
pub(super) fn clause(node: &Node<'_>) -> Built<ClauseKind> {
    Ok(match node.rule() {
        Rule::cost => ClauseKind::Cost(cost(node)?),
        Rule::automatic => ClauseKind::Automatic,
        Rule::priority => {
            let number: i64 = i64::from(small::<i32>(&node.child(Rule::number)?)?);
            ClauseKind::Priority(if node.has(Rule::minus) { -number } else { number })
        }
        Rule::available => ClauseKind::Available(available(node)?),
        _ => return Err(node.unreadable()),
    })
}

fn cost(node: &Node<'_>) -> Built<Cost> {
    let rate = node.get(Rule::rate).map(|found| rate(&found)).transpose()?;
    Ok(Cost { amount: node.expression_in(Rule::arithmetic)?, rate })
}

/// `per 1 CNY from 5 CNY up to 30% of cart.amount`
fn rate(node: &Node<'_>) -> Built<Rate> {
    let bound = |rule| node.get(rule).map(|found| found.expression_in(Rule::arithmetic));
    Ok(Rate {
        step: node.expression_in(Rule::arithmetic)?,
        least: bound(Rule::least_chosen).transpose()?,
        most: bound(Rule::most_chosen).transpose()?,
    })
}

/// `available after 14 days`, `available from d`
fn available(node: &Node<'_>) -> Built<Availability> {
    if node.has(Rule::k_available_from) {
        return Ok(Availability::From(node.expression_in(Rule::expression)?));
    }
    Ok(Availability::After(count(node)?, time_unit(node)?))
}
