//! Business days: which days a calendar says are worked, counted from a table.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use loyal_dsl::ir::{Calendar, DatePart, Days, Period};

use super::calendar::{day_of, end_of, in_range, part};
use super::lunar::festival;

/// The years in the table. Days outside are counted by the Gregorian cycle; with festivals, which
/// are not known there, they are looked at one by one.
const FIRST_YEAR: i64 = 1901;
const LAST_YEAR: i64 = 2099;

/// The days of 400 years, after which dates and weekdays come again.
const CYCLE: i64 = 146_097;

/// A calendar made ready to count.
#[derive(Debug, Clone)]
pub(crate) struct Business {
    calendar: Calendar,
    /// The first day of the table.
    first: i64,
    /// By day: how many business days lie before it in the table; one more at the end.
    before: Vec<i64>,
    /// How the days come again; made when a day outside the table is asked for.
    cycle: OnceLock<Cycle>,
}

/// The business days of all years of a calendar without festivals.
#[derive(Debug, Clone)]
struct Cycle {
    /// By day from 1970-01-01: how many days before it are worked every 400 years.
    before: Vec<i64>,
    /// Days named by their date, each with how many more are worked through it than in the cycle.
    named: Vec<(i64, i64)>,
}

impl Business {
    /// Fills the table of a calendar.
    pub(crate) fn new(calendar: Calendar) -> Business {
        let (first, end) = (day_of(FIRST_YEAR, 1, 1), day_of(LAST_YEAR + 1, 1, 1));
        let mut count = 0;
        let mut before = vec![0];
        for day in first..end {
            count += i64::from(is_worked(&calendar, day) == Some(true));
            before.push(count);
        }
        Business { calendar, first, before, cycle: OnceLock::new() }
    }

    /// The business days from one date to another: the first counts, the last does not.
    pub(crate) fn between(&self, from: i64, to: i64) -> Option<i64> {
        if let (Some(from), Some(to)) = (self.counted(from), self.counted(to)) {
            return to.checked_sub(from);
        }
        let (early, late) = (in_range(from.min(to))?, in_range(from.max(to))?);
        let count = match self.cycle() {
            Some(cycle) => cycle.before(late)? - cycle.before(early)?,
            None => self.between_known(early, late)?,
        };
        Some(if from <= to { count } else { -count })
    }

    /// What lies outside the table is looked at first: a festival there ends the search.
    fn between_known(&self, early: i64, late: i64) -> Option<i64> {
        let end = self.first + i64::try_from(self.before.len()).ok()? - 1;
        let mut count = 0;
        for day in (early..late.min(self.first)).chain(early.max(end)..late) {
            count += i64::from(self.is_worked(day)?);
        }
        let (from, to) = (early.clamp(self.first, end), late.clamp(self.first, end));
        Some(count + self.counted(to)? - self.counted(from)?)
    }

    /// The so-manieth business day after a date, or before it where the number is below zero.
    pub(crate) fn shift(&self, from: i64, count: i64) -> Option<i64> {
        let mut day = in_range(from)?;
        if let Some(found) = self.shift_in_table(from, count) {
            return Some(found);
        }
        if let Some(cycle) = self.cycle() {
            return cycle.shift(from, count);
        }
        let step = count.signum();
        let mut left = count.checked_abs()?;
        while left > 0 {
            day = in_range(day + step)?;
            left -= i64::from(self.is_worked(day)?);
        }
        Some(day)
    }

    fn cycle(&self) -> Option<&Cycle> {
        let festival = |days: &Days| matches!(days, Days::Festival(_));
        let Calendar { holidays, workdays, .. } = &self.calendar;
        let known = !holidays.iter().chain(workdays).any(festival);
        known.then(|| self.cycle.get_or_init(|| Cycle::new(&self.calendar)))
    }

    fn shift_in_table(&self, from: i64, count: i64) -> Option<i64> {
        if count == 0 {
            return Some(from);
        }
        // The n-th business day after has all n of them before the day behind it.
        let sought = if count > 0 {
            self.counted(from.checked_add(1)?)?.checked_add(count)?
        } else {
            self.counted(from)?.checked_add(count)?.checked_add(1)?
        };
        if sought < 1 {
            return None;
        }
        let behind = self.before.partition_point(|before| *before < sought);
        let found = i64::try_from(behind).ok()? - 1;
        (behind < self.before.len()).then_some(self.first + found)
    }

