//! Calendars, festivals, and conditions on days that come again.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{count, day, small, time_unit};
use crate::ir;
use crate::syntax::{
    CalendarClause, CalendarClauseKind, Days, Expr, ExprKind, Festival, Name, Near, OnDays, Unary,
};

/// One clause of a calendar.
pub(super) fn clause(node: &Node<'_>) -> Built<CalendarClause> {
    let clause = node.first()?;
    let days = || clause.all(Rule::days).map(|found| days(&found)).collect::<Built<_>>();
    let kind = match clause.rule() {
        Rule::weekend => CalendarClauseKind::Weekend(
            clause.all(Rule::weekday).map(|found| weekday(&found)).collect::<Built<_>>()?,
        ),
        Rule::holidays => CalendarClauseKind::Holiday(days()?),
        Rule::workdays => CalendarClauseKind::Workday(days()?),
        Rule::named_days => CalendarClauseKind::Named(clause.name_of(Rule::label)?, days()?),
        _ => return Err(node.unreadable()),
    };
    Ok(CalendarClause { kind, span: clause.span() })
}

fn days(node: &Node<'_>) -> Built<Days> {
    let inner = node.first()?;
    let mut numbers = inner.all(Rule::number).map(|number| small(&number));
    let mut number = || numbers.next().unwrap_or_else(|| Err(inner.unreadable()));
    let kind = match inner.rule() {
        Rule::every_weekday => ir::Days::EveryWeek(weekday(&inner.child(Rule::weekday)?)?),
        Rule::every_month => ir::Days::EveryMonth(number()?),
        Rule::every_year => {
            let name = inner.get(Rule::month_name).map(|found| month(&found)).transpose()?;
            let month = name.map_or_else(&mut number, Ok)?;
            ir::Days::EveryYear { month, day: number()? }
        }
        Rule::festival => ir::Days::Festival(festival(&inner)?),
        Rule::date_range => {
            let mut dates = inner.all(Rule::date).map(|date| day(&date));
            let from = dates.next().ok_or_else(|| inner.unreadable())??;
            ir::Days::Range { from, to: dates.next().transpose()?.unwrap_or(from) }
        }
        _ => return Err(node.unreadable()),
    };
    Ok(Days { kind, span: node.span() })
}

/// Monday is 1, Sunday 7.
fn weekday(node: &Node<'_>) -> Built<u8> {
    Ok(match node.first()?.rule() {
        Rule::k_monday => 1,
        Rule::k_tuesday => 2,
        Rule::k_wednesday => 3,
        Rule::k_thursday => 4,
        Rule::k_friday => 5,
        Rule::k_saturday => 6,
        Rule::k_sunday => 7,
        _ => return Err(node.unreadable()),
    })
}

/// January is 1.
pub(super) fn month(node: &Node<'_>) -> Built<u8> {
    Ok(match node.first()?.rule() {
        Rule::k_january => 1,
        Rule::k_february => 2,
        Rule::k_march => 3,
        Rule::k_april => 4,
        Rule::k_may => 5,
        Rule::k_june => 6,
        Rule::k_july => 7,
        Rule::k_august => 8,
        Rule::k_september => 9,
        Rule::k_october => 10,
        Rule::k_november => 11,
        Rule::k_december => 12,
        _ => return Err(node.unreadable()),
    })
}

/// `festival Qixi`
pub(super) fn festival(node: &Node<'_>) -> Built<Festival> {
    Ok(match node.child(Rule::festival_name)?.first()?.rule() {
        Rule::k_spring_festival => Festival::SpringFestival,
        Rule::k_lantern => Festival::Lantern,
        Rule::k_qingming => Festival::Qingming,
        Rule::k_dragon_boat => Festival::DragonBoat,
        Rule::k_qixi => Festival::Qixi,
        Rule::k_mid_autumn => Festival::MidAutumn,
        Rule::k_double_ninth => Festival::DoubleNinth,
        Rule::k_winter_solstice => Festival::WinterSolstice,
        Rule::k_new_years_eve => Festival::NewYearsEve,
        _ => return Err(node.unreadable()),
    })
}

