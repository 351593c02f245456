//! Limits over a period, and the order in which elements are taken.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{count, time_unit};
use crate::syntax::{Limit, LimitMeasure, LimitPeriod, Taking};

/// `at most 500 CNY per year`, `once per month`
pub(super) fn limit(node: &Node<'_>) -> Built<Limit> {
    let measure = match node.rule() {
        Rule::once => LimitMeasure::Once,
        Rule::times_limit => LimitMeasure::Times(node.expression_in(Rule::arithmetic)?),
        Rule::amount_limit => LimitMeasure::Amount(node.expression_in(Rule::arithmetic)?),
        Rule::up_to => LimitMeasure::OnlyUpTo(node.expression_in(Rule::arithmetic)?),
        _ => return Err(node.unreadable()),
    };
    let period = node.get(Rule::limit_period).map(|found| period(&found)).transpose()?;
    Ok(Limit { measure, period, span: node.span() })
}

/// `at most 1 contact per week across contacts`
pub(super) fn contacts(node: &Node<'_>) -> Built<Limit> {
    let measure = LimitMeasure::Times(node.expression_in(Rule::arithmetic)?);
    let period = Some(period(&node.child(Rule::limit_period)?)?);
    Ok(Limit { measure, period, span: node.span() })
}

pub(super) fn period(node: &Node<'_>) -> Built<LimitPeriod> {
    let units = [
        (Rule::k_membership_year, LimitPeriod::MembershipYear),
        (Rule::k_day, LimitPeriod::Day),
        (Rule::k_week, LimitPeriod::Week),
        (Rule::k_month, LimitPeriod::Month),
        (Rule::k_quarter, LimitPeriod::Quarter),
        (Rule::k_year, LimitPeriod::Year),
    ];
    match units.into_iter().find(|(rule, _)| node.has(*rule)) {
        Some((_, period)) => Ok(period),
        None => Ok(LimitPeriod::Rolling(count(node)?, time_unit(node)?)),
    }
}

/// `largest first`, `only the largest`
pub(super) fn taking(node: &Node<'_>) -> Built<Taking> {
    Ok(match node.first()?.rule() {
        Rule::k_largest_first => Taking::LargestFirst,
        Rule::k_only_the_largest => Taking::OnlyLargest,
        _ => return Err(node.unreadable()),
    })
}
