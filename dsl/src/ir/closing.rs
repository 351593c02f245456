//! What stands at the end of an outcome: published figures and guarantees.

use serde::Serialize;

use super::{Expr, Hop, Program, ValueId};
use crate::source::Span;

/// A figure that outcomes show beside their effects.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Published {
    /// Under which name.
    pub name: String,
    /// What.
    pub figure: Figure,
}

/// What is published; no unrounded quotient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Figure {
    /// A value of the customer.
    Value(ValueId),
    /// A value of each element: `publish due for each lot in lots`.
    Each {
        /// The way to the elements.
        for_each: Vec<Hop>,
        /// Read with the elements in scope.
        value: Expr,
    },
}

/// A claim that must hold for every customer. One that does not is named by the outcome, which
/// stands all the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guarantee {
    /// Yes/no, never missing; a value of the customer.
    pub claim: ValueId,
    /// Why it must hold.
    pub because: Option<String>,
    /// The claim, with its premise.
    #[serde(skip)]
    pub span: Span,
}

impl Program {
    /// The figures published of the customer, by name.
    pub fn published_values(&self) -> impl Iterator<Item = (&str, ValueId)> {
        self.published.iter().filter_map(|published| match published.figure {
            Figure::Value(value) => Some((published.name.as_str(), value)),
            Figure::Each { .. } => None,
        })
    }

    /// The figures published of elements, by name, with the way to the elements.
    pub fn published_of_each(&self) -> impl Iterator<Item = (&str, &[Hop], &Expr)> {
        self.published.iter().filter_map(|published| match &published.figure {
            Figure::Value(_) => None,
            Figure::Each { for_each, value } => {
                Some((published.name.as_str(), for_each.as_slice(), value))
            }
        })
    }
}