/// `anniversary of d`, also turned round.
pub(super) fn anniversary(node: &Node<'_>, of: Expr) -> Built<ExprKind> {
    let lunar = node.child(Rule::anniversary_word)?.has(Rule::k_lunar_anniversary_of);
    Ok(ExprKind::Anniversary { of: Box::new(of), lunar })
}

/// `Tuesday`, `March`
pub(super) fn day_name(node: &Node<'_>) -> Built<ExprKind> {
    let inner = node.first()?;
    let number = match inner.rule() {
        Rule::weekday => weekday(&inner)?,
        _ => month(&inner)?,
    };
    Ok(ExprKind::DayName(inner.name()?, number))
}

/// `every 7 days after d`, of today or of a date before `on`.
pub(super) fn every(value: Option<Expr>, node: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::Every {
        value: value.map(Box::new),
        count: Box::new(count(node)?),
        unit: time_unit(node)?,
        from: Box::new(node.expression_in(Rule::operand)?),
    })
}

/// `d after every 7 days`, of today.
pub(super) fn turned_every(from: Expr, node: &Node<'_>) -> Built<ExprKind> {
    let (count, unit) = (Box::new(count(node)?), time_unit(node)?);
    Ok(ExprKind::Every { value: None, count, unit, from: Box::new(from) })
}

/// `d on member_day`
pub(super) fn on_days(value: Expr, node: &Node<'_>) -> Built<ExprKind> {
    let negated = node.has(Rule::k_not);
    if let Some(found) = node.get(Rule::every_span) {
        let span = value.span.to(found.span());
        let kind = every(Some(value), &found)?;
        let negation = |kind| ExprKind::Unary(Unary::Not, Box::new(Expr { kind, span }));
        return Ok(if negated { negation(kind) } else { kind });
    }
    let days = match (node.get(Rule::day_word), node.get(Rule::days)) {
        (Some(word), _) => day_word(&word)?,
        (None, Some(found)) => match days(&found)? {
            Days { kind: ir::Days::Festival(festival), span } => {
                OnDays::Date(Box::new(Expr { kind: ExprKind::Festival(festival), span }))
            }
            days => OnDays::Days(days),
        },
        (None, None) => OnDays::Date(Box::new(node.expression_in(Rule::operand)?)),
    };
    let calendar = calendar(node)?;
    Ok(ExprKind::On { value: Box::new(value), days, calendar, negated })
}

fn day_word(node: &Node<'_>) -> Built<OnDays> {
    Ok(match node.first()?.rule() {
        Rule::k_a_business_day => OnDays::BusinessDay,
        Rule::k_a_holiday | Rule::k_holiday => OnDays::Holiday,
        Rule::k_a_weekend | Rule::k_weekend => OnDays::Weekend,
        _ => return Err(node.unreadable()),
    })
}

fn calendar(node: &Node<'_>) -> Built<Option<Name>> {
    node.get(Rule::in_calendar).map(|found| found.name_of(Rule::name)).transpose()
}

/// `d within 7 days before f`, also turned round.
pub(super) fn near(value: Expr, node: &Node<'_>) -> Built<ExprKind> {
    Ok(ExprKind::Near(Box::new(Near {
        value,
        count: count(node)?,
        unit: time_unit(node)?,
        before: node.child(Rule::near_word)?.has(Rule::k_before),
        of: near_what(node)?,
        calendar: calendar(node)?,
        negated: node.has(Rule::k_not),
    })))
}

/// A date, or the day that was named before.
fn near_what(node: &Node<'_>) -> Built<Expr> {
    match node.get(Rule::it) {
        Some(it) => Ok(Expr { kind: ExprKind::It, span: it.span() }),
        None => node.expression_in(Rule::operand),
    }
}
