//! Rows of a `unique` table exclude each other: two rows overlap exactly where every one of their
//! cells does.

use super::scope::Local;
use super::{Checker, Problem};
use crate::ir::{Comparison, Expr, ExprKind, Literal};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Cell, CellKind, Row, Table};
use crate::types::{Places, Type};

/// Places to which figures are brought before they are compared.
const COMMON_PLACES: u8 = 12;

/// One, at these places.
const ONE: i128 = 10_i128.pow(COMMON_PLACES as u32);

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
            if let Some((other, first)) = clash {
                let (first, second) = (*first, row.span);
                let example = self.example(table, other, &sets);
                self.problems.push(Problem::Overlap { first, second, example });
            }
            seen.push((sets, row.span));
        }
        Some(())
    }

    /// Values that two rows match, where their cells ask for any.
    fn example(&self, table: &Table, first: &[Set], second: &[Set]) -> Vec<Message> {
        let columns = table.columns().into_iter().zip(first.iter().zip(second));
        let told = columns.filter_map(|(parameter, (first, second))| {
            let name = &parameter.name.text;
            let Local::Value { expr, .. } = self.scope.local(name)? else { return None };
            match first.shared(second)? {
                Shared::Missing => Some(say!("{name} missing", name)),
                Shared::At(point) => {
                    let value = self.shown(&point, &expr.ty);
                    Some(say!("{name} = {value}", name, value))
                }
            }
        });
        told.collect()
    }

    /// A point as a policy writes it.
    fn shown(&self, point: &Point, ty: &Type) -> String {
        let number = match point {
            Point::Text(text) => return format!("\"{text}\""),
            Point::Number(number) => *number,
        };
        match ty {
            Type::Bool => if number == 0 { "no" } else { "yes" }.to_owned(),
            Type::Date => {
                let date = i64::try_from(number).ok().and_then(crate::date::Date::from_days);
                date.map(|date| date.to_string()).unwrap_or_default()
            }
            Type::Choice(choice) => {
                let choice = self.choices.get(*choice as usize);
                let at = usize::try_from(number).ok();
                let option = choice.zip(at).and_then(|(choice, at)| choice.options.get(at));
                option.cloned().unwrap_or_default()
            }
            Type::Quantity(unit, _) => {
                let unit = unit.name();
                format!("{}{}{unit}", decimal(number), if unit.is_empty() { "" } else { " " })
            }
            Type::Text | Type::DateTime => number.to_string(),
        }
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

/// What two sets have in common that is worth telling.
enum Shared {
    Missing,
    At(Point),
}

/// A figure without zeros at the end of its places.
fn decimal(number: i128) -> String {
    let one = 10_u128.pow(u32::from(COMMON_PLACES));
    let (whole, rest) = (number.unsigned_abs() / one, number.unsigned_abs() % one);
    let sign = if number < 0 { "-" } else { "" };
    let width = usize::from(COMMON_PLACES);
    let text = format!("{sign}{whole}.{rest:0width$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Set {
    /// A value in both of two sets that meet; none where any will do.
    fn shared(&self, other: &Set) -> Option<Shared> {
        match (self, other) {
            (Set::All | Set::Known, Set::All | Set::Known) => None,
            (Set::Missing, _) | (_, Set::Missing) => Some(Shared::Missing),
            (Set::Values(values), other) | (other, Set::Values(values)) => {
                let both = |value: &&Point| Set::Values(vec![(*value).clone()]).meets(other);
                values.iter().find(both).cloned().map(Shared::At)
            }
            (Set::Range(from, to), Set::All | Set::Known)
            | (Set::All | Set::Known, Set::Range(from, to)) => {
                Some(Shared::At(Point::Number(between(*from, *to))))
            }
            (Set::Range(a, b), Set::Range(c, d)) => {
                let (from, to) = (a.higher_start(*c), b.lower_end(*d));
                Some(Shared::At(Point::Number(between(from, to))))
            }
        }
    }

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

/// A figure between a lower and an upper edge that leave room.
fn between(from: Edge, to: Edge) -> i128 {
    match (from, to) {
        (Edge::With(at), _) | (Edge::Open, Edge::With(at)) => at,
        (Edge::Without(from), Edge::With(to) | Edge::Without(to)) => from.midpoint(to),
        (Edge::Without(from), Edge::Open) => from.saturating_add(ONE),
        (Edge::Open, Edge::Without(to)) => to.saturating_sub(ONE),
        (Edge::Open, Edge::Open) => 0,
    }
}

impl Edge {
    /// The higher of two lower edges.
    fn higher_start(self, other: Edge) -> Edge {
        match (self, other) {
            (Edge::Open, edge) | (edge, Edge::Open) => edge,
            (Edge::With(a), Edge::Without(b)) if a == b => other,
            (Edge::With(a) | Edge::Without(a), Edge::With(b) | Edge::Without(b)) => {
                if a >= b {
                    self
                } else {
                    other
                }
            }
        }
    }

    /// The lower of two upper edges.
    fn lower_end(self, other: Edge) -> Edge {
        match (self, other) {
            (Edge::Open, edge) | (edge, Edge::Open) => edge,
            (Edge::With(a), Edge::Without(b)) if a == b => other,
            (Edge::With(a) | Edge::Without(a), Edge::With(b) | Edge::Without(b)) => {
                if a <= b {
                    self
                } else {
                    other
                }
            }
        }
    }

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
