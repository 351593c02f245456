//! What a comparison lacks: the least change of what is measured with which it holds.

use loyal_dsl::ir::{
    Aggregate, Comparison, Expr, ExprKind, Program, Rounding, RoundingMode, SpanBetween,
};
use loyal_dsl::types::{Places, Type, Unit};

use super::account::MustBe;
use super::build::number;
use super::questions::Asked;

/// Places to which a quotient's distance is brought.
const QUOTIENT_PLACES: u8 = 6;

/// A lack that is asked for.
#[derive(Debug)]
pub(super) struct AskedGap {
    pub(super) measure: String,
    pub(super) must_be: MustBe,
    /// Whether `by` counts days.
    pub(super) days: bool,
    pub(super) value: Asked,
    pub(super) bar: Asked,
    pub(super) by: Option<Asked>,
    pub(super) until: Option<Asked>,
}

/// What is measured, its bar, and the comparison in that order: the policy's own figures are the
/// bar.
pub(super) fn sides<'e>(
    comparison: Comparison,
    left: &'e Expr,
    right: &'e Expr,
) -> (&'e Expr, &'e Expr, Comparison) {
    let turned = is_fixed(left) && !is_fixed(right)
        || matches!(left.kind, ExprKind::Literal(_)) && !matches!(right.kind, ExprKind::Literal(_));
    if turned { (right, left, mirrored(comparison)) } else { (left, right, comparison) }
}

/// Whether a figure is the policy's own.
fn is_fixed(expr: &Expr) -> bool {
    let reads = matches!(
        expr.kind,
        ExprKind::Field { .. } | ExprKind::Value(_) | ExprKind::Aggregate(_) | ExprKind::Pick(_)
    );
    !reads && expr.children().into_iter().all(is_fixed)
}

pub(super) fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}

fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Equal,
        Comparison::NotEqual => Comparison::NotEqual,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}

pub(super) fn must_be(comparison: Comparison) -> MustBe {
    match comparison {
        Comparison::Equal => MustBe::Equal,
        Comparison::NotEqual => MustBe::Other,
        Comparison::Less => MustBe::Less,
        Comparison::LessOrEqual => MustBe::AtMost,
        Comparison::Greater => MustBe::More,
        Comparison::GreaterOrEqual => MustBe::AtLeast,
    }
}

/// Whether the distance counts days.
pub(super) fn is_days(measure: &Expr) -> bool {
    measure.ty == Type::Date
}

/// By how much a measure must rise or fall; none of what has no distance.
pub(super) fn distance(measure: &Expr, bar: &Expr, comparison: Comparison) -> Option<Expr> {
    let (rises, strict) = match comparison {
        Comparison::Greater => (true, true),
        Comparison::GreaterOrEqual => (true, false),
        Comparison::Less => (false, true),
        Comparison::LessOrEqual => (false, false),
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    let (from, to) = if rises { (measure, bar) } else { (bar, measure) };
    match (&measure.ty, &bar.ty) {
        (Type::Date, Type::Date) => {
            let (from, to) = (Box::new(from.clone()), Box::new(to.clone()));
            let kind = ExprKind::Between { unit: SpanBetween::Days, from, to };
            let days = Expr { kind, ty: Type::WHOLE, ..measure.clone() };
            Some(if strict { plus_one(days) } else { days })
        }
        (Type::Quantity(unit, places), Type::Quantity(_, other)) => {
            let kind = ExprKind::Subtract(Box::new(to.clone()), Box::new(from.clone()));
            let exact = match (places, other) {
                (Places::Fixed(a), Places::Fixed(b)) => Places::Fixed(*a.max(b)),
                _ => Places::Fraction,
            };
            let exact = Expr { kind, ty: Type::Quantity(unit.clone(), exact), ..measure.clone() };
            let places = match places {
                Places::Fixed(places) => *places,
                Places::Fraction => QUOTIENT_PLACES,
            };
            Some(least(exact, unit, places, strict))
        }
        _ => None,
    }
}

/// The least step of a unit that is as much as a distance, or more than it.
fn least(exact: Expr, unit: &Unit, places: u8, strict: bool) -> Expr {
    let mode = if strict { RoundingMode::Down } else { RoundingMode::Up };
    let ty = Type::Quantity(unit.clone(), Places::Fixed(places));
    let (optional, span) = (exact.optional, exact.span);
    let rounding = Rounding { mode, step: 1, places };
    let rounded = Expr { kind: ExprKind::Rounded(Box::new(exact), rounding), ty, optional, span };
    if strict { plus_one(rounded) } else { rounded }
}

/// With one of the last place.
fn plus_one(expr: Expr) -> Expr {
    let one = number(1, &expr.ty);
    let (ty, optional, span) = (expr.ty.clone(), expr.optional, expr.span);
    Expr { kind: ExprKind::Add(Box::new(expr), Box::new(one)), ty, optional, span }
}

/// The last day of the period of today whose elements are counted.
pub(super) fn period_end(program: &Program, measure: &Expr) -> Option<Expr> {
    match &measure.kind {
        ExprKind::Value(id) => {
            let value = program.values.get(id.0 as usize)?;
            period_end(program, &value.expr)
        }
        ExprKind::Aggregate(aggregate) => {
            let Aggregate { filter, .. } = &**aggregate;
            end_in(filter.as_ref()?)
        }
        ExprKind::Rounded(inner, _) => period_end(program, inner),
        _ => None,
    }
}

fn end_in(expr: &Expr) -> Option<Expr> {
    match &expr.kind {
        ExprKind::EndOf(_, of) if matches!(of.kind, ExprKind::Today) => Some(expr.clone()),
        _ => expr.children().into_iter().find_map(end_in),
    }
}
