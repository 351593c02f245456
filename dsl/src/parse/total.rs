//! Totals of effects.

use super::gift::form;
use super::grammar::Rule;
use super::limit::period;
use super::node::{Built, Node};
use crate::syntax::{ExprKind, Total, TotalOf};

/// `total credit`, `total of bill_points per customer per year`
pub(super) fn total(node: &Node<'_>) -> Built<ExprKind> {
    let of = match form(node)? {
        Some(form) => TotalOf::Money(form),
        None if node.has(Rule::k_point) => TotalOf::Points,
        None => TotalOf::Named(node.name_of(Rule::name)?),
    };
    let within = node.get(Rule::limit_period).map(|found| period(&found)).transpose()?;
    let before = (within.is_some() || node.has(Rule::k_per_customer)).then_some(within);
    Ok(ExprKind::Total(Box::new(Total { of, before })))
}
