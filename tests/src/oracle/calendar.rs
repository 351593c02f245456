//! Days, months and years of the Gregorian calendar, from year 1 to year 9999.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Unit};
use loyal_dsl::ir::{DatePart, Period, ShiftUnit, SpanBetween};

/// The date that lies so many days after 1970-01-01.
pub fn from_days(days: i64) -> Date {
    date(1970, 1, 1).checked_add(Span::new().days(days)).expect("a checked program's date")
}

/// How many days a date lies after 1970-01-01.
pub fn days(day: Date) -> i64 {
    let since = date(1970, 1, 1).until((Unit::Day, day)).expect("a date");
    i64::from(since.get_days())
}

/// One part of a date.
pub fn part(date: Date, part: DatePart) -> i64 {
    match part {
        DatePart::Year => i64::from(date.year()),
        DatePart::Month => i64::from(date.month()),
        DatePart::Day => i64::from(date.day()),
        DatePart::Weekday => i64::from(date.weekday().to_monday_one_offset()),
    }
}

/// The first day of the date's period.
pub fn start_of(day: Date, period: Period) -> Date {
    let month = match period {
        Period::Month => day.month(),
        Period::Quarter => (day.month() - 1) / 3 * 3 + 1,
        Period::Year => 1,
    };
    date(day.year(), month, 1)
}

/// The last day of the date's period.
pub fn end_of(day: Date, period: Period) -> Date {
    let month = match period {
        Period::Month => day.month(),
        Period::Quarter => (day.month() - 1) / 3 * 3 + 3,
        Period::Year => 12,
    };
    date(day.year(), month, 1).last_of_month()
}

/// The date moved by days or months, the day of the month clamped to the month's end; `None`
/// outside years 1 to 9999.
pub fn shift_date(date: Date, count: i64, unit: ShiftUnit) -> Option<Date> {
    let span = match unit {
        ShiftUnit::Days => Span::new().try_days(count),
        ShiftUnit::Months => Span::new().try_months(count),
        ShiftUnit::Hours | ShiftUnit::Minutes => panic!("hours move datetimes only"),
        ShiftUnit::BusinessDays(_) => panic!("business days are a calendar's"),
    };
    let moved = date.checked_add(span.ok()?).ok()?;
    (1..=9999).contains(&moved.year()).then_some(moved)
}

/// The datetime moved by hours or minutes; `None` outside years 1 to 9999 (of UTC).
pub fn shift_time(time: Timestamp, count: i64, unit: ShiftUnit) -> Option<Timestamp> {
    let seconds = match unit {
        ShiftUnit::Hours => 3600,
        ShiftUnit::Minutes => 60,
        ShiftUnit::Days | ShiftUnit::Months | ShiftUnit::BusinessDays(_) => {
            panic!("days and months move dates only")
        }
    };
    let moved = time.checked_add(SignedDuration::from_secs(count.checked_mul(seconds)?)).ok()?;
    (1..=9999).contains(&date_of(moved, &TimeZone::UTC).year()).then_some(moved)
}

/// The whole units between two dates: the largest `n` with `from + n units <= to`.
pub fn between_dates(from: Date, to: Date, unit: SpanBetween) -> i64 {
    let (months, count) = match unit {
        SpanBetween::Days => {
            return i64::from(from.until((Unit::Day, to)).expect("days fit").get_days());
        }
        SpanBetween::Months => (1, month_number(to) - month_number(from)),
        SpanBetween::Years => (12, i64::from(to.year()) - i64::from(from.year())),
        SpanBetween::Hours | SpanBetween::Minutes => panic!("hours lie between datetimes only"),
        SpanBetween::BusinessDays(_) => panic!("business days are a calendar's"),
    };
    let reached =
        from.checked_add(Span::new().months(count * months)).expect("in the year of `to`");
    if reached <= to { count } else { count - 1 }
}

/// The whole hours or minutes between two datetimes, rounded towards zero.
pub fn between_times(from: Timestamp, to: Timestamp, unit: SpanBetween) -> i64 {
    let microseconds = to.as_microsecond() - from.as_microsecond();
    match unit {
        SpanBetween::Hours => microseconds / 3_600_000_000,
        SpanBetween::Minutes => microseconds / 60_000_000,
        SpanBetween::Days
        | SpanBetween::Months
        | SpanBetween::Years
        | SpanBetween::BusinessDays(_) => {
            panic!("days lie between dates only")
        }
    }
}

