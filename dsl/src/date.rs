//! A civil date, independent of clocks and zones.

use std::fmt;
use std::str::FromStr;

use jiff::Unit;
use jiff::civil;
use serde::{Serialize, Serializer};

/// A date of the proleptic Gregorian calendar, from year 1 to year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
}

/// A text that is no date in the form `2026-01-31`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date in the form 2026-01-31")]
pub struct NotADate(pub String);

impl Date {
    /// The date that lies so many days after 1970-01-01; `None` outside years 1 to 9999.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Date> {
        let days = i32::try_from(days).ok()?;
        Date { days }.civil().map(|_| Date { days })
    }

    /// The date of a year, a month (from 1) and a day (from 1), if there is such a day.
    #[must_use]
    pub fn from_parts(year: i16, month: i8, day: i8) -> Option<Date> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        Date::of(civil::Date::new(year, month, day).ok()?)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        i64::from(self.days)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.civil().map_or(1, civil::Date::year)
    }

    fn of(date: civil::Date) -> Option<Date> {
        let span = civil::Date::constant(1970, 1, 1).until((Unit::Day, date)).ok()?;
        Some(Date { days: span.get_days() })
    }

    fn civil(self) -> Option<civil::Date> {
        let date = civil::Date::constant(1970, 1, 1)
            .checked_add(jiff::Span::new().try_days(self.days).ok()?)
            .ok()?;
        (1..=9999).contains(&date.year()).then_some(date)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Date, NotADate> {
        parse(text).ok_or_else(|| NotADate(text.to_owned()))
    }
}

/// Exactly `YYYY-MM-DD`.
fn parse(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        parts
            .next()
            .filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::from_parts(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.civil() {
            Some(date) => write!(formatter, "{date}"),
            None => write!(formatter, "day {}", self.days),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
