//! Clauses that take back or adjust what another rule gave.

use super::condition::when;
use super::grammar::Rule;
use super::node::{Built, Node};
use crate::syntax::{ClauseKind, Name, Reversed, TakenBack};

/// `reverse …`, `adjust …`
pub(super) fn clause(node: &Node<'_>) -> Built<ClauseKind> {
    let names = node.all(Rule::name).map(|name| name.name());
    let names: Vec<Name> = names.collect::<Built<_>>()?;
    let mut names = names.into_iter();
    let (Some(rule), element, when) = (names.next(), names.next(), when(node)?) else {
        return Err(node.unreadable());
    };
    if node.rule() == Rule::adjusting {
        let Some(element) = element else { return Err(node.unreadable()) };
        return Ok(ClauseKind::Adjust { rule, element, when });
    }
    let proportion = node.get(Rule::proportion);
    let proportion = proportion.map(|share| share.expression_in(Rule::arithmetic)).transpose()?;
    let reversed = Reversed { rule, element, proportion, bound: bound(node)? };
    Ok(ClauseKind::Reverse { reversed, when })
}

fn bound(node: &Node<'_>) -> Built<Option<TakenBack>> {
    let Some(bound) = node.get(Rule::taken_back) else { return Ok(None) };
    Ok(Some(match bound.first()?.rule() {
        Rule::k_within_balance => TakenBack::WithinBalance,
        Rule::k_only_while_pending => TakenBack::WhilePending,
        Rule::k_below_zero => TakenBack::BelowZero,
        _ => return Err(node.unreadable()),
    }))
}
