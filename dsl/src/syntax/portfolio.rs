//! Groups of customers.

use super::{Declaration, Expr, Name};

/// `portfolio department by customer.department { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Portfolio {
    /// Its name, which is also that of the group's record.
    pub name: Name,
    /// What tells the group of a customer.
    pub by: Expr,
    /// The `include when` clauses: who counts in the group's figures.
    pub include: Vec<Expr>,
    /// What is declared for the group.
    pub declarations: Vec<Declaration>,
}
