//! Rows of a `unique` table exclude each other: two rows overlap exactly where every one of their
//! cells does.

use super::scope::Local;
use super::{Checker, Problem};
use crate::ir::{Comparison, Expr, ExprKind, Literal};
use crate::source::Span;
use crate::syntax::{self, Cell, CellKind, Row, Table};
use crate::types::{Places, Type};

/// Places to which figures are brought before they are compared.
const COMMON_PLACES: u8 = 12;

/// The values that a cell lets through.
#[derive(Debug, Clone, PartialEq)]
enum Set {
    All,
    Missing,
    Known,
    Values(Vec<Point>),
    Range(Edge, Edge),
}

/// An end of a range: open, or a figure that is or is not in it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Edge {
    Open,
    With(i128),
    Without(i128),
}

#[derive(Debug, Clone, PartialEq)]
enum Point {
    Number(i128),
    Text(String),
}

impl Checker<'_> {
    pub(super) fn check_unique(&mut self, table: &Table) -> Option<()> {
        let rows: Vec<&Row> =
            table.rows.iter().filter(|row| !super::table::is_otherwise(row)).collect();
        let mut seen: Vec<(Vec<Set>, Span)> = Vec::new();
        for row in rows {
            let sets: Vec<Set> = table
                .columns()
                .into_iter()
                .zip(&row.cells)
                .map(|(parameter, cell)| self.set(&parameter.name.text, cell))
                .collect::<Option<_>>()?;
            let clash =
                seen.iter().find(|(other, _)| other.iter().zip(&sets).all(|(a, b)| a.meets(b)));
            if let Some((_, first)) = clash {
                let (first, second) = (*first, row.span);
                self.problems.push(Problem::Overlap { first, second });
            }
            seen.push((sets, row.span));
        }
        Some(())
    }

    fn set(&mut self, parameter: &str, cell: &Cell) -> Option<Set> {
        let ty = match self.scope.local(parameter)? {
            Local::Value { expr, .. } => expr.ty.clone(),
            Local::Element(_) | Local::Failed => return None,
        };
        Some(match &cell.kind {
            CellKind::Any | CellKind::Otherwise => Set::All,
            CellKind::Missing => Set::Missing,
            CellKind::Known => Set::Known,
            CellKind::Values(values) => Set::Values(
                values.iter().map(|value| self.point(value, &ty)).collect::<Option<_>>()?,
            ),
            CellKind::Range { from, to, includes_end } => {
                let (from, to) = (self.figure(from, &ty)?, self.figure(to, &ty)?);
                let to = if *includes_end { Edge::With(to) } else { Edge::Without(to) };
                range(Edge::With(from), to, &ty)
            }
            CellKind::Compare(comparison, bound) => self.compared(*comparison, bound, &ty)?,
        })
    }

    fn compared(&mut self, comparison: Comparison, bound: &syntax::Expr, ty: &Type) -> Option<Set> {
        if matches!(comparison, Comparison::Equal) {
            return Some(Set::Values(vec![self.point(bound, ty)?]));
        }
        let at = self.figure(bound, ty)?;
        Some(match comparison {
            Comparison::Less => range(Edge::Open, Edge::Without(at), ty),
            Comparison::LessOrEqual => range(Edge::Open, Edge::With(at), ty),
            Comparison::Greater => range(Edge::Without(at), Edge::Open, ty),
            Comparison::GreaterOrEqual => range(Edge::With(at), Edge::Open, ty),
            Comparison::Equal | Comparison::NotEqual => {
                return self.report(Problem::UniqueCell { span: bound.span });
            }
        })
    }

    fn figure(&mut self, expr: &syntax::Expr, ty: &Type) -> Option<i128> {
        match self.point(expr, ty)? {
            Point::Number(number) => Some(number),
            Point::Text(_) => self.report(Problem::UniqueCell { span: expr.span }),
        }
    }

    fn point(&mut self, expr: &syntax::Expr, ty: &Type) -> Option<Point> {
        let checked: Expr = self.infer(expr, Some(ty))?;
        let places = checked.ty.places().unwrap_or(COMMON_PLACES);
        let factor = COMMON_PLACES.checked_sub(places).map(|shift| 10_i128.pow(u32::from(shift)));
        let point = match checked.kind {
            ExprKind::Literal(Literal::Quantity(mantissa)) => {
                factor.and_then(|factor| mantissa.checked_mul(factor)).map(Point::Number)
            }
            ExprKind::Literal(Literal::Date(days)) => Some(Point::Number(i128::from(days))),
            ExprKind::Literal(Literal::Option(index)) => Some(Point::Number(i128::from(index))),
            ExprKind::Literal(Literal::Bool(value)) => Some(Point::Number(i128::from(value))),
            ExprKind::Literal(Literal::Text(text)) => Some(Point::Text(text)),
            _ => None,
        };
        point.or_else(|| self.report(Problem::UniqueCell { span: expr.span }))
    }
}

impl Set {
    fn meets(&self, other: &Set) -> bool {
        match (self, other) {
            (Set::All, _) | (_, Set::All) => true,
            (Set::Missing, other) | (other, Set::Missing) => *other == Set::Missing,
            (Set::Known, _) | (_, Set::Known) => true,
            (Set::Values(a), Set::Values(b)) => a.iter().any(|value| b.contains(value)),
            (Set::Values(values), Set::Range(from, to))
            | (Set::Range(from, to), Set::Values(values)) => values.iter().any(|value| {
                matches!(value, Point::Number(number)
                    if from.lets_from(*number) && to.lets_through(*number))
            }),
            (Set::Range(a, b), Set::Range(c, d)) => a.is_below(*d) && c.is_below(*b),
        }
    }
}

impl Edge {
    /// Whether a lower edge lets a figure in.
    fn lets_from(self, number: i128) -> bool {
        match self {
            Edge::Open => true,
            Edge::With(edge) => edge <= number,
            Edge::Without(edge) => edge < number,
        }
    }

    /// Whether an upper edge lets a figure in.
    fn lets_through(self, number: i128) -> bool {
        match self {
            Edge::Open => true,
            Edge::With(edge) => number <= edge,
            Edge::Without(edge) => number < edge,
        }
    }

    /// Whether something lies between this lower edge and an upper one.
    fn is_below(self, upper: Edge) -> bool {
        match (self, upper) {
            (Edge::Open, _) | (_, Edge::Open) => true,
            (Edge::With(from), Edge::With(to)) => from <= to,
            (Edge::With(from) | Edge::Without(from), Edge::With(to) | Edge::Without(to)) => {
                from < to
            }
        }
    }
}

/// A range; among whole steps (whole numbers, dates, levels) both its ends are included.
fn range(from: Edge, to: Edge, ty: &Type) -> Set {
    let step = match ty {
        Type::Quantity(_, Places::Fixed(0)) => 10_i128.pow(u32::from(COMMON_PLACES)),
        Type::Date | Type::Choice(_) => 1,
        Type::Quantity(..) | Type::DateTime | Type::Text | Type::Bool => {
            return Set::Range(from, to);
        }
    };
    let inner = |edge: Edge, step: i128| match edge {
        Edge::Without(at) => Edge::With(at.saturating_add(step)),
        Edge::Open | Edge::With(_) => edge,
    };
    Set::Range(inner(from, step), inner(to, -step))
}
