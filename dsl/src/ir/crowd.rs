//! What looks at many customers at once.

use serde::Serialize;

use super::{Expr, Portfolio};
use crate::types::Unit;

/// All that a policy says of its customers together.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Crowd {
    /// By what customers are ranked, in customer scope, largest first: [`super::Filled::Above`]
    /// counts those above. Who has no value is not ranked. They read no ranking themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rankings: Vec<Expr>,
    /// Funds, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub budgets: Vec<Budget>,
    /// Policies over groups of customers, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub portfolios: Vec<Portfolio>,
}

/// A fund that all customers share. What is granted by its rules is granted in its order until the
/// fund is spent; the last grant is cut short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// Its name.
    pub name: String,
    /// What it holds: the whole number of `10^-places` of the unit.
    pub amount: i128,
    /// The places of the amount.
    pub places: u8,
    /// Money or points.
    pub unit: Unit,
    /// The calendar period for which it is, by the as-of date; none is for ever.
    pub period: Option<super::Period>,
    /// The rules that draw on it, by name.
    pub rules: Vec<String>,
    /// By rule: its priority, which says what of one customer comes first.
    #[serde(skip)]
    pub priorities: Vec<i64>,
    /// Who comes first.
    pub order: Vec<Precedence>,
}

/// One criterion of an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Precedence {
    /// A value of the customer: one with larger and smaller, or a text.
    pub by: Expr,
    /// Whether the largest comes first. Who has no value comes last.
    pub from_highest: bool,
}

impl Crowd {
    /// Whether nothing looks at more than one customer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rankings.is_empty() && self.budgets.is_empty() && self.portfolios.is_empty()
    }
}
