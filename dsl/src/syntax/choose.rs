//! A choice among rules, as written.

use super::{Limit, Name};
use crate::ir::SelectBy;
use crate::source::Span;

/// `choose best of a, b for each flight once per year across them`
#[derive(Debug, Clone, PartialEq)]
pub struct Choose {
    /// By what one of them is taken.
    pub by: SelectBy,
    /// The rules.
    pub rules: Vec<Name>,
    /// The element of which each has a choice of its own; absent for the customer.
    pub each: Option<Name>,
    /// What limits all of them together.
    pub limits: Vec<Limit>,
    /// The declaration.
    pub span: Span,
}
