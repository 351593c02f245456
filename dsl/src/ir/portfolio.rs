//! Groups of customers.

use serde::Serialize;

use super::{Expr, Program};

/// A policy over groups of customers.
///
/// Its program is one like any other: record 0 is the group, with a list of its customers
/// ([`super::Filled::Members`]) whose elements hold, field by field, what is read of them
/// ([`super::Filled::Member`]). So whatever evaluates a program evaluates a portfolio.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Portfolio {
    /// Its name.
    pub name: String,
    /// The group of a customer, in customer scope: a text, a whole number or an option. Missing
    /// for who belongs to none.
    pub by: Expr,
    /// Who counts in the group's figures, in customer scope.
    pub include: Expr,
    /// What is read of the customers, in customer scope; missing for who is not included.
    pub members: Vec<Expr>,
    /// Whether the policy declares a record for the group, so that groups are input too.
    pub declared: bool,
    /// What is stated for the group.
    pub program: Program,
}
