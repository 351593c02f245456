//! Expressions by their text, and figures by their value.

use crate::source::{SourceFile, Span};
use crate::syntax::{Binary, Expr, ExprKind};

/// The texts into which spans point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'a>(pub(super) &'a [SourceFile]);

impl Texts<'_> {
    /// What stands at a place, with single spaces.
    pub(super) fn of(self, span: Span) -> String {
        let source = self.0.get(span.file as usize);
        let text =
            source.and_then(|source| source.text.get(span.start as usize..span.end as usize));
        text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A figure: its value in the fewest places, and its unit as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quantity {
    pub(super) mantissa: i128,
    pub(super) places: u8,
    pub(super) unit: Unit,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Number,
    Percent,
    Money(String),
    Points(Option<String>),
}

/// The figure that an expression is, if it is one that is written out.
pub(super) fn quantity(expr: &Expr) -> Option<Quantity> {
    let (mantissa, places, unit) = match &expr.kind {
        ExprKind::Number { mantissa, places, percent: true } => (*mantissa, *places, Unit::Percent),
        ExprKind::Number { mantissa, places, percent: false } => (*mantissa, *places, Unit::Number),
        ExprKind::Money { mantissa, places, currency } => {
            (*mantissa, *places, Unit::Money(currency.text.clone()))
        }
        ExprKind::Points(count, kind) => {
            let kind = kind.as_ref().map(|kind| kind.text.clone());
            return quantity(count).map(|count| Quantity { unit: Unit::Points(kind), ..count });
        }
        ExprKind::Unary(crate::syntax::Unary::Negate, value) => {
            return quantity(value).map(|value| Quantity { mantissa: -value.mantissa, ..value });
        }
        _ => return None,
    };
    Some(shortest(mantissa, places, unit))
}

fn shortest(mut mantissa: i128, mut places: u8, unit: Unit) -> Quantity {
    while places > 0 && mantissa % 10 == 0 {
        (mantissa, places) = (mantissa / 10, places - 1);
    }
    Quantity { mantissa, places, unit }
}

/// What must all hold for an expression to hold.
pub(super) fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Binary(Binary::And, left, right) => [conjuncts(left), conjuncts(right)].concat(),
        _ => vec![expr],
    }
}
