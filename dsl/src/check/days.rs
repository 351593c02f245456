//! Conditions on days that come again: festivals, anniversaries, the days of a calendar.

use super::{Checker, Problem, build};
use crate::ir::{Comparison, DatePart, Days, Expr, ExprKind, Festival, Literal, Period, ShiftUnit};
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, Name, Near, OnDays, TimeUnit};
use crate::types::Type;

/// So many days can be counted to the nearest of a calendar's days.
const MOST_DAYS: i128 = 62;

/// A day that comes again every year.
enum Yearly {
    Festival(Festival, Span),
    Anniversary(Expr),
    Lunar(Expr),
}

/// What a condition on days looks at.
enum Target {
    Days(Vec<Days>),
    Yearly(Yearly),
    Date(Expr),
}

/// A day that a condition names, and its calendar.
pub(super) type NamedDay = (syntax::Expr, Option<Name>);

/// `festival Qixi` of the as-of year.
pub(super) fn festival_of_today(festival: Festival, span: Span) -> Expr {
    Yearly::Festival(festival, span).of_year(year_of(build::today(span)))
}

impl Checker<'_> {
    /// `anniversary of d`: the one of the as-of year.
    pub(super) fn anniversary(
        &mut self,
        of: &syntax::Expr,
        lunar: bool,
        span: Span,
    ) -> Option<Expr> {
        let of = self.date(of)?;
        let yearly = if lunar { Yearly::Lunar(of) } else { Yearly::Anniversary(of) };
        Some(Expr { span, ..yearly.of_year(year_of(build::today(span))) })
    }

    /// `Tuesday` is 2, unless something is called so.
    pub(super) fn day_name(
        &mut self,
        name: &Name,
        number: u8,
        hint: Option<&Type>,
    ) -> Option<Expr> {
        let option = hint.is_some_and(|hint| self.option(name, hint).is_some());
        if option || self.stands_for_value(&name.text) {
            return self.name(name, hint);
        }
        Some(build::whole(number.into(), name.span))
    }

    /// `d on member_day`
    pub(super) fn on(
        &mut self,
        value: &syntax::Expr,
        days: &OnDays,
        calendar: Option<&Name>,
        span: Span,
    ) -> Option<Expr> {
        let date = self.decided(value, None).and_then(|value| self.as_date(value));
        let on = match days {
            OnDays::Holiday | OnDays::Weekend | OnDays::BusinessDay => {
                let calendar = self.calendar(calendar, span)?;
                self.on_kind_of_day(&date?, days, calendar, span)?
            }
            OnDays::Days(_) if calendar.is_some() => return self.of_no_calendar(calendar),
            OnDays::Days(days) => {
                let days = self.days_as_written(days)?;
                days_on(&date?, days)
            }
            OnDays::Date(target) => match self.target(target, calendar)? {
                Target::Days(days) => any_of(&date?, &days, span),
                Target::Yearly(yearly) => yearly.on(&date?),
                Target::Date(other) => {
                    let other = self.as_date(other)?;
                    build::compare(Comparison::Equal, date?, other)
                }
            },
        };
        Some(Expr { span, ..on })
    }

    fn of_no_calendar<T>(&mut self, calendar: Option<&Name>) -> Option<T> {
        let span = calendar.map(|calendar| calendar.span).unwrap_or_default();
        self.report(Problem::CalendarOfNothing { span })
    }

    /// `on a holiday`, `on a weekend`, `on a business day`
    fn on_kind_of_day(
        &self,
        date: &Expr,
        days: &OnDays,
        calendar: u32,
        span: Span,
    ) -> Option<Expr> {
        let calendar = &self.calendars.get(calendar as usize)?.calendar;
        let weekend: Vec<Days> = calendar.weekend.iter().copied().map(Days::EveryWeek).collect();
        let worked = any_of(date, &calendar.workdays, span);
        let holiday = any_of(date, &calendar.holidays, span);
        let weekend = any_of(date, &weekend, span);
        Some(match days {
            OnDays::Holiday => build::and(holiday, build::not(worked)),
            OnDays::Weekend => build::and(weekend, build::not(worked)),
            _ => either(worked, build::not(either(weekend, holiday))),
        })
    }

    /// What stands behind `on`, `before` or `after`; a date of its own is never missing.
    fn target(&mut self, target: &syntax::Expr, calendar: Option<&Name>) -> Option<Target> {
        if let Syntax::Name(name) = &target.kind
            && let Some(days) = self.named_days(name, calendar)?
        {
            if self.stands_for_value(&name.text) {
                let (name, span) = (name.text.clone(), name.span);
                return self.report(Problem::DaysOrValue { name, span });
            }
            return Some(Target::Days(days));
        }
        if calendar.is_some() {
            return self.of_no_calendar(calendar);
        }
        Some(match &target.kind {
            Syntax::Festival(festival) => Target::Yearly(Yearly::Festival(*festival, target.span)),
            Syntax::Anniversary { of, lunar } => {
                let of = self.decided(of, None).and_then(|of| self.as_date(of))?;
                Target::Yearly(if *lunar { Yearly::Lunar(of) } else { Yearly::Anniversary(of) })
            }
            _ => Target::Date(self.decided(target, None)?),
        })
    }

    /// Notes the last day that a condition names: `it` in those that follow.
    pub(super) fn note_day(&mut self, condition: &syntax::Expr) {
        let mut day = None;
        condition.each(&mut |part| match &part.kind {
            Syntax::Compare(syntax::Comparison::Equal, _, of) => day = Some((&**of, None)),
            Syntax::On { days: OnDays::Date(of), calendar, .. } => {
                day = Some((of, calendar.as_ref()));
            }
            Syntax::Near(near) if near.of.kind != Syntax::It => {
                day = Some((&near.of, near.calendar.as_ref()));
            }
            _ => {}
        });
        if let Some((of, calendar)) = day {
            self.scope.day = Some((of.clone(), calendar.cloned()));
        }
    }

    /// `d within 7 days before festival Qixi`
    pub(super) fn near(&mut self, near: &Near, span: Span) -> Option<Expr> {
        let value = self.decided(&near.value, None);
        let target = match (&near.of.kind, self.scope.day.clone()) {
            (Syntax::It, Some((day, calendar))) => self.target(&day, calendar.as_ref())?,
            _ => self.target(&near.of, near.calendar.as_ref())?,
        };
        let inside = match target {
            Target::Days(days) => {
                let date = self.as_date(value?)?;
                self.near_days(&date, &days, near, span)?
            }
            Target::Yearly(yearly) => {
                let date = self.as_date(value?)?;
                self.near_yearly(&date, &yearly, near)?
            }
            Target::Date(other) => {
                let timed = matches!(near.unit, TimeUnit::Minutes | TimeUnit::Hours);
                let value = if timed { value? } else { self.as_date(value?)? };
                let other = if timed { other } else { self.as_date(other)? };
                self.near_date(&value, other, near)?
            }
        };
        let inside = Expr { span, ..inside };
        Some(if near.negated { build::not(inside) } else { inside })
    }

    /// One of the so many days beside the date is such a day.
    fn near_days(&mut self, date: &Expr, days: &[Days], near: &Near, span: Span) -> Option<Expr> {
        let factor = match near.unit {
            TimeUnit::Days => 1,
            TimeUnit::Weeks => 7,
            _ => {
                let why = say!("a calendar's days are looked for day by day");
                return self.report(Problem::TimeUnit { unit: near.unit.in_words(), why, span });
            }
        };
        let count = self.positive(&near.count, say!("the length of a window"))?;
        let ExprKind::Literal(Literal::Quantity(count)) = count.kind else {
            let what = say!("the number of days to a calendar's day");
            return self.report(Problem::NeedsLiteral { what, span: near.count.span });
        };
        let count = count.saturating_mul(factor);
        if count > MOST_DAYS {
            let what = say!("the number of days to a calendar's day");
            let limit = usize::try_from(MOST_DAYS).unwrap_or_default();
            return self.report(Problem::TooLarge { what, limit, span: near.count.span });
        }
        let sign = if near.before { 1 } else { -1 };
        let beside = (1..=count).map(|count| {
            let beside = build::shift_by(date.clone(), sign * count, ShiftUnit::Days);
            any_of(&beside, days, span)
        });
        build::any(beside.collect())
    }

    /// The day of this year or of a year beside it, the nearest first.
    fn near_yearly(&mut self, date: &Expr, yearly: &Yearly, near: &Near) -> Option<Expr> {
        let year = year_of(date.clone());
        let reached = self.moved(date.clone(), &near.count, near.unit, !near.before)?;
        let beyond = if near.before {
            build::compare(Comparison::Greater, reached, build::end_of(Period::Year, date.clone()))
        } else {
            build::compare(Comparison::Less, reached, build::start_of(Period::Year, date.clone()))
        };
        let sign = if near.before { 1 } else { -1 };
        let mut candidates = vec![(0, None), (sign, Some(beyond))];
        if let Yearly::Lunar(_) = yearly {
            // A lunar year ends in the next Gregorian one.
            candidates = vec![(0, None), (-1, None), (if near.before { 1 } else { -2 }, None)];
        }
        let mut arms = Vec::new();
        for (years, guard) in candidates {
            let day = yearly.of_year(plus(year.clone(), years));
            let inside = self.near_date(date, day.clone(), near)?;
            let later = yearly.begins_before(&day);
            arms.extend(build::all(guard.into_iter().chain(later).chain([inside])));
        }
        build::any(arms)
    }

    /// Within so much of the other, which does not count itself.
    fn near_date(&mut self, value: &Expr, other: Expr, near: &Near) -> Option<Expr> {
        let edge = self.moved(other.clone(), &near.count, near.unit, near.before)?;
        let value = || value.clone();
        Some(if near.before {
            let from = build::compare(Comparison::GreaterOrEqual, value(), edge);
            build::and(from, build::compare(Comparison::Less, value(), other))
        } else {
            let from = build::compare(Comparison::Greater, value(), other);
            build::and(from, build::compare(Comparison::LessOrEqual, value(), edge))
        })
    }

    /// `every 7 days after d`
    pub(super) fn every(
        &mut self,
        value: Option<&syntax::Expr>,
        count: &syntax::Expr,
        unit: TimeUnit,
        from: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let date = match value {
            Some(value) => self.decided(value, None).and_then(|value| self.as_date(value)),
            None => Some(build::today(span)),
        };
        let from = self.decided(from, None).and_then(|from| self.as_date(from));
        let (date, from) = (date?, from?);
        let count = self.positive(count, say!("the length of a window"))?;
        let (months, factor) = match unit {
            TimeUnit::Days => (false, 1),
            TimeUnit::Weeks => (false, 7),
            TimeUnit::Months => (true, 1),
            TimeUnit::Years => (true, 12),
            TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::BusinessDays => {
                let why = say!("a day comes again after days, weeks, months or years");
                return self.report(Problem::TimeUnit { unit: unit.in_words(), why, span });
            }
        };
        let step = build::times(count, factor);
        let passed = build::between(months, from.clone(), date.clone());
        let full = build::remainder(passed.clone(), step);
        let full = build::compare(Comparison::Equal, full, build::whole(0, span));
        let after = build::compare(Comparison::Greater, date.clone(), from.clone());
        let reached = months.then(|| {
            let reached = build::shift(from, passed, ShiftUnit::Months);
            build::compare(Comparison::Equal, reached, date)
        });
        let all = build::all([after, full].into_iter().chain(reached))?;
        Some(Expr { span, ..all })
    }
}

