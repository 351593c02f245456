//! Dates as day numbers since 1970-01-01 (proleptic Gregorian). The day arithmetic is that of
//! Howard Hinnant, “chrono-compatible low-level date algorithms”.

use loyal_dsl::ir::{DatePart, Period, SpanBetween};

/// 0001-01-01 and 9999-12-31: a date beyond is an overflow.
const FIRST: i64 = -719_162;
const LAST: i64 = 2_932_896;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// The day number, where it lies in the years 1 to 9999.
pub(crate) fn in_range(day: i64) -> Option<i64> {
    (FIRST..=LAST).contains(&day).then_some(day)
}

/// Year, month and day of a day number in the years 1 to 9999.
pub(crate) fn parts(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The day number of a date.
pub(crate) fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The days of a month.
fn month_length(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}

/// The date so many months later, clamped to the end of its month.
pub(crate) fn add_months(day: i64, months: i64) -> Option<i64> {
    let (year, month, day_of_month) = parts(in_range(day)?);
    let index = (year * 12 + month - 1).checked_add(months)?;
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    if !(1..=9_999).contains(&year) {
        return None;
    }
    Some(day_of(year, month, day_of_month.min(month_length(year, month))))
}

/// The date so many days later.
pub(crate) fn add_days(day: i64, days: i64) -> Option<i64> {
    in_range(day.checked_add(days)?)
}

/// The datetime so many hours or minutes later.
pub(crate) fn add_time(micros: i64, count: i64, hours: bool) -> Option<i64> {
    let moved = micros.checked_add(count.checked_mul(if hours { HOUR } else { MINUTE })?)?;
    in_range(moved.div_euclid(24 * HOUR)).map(|_| moved)
}

/// A part of a date.
pub(crate) fn part(day: i64, part: DatePart) -> Option<i64> {
    let (year, month, day_of_month) = parts(in_range(day)?);
    Some(match part {
        DatePart::Year => year,
        DatePart::Month => month,
        DatePart::Day => day_of_month,
        DatePart::Weekday => (day + 3).rem_euclid(7) + 1,
    })
}

/// First day of the period that holds the date.
pub(crate) fn start_of(day: i64, period: Period) -> Option<i64> {
    let (year, month, _) = parts(in_range(day)?);
    Some(match period {
        Period::Month => day_of(year, month, 1),
        Period::Quarter => day_of(year, month - (month - 1) % 3, 1),
        Period::Year => day_of(year, 1, 1),
    })
}

/// Last day of the period that holds the date.
pub(crate) fn end_of(day: i64, period: Period) -> Option<i64> {
    let (year, month, _) = parts(in_range(day)?);
    let last = match period {
        Period::Month => month,
        Period::Quarter => month - (month - 1) % 3 + 2,
        Period::Year => 12,
    };
    Some(day_of(year, last, month_length(year, last)))
}

/// Whole units from one date or datetime to another.
pub(crate) fn between(from: i64, to: i64, unit: SpanBetween) -> Option<i64> {
    match unit {
        SpanBetween::Days => to.checked_sub(from),
        SpanBetween::Months => months_between(from, to),
        SpanBetween::Years => years_between(from, to),
        SpanBetween::Hours => Some(to.checked_sub(from)? / HOUR),
        SpanBetween::Minutes => Some(to.checked_sub(from)? / MINUTE),
        SpanBetween::BusinessDays(_) => None,
    }
}

/// The largest `n` with `from + n months <= to`.
fn months_between(from: i64, to: i64) -> Option<i64> {
    let (a, b) = (parts(in_range(from)?), parts(in_range(to)?));
    let months = (b.0 - a.0) * 12 + b.1 - a.1;
    // Within the month of `to`, the day from which the count is full is clamped to its end.
    let full = a.2.min(month_length(b.0, b.1));
    Some(if b.2 < full { months - 1 } else { months })
}

/// The largest `n` such that `from` moved by `n` years is not after `to`.
fn years_between(from: i64, to: i64) -> Option<i64> {
    let (a, b) = (parts(in_range(from)?), parts(in_range(to)?));
    let day = if a.1 == 2 { a.2.min(month_length(b.0, 2)) } else { a.2 };
    Some(if (b.1, b.2) < (a.1, day) { b.0 - a.0 - 1 } else { b.0 - a.0 })
}

#[cfg(test)]
mod tests {
    use loyal_dsl::date::Date;

    use super::*;

    fn day(text: &str) -> i64 {
        text.parse::<Date>().expect("a date").days()
    }

    #[test]
    fn day_numbers_agree_with_the_calendar() {
        for number in (FIRST..=LAST).step_by(97).chain([FIRST, LAST]) {
            let (year, month, day) = parts(number);
            assert_eq!(day_of(year, month, day), number);
            let text = Date::from_days(number).expect("in range").to_string();
            assert_eq!(text, format!("{year:04}-{month:02}-{day:02}"));
        }
    }

    #[test]
    fn months_clamp_and_count() {
        let cases = [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-06-30", -12, "2025-06-30"),
            ("2026-11-15", 3, "2027-02-15"),
            ("1900-01-31", 1, "1900-02-28"),
            ("2000-01-31", 1, "2000-02-29"),
            ("2100-01-31", 1, "2100-02-28"),
        ];
        for (from, months, to) in cases {
            assert_eq!(add_months(day(from), months), Some(day(to)), "{from} {months}");
        }
        assert_eq!(add_months(day("9999-12-31"), 1), None);
    }

    #[test]
    fn spans_count_whole_units() {
        let cases = [
            ("2026-01-31", "2026-02-28", SpanBetween::Months, 1),
            ("2026-01-31", "2026-02-27", SpanBetween::Months, 0),
            ("2026-03-15", "2026-01-16", SpanBetween::Months, -2),
            ("2024-02-29", "2025-02-28", SpanBetween::Years, 1),
            ("2024-02-29", "2025-02-27", SpanBetween::Years, 0),
            ("2024-02-29", "2028-02-28", SpanBetween::Years, 3),
            ("2026-05-01", "2025-05-02", SpanBetween::Years, -1),
            ("2026-06-01", "2026-05-01", SpanBetween::Days, -31),
        ];
        for (from, to, unit, expected) in cases {
            assert_eq!(between(day(from), day(to), unit), Some(expected), "{from} {to} {unit:?}");
        }
        assert_eq!(between(0, -HOUR - 1, SpanBetween::Hours), Some(-1));
        assert_eq!(between(0, 3 * HOUR - 1, SpanBetween::Hours), Some(2));
        assert_eq!(between(0, 3 * MINUTE - 1, SpanBetween::Minutes), Some(2));
        assert_eq!(between(MINUTE, 2 * HOUR, SpanBetween::Minutes), Some(119));
        assert_eq!(between(0, -90, SpanBetween::BusinessDays(0)), None);
    }

    #[test]
    fn days_and_times_move_within_the_calendar() {
        assert_eq!(add_days(day("2026-02-27"), 2), Some(day("2026-03-01")));
        assert_eq!(add_days(day("2026-03-01"), -2), Some(day("2026-02-27")));
        assert_eq!(add_days(LAST, 0), Some(LAST));
        assert_eq!(add_days(LAST, 1), None);
        assert_eq!(add_days(FIRST, -1), None);
        assert_eq!(add_time(90, 3, true), Some(10_800_000_090));
        assert_eq!(add_time(90, -3, false), Some(-179_999_910));
        let end = (LAST + 1) * 24 * HOUR;
        assert_eq!(add_time(end - MINUTE - 1, 1, false), Some(end - 1));
        assert_eq!(add_time(end - MINUTE, 1, false), None);
        assert_eq!(add_time(FIRST * 24 * HOUR, -1, true), None);
        assert_eq!(add_time(0, i64::MAX, true), None);
    }

    #[test]
    fn months_between_is_the_largest_count_that_is_not_after() {
        for from in (day("2023-12-25")..day("2024-03-05")).step_by(3) {
            for to in (day("2023-01-01")..day("2025-04-01")).step_by(5) {
                let count = months_between(from, to).expect("in range");
                assert!(add_months(from, count).is_some_and(|reached| reached <= to));
                assert!(add_months(from, count + 1).is_some_and(|reached| reached > to));
            }
        }
    }

    #[test]
    fn periods_have_first_and_last_days() {
        let date = day("2026-05-17");
        assert_eq!(start_of(date, Period::Quarter), Some(day("2026-04-01")));
        assert_eq!(end_of(date, Period::Quarter), Some(day("2026-06-30")));
        assert_eq!(end_of(day("2024-02-03"), Period::Month), Some(day("2024-02-29")));
        assert_eq!(start_of(date, Period::Year), Some(day("2026-01-01")));
        assert_eq!(part(date, DatePart::Weekday), Some(7));
        for (month, first) in (1..=12).zip([1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10]) {
            let within = day_of(2026, month, 15);
            let (start, end) = (start_of(within, Period::Quarter), end_of(within, Period::Quarter));
            assert_eq!(start, Some(day_of(2026, first, 1)), "{month}");
            assert_eq!(end.and_then(|end| add_days(end, 1)), add_months(day_of(2026, first, 1), 3));
        }
    }
}
