//! Numbers with their units, and how they are rounded.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use crate::ir::RoundingMode;
use crate::lex::TokenKind;
use crate::source::Span;
use crate::syntax::{Expr, ExprKind, Name, RoundClause, TimeUnit};

/// A number, bracket or call with its unit, and perhaps `per …`.
pub(super) fn counted(node: &Node<'_>) -> Built<Expr> {
    let base = node.first()?;
    let mut expr = plain(&base)?;
    if let Some(unit) = node.get(Rule::unit) {
        let span = expr.span.to(unit.span());
        if base.rule() == Rule::percentage {
            return Err(percent_of_unit(node, &base, &unit, span));
        }
        expr = Expr { kind: with_unit(expr, &unit)?, span };
    }
    if let Some(per) = node.get(Rule::per) {
        let span = expr.span.to(per.span());
        expr = Expr { kind: with_per(expr, &per)?, span };
    }
    Ok(expr)
}

fn percent_of_unit(node: &Node<'_>, base: &Node<'_>, unit: &Node<'_>, span: Span) -> ParseProblem {
    ParseProblem::PercentOfUnit {
        percent: node.written(base.span()),
        unit: node.written(unit.span()),
        span,
    }
}

fn plain(node: &Node<'_>) -> Built<Expr> {
    let kind = match node.rule() {
        Rule::percentage => return percentage(node),
        Rule::number => number(node, false)?,
        Rule::parenthesis => node.expression_in(Rule::expression)?.kind,
        Rule::call => call(node)?,
        _ => return Err(node.unreadable()),
    };
    Ok(Expr { kind, span: node.span() })
}

/// `20%`
pub(super) fn percentage(node: &Node<'_>) -> Built<Expr> {
    Ok(Expr { kind: number(&node.child(Rule::number)?, true)?, span: node.span() })
}

fn number(node: &Node<'_>, percent: bool) -> Built<ExprKind> {
    let (mantissa, places) = digits(node)?;
    // A hundredth is two places more.
    let places = if percent { places.saturating_add(2) } else { places };
    Ok(ExprKind::Number { mantissa, places, percent })
}

fn digits(node: &Node<'_>) -> Built<(i128, u8)> {
    match node.token()?.kind {
        TokenKind::Number { mantissa, places } => Ok((mantissa, places)),
        TokenKind::Keyword(_)
        | TokenKind::Name
        | TokenKind::Currency(_)
        | TokenKind::Date(_)
        | TokenKind::Text
        | TokenKind::Script
        | TokenKind::Sign(_) => Err(node.unreadable()),
    }
}

/// A whole number without unit, small enough for its type.
pub(super) fn small<T: TryFrom<i128>>(node: &Node<'_>) -> Built<T> {
    let too_large = || ParseProblem::TooLarge(node.span());
    match digits(node)? {
        (mantissa, 0) => T::try_from(mantissa).map_err(|_| too_large()),
        _ => Err(too_large()),
    }
}

/// `2026-01-31`
pub(super) fn date(node: &Node<'_>) -> Built<ExprKind> {
    day(node).map(ExprKind::Date)
}

/// Days since 1970-01-01.
pub(super) fn day(node: &Node<'_>) -> Built<i64> {
    match node.token()?.kind {
        TokenKind::Date(days) => Ok(days),
        TokenKind::Keyword(_)
        | TokenKind::Name
        | TokenKind::Currency(_)
        | TokenKind::Number { .. }
        | TokenKind::Text
        | TokenKind::Script
        | TokenKind::Sign(_) => Err(node.unreadable()),
    }
}

/// A number or bracket before a unit.
pub(super) fn count(node: &Node<'_>) -> Built<Expr> {
    let count = plain(&node.child(Rule::count)?.first()?)?;
    in_calendar(count, node)
}

/// The count with the calendar by which its unit is counted.
fn in_calendar(count: Expr, node: &Node<'_>) -> Built<Expr> {
    let unit = node.get(Rule::time_unit).and_then(|unit| unit.get(Rule::business_day));
    let Some(calendar) = unit.and_then(|unit| unit.get(Rule::in_calendar)) else {
        return Ok(count);
    };
    let span = count.span;
    let kind = ExprKind::InCalendar(Box::new(count), calendar.name_of(Rule::name)?);
    Ok(Expr { kind, span })
}

fn call(node: &Node<'_>) -> Built<ExprKind> {
    let arguments = node.expressions(Rule::expression)?;
    Ok(ExprKind::Call(node.name_of(Rule::name)?, arguments))
}

fn with_unit(expr: Expr, unit: &Node<'_>) -> Built<ExprKind> {
    if unit.has(Rule::k_point) {
        return Ok(ExprKind::Points(Box::new(expr), None));
    }
    if let Some(kind) = points(unit)? {
        return Ok(ExprKind::Points(Box::new(expr), Some(kind)));
    }
    if let Some(code) = unit.get(Rule::currency) {
        return Ok(money(expr, currency(&code)?));
    }
    let (time, expr) = (time_unit(unit)?, in_calendar(expr, unit)?);
    match unit.get(Rule::shift) {
        Some(phrase) => Ok(self::shift(expr, time, &phrase, phrase.expression_in(Rule::operand)?)),
        None => Ok(ExprKind::Duration(Box::new(expr), time)),
    }
}