impl Yearly {
    /// Its date in a Gregorian year; in the lunar year that begins in it.
    fn of_year(&self, year: Expr) -> Expr {
        match self {
            Yearly::Festival(festival, span) => {
                build::known(ExprKind::Festival(*festival, Box::new(year)), Type::Date, *span)
            }
            Yearly::Anniversary(of) => {
                let years = build::subtract(year, year_of(of.clone()));
                build::shift(of.clone(), build::times(years, 12), ShiftUnit::Months)
            }
            Yearly::Lunar(of) => {
                let (optional, span) = (of.optional, of.span);
                let kind =
                    ExprKind::LunarAnniversary { of: Box::new(of.clone()), year: Box::new(year) };
                build::make(kind, Type::Date, optional, span)
            }
        }
    }

    /// Whether the day comes after that of which it is an anniversary.
    fn begins_before(&self, day: &Expr) -> Option<Expr> {
        match self {
            Yearly::Festival(..) => None,
            Yearly::Anniversary(of) | Yearly::Lunar(of) => {
                Some(build::compare(Comparison::Less, of.clone(), day.clone()))
            }
        }
    }

    /// Whether a date is such a day.
    fn on(&self, date: &Expr) -> Expr {
        let year = year_of(date.clone());
        let is = |years| {
            let day = self.of_year(plus(year.clone(), years));
            build::compare(Comparison::Equal, date.clone(), day)
        };
        let on = match self {
            Yearly::Festival(..) | Yearly::Anniversary(_) => is(0),
            Yearly::Lunar(_) => either(is(0), is(-1)),
        };
        match self.begins_before(date) {
            Some(later) => build::and(later, on),
            None => on,
        }
    }
}

