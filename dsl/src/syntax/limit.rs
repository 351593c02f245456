//! Limits over a period, as written.

use super::{Expr, LimitPeriod};
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
