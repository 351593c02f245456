//! Dates as far as the text alone tells them: so many days from another.

use super::text::{Texts, Unit, quantity};
use crate::syntax::{Binary, Expr, ExprKind, TimeUnit};

/// From what a date is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Today,
    /// A date that is written out, as days since 1970-01-01.
    Written(i64),
    /// Any other value, by its text.
    Value(String),
}

/// A date: at least and at most so many days after its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) origin: Origin,
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Further than any civil date is from another.
const FAR: i64 = 4_000_000;

/// Where a date lies; every expression is some date, if it is one.
pub(super) fn day(expr: &Expr, texts: Texts<'_>) -> Day {
    shifted(expr, texts).unwrap_or_else(|| Day {
        origin: match &expr.kind {
            ExprKind::Today => Origin::Today,
            ExprKind::Date(days) => Origin::Written(*days),
            _ => Origin::Value(texts.of(expr.span)),
        },
        least: 0,
        most: 0,
    })
}

/// `3 days after d`, `d - 2 weeks`
fn shifted(expr: &Expr, texts: Texts<'_>) -> Option<Day> {
    let (from, count, unit, before) = match &expr.kind {
        ExprKind::Shift { count, unit, before, from } => (from, count, *unit, *before),
        ExprKind::Binary(operator @ (Binary::Add | Binary::Subtract), from, length) => {
            let ExprKind::Duration(count, unit) = &length.kind else { return None };
            (from, count, *unit, *operator == Binary::Subtract)
        }
        _ => return None,
    };
    let (least, most) = days(count, unit)?;
    let from = day(from, texts);
    let (least, most) = if before { (-most, -least) } else { (least, most) };
    Some(Day { least: from.least + least, most: from.most + most, ..from })
}

/// How many days a length of time has at least and at most.
pub(super) fn days(count: &Expr, unit: TimeUnit) -> Option<(i64, i64)> {
    let count = quantity(count).filter(|count| count.unit == Unit::Number && count.places == 0)?;
    let count = i64::try_from(count.mantissa).ok().filter(|count| (0..=FAR).contains(count))?;
    let (least, most) = match unit {
        TimeUnit::Minutes => (0, count.div_euclid(24 * 60) + 1),
        TimeUnit::Hours => (0, count.div_euclid(24) + 1),
        TimeUnit::Days => (count, count),
        TimeUnit::Weeks => (count * 7, count * 7),
        // February may stand among them once in twelve.
        TimeUnit::Months => (count * 30 - 2 - count / 6, count * 31),
        TimeUnit::Years => (count * 365, count * 366),
        TimeUnit::BusinessDays => return None,
    };
    (most <= FAR).then_some((least.max(0), most))
}
