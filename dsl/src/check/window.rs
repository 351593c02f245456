//! Time windows: closed ranges of days.

use super::date::counted;
use super::{Checker, Problem, build};
use crate::ir::{Comparison, Expr, ExprKind, Extreme, Literal, Period, ShiftUnit};
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, TimeUnit, Window, WindowKind};
use crate::types::Type;

/// First and last day; absent where the window is open.
pub(super) struct Range {
    from: Option<Expr>,
    to: Option<Expr>,
}

impl Checker<'_> {
    /// `registered in last 90 days`
    pub(super) fn in_window(
        &mut self,
        value: &syntax::Expr,
        window: &Window,
        negated: bool,
    ) -> Option<Expr> {
        let date = self.decided(value, None).and_then(|value| self.as_date(value));
        let range = self.range(window);
        let inside = range?.contains(date?, window.span);
        Some(if negated { build::not(inside) } else { inside })
    }

    /// Whether an element of a dated list is seen: inside the window, and not after today unless
    /// the window asks for what is to come.
    pub(super) fn element_in_window(
        &mut self,
        date: Expr,
        window: Option<&Window>,
        span: Span,
    ) -> Option<Expr> {
        let date = self.as_date(date)?;
        let today = build::compare(Comparison::LessOrEqual, date.clone(), build::today(span));
        let Some(window) = window else { return Some(today) };
        match &window.kind {
            WindowKind::IncludingFuture => Some(build::boolean(true, window.span)),
            kind if reaches_beyond_today(kind) || matches!(kind, WindowKind::Last(..)) => {
                Some(self.range(window)?.contains(date, window.span))
            }
            _ => Some(build::and(self.range(window)?.contains(date, window.span), today)),
        }
    }

    /// The first and the last day that a window speaks of, as far as its elements are seen; `None`
    /// for one without bounds.
    pub(super) fn days_of_window(&mut self, window: &Window) -> Option<Option<(Expr, Expr)>> {
        let Range { from, to } = self.range(window)?;
        let Some((from, to)) = from.zip(to) else { return Some(None) };
        if reaches_beyond_today(&window.kind) {
            return Some(Some((from, to)));
        }
        let today = build::today(window.span);
        Some(Some((from, build::extreme(Extreme::Smallest, false, vec![to, today]))))
    }

    fn range(&mut self, window: &Window) -> Option<Range> {
        let span = window.span;
        let today = build::today(span);
        let month = build::start_of(Period::Month, today.clone());
        Some(match &window.kind {
            WindowKind::Last(count, unit) => {
                let from = self.moved(today.clone(), count, *unit, true)?;
                Range::new(next_day(from), today)
            }
            WindowKind::Next(count, unit) => {
                let to = self.moved(today.clone(), count, *unit, false)?;
                Range::new(next_day(today), to)
            }
            WindowKind::This(period) => {
                Range::new(build::start_of(*period, today.clone()), build::end_of(*period, today))
            }
            WindowKind::Previous(period) => {
                let before = day_before(build::start_of(*period, today));
                Range::new(build::start_of(*period, before.clone()), before)
            }
            WindowKind::SamePeriodOfPreviousYear => {
                let to = build::shift_by(today, -12, ShiftUnit::Months);
                Range::new(build::start_of(Period::Year, to.clone()), to)
            }
            WindowKind::Year(year) => self.year(year)?,
            WindowKind::LastWholeMonths(count) => {
                let from = self.moved(month.clone(), count, TimeUnit::Months, true)?;
                Range::new(from, day_before(month))
            }
            WindowKind::LastCalendarMonths(count) => {
                let before = self.moved(month, count, TimeUnit::Months, true)?;
                let from = build::shift_by(before, 1, ShiftUnit::Months);
                Range::new(from, build::end_of(Period::Month, today))
            }
            WindowKind::Ending(count, unit, end) => {
                let end = self.decided(end, None).and_then(|end| self.as_date(end));
                let end = end?;
                let from = self.moved(end.clone(), count, *unit, true)?;
                Range::new(next_day(from), end)
            }
            WindowKind::WholeMonthsEnding(count, end) => {
                let end = self.decided(end, None).and_then(|end| self.as_date(end));
                let end = build::end_of(Period::Month, end?);
                let next = next_day(end.clone());
                let from = self.moved(next, count, TimeUnit::Months, true)?;
                Range::new(from, end)
            }
            WindowKind::IncludingFuture => Range { from: None, to: None },
        })
    }

    pub(super) fn moved(
        &mut self,
        from: Expr,
        count: &syntax::Expr,
        unit: TimeUnit,
        before: bool,
    ) -> Option<Expr> {
        let (count, calendar) = counted(count);
        let count = self.positive(count, say!("the length of a window"))?;
        self.shifted_in(from, count, (unit, calendar), before)
    }

    /// `in year 2025`
    fn year(&mut self, year: &syntax::Expr) -> Option<Range> {
        let span = year.span;
        let literal = match &year.kind {
            Syntax::Number { mantissa, places: 0, percent: false } => i16::try_from(*mantissa).ok(),
            _ => None,
        };
        let ends = literal.and_then(|year| {
            Some((
                crate::date::Date::from_parts(year, 1, 1)?,
                crate::date::Date::from_parts(year, 12, 31)?,
            ))
        });
        let Some((first, last)) = ends else {
            return self.report(Problem::NeedsLiteral { what: say!("the year of a window"), span });
        };
        let date = |days| build::known(ExprKind::Literal(Literal::Date(days)), Type::Date, span);
        Some(Range::new(date(first.days()), date(last.days())))
    }
}

impl Range {
    fn new(from: Expr, to: Expr) -> Range {
        Range { from: Some(from), to: Some(to) }
    }

    fn contains(self, date: Expr, span: Span) -> Expr {
        let from =
            self.from.map(|from| build::compare(Comparison::GreaterOrEqual, date.clone(), from));
        let to = self.to.map(|to| build::compare(Comparison::LessOrEqual, date, to));
        let both = build::all(from.into_iter().chain(to));
        both.map_or_else(|| build::boolean(true, span), |both| Expr { span, ..both })
    }
}

fn reaches_beyond_today(kind: &WindowKind) -> bool {
    matches!(
        kind,
        WindowKind::Next(..) | WindowKind::Ending(..) | WindowKind::WholeMonthsEnding(..)
    )
}

fn next_day(date: Expr) -> Expr {
    build::shift_by(date, 1, ShiftUnit::Days)
}

fn day_before(date: Expr) -> Expr {
    build::shift_by(date, -1, ShiftUnit::Days)
}