/// The date of a datetime in a time zone.
pub fn date_of(time: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(time).date()
}

fn month_number(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_clamp_to_the_end_of_the_month() {
        for (from, months, expected) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2028-01-31", 1, "2028-02-29"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2028-02-29", 48, "2032-02-29"),
            ("2026-02-28", 1, "2026-03-28"),
            ("2026-01-15", -12, "2025-01-15"),
        ] {
            assert_eq!(shift_date(day(from), months, ShiftUnit::Months), Some(day(expected)));
        }
    }

    #[test]
    fn dates_end_with_year_9999() {
        assert_eq!(shift_date(day("9999-12-31"), 1, ShiftUnit::Days), None);
        assert_eq!(shift_date(day("0001-01-31"), -1, ShiftUnit::Months), None);
        assert_eq!(shift_date(day("2026-01-01"), i64::MAX, ShiftUnit::Months), None);
        assert_eq!(shift_date(day("9999-11-30"), 1, ShiftUnit::Months), Some(day("9999-12-30")));
    }

    #[test]
    fn counts_whole_years() {
        for (from, to, expected) in [
            ("2000-02-29", "2027-02-27", 26),
            ("2000-02-29", "2027-02-28", 27),
            ("2000-02-29", "2028-02-28", 27),
            ("2000-02-29", "2028-02-29", 28),
            ("2000-06-15", "2000-06-15", 0),
            ("2000-06-15", "2000-06-14", -1),
            ("2000-06-15", "1999-06-15", -1),
        ] {
            assert_eq!(
                between_dates(day(from), day(to), SpanBetween::Years),
                expected,
                "{from} {to}"
            );
        }
    }

    #[test]
    fn counts_whole_months_and_days() {
        for (from, to, expected) in [
            ("2026-01-31", "2026-02-27", 0),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-03-30", 1),
            ("2026-03-31", "2026-03-30", -1),
            ("2026-03-31", "2026-02-28", -1),
            ("2026-03-31", "2026-02-27", -2),
        ] {
            assert_eq!(
                between_dates(day(from), day(to), SpanBetween::Months),
                expected,
                "{from} {to}"
            );
        }
        assert_eq!(between_dates(day("2028-02-28"), day("2028-03-01"), SpanBetween::Days), 2);
        assert_eq!(between_dates(day("2026-03-01"), day("2026-02-28"), SpanBetween::Days), -1);
    }

    #[test]
    fn hours_and_minutes_round_towards_zero() {
        let (early, late): (Timestamp, Timestamp) =
            ("2026-01-01T00:00:01Z".parse().unwrap(), "2026-01-01T02:00:00Z".parse().unwrap());
        assert_eq!(between_times(early, late, SpanBetween::Hours), 1);
        assert_eq!(between_times(late, early, SpanBetween::Hours), -1);
        assert_eq!(between_times(late, early, SpanBetween::Minutes), -119);
        assert_eq!(
            shift_time(late, -2, ShiftUnit::Hours),
            Some("2026-01-01T00:00:00Z".parse().unwrap())
        );
    }

    #[test]
    fn periods_begin_and_end() {
        for (period, start, end) in [
            (Period::Month, "2028-02-01", "2028-02-29"),
            (Period::Quarter, "2028-01-01", "2028-03-31"),
            (Period::Year, "2028-01-01", "2028-12-31"),
        ] {
            assert_eq!(start_of(day("2028-02-10"), period), day(start));
            assert_eq!(end_of(day("2028-02-10"), period), day(end));
        }
        assert_eq!(end_of(day("2026-12-31"), Period::Quarter), day("2026-12-31"));
        assert_eq!(start_of(day("2026-12-31"), Period::Quarter), day("2026-10-01"));
    }

    #[test]
    fn days_begin_in_the_programmes_zone() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(date_of("2026-01-31T15:59:59Z".parse().unwrap(), &zone), day("2026-01-31"));
        assert_eq!(date_of("2026-01-31T16:00:00Z".parse().unwrap(), &zone), day("2026-02-01"));
    }

    #[test]
    fn parts_of_a_date() {
        let sunday = day("2026-03-01");
        assert_eq!(part(sunday, DatePart::Weekday), 7);
        assert_eq!(part(day("2026-03-02"), DatePart::Weekday), 1);
        assert_eq!(part(sunday, DatePart::Month), 3);
        assert_eq!(part(sunday, DatePart::Day), 1);
        assert_eq!(part(sunday, DatePart::Year), 2026);
    }
}
