//! Totals of effects, as written.

use super::{LimitPeriod, Name};
use crate::ir::MoneyForm;

/// `total credit per customer per 12 months`, `total of bill_points`
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Of what.
    pub of: TotalOf,
    /// With what was given before, in a period if one is named; absent for this run alone.
    pub before: Option<Option<LimitPeriod>>,
}

/// What is added up.
#[derive(Debug, Clone, PartialEq)]
pub enum TotalOf {
    /// `total points`
    Points,
    /// `total credit`, `total cash`, `total discount`
    Money(MoneyForm),
    /// `total of bill_points`: what a rule gives, or a kind of points.
    Named(Name),
}
