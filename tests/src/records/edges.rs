//! Where a program changes its mind: its constants, and the days on which its windows begin and
//! end.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use loyal_dsl::ir::{Ends, Expr, ExprKind, Program, ShiftUnit, Validity};

use super::walk;
use crate::oracle::{Field, Number, Oracle, Record, Value, whole};

/// The values next to which a program behaves differently on one day.
#[derive(Debug, Default)]
pub struct Edges {
    /// The as-of date.
    pub today: Date,
    /// Numbers, amounts and points.
    pub numbers: Vec<Number>,
    /// Texts.
    pub texts: Vec<String>,
    /// Days.
    pub dates: Vec<Date>,
    /// Datetimes.
    pub times: Vec<Timestamp>,
}

/// The edges of a program on a day: every part of it that depends on no record, as the oracle
/// reads it, and every distance by which a date is moved, measured from today both ways.
#[must_use]
pub fn edges(program: &Program, oracle: &Oracle<'_>, today: Date) -> Edges {
    let nobody =
        Record { fields: program.records[0].fields.iter().map(|_| Field::Scalar(None)).collect() };
    let mut values = BTreeSet::new();
    walk::expressions(program, &mut |expr| {
        if !walk::contains(expr, reads_a_record) {
            values.extend(oracle.read(expr, &nobody).ok().flatten());
        }
        if let ExprKind::Transition(transition) = &expr.kind {
            values.extend(ends(today, &transition.ends));
        }
        if let ExprKind::Shift { count, unit, .. } = &expr.kind
            && !walk::contains(count, reads_a_record)
            && let Ok(Some(Value::Quantity(count))) = oracle.read(count, &nobody)
        {
            values.extend(around(today, &count, *unit));
        }
    });
    sorted(values, today)
}

fn reads_a_record(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Field { .. } | ExprKind::Value(_) | ExprKind::Aggregate(_) | ExprKind::Pick(_)
    )
}

fn around(today: Date, count: &Number, unit: ShiftUnit) -> Vec<Value> {
    let count = i64::try_from(count.to_integer()).unwrap_or(0);
    let span = match unit {
        ShiftUnit::Days => Span::new().try_days(count),
        ShiftUnit::Months => Span::new().try_months(count),
        ShiftUnit::Hours | ShiftUnit::Minutes | ShiftUnit::BusinessDays(_) => return vec![],
    };
    let Ok(span) = span else { return vec![] };
    [today.checked_add(span), today.checked_sub(span)]
        .into_iter()
        .flatten()
        .map(Value::Date)
        .collect()
}

/// The days on which a validity that ends today began, and its grace is over.
fn ends(today: Date, ends: &Ends) -> Vec<Value> {
    let valid = match ends.validity {
        Some(Validity::For(length, _)) => Some(length),
        _ => None,
    };
    let lengths = [valid, ends.grace, ends.life_after].into_iter().flatten();
    let mut days: Vec<Value> =
        lengths.flat_map(|length| around(today, &whole(length.count), length.unit)).collect();
    let years =
        [12, 24].into_iter().flat_map(|months| around(today, &whole(months), ShiftUnit::Months));
    days.extend(years);
    days
}

/// The day on which somebody is as many years old today, where the number can be an age.
fn anniversary(today: Date, number: &Number) -> Option<Date> {
    let years =
        i64::try_from(number.to_integer()).ok().filter(|years| (1..=120).contains(years))?;
    today.checked_sub(Span::new().try_years(years).ok()?).ok()
}

fn sorted(values: BTreeSet<Value>, today: Date) -> Edges {
    let mut edges = Edges { today, numbers: vec![whole(0), whole(1)], ..Edges::default() };
    edges.dates.extend([today, today.first_of_month(), today.first_of_year()]);
    edges.dates.extend([date(2024, 2, 29), date(2028, 2, 29), date(2000, 2, 29)]);
    for value in values {
        match value {
            Value::Quantity(number) => {
                edges.dates.extend(anniversary(today, &number));
                edges.numbers.push(number);
            }
            Value::Text(text) => edges.texts.push(text),
            Value::Date(date) => edges.dates.push(date),
            Value::DateTime(time) => edges.times.push(time),
            Value::Bool(_) | Value::Choice(_) => {}
        }
    }
    edges
}