/// A kind of points behind a number.
fn points(node: &Node<'_>) -> Built<Option<Name>> {
    node.get(Rule::kind_of_points).map(|kind| kind.name_of(Rule::name)).transpose()
}

/// `24 months after d`: `node` holds `after` or `before`.
pub(super) fn shift(count: Expr, unit: TimeUnit, node: &Node<'_>, from: Expr) -> ExprKind {
    let before = node.has(Rule::k_before);
    ExprKind::Shift { count: Box::new(count), unit, before, from: Box::new(from) }
}

fn money(expr: Expr, currency: Name) -> ExprKind {
    match expr.kind {
        ExprKind::Number { mantissa, places, percent: false } => {
            ExprKind::Money { mantissa, places, currency }
        }
        _ => ExprKind::AsMoney(Box::new(expr), currency),
    }
}

/// An ISO code, also where the sign or everyday name of a currency is written.
pub(super) fn currency(node: &Node<'_>) -> Built<Name> {
    let token = node.token()?;
    let text = match token.kind {
        TokenKind::Currency(code) => code.to_owned(),
        TokenKind::Keyword(_)
        | TokenKind::Name
        | TokenKind::Number { .. }
        | TokenKind::Date(_)
        | TokenKind::Text
        | TokenKind::Script
        | TokenKind::Sign(_) => token.text.clone(),
    };
    Ok(Name { text, span: token.span })
}

fn with_per(amount: Expr, per: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::Per {
        amount: Box::new(amount),
        unit: Box::new(per_unit(&per.child(Rule::per_unit)?)?),
        of: Box::new(per.expression_in(Rule::operand)?),
        full: per.has(Rule::k_per_full),
    })
}

/// `10 CNY` or `30 days` behind `per` or `full`.
fn per_unit(node: &Node<'_>) -> Built<Expr> {
    let expr = plain(&node.first()?)?;
    let kind = if node.has(Rule::k_point) {
        ExprKind::Points(Box::new(expr), None)
    } else if let Some(kind) = points(node)? {
        ExprKind::Points(Box::new(expr), Some(kind))
    } else if let Some(code) = node.get(Rule::currency) {
        money(expr, currency(&code)?)
    } else if node.has(Rule::time_unit) {
        ExprKind::Duration(Box::new(in_calendar(expr, node)?), time_unit(node)?)
    } else {
        expr.kind
    };
    Ok(Expr { kind, span: node.span() })
}

/// `full 500 points in balance`
pub(super) fn full(node: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::Full(
        Box::new(per_unit(&node.child(Rule::full_unit)?)?),
        Box::new(node.expression_in(Rule::operand)?),
    ))
}

/// `balance of star expiring in next 30 days`
pub(super) fn expiring(node: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::Expiring {
        kind: node.get(Rule::name).map(|kind| kind.name()).transpose()?,
        count: Box::new(count(node)?),
        unit: time_unit(node)?,
    })
}

/// The unit of time in a node.
pub(super) fn time_unit(node: &Node<'_>) -> Built<TimeUnit> {
    let word = node.child(Rule::time_unit)?.first()?;
    Ok(match word.rule() {
        Rule::k_minute => TimeUnit::Minutes,
        Rule::k_hour => TimeUnit::Hours,
        Rule::k_day => TimeUnit::Days,
        Rule::k_week => TimeUnit::Weeks,
        Rule::k_month => TimeUnit::Months,
        Rule::k_year => TimeUnit::Years,
        Rule::business_day => TimeUnit::BusinessDays,
        _ => return Err(node.unreadable()),
    })
}

/// `half up to 0.01` in a clause or behind `rounded`.
pub(super) fn rounding(node: &Node<'_>) -> Built<RoundClause> {
    let rounding = node.child(Rule::rounding)?;
    let mode = rounding.get(Rule::rounding_mode).map(|mode| rounding_mode(&mode)).transpose()?;
    let mode = if rounding.has(Rule::k_up_to) { Some(RoundingMode::Up) } else { mode };
    let to = rounding.get(Rule::step).map(|step| self::step(&step)).transpose()?;
    Ok(RoundClause { mode, to: to.map(Box::new), span: node.span() })
}

/// `half up` and its like.
pub(super) fn rounding_mode(node: &Node<'_>) -> Built<RoundingMode> {
    Ok(match node.first()?.rule() {
        Rule::k_half_up => RoundingMode::HalfUp,
        Rule::k_half_even => RoundingMode::HalfEven,
        Rule::k_up => RoundingMode::Up,
        Rule::k_down => RoundingMode::Down,
        _ => return Err(node.unreadable()),
    })
}

fn step(node: &Node<'_>) -> Built<Expr> {
    let expr = plain(&node.child(Rule::number)?)?;
    match node.get(Rule::currency) {
        Some(code) => Ok(Expr { kind: money(expr, currency(&code)?), span: node.span() }),
        None => Ok(expr),
    }
}
