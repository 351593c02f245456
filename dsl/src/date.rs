//! A civil date, independent of clocks and zones.

use std::fmt;
use std::str::FromStr;

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
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_of_month(year, month)).contains(&day);
        exists.then(|| Date { days: days(year.into(), month.into(), day.into()) })
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
    let signs: [u8; 10] = text.as_bytes().try_into().ok()?;
    let [thousands, hundreds, tens, ones, b'-', month_tens, month, b'-', day_tens, day] = signs
    else {
        return None;
    };
    let year = i16::from(pair(thousands, hundreds)?) * 100 + i16::from(pair(tens, ones)?);
    Date::from_parts(year, pair(month_tens, month)?, pair(day_tens, day)?)
}

fn pair(tens: u8, ones: u8) -> Option<i8> {
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    digits.then(|| (tens & 15).cast_signed() * 10 + (ones & 15).cast_signed())
}

fn days_of_month(year: i16, month: i8) -> i8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a day, by years that begin in March and eras of 400 of them (Howard
/// Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i32, month: i32, day: i32) -> i32 {
    let year = year - i32::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
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

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn every_day_of_the_calendar_is_the_one_after_the_day_before() {
        let mut date = jiff::civil::Date::new(1, 1, 1).ok();
        let mut days = -719_162;
        while let Some(civil) = date.filter(|date| date.year() <= 9999) {
            let own = Date::from_parts(civil.year(), civil.month(), civil.day());
            assert_eq!(own.map(Date::days), Some(days), "{civil}");
            days += 1;
            date = civil.tomorrow().ok();
        }
        assert_eq!(days, 2_932_897);
        assert_eq!(Date::from_days(0).map(|it| it.to_string()).as_deref(), Some("1970-01-01"));
    }

    #[test]
    fn only_days_that_exist_in_the_one_form_are_dates() {
        for text in ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            let date = text.parse::<Date>();
            assert_eq!(date.map(|it| it.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "2023-02-29",
            "1900-02-29",
            "0000-01-01",
            "2024-00-01",
            "2024-13-01",
            "2024-04-31",
            "2024-01-00",
            "2024-01-32",
            "2024-1-01",
            "24-01-01",
            "2024/01/01",
            "+024-01-01",
            "2024-01-01 ",
            "2024-01-0a",
            "2024-01-0:",
            "",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
