//! Limits over a period, as written.

use super::{Expr, TimeUnit};
use crate::source::Span;

/// `at most 500 CNY per customer per 12 months`, `once per year`
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// How much or how often.
    pub measure: LimitMeasure,
    /// In which time; absent for ever.
    pub period: Option<LimitPeriod>,
    /// The phrase.
    pub span: Span,
}

/// How much or how often.
#[derive(Debug, Clone, PartialEq)]
pub enum LimitMeasure {
    /// `once`
    Once,
    /// `at most 3 times`
    Times(Expr),
    /// `at most 500 CNY`
    Amount(Expr),
    /// `only up to 500 CNY`
    OnlyUpTo(Expr),
}

/// The period of a limit.
#[derive(Debug, Clone, PartialEq)]
pub enum LimitPeriod {
    /// `per day`
    Day,
    /// `per week`
    Week,
    /// `per month`
    Month,
    /// `per quarter`
    Quarter,
    /// `per year`
    Year,
    /// `per membership year`
    MembershipYear,
    /// `per 12 months`: back from the date of the subject.
    Rolling(Expr, TimeUnit),
}
