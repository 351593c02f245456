//! Small makers of typed expressions, shared by the rules of the check.

use crate::ir::{
    Arm, Comparison, DatePart, Expr, ExprKind, Extreme, Literal, Period, ShiftUnit, SpanBetween,
};
use crate::source::Span;
use crate::types::{Places, Type, Unit};

pub(super) fn make(kind: ExprKind, ty: Type, optional: bool, span: Span) -> Expr {
    Expr { kind, ty, optional, span }
}

pub(super) fn known(kind: ExprKind, ty: Type, span: Span) -> Expr {
    make(kind, ty, false, span)
}

pub(super) fn boolean(value: bool, span: Span) -> Expr {
    known(ExprKind::Literal(Literal::Bool(value)), Type::Bool, span)
}

pub(super) fn quantity(mantissa: i128, unit: Unit, places: u8, span: Span) -> Expr {
    let ty = Type::Quantity(unit, Places::Fixed(places));
    known(ExprKind::Literal(Literal::Quantity(mantissa)), ty, span)
}

pub(super) fn whole(number: i128, span: Span) -> Expr {
    quantity(number, Unit::Number, 0, span)
}

pub(super) fn today(span: Span) -> Expr {
    known(ExprKind::Today, Type::Date, span)
}

pub(super) fn option(choice: u32, index: u32, span: Span) -> Expr {
    known(ExprKind::Literal(Literal::Option(index)), Type::Choice(choice), span)
}

pub(super) fn and(left: Expr, right: Expr) -> Expr {
    let span = left.span;
    known(ExprKind::And(Box::new(left), Box::new(right)), Type::Bool, span)
}

/// All of them, read in order; `None` for none.
pub(super) fn all(conditions: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    balanced(conditions.into_iter().collect(), &mut |left, right| Some(and(left, right)))
}

/// One of them, read in order; `None` for none.
pub(super) fn any(conditions: Vec<Expr>) -> Option<Expr> {
    balanced(conditions, &mut |left, right| {
        let span = left.span;
        Some(known(ExprKind::Or(Box::new(left), Box::new(right)), Type::Bool, span))
    })
}

/// Joins expressions two by two, so that many of them are not nested deeply; their order is kept.
pub(super) fn balanced(
    mut items: Vec<Expr>,
    join: &mut impl FnMut(Expr, Expr) -> Option<Expr>,
) -> Option<Expr> {
    if items.len() < 2 {
        return items.pop();
    }
    let right = items.split_off(items.len().div_ceil(2));
    let (left, right) = (balanced(items, join)?, balanced(right, join)?);
    join(left, right)
}

pub(super) fn not(value: Expr) -> Expr {
    let span = value.span;
    known(ExprKind::Not(Box::new(value)), Type::Bool, span)
}

pub(super) fn is_known(value: Expr) -> Expr {
    let span = value.span;
    known(ExprKind::Known(Box::new(value)), Type::Bool, span)
}

pub(super) fn compare(comparison: Comparison, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    known(ExprKind::Compare(comparison, Box::new(left), Box::new(right)), Type::Bool, span)
}

pub(super) fn shift(from: Expr, count: Expr, unit: ShiftUnit) -> Expr {
    let (ty, optional, span) = (from.ty.clone(), from.optional || count.optional, from.span);
    make(ExprKind::Shift { from: Box::new(from), count: Box::new(count), unit }, ty, optional, span)
}

pub(super) fn shift_by(from: Expr, count: i128, unit: ShiftUnit) -> Expr {
    let count = whole(count, from.span);
    shift(from, count, unit)
}

pub(super) fn start_of(period: Period, date: Expr) -> Expr {
    let (optional, span) = (date.optional, date.span);
    make(ExprKind::StartOf(period, Box::new(date)), Type::Date, optional, span)
}

pub(super) fn end_of(period: Period, date: Expr) -> Expr {
    let (optional, span) = (date.optional, date.span);
    make(ExprKind::EndOf(period, Box::new(date)), Type::Date, optional, span)
}

/// A part of a date.
pub(super) fn date_part(part: DatePart, date: Expr) -> Expr {
    let (optional, span) = (date.optional, date.span);
    make(ExprKind::DatePart(part, Box::new(date)), Type::WHOLE, optional, span)
}

/// The largest or smallest of some, or of those that are known; one of these always is.
pub(super) fn extreme(which: Extreme, known_only: bool, items: Vec<Expr>) -> Expr {
    let first = items.first();
    let ty = first.map_or(Type::Date, |item| item.ty.clone());
    let span = first.map(|item| item.span).unwrap_or_default();
    let optional = !known_only && items.iter().any(|item| item.optional);
    make(ExprKind::Extreme { which, known_only, items }, ty, optional, span)
}

/// Whole days or months from one date to another.
pub(super) fn between(months: bool, from: Expr, to: Expr) -> Expr {
    let (optional, span) = (from.optional || to.optional, from.span);
    let unit = if months { SpanBetween::Months } else { SpanBetween::Days };
    let kind = ExprKind::Between { unit, from: Box::new(from), to: Box::new(to) };
    make(kind, Type::WHOLE, optional, span)
}

/// The sum of two whole numbers.
pub(super) fn add(left: Expr, right: Expr) -> Expr {
    whole_of(ExprKind::Add, left, right)
}

/// The difference of two whole numbers.
pub(super) fn subtract(left: Expr, right: Expr) -> Expr {
    whole_of(ExprKind::Subtract, left, right)
}

/// The remainder of two whole numbers.
pub(super) fn remainder(left: Expr, right: Expr) -> Expr {
    whole_of(ExprKind::Remainder, left, right)
}

/// A whole number some times.
pub(super) fn times(number: Expr, factor: i128) -> Expr {
    let span = number.span;
    if factor == 1 { number } else { whole_of(ExprKind::Multiply, number, whole(factor, span)) }
}

fn whole_of(kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind, left: Expr, right: Expr) -> Expr {
    let (optional, span) = (left.optional || right.optional, left.span);
    make(kind(Box::new(left), Box::new(right)), Type::WHOLE, optional, span)
}

pub(super) fn negate(value: Expr) -> Expr {
    let (ty, optional, span) = (value.ty.clone(), value.optional, value.span);
    make(ExprKind::Negate(Box::new(value)), ty, optional, span)
}

/// The first arm that holds; the type is that of the arms, which have been brought together.
pub(super) fn cases(arms: Vec<Arm>, otherwise: Option<Expr>, ty: Type, span: Span) -> Expr {
    let optional = otherwise.as_ref().is_none_or(|expr| expr.optional)
        || arms.iter().any(|arm| arm.then.optional);
    let kind = ExprKind::Cases { arms, otherwise: otherwise.map(Box::new) };
    make(kind, ty, optional, span)
}
