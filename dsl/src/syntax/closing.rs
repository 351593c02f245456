//! What stands at the end of an outcome, as written.

use super::{Expr, ListExpr, Name, Text};

/// `publish spend, visits`
#[derive(Debug, Clone, PartialEq)]
pub struct Publish {
    /// Under which names; several only where values are named.
    pub names: Vec<Name>,
    /// What.
    pub what: PublishWhat,
}

/// What is published.
#[derive(Debug, Clone, PartialEq)]
pub enum PublishWhat {
    /// The values of these names.
    Named,
    /// `publish left as 100 - spent`
    Value(Expr),
    /// `publish due for each lot in lots`, `publish rest as lot.amount - 1 for each lot in lots`
    Each { value: Option<Expr>, element: Name, list: ListExpr },
}

/// `guarantee premise implies claim because "…"`
#[derive(Debug, Clone, PartialEq)]
pub struct Guarantee {
    /// For whom the claim must hold; absent where it must for everybody.
    pub premise: Option<Expr>,
    /// What must hold.
    pub claim: Expr,
    /// Why.
    pub because: Option<Text>,
}
