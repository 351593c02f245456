//! Decisions as they are written, before they are inlined: what an analysis reads beside the
//! values. They are no part of the meaning.

use super::Expr;
use crate::source::Span;
use crate::types::Type;

/// The depth at which the parameters of a decision stand, by their index.
pub const PARAMETERS: u8 = u8::MAX;

/// A table or a function of cases for itself, over parameters that stand for any value.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What declares it.
    pub form: DecisionForm,
    /// Its name.
    pub name: String,
    /// Its parameters: fields at depth [`PARAMETERS`]. One that stands for an element has none.
    pub parameters: Vec<Parameter>,
    /// Its rows in their order.
    pub rows: Vec<Row>,
    /// The name in the text.
    pub span: Span,
}

/// What declares a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionForm {
    /// A table of which the first row that matches counts.
    FirstMatch,
    /// A table of which one row at most matches.
    Unique,
    /// A table of which all rows that match count.
    SumOfMatches,
    /// A `define` with parameters, by cases.
    Cases,
}

/// A parameter of a decision.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type; absent for an element.
    pub ty: Option<Type>,
    /// Whether the decision says what a missing value means.
    pub optional: bool,
}

/// A row of a decision.
#[derive(Debug, Clone)]
pub struct Row {
    /// When it matches; absent for `otherwise`.
    pub when: Option<Expr>,
    /// Its result.
    pub then: Expr,
    /// The whole row.
    pub span: Span,
}
