//! Figures with the days from which they hold.

use super::{Expr, Name, TypeName};
use crate::source::Span;

/// `parameter fee: money { 8 CNY from 2019-04-01 }`, `parameter cap: points as 5000 points`
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Its name.
    pub name: Name,
    /// The type of every figure.
    pub ty: TypeName,
    /// The figures as they are written.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The figure itself.
    pub value: Expr,
    /// The first day on which it holds (days since 1970-01-01); without one it holds until the
    /// first that has one.
    pub from: Option<i64>,
    /// The whole line.
    pub span: Span,
}

/// `USD to CNY { 7.10 from 2026-01-01 }`: what one unit of a currency is in another.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The currency that is converted.
    pub from: Name,
    /// The currency that it becomes.
    pub to: Name,
    /// The rates as they are written.
    pub figures: Vec<Figure>,
    /// The two currencies.
    pub span: Span,
}