    /// The business days of the table before a day.
    fn counted(&self, day: i64) -> Option<i64> {
        let index = usize::try_from(day.checked_sub(self.first)?).ok()?;
        self.before.get(index).copied()
    }

    fn is_worked(&self, day: i64) -> Option<bool> {
        is_worked(&self.calendar, day)
    }
}

impl Cycle {
    fn new(calendar: &Calendar) -> Cycle {
        let named = |days: &Days| matches!(days, Days::Range { .. });
        let mut recurring = calendar.clone();
        recurring.holidays.retain(|days| !named(days));
        recurring.workdays.retain(|days| !named(days));
        let worked = |calendar, day| i64::from(is_worked(calendar, day) == Some(true));
        let mut before = vec![0];
        let mut count = 0;
        for day in 0..CYCLE {
            count += worked(&recurring, day);
            before.push(count);
        }
        let mut days = BTreeSet::new();
        for range in calendar.holidays.iter().chain(&calendar.workdays) {
            if let Days::Range { from, to } = range {
                days.extend(*from..=*to);
            }
        }
        let mut more = 0;
        let running = |day| {
            more += worked(calendar, day) - worked(&recurring, day);
            (day, more)
        };
        Cycle { before, named: days.into_iter().map(running).collect() }
    }

    /// The business days before a day, from 1970-01-01.
    fn before(&self, day: i64) -> Option<i64> {
        let index = usize::try_from(day.rem_euclid(CYCLE)).ok()?;
        let recurring = day.div_euclid(CYCLE) * self.before.last()? + self.before.get(index)?;
        let named = self.named.partition_point(|(named, _)| *named < day).checked_sub(1);
        let more = named.and_then(|last| self.named.get(last)).map_or(0, |(_, more)| *more);
        Some(recurring + more)
    }

    fn shift(&self, from: i64, count: i64) -> Option<i64> {
        if count == 0 {
            return Some(from);
        }
        // The first day behind which all days up to the one sought have passed; before it, the
        // last that has the one sought behind it.
        let start = self.before(if count > 0 { from + 1 } else { from })?;
        let sought = start.checked_add(count)?;
        let sought = if count > 0 { sought } else { sought.checked_add(1)? };
        let (mut low, mut high) = (day_of(1, 1, 1), day_of(9999, 12, 31) + 1);
        if self.before(low)? >= sought || self.before(high)? < sought {
            return None;
        }
        while high - low > 1 {
            let middle = i64::midpoint(low, high);
            if self.before(middle)? < sought { low = middle } else { high = middle }
        }
        Some(low)
    }
}

/// Whether a day is worked; unknown where a festival decides it outside the years that are known.
fn is_worked(calendar: &Calendar, day: i64) -> Option<bool> {
    if any(&calendar.workdays, day)? {
        return Some(true);
    }
    let weekday = part(day, DatePart::Weekday)?;
    let weekend = calendar.weekend.iter().any(|rest| i64::from(*rest) == weekday);
    Some(!weekend && !any(&calendar.holidays, day)?)
}

fn any(days: &[Days], day: i64) -> Option<bool> {
    for days in days {
        if is_among(*days, day)? {
            return Some(true);
        }
    }
    Some(false)
}

fn is_among(days: Days, day: i64) -> Option<bool> {
    let is = |which, number: u8| Some(part(day, which)? == i64::from(number));
    Some(match days {
        Days::Range { from, to } => (from..=to).contains(&day),
        Days::EveryWeek(weekday) => is(DatePart::Weekday, weekday)?,
        Days::EveryMonth(number) => is_day_of_month(day, number)?,
        Days::EveryYear { month, day: number } => {
            is(DatePart::Month, month)? && is_day_of_month(day, number)?
        }
        Days::Festival(which) => festival(which, part(day, DatePart::Year)?)? == day,
    })
}

/// A shorter month's last day stands for the days that it does not have.
fn is_day_of_month(day: i64, number: u8) -> Option<bool> {
    let found = part(day, DatePart::Day)?;
    let last = end_of(day, Period::Month)? == day;
    Some(found == i64::from(number) || last && found < i64::from(number))
}

#[cfg(test)]
mod tests;
