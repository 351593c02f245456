//! Rows of a `unique` table exclude each other: two rows overlap exactly where every one of their
//! cells does.

use super::scope::Local;
use super::{Checker, Problem};
use crate::ir::{Comparison, Expr, ExprKind, Literal};
use crate::source::Span;
use crate::syntax::{self, Cell, CellKind, Row, Table};
use crate::types::Type;

/// Places to which figures are brought before they are compared.
const COMMON_PLACES: u8 = 12;

/// The values that a cell lets through.
#[derive(Debug, Clone, PartialEq)]
enum Set {
    All,
    Missing,
    Known,
    Values(Vec<Point>),
    /// From a first to a last value, both included.
    Range(i128, i128),
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
                .parameters
                .iter()
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
                Set::Range(from, if *includes_end { to } else { to.saturating_sub(1) })
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
            Comparison::Less => Set::Range(i128::MIN, at.saturating_sub(1)),
            Comparison::LessOrEqual => Set::Range(i128::MIN, at),
            Comparison::Greater => Set::Range(at.saturating_add(1), i128::MAX),
            Comparison::GreaterOrEqual => Set::Range(at, i128::MAX),
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
            | (Set::Range(from, to), Set::Values(values)) => values.iter().any(
                |value| matches!(value, Point::Number(number) if from <= number && number <= to),
            ),
            (Set::Range(a, b), Set::Range(c, d)) => a.max(c) <= b.min(d),
        }
    }
}
