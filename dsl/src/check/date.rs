//! Dates: parts, periods, shifts and distances.

use super::{Checker, Problem, build};
use crate::ir::{DatePart, Expr, ExprKind, Literal, ShiftUnit, SpanBetween};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Name, TimeUnit};
use crate::types::{Places, Type, Unit};

impl Checker<'_> {
    /// A date, which may be missing; a datetime is read as its date.
    pub(super) fn date(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.infer(expr, None)?;
        self.as_date(checked)
    }

    pub(super) fn as_date(&mut self, expr: Expr) -> Option<Expr> {
        match expr.ty {
            Type::Date => Some(expr),
            Type::DateTime => {
                let (optional, span) = (expr.optional, expr.span);
                Some(build::make(ExprKind::DateOf(Box::new(expr)), Type::Date, optional, span))
            }
            _ => self.mismatch(say!("a date"), &expr, expr.span),
        }
    }

    pub(super) fn date_part(
        &mut self,
        part: DatePart,
        date: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let date = self.date(date)?;
        let optional = date.optional;
        Some(build::make(ExprKind::DatePart(part, Box::new(date)), Type::WHOLE, optional, span))
    }

    /// `24 months after d`, `d + 3 days`
    pub(super) fn shift(
        &mut self,
        count: &syntax::Expr,
        unit: TimeUnit,
        before: bool,
        from: &syntax::Expr,
    ) -> Option<Expr> {
        let (count, calendar) = counted(count);
        let (count, from) = (self.whole_number(count), self.infer(from, None));
        self.shifted_in(from?, count?, (unit, calendar), before)
    }

    /// A date or datetime moved by a checked count of units, business days by a calendar.
    pub(super) fn shifted_in(
        &mut self,
        from: Expr,
        count: Expr,
        (unit, calendar): (TimeUnit, Option<&Name>),
        before: bool,
    ) -> Option<Expr> {
        let (from, shift_unit, factor) = match unit {
            TimeUnit::Minutes => (self.require_time(from, say!("minutes"))?, ShiftUnit::Minutes, 1),
            TimeUnit::Hours => (self.require_time(from, say!("hours"))?, ShiftUnit::Hours, 1),
            TimeUnit::Days => (self.as_date(from)?, ShiftUnit::Days, 1),
            TimeUnit::Weeks => (self.as_date(from)?, ShiftUnit::Days, 7),
            TimeUnit::Months => (self.as_date(from)?, ShiftUnit::Months, 1),
            TimeUnit::Years => (self.as_date(from)?, ShiftUnit::Months, 12),
            TimeUnit::BusinessDays => {
                let calendar = self.calendar(calendar, count.span)?;
                (self.as_date(from)?, ShiftUnit::BusinessDays(calendar), 1)
            }
        };
        let count = build::times(count, factor);
        let count = if before { build::negate(count) } else { count };
        Some(build::shift(from, count, shift_unit))
    }

    pub(super) fn require_time(&mut self, from: Expr, unit: Message) -> Option<Expr> {
        if from.ty == Type::DateTime {
            return Some(from);
        }
        let why = say!("a date has no time of day");
        self.report(Problem::TimeUnit { unit, why, span: from.span })
    }

    /// A whole number that is never missing.
    pub(super) fn whole_number(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.decided(expr, None)?;
        match checked.ty {
            Type::Quantity(Unit::Number, Places::Fixed(0)) => Some(checked),
            _ => self.mismatch(say!("a whole number"), &checked, expr.span),
        }
    }

    /// A whole number that, where it is written, is above zero.
    pub(super) fn positive(&mut self, expr: &syntax::Expr, what: Message) -> Option<Expr> {
        let count = self.whole_number(expr)?;
        if matches!(count.kind, ExprKind::Literal(Literal::Quantity(count)) if count < 1) {
            return self.report(Problem::NotPositive { what, span: expr.span });
        }
        Some(count)
    }

    /// `days from a to b`, `years since d`
    pub(super) fn between(
        &mut self,
        (unit, calendar): (TimeUnit, Option<&Name>),
        from: &syntax::Expr,
        to: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let (first, to) = (
            self.infer(from, None),
            to.map_or_else(|| Some(build::today(span)), |to| self.infer(to, None)),
        );
        let (first, to) = (first?, to?);
        let (unit, first, to) = match unit {
            TimeUnit::Minutes => (
                SpanBetween::Minutes,
                self.require_time(first, say!("minutes"))?,
                self.require_time(to, say!("minutes"))?,
            ),
            TimeUnit::Hours => (
                SpanBetween::Hours,
                self.require_time(first, say!("hours"))?,
                self.require_time(to, say!("hours"))?,
            ),
            TimeUnit::Days => (SpanBetween::Days, self.as_date(first)?, self.as_date(to)?),
            TimeUnit::Months => (SpanBetween::Months, self.as_date(first)?, self.as_date(to)?),
            TimeUnit::Years => (SpanBetween::Years, self.as_date(first)?, self.as_date(to)?),
            TimeUnit::BusinessDays => {
                let calendar = self.calendar(calendar, span)?;
                let unit = SpanBetween::BusinessDays(calendar);
                (unit, self.as_date(first)?, self.as_date(to)?)
            }
            TimeUnit::Weeks => {
                let why = say!("a distance is counted in days, months or years");
                return self.report(Problem::TimeUnit { unit: say!("weeks"), why, span });
            }
        };
        let optional = first.optional || to.optional;
        let kind = ExprKind::Between { unit, from: Box::new(first), to: Box::new(to) };
        Some(build::make(kind, Type::WHOLE, optional, span))
    }
}

/// A count, and the calendar that stands with it.
pub(super) fn counted(count: &syntax::Expr) -> (&syntax::Expr, Option<&Name>) {
    match &count.kind {
        syntax::ExprKind::InCalendar(count, calendar) => (count, Some(calendar)),
        _ => (count, None),
    }
}
