//! Parts of dates, periods, and the units in which dates are moved and counted.

use serde::Serialize;

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum DatePart {
    /// `year of d`
    Year,
    /// `month of d`: 1 to 12.
    Month,
    /// `day of d`: 1 to 31.
    Day,
    /// `weekday of d`: Monday 1 to Sunday 7.
    Weekday,
}

/// A calendar period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Period {
    /// `month`
    Month,
    /// `quarter`
    Quarter,
    /// `year`
    Year,
}

/// By what a date is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum ShiftUnit {
    /// Days (weeks are seven).
    Days,
    /// Months, clamped to the month's end (years are twelve).
    Months,
    /// Hours of a datetime.
    Hours,
    /// Minutes of a datetime.
    Minutes,
    /// Business days of the calendar of this index: the n-th after the date, which does not count
    /// itself; the date itself for 0.
    BusinessDays(u32),
}

/// In what the distance between two dates is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum SpanBetween {
    /// `days from a to b` (dates)
    Days,
    /// `months from a to b` (dates): the largest `n` with `a + n months <= b`.
    Months,
    /// `years since d` (dates): whole years; 29 February counts as 28 February in common years.
    Years,
    /// `hours from a to b` (datetimes), rounded towards zero.
    Hours,
    /// `minutes from a to b` (datetimes), rounded towards zero.
    Minutes,
    /// `business days from a to b` (dates) of the calendar of this index: `a` counts, `b` does not.
    BusinessDays(u32),
}
