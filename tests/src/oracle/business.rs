//! Business days, counted day by day.

use jiff::civil::Date;
use loyal_dsl::ir::{Calendar, Days};

use super::{calendar, lunar};

/// The so-manieth business day after a date (before it, below zero), which does not count itself.
pub(super) fn shift(calendar: &Calendar, from: Date, count: i64) -> Option<Date> {
    let mut day = from;
    for _ in 0..count.unsigned_abs() {
        day = step(day, count)?;
        while !is_worked(calendar, day)? {
            day = step(day, count)?;
        }
    }
    Some(day)
}

/// The business days from one date to another, which does not count itself.
pub(super) fn between(calendar: &Calendar, from: Date, to: Date) -> Option<i64> {
    let (mut day, end) = (from.min(to), from.max(to));
    let mut count = 0;
    while day < end {
        count += i64::from(is_worked(calendar, day)?);
        day = step(day, 1)?;
    }
    Some(if from <= to { count } else { -count })
}

fn step(day: Date, count: i64) -> Option<Date> {
    let next = if count < 0 { day.yesterday() } else { day.tomorrow() };
    next.ok().filter(|day| (1..=9999).contains(&day.year()))
}

/// Unknown where a festival decides it in a year whose festivals are not known.
fn is_worked(calendar: &Calendar, day: Date) -> Option<bool> {
    if any(&calendar.workdays, day)? {
        return Some(true);
    }
    let weekday = day.weekday().to_monday_one_offset();
    let weekend = calendar.weekend.iter().any(|rest| i8::try_from(*rest) == Ok(weekday));
    Some(!weekend && !any(&calendar.holidays, day)?)
}

fn any(days: &[Days], day: Date) -> Option<bool> {
    for days in days {
        if is_among(days, day)? {
            return Some(true);
        }
    }
    Some(false)
}

fn is_among(days: &Days, day: Date) -> Option<bool> {
    Some(match days {
        Days::Range { from, to } => {
            (calendar::from_days(*from)..=calendar::from_days(*to)).contains(&day)
        }
        Days::EveryWeek(weekday) => {
            i8::try_from(*weekday) == Ok(day.weekday().to_monday_one_offset())
        }
        Days::EveryMonth(number) => is_day_of_month(day, *number),
        Days::EveryYear { month, day: number } => {
            i8::try_from(*month) == Ok(day.month()) && is_day_of_month(day, *number)
        }
        Days::Festival(festival) => lunar::festival(*festival, day.year().into())? == day,
    })
}

/// What a month does not have falls on its last day.
fn is_day_of_month(day: Date, number: u8) -> bool {
    i64::from(day.day()) == i64::from(number).min(day.days_in_month().into())
}
