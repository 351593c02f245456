//! Dates: their parts, the edges of periods, shifts and spans between two.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{count, shift, time_unit};
use crate::syntax::{DatePart, Expr, ExprKind, Period};

/// `month of d`, also turned round.
pub(super) fn date_part(node: &Node<'_>, date: Expr) -> Built<ExprKind> {
    let part = match node.child(Rule::date_word)?.first()?.rule() {
        Rule::k_year_of => DatePart::Year,
        Rule::k_month_of => DatePart::Month,
        Rule::k_day_of => DatePart::Day,
        Rule::k_weekday_of => DatePart::Weekday,
        _ => return Err(node.unreadable()),
    };
    Ok(ExprKind::DatePart(part, Box::new(date)))
}

/// `end of the month d`, also turned round.
pub(super) fn period_edge(node: &Node<'_>, date: Expr) -> Built<ExprKind> {
    let date = Box::new(date);
    Ok(match node.child(Rule::period_word)?.first()?.rule() {
        Rule::k_start_of_month => ExprKind::StartOf(Period::Month, date),
        Rule::k_start_of_quarter => ExprKind::StartOf(Period::Quarter, date),
        Rule::k_start_of_year => ExprKind::StartOf(Period::Year, date),
        Rule::k_end_of_month => ExprKind::EndOf(Period::Month, date),
        Rule::k_end_of_quarter => ExprKind::EndOf(Period::Quarter, date),
        Rule::k_end_of_year => ExprKind::EndOf(Period::Year, date),
        _ => return Err(node.unreadable()),
    })
}

/// `d after 24 months`
pub(super) fn turned_shift(from: Expr, node: &Node<'_>) -> Built<ExprKind> {
    Ok(shift(count(node)?, time_unit(node)?, node, from))
}

/// `days from a to b`, `years since d`
pub(super) fn between(node: &Node<'_>) -> Built<ExprKind> {
    let mut ends = node.all(Rule::operand).map(|end| end.expression());
    let from = ends.next().ok_or_else(|| node.unreadable())??;
    let to = ends.next().transpose()?;
    let calendar = node.child(Rule::time_unit)?.get(Rule::business_day);
    let calendar = calendar.and_then(|unit| unit.get(Rule::in_calendar));
    let calendar = calendar.map(|found| found.name_of(Rule::name)).transpose()?;
    let (from, to) = (Box::new(from), to.map(Box::new));
    Ok(ExprKind::Between { unit: time_unit(node)?, from, to, calendar })
}
