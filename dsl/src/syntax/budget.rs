//! Funds that all customers share.

use super::{Expr, Name, Period};
use crate::source::Span;

/// `budget goodwill { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// Its name.
    pub name: Name,
    /// Its clauses, in order.
    pub clauses: Vec<BudgetClause>,
}

/// A clause of a budget.
#[derive(Debug, Clone, PartialEq)]
pub enum BudgetClause {
    /// `100000 CNY per month`
    Fund { amount: Expr, period: Option<Period>, span: Span },
    /// `for complaint_credit, late_gift`
    For(Vec<Name>, Span),
    /// `ordered by loyalty from highest, then id`: whether the largest comes first.
    OrderedBy(Vec<(Expr, bool)>, Span),
}
