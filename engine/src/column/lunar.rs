//! The Chinese calendar: festivals and lunar dates of the years 1901 to 2099.
//!
//! The months are those of GB/T 33661-2017, as `icu_calendar` has them. It has no solar terms, so
//! Qingming and the winter solstice stand here: their days in Beijing, a digit a year.

use std::sync::OnceLock;

use icu_calendar::Date;
use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::{Month, RataDie};
use loyal_dsl::ir::Festival;

use super::calendar::{day_of, parts};

/// The day number of 1970-01-01 where 0001-01-01 has 1.
const EPOCH: i64 = 719_163;

/// The years whose festivals are known.
const FIRST_YEAR: i64 = 1901;
const LAST_YEAR: i64 = 2099;

/// The day of Qingming in April, from 1901.
const QINGMING: &str = "\
    56655665566555655565556555655565556555655565555555555555555555555555555555545554\
    55545554555455545554555455544554455445544554455445544554455444544454445444544454\
    445444544454444444444444444444444444444";

/// The day of the winter solstice in December less 20, from 1901.
const SOLSTICE: &str = "\
    23322332233223322232223222322232223222322232223222322222222222222222222222222222\
    22222221222122212221222122212221222122211221122112211221122112211221122112211121\
    112111211121112111211121112111111111111";

/// The date of a festival in a Gregorian year.
pub(crate) fn festival(festival: Festival, year: i64) -> Option<i64> {
    let index = usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?;
    let term = |days: &str| days.as_bytes().get(index).map(|digit| i64::from(digit - b'0'));
    let (month, day) = match festival {
        Festival::Qingming => return Some(day_of(year, 4, term(QINGMING)?)),
        Festival::WinterSolstice => return Some(day_of(year, 12, 20 + term(SOLSTICE)?)),
        Festival::NewYearsEve => {
            return self::festival(Festival::SpringFestival, year)?.checked_sub(1);
        }
        Festival::SpringFestival => (1, 1),
        Festival::Lantern => (1, 15),
        Festival::DragonBoat => (5, 5),
        Festival::Qixi => (7, 7),
        Festival::MidAutumn => (8, 15),
        Festival::DoubleNinth => (9, 9),
    };
    months(year)?.get(month - 1).map(|first| first + day - 1)
}

/// The day that has a date's lunar month and day in the lunar year that begins in a Gregorian
/// year: a leap month is read as the ordinary one, and a 30th day that is not there as the 29th.
pub(crate) fn anniversary(of: i64, year: i64) -> Option<i64> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&parts(of).0) {
        return None;
    }
    let date = Date::from_rata_die(RataDie::new(of + EPOCH), ChineseTraditional::new());
    let month = usize::from(date.month().number());
    let day = i64::from(date.day_of_month().0);
    let first = *months(year)?.get(month - 1)?;
    Some(first + day.min(month_length(first)) - 1)
}

/// The first days of the twelve ordinary months of the lunar year that begins in a year.
fn months(year: i64) -> Option<&'static [i64; 12]> {
    static MONTHS: OnceLock<Vec<[i64; 12]>> = OnceLock::new();
    let index = usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?;
    MONTHS.get_or_init(|| (FIRST_YEAR..=LAST_YEAR).map_while(months_of).collect()).get(index)
}

fn months_of(year: i64) -> Option<[i64; 12]> {
    let mut months = [0; 12];
    for (number, first) in (1..).zip(&mut months) {
        let year = i32::try_from(year).ok()?;
        let date = Date::try_new_chinese_traditional(year, Month::new(number), 1).ok()?;
        *first = date.to_rata_die().to_i64_date() - EPOCH;
    }
    Some(months)
}

/// The days of the lunar month that begins on a day.
fn month_length(first: i64) -> i64 {
    let date = Date::from_rata_die(RataDie::new(first + EPOCH), ChineseTraditional::new());
    i64::from(date.days_in_month())
}

#[cfg(test)]
mod tests {
    use loyal_dsl::date::Date;

    use super::*;

    fn day(text: &str) -> Option<i64> {
        text.parse::<Date>().ok().map(Date::days)
    }

    #[test]
    fn festivals_fall_on_their_dates() {
        let cases = [
            (Festival::SpringFestival, "2024-02-10"),
            (Festival::SpringFestival, "2025-01-29"),
            (Festival::SpringFestival, "2026-02-17"),
            (Festival::SpringFestival, "2027-02-06"),
            (Festival::NewYearsEve, "2026-02-16"),
            (Festival::Lantern, "2026-03-03"),
            (Festival::Qingming, "2024-04-04"),
            (Festival::Qingming, "2025-04-04"),
            (Festival::Qingming, "2026-04-05"),
            (Festival::Qingming, "2027-04-05"),
            (Festival::DragonBoat, "2025-05-31"),
            (Festival::Qixi, "2025-08-29"),
            (Festival::MidAutumn, "2024-09-17"),
            (Festival::MidAutumn, "2025-10-06"),
            (Festival::MidAutumn, "2026-09-25"),
            (Festival::DoubleNinth, "2025-10-29"),
            (Festival::WinterSolstice, "2021-12-21"),
            (Festival::WinterSolstice, "2023-12-22"),
            (Festival::WinterSolstice, "2024-12-21"),
            (Festival::WinterSolstice, "2025-12-21"),
            (Festival::WinterSolstice, "2026-12-22"),
        ];
        for (which, date) in cases {
            let year = date.get(..4).and_then(|year| year.parse().ok());
            assert_eq!(year.and_then(|year| festival(which, year)), day(date), "{date}");
        }
    }

    #[test]
    fn the_years_that_are_known_have_an_end() {
        for which in [Festival::SpringFestival, Festival::Qingming, Festival::NewYearsEve] {
            assert!(festival(which, 1901).is_some() && festival(which, 2099).is_some());
            assert!([1900, 2100, 0, i64::MIN].iter().all(|year| festival(which, *year).is_none()));
        }
    }

    #[test]
    fn lunar_anniversaries_read_leap_months_and_thirtieth_days() {
        let cases = [
            ("1990-10-03", 2026, "2026-09-25"),
            ("2025-08-22", 2026, "2026-08-11"),
            ("2025-01-28", 2025, "2026-02-16"),
            ("2024-02-09", 2024, "2025-01-28"),
        ];
        for (of, year, expected) in cases {
            let found = day(of).and_then(|of| anniversary(of, year));
            assert_eq!(found, day(expected), "{of} in {year}");
        }
        assert_eq!(day("1900-12-31").and_then(|of| anniversary(of, 2026)), None);
    }
}
