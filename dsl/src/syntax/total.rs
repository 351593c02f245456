//! Totals of effects, as written.

use super::{Expr, LimitPeriod, Name};
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

impl Total {
    /// The length of the time that it looks at, where it is written.
    #[must_use]
    pub fn length(&self) -> Option<&Expr> {
        match self.before.as_ref()?.as_ref()? {
            LimitPeriod::Rolling(length, _) => Some(length),
            LimitPeriod::Day
            | LimitPeriod::Week
            | LimitPeriod::Month
            | LimitPeriod::Quarter
            | LimitPeriod::Year
            | LimitPeriod::MembershipYear => None,
        }
    }

    /// The rule or the kind of points.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match &self.of {
            TotalOf::Named(name) => Some(name),
            TotalOf::Points | TotalOf::Money(_) => None,
        }
    }
}
