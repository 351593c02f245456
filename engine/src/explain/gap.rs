//! What a comparison lacks: the least change of what is measured with which it holds.

use loyal_dsl::ir::{
    Aggregate, Comparison, Expr, ExprKind, Program, Rounding, RoundingMode, ShiftUnit, SpanBetween,
};
use loyal_dsl::types::{Places, Type, Unit};

use super::account::{MustBe, TimeUnit};
use super::build::{compare, either, number};
use super::questions::Asked;

/// Places to which a quotient's distance is brought, where it is a plain number.
const QUOTIENT_PLACES: u8 = 6;

/// A lack that is asked for.
#[derive(Debug)]
pub(super) struct AskedGap {
    pub(super) measure: String,
    pub(super) must_be: MustBe,
    /// In what the distance is counted, where that is time.
    pub(super) time: Option<TimeUnit>,
    pub(super) value: Asked,
    pub(super) bar: Asked,
    /// How much more of it would do.
    pub(super) more: Option<Asked>,
    /// How much less of it would do.
    pub(super) less: Option<Asked>,
    pub(super) until: Option<Asked>,
}

/// The ways from a measure to its bar.
#[derive(Debug, Default)]
pub(super) struct Ways {
    pub(super) more: Option<Expr>,
    pub(super) less: Option<Expr>,
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
    if turned { (right, left, comparison.turned()) } else { (left, right, comparison) }
}

/// Whether a figure is the policy's own.
fn is_fixed(expr: &Expr) -> bool {
    let reads = matches!(
        expr.kind,
        ExprKind::Field { .. } | ExprKind::Value(_) | ExprKind::Aggregate(_) | ExprKind::Pick(_)
    );
    !reads && expr.children().into_iter().all(is_fixed)
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

/// In what the distance of a measure is counted, where that is time.
pub(super) fn time_of(measure: &Expr) -> Option<TimeUnit> {
    match measure.ty {
        Type::Date => Some(TimeUnit::Days),
        Type::DateTime => Some(TimeUnit::Minutes),
        Type::Text | Type::Bool | Type::Quantity(..) | Type::Choice(_) => None,
    }
}

/// By how much a measure must rise or fall; neither way where it has no distance.
pub(super) fn ways(measure: &Expr, bar: &Expr, comparison: Comparison) -> Ways {
    let more = |strict| distance(measure, bar, strict, measure);
    // Today does not come back.
    let less = |strict| match measure.kind {
        ExprKind::Today => None,
        _ => distance(bar, measure, strict, measure),
    };
    match comparison {
        Comparison::Greater => Ways { more: more(true), less: None },
        Comparison::GreaterOrEqual => Ways { more: more(false), less: None },
        Comparison::Less => Ways { more: None, less: less(true) },
        Comparison::LessOrEqual => Ways { more: None, less: less(false) },
        Comparison::Equal if can_meet(measure, bar) => {
            Ways { more: more(false), less: less(false) }
        }
        Comparison::Equal | Comparison::NotEqual => Ways::default(),
    }
}

/// Whether some change of a measure brings it exactly to the bar. Months and weekdays come round
/// again, so they have no distance.
fn can_meet(measure: &Expr, bar: &Expr) -> bool {
    if matches!(measure.kind, ExprKind::DatePart(..)) {
        return false;
    }
    match (&measure.ty, &bar.ty) {
        (Type::Date, Type::Date) => true,
        (Type::Quantity(_, Places::Fixed(own)), Type::Quantity(_, Places::Fixed(other))) => {
            other <= own
        }
        _ => false,
    }
}

/// How far it is from one to the other, in steps of the measure.
fn distance(from: &Expr, to: &Expr, strict: bool, measure: &Expr) -> Option<Expr> {
    match (&from.ty, &to.ty) {
        (Type::Date, Type::Date) => {
            let days = between(SpanBetween::Days, from, to);
            Some(if strict { plus_one(days) } else { days })
        }
        (Type::DateTime, Type::DateTime) => Some(minutes(from, to, strict)),
        (Type::Quantity(unit, a), Type::Quantity(_, b)) => {
            let kind = ExprKind::Subtract(Box::new(to.clone()), Box::new(from.clone()));
            let exact = match (a, b) {
                (Places::Fixed(a), Places::Fixed(b)) => Places::Fixed(*a.max(b)),
                _ => Places::Fraction,
            };
            let ty = Type::Quantity(unit.clone(), exact);
            let optional = from.optional || to.optional;
            let exact = Expr { kind, ty, optional, span: measure.span };
            Some(least(exact, unit, places_of(&measure.ty), strict))
        }
        _ => None,
    }
}

/// The places in which a measure takes steps.
fn places_of(measure: &Type) -> u8 {
    match measure {
        Type::Quantity(_, Places::Fixed(places)) => *places,
        Type::Quantity(Unit::Number, Places::Fraction) => QUOTIENT_PLACES,
        Type::Quantity(unit, Places::Fraction) => unit.places(),
        Type::Text | Type::Bool | Type::Date | Type::DateTime | Type::Choice(_) => 0,
    }
}

/// The least step of a unit that is as much as a distance, or more than it.
fn least(exact: Expr, unit: &Unit, places: u8, strict: bool) -> Expr {
    let whole = match &exact.ty {
        Type::Quantity(_, Places::Fixed(own)) if *own == places => exact,
        _ => {
            let mode = if strict { RoundingMode::Down } else { RoundingMode::Up };
            let ty = Type::Quantity(unit.clone(), Places::Fixed(places));
            let (optional, span) = (exact.optional, exact.span);
            let rounding = Rounding { mode, step: 1, places };
            Expr { kind: ExprKind::Rounded(Box::new(exact), rounding), ty, optional, span }
        }
    };
    if strict { plus_one(whole) } else { whole }
}

fn between(unit: SpanBetween, from: &Expr, to: &Expr) -> Expr {
    let (optional, span) = (from.optional || to.optional, from.span);
    let (from, to) = (Box::new(from.clone()), Box::new(to.clone()));
    Expr { kind: ExprKind::Between { unit, from, to }, ty: Type::WHOLE, optional, span }
}

/// Whole minutes that are enough; those between two times are counted towards zero.
fn minutes(from: &Expr, to: &Expr, strict: bool) -> Expr {
    let passed = between(SpanBetween::Minutes, from, to);
    if strict {
        return plus_one(passed);
    }
    let (start, count) = (Box::new(from.clone()), Box::new(passed.clone()));
    let kind = ExprKind::Shift { from: start, count, unit: ShiftUnit::Minutes };
    let reached = Expr { kind, ..from.clone() };
    let enough = compare(Comparison::GreaterOrEqual, reached, to.clone());
    either(enough, passed.clone(), plus_one(passed))
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
