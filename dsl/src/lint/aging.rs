//! What will be found from some day on: the policy has no clock, and whoever asks brings the day.

use super::dated::Dated;
use super::day::days;
use super::decided::of_today;
use super::finding::Lint;
use super::text::{Texts, conjuncts};
use crate::date::Date;
use crate::ir::{self, Program};
use crate::source::Span;
use crate::syntax::{
    Calendar, CalendarClauseKind, ClauseKind, Comparison, Declaration, DeclarationKind, Expr,
    ExprKind, ListExpr, Name, ProgramClause, Rule, Window, WindowKind,
};

/// A window that ended so many days ago is of the past.
const FAR: i64 = 3 * 366;

/// A lint with the days on which it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aging {
    /// What is found.
    pub lint: Lint,
    /// From this day on, as days since 1970-01-01.
    pub from: i64,
    /// As long as the version holds in which it is found.
    pub through: Option<i64>,
}

impl Aging {
    /// Whether it is true on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day.days() && self.through.is_none_or(|through| day.days() <= through)
    }
}

pub(super) fn find(
    declarations: &[&Declaration],
    program: &Program,
    texts: Texts<'_>,
) -> Vec<Aging> {
    let dated = Dated::of(declarations);
    let mut found: Vec<(Lint, i64)> = Vec::new();
    for declaration in declarations {
        if matches!(declaration.kind, DeclarationKind::Portfolio(_)) {
            continue;
        }
        declaration.each_expression(&mut |expr| found.extend(in_expression(expr, &dated, texts)));
        match &declaration.kind {
            DeclarationKind::Rule(rule) => found.extend(in_rule(rule, &dated, texts)),
            DeclarationKind::Calendar(calendar) => found.extend(in_calendar(calendar)),
            _ => {}
        }
    }
    let through = program.effective_through;
    found.into_iter().map(|(lint, from)| Aging { lint, from, through }).collect()
}

/// That a programme is over.
pub(super) fn end(declarations: &[&Declaration], program: &Program) -> Option<Aging> {
    let through = program.effective_through?;
    let span = declarations.iter().find_map(|declaration| match &declaration.kind {
        DeclarationKind::Program(program) => {
            program.clauses.iter().find_map(|clause| match clause {
                ProgramClause::Effective { span, .. } => Some(*span),
                _ => None,
            })
        }
        _ => None,
    })?;
    let lint = Lint::ProgramOver { through: written(through), span };
    Some(Aging { lint, from: through + 1, through: None })
}

fn in_expression(expr: &Expr, dated: &Dated<'_>, texts: Texts<'_>) -> Option<(Lint, i64)> {
    match &expr.kind {
        ExprKind::Compare(..) => {
            let (comparison, date) = of_today(expr)?;
            let last = last_day(comparison, date)?;
            Some((Lint::Passed { last: written(last), span: expr.span }, last + 1))
        }
        ExprKind::Aggregate { list, .. } | ExprKind::Pick { list, .. } => {
            in_list(list, &[], dated, texts).or_else(|| ended(list.window.as_ref()?))
        }
        ExprKind::InWindow { window, .. } => ended(window),
        _ => None,
    }
}

/// The last day on which a comparison with a date holds.
const fn last_day(comparison: Comparison, date: i64) -> Option<i64> {
    match comparison {
        Comparison::Less => Some(date - 1),
        Comparison::LessOrEqual | Comparison::Equal => Some(date),
        Comparison::Greater | Comparison::GreaterOrEqual | Comparison::NotEqual => None,
    }
}

/// `in 12 months ending 2019-12-31`
fn ended(window: &Window) -> Option<(Lint, i64)> {
    let (WindowKind::Ending(_, _, end) | WindowKind::WholeMonthsEnding(_, end)) = &window.kind
    else {
        return None;
    };
    let ExprKind::Date(end) = end.kind else { return None };
    Some((Lint::LongAgo { end: written(end), span: window.span }, end + FAR))
}

fn in_rule(rule: &Rule, dated: &Dated<'_>, texts: Texts<'_>) -> Option<(Lint, i64)> {
    let list = rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::ForEach { list, .. } => Some(list),
        _ => None,
    })?;
    let conditions = rule.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::When(when) => Some(when),
        _ => None,
    });
    in_list(list, &conditions.flat_map(conjuncts).collect::<Vec<_>>(), dated, texts)
}

/// `orders in last 30 days where date <= 2024-02-25`: nothing, from a day on.
fn in_list(
    elements: &ListExpr,
    conditions: &[&Expr],
    dated: &Dated<'_>,
    texts: Texts<'_>,
) -> Option<(Lint, i64)> {
    let WindowKind::Last(count, unit) = &elements.window.as_ref()?.kind else { return None };
    let (_, length) = days(count, *unit)?;
    let spellings = dated.spellings(elements)?;
    let filter = elements.filter.as_deref().map(conjuncts).unwrap_or_default();
    filter.iter().chain(conditions).find_map(|condition| {
        let ExprKind::Compare(comparison, left, right) = &condition.kind else { return None };
        let (comparison, value, date) = match (&left.kind, &right.kind) {
            (_, ExprKind::Date(date)) => (*comparison, left, *date),
            (ExprKind::Date(date), _) => (comparison.turned(), right, *date),
            _ => return None,
        };
        let last = last_day(comparison, date)?;
        let passed = Lint::Passed { last: written(last), span: condition.span };
        spellings.contains(&texts.of(value.span)).then_some((passed, last + length))
    })
}

/// Holidays and days that are worked, all of years gone by.
fn in_calendar(calendar: &Calendar) -> Option<(Lint, i64)> {
    let days = calendar.clauses.iter().flat_map(|clause| match &clause.kind {
        CalendarClauseKind::Holiday(days) | CalendarClauseKind::Workday(days) => days.as_slice(),
        CalendarClauseKind::Weekend(_) | CalendarClauseKind::Named(..) => &[],
    });
    let ends = days.filter_map(|days| match days.kind {
        ir::Days::Range { to, .. } => Some((to, days.span)),
        _ => None,
    });
    let (last, span): (i64, Span) = ends.max()?;
    let year = Date::from_days(last)?.year();
    let from = Date::from_parts(year.checked_add(1)?, 1, 1)?;
    Some((Lint::OldCalendar { name: name(&calendar.name), year, span }, from.days()))
}

fn name(name: &Name) -> String {
    name.text.clone()
}

fn written(day: i64) -> String {
    Date::from_days(day).map(|day| day.to_string()).unwrap_or_default()
}