fn any_of(date: &Expr, days: &[Days], span: Span) -> Expr {
    let tests = days.iter().map(|days| days_on(date, *days)).collect();
    build::any(tests).unwrap_or_else(|| build::boolean(false, span))
}

/// Whether a date is among some days.
fn days_on(date: &Expr, days: Days) -> Expr {
    let span = date.span;
    let part = |part| build::date_part(part, date.clone());
    let is = |part_of, number: u8| {
        build::compare(Comparison::Equal, part(part_of), build::whole(number.into(), span))
    };
    let literal = |days| build::known(ExprKind::Literal(Literal::Date(days)), Type::Date, span);
    let last = || {
        let end = build::end_of(Period::Month, date.clone());
        build::compare(Comparison::Equal, date.clone(), end)
    };
    match days {
        Days::Range { from, to } if from == to => {
            build::compare(Comparison::Equal, date.clone(), literal(from))
        }
        Days::Range { from, to } => build::and(
            build::compare(Comparison::GreaterOrEqual, date.clone(), literal(from)),
            build::compare(Comparison::LessOrEqual, date.clone(), literal(to)),
        ),
        Days::EveryWeek(weekday) => is(DatePart::Weekday, weekday),
        Days::EveryMonth(day) if day <= 28 => is(DatePart::Day, day),
        Days::EveryMonth(day) => {
            let number = build::whole(day.into(), span);
            let short = build::compare(Comparison::Less, part(DatePart::Day), number);
            either(is(DatePart::Day, day), build::and(short, last()))
        }
        Days::EveryYear { month: 2, day: 29 } => {
            let late = build::whole(28, span);
            let late = build::compare(Comparison::GreaterOrEqual, part(DatePart::Day), late);
            build::and(is(DatePart::Month, 2), build::and(late, last()))
        }
        Days::EveryYear { month, day } => {
            build::and(is(DatePart::Month, month), is(DatePart::Day, day))
        }
        Days::Festival(festival) => Yearly::Festival(festival, span).on(date),
    }
}

fn year_of(date: Expr) -> Expr {
    build::date_part(DatePart::Year, date)
}

fn plus(year: Expr, years: i128) -> Expr {
    if years == 0 {
        return year;
    }
    let years = build::whole(years, year.span);
    build::add(year, years)
}

fn either(left: Expr, right: Expr) -> Expr {
    let span = left.span;
    build::known(ExprKind::Or(Box::new(left), Box::new(right)), Type::Bool, span)
}
