//! The Chinese calendar from a table of its own: a number for each lunar year from 1900.

use jiff::civil::{Date, date};
use jiff::{Span, Unit};
use loyal_dsl::ir::Festival;

/// Of each lunar year: from bit 22 the month and from bit 17 the day of the Gregorian year on
/// which it begins; from bit 13 the month after which a leap month comes (0 for none); from bit 0,
/// a bit a month in their order, whether it has 30 days rather than 29.
const YEARS: [u32; 200] = [
    0x7f16d2, 0xa60752, 0x900ea5, 0x7ab64a, 0xa0064b, 0x880a9b, 0x729556, 0x9a056a, 0x840b59,
    0x6c5752, 0x940752, 0x7cdb25, 0xa40b25, 0x8c0a4b, 0x74b4ab, 0x9c02ad, 0x86056b, 0x6e4b69,
    0x960da9, 0x82fd92, 0xa80e92, 0x900d25, 0x78ba4d, 0xa00a56, 0x8a02b6, 0x7095b5, 0x9a06d4,
    0x840ea9, 0x6e5e92, 0x940e92, 0x7ccd26, 0xa2052b, 0x8c0a57, 0x74b2b6, 0x9c0b5a, 0x8806d4,
    0x706ec9, 0x960749, 0x7ef693, 0xa60a93, 0x90052b, 0x76ca5b, 0x9e0aad, 0x8a056a, 0x729b55,
    0x9a0ba4, 0x840b49, 0x6c5a93, 0x940a95, 0x7af52d, 0xa20536, 0x8c0aad, 0x76b5aa, 0x9c05b2,
    0x860da5, 0x707d4a, 0x980d4a, 0x7f0a95, 0xa40a97, 0x900556, 0x78cab5, 0x9e0ad5, 0x8a06d2,
    0x728ea5, 0x9a0ea5, 0x84064a, 0x6a6c97, 0x920a9b, 0x7cf55a, 0xa2056a, 0x8c0b69, 0x76b752,
    0x9e0b52, 0x860b25, 0x6e964b, 0x960a4b, 0x7f14ab, 0xa402ad, 0x8e056d, 0x78cb69, 0xa00da9,
    0x8a0d92, 0x729d25, 0x9a0d25, 0x855a4d, 0xa80a56, 0x9202b6, 0x7ac5b5, 0xa206d5, 0x8c0ea9,
    0x76be92, 0x9e0e92, 0x880d26, 0x6e6a56, 0x940a57, 0x7f14d6, 0xa6035a, 0x8e06d5, 0x78b6c9,
    0xa00749, 0x8a0693, 0x70952b, 0x98052b, 0x820a5b, 0x6c555a, 0x92056a, 0x7afb55, 0xa40ba4,
    0x8e0b49, 0x74ba93, 0x9c0a95, 0x86052d, 0x6e8aad, 0x940ab5, 0x7f35aa, 0xa605d2, 0x900da5,
    0x78dd4a, 0xa00d4a, 0x8a0c95, 0x72952e, 0x980556, 0x820ab5, 0x6c55b2, 0x9406d2, 0x7acea5,
    0xa20725, 0x8c064b, 0x74ac97, 0x9a0cab, 0x86055a, 0x6e6ad6, 0x960b69, 0x7f7752, 0xa60b52,
    0x900b25, 0x78da4b, 0x9e0a4b, 0x8804ab, 0x70a55b, 0x9805ad, 0x820b6a, 0x6c5b52, 0x940d92,
    0x7cfd25, 0xa20d25, 0x8c0a55, 0x74b4ad, 0x9c04b6, 0x8405b5, 0x6e6daa, 0x960ec9, 0x831e92,
    0xa60e92, 0x900d26, 0x78ca56, 0x9e0a57, 0x880556, 0x7086d5, 0x980755, 0x840749, 0x6a6e93,
    0x920693, 0x7af52b, 0xa2052b, 0x8a0a5b, 0x74b55a, 0x9c056a, 0x860b65, 0x6e974a, 0x960b4a,
    0x7f1a95, 0xa60a95, 0x8e052d, 0x76caad, 0x9e0ab5, 0x8a05aa, 0x708ba5, 0x980da5, 0x840d4a,
    0x6c7c95, 0x920c96, 0x7af94e, 0xa20556, 0x8c0ab5, 0x74b5b2, 0x9c06d2, 0x860ea5, 0x708e4a,
    0x94068b, 0x7d0c97, 0xa404ab, 0x8e055b, 0x76cad6, 0x9e0b6a, 0x8a0752, 0x729725, 0x980b45,
    0x820a8b, 0x6a549b,
];

/// The date of a festival in a Gregorian year from 1901 to 2099.
pub(super) fn festival(festival: Festival, year: i64) -> Option<Date> {
    let gregorian = i16::try_from(year).ok().filter(|year| (1901..=2099).contains(year))?;
    let lunar = |month, day| Lunar { year: gregorian, month, leap: false, day }.date();
    match festival {
        Festival::SpringFestival => lunar(1, 1),
        Festival::NewYearsEve => lunar(1, 1)?.yesterday().ok(),
        Festival::Lantern => lunar(1, 15),
        Festival::DragonBoat => lunar(5, 5),
        Festival::Qixi => lunar(7, 7),
        Festival::MidAutumn => lunar(8, 15),
        Festival::DoubleNinth => lunar(9, 9),
        Festival::Qingming => Some(date(gregorian, 4, term(gregorian, 559, 481))),
        Festival::WinterSolstice => {
            let early = i8::from(gregorian == 2021);
            let late = i8::from([1914, 1947, 1951, 1980, 1984].contains(&gregorian));
            Some(date(gregorian, 12, term(gregorian, 2260, 2194) + late - early))
        }
    }
}

/// The day of a solar term by the rule of thumb of the almanacs, with the constants of the 20th
/// and 21st centuries in hundredths.
fn term(year: i16, twentieth: i64, following: i64) -> i8 {
    let (of_century, constant) = match i64::from(year) {
        year @ ..=2000 => (year - 1900, twentieth),
        year => (year - 2000, following),
    };
    let day = (of_century * 2422 + constant * 100) / 10_000 - of_century / 4;
    i8::try_from(day).expect("a day of a month")
}

/// The day of the same lunar month and day in the lunar year that begins in a Gregorian one.
pub(super) fn anniversary(of: Date, year: i64) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| (1901..=2099).contains(year))?;
    let born = Lunar::of(of).filter(|_| (1901..=2099).contains(&of.year()))?;
    let same = Lunar { year, leap: false, ..born };
    same.date().or_else(|| Lunar { day: 29, ..same }.date())
}

/// A date of the Chinese calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lunar {
    year: i16,
    month: u32,
    leap: bool,
    day: i64,
}

impl Lunar {
    fn of(day: Date) -> Option<Lunar> {
        [day.year(), day.year() - 1].into_iter().find_map(|year| {
            let mut left = days_between(new_year(year)?, day);
            let mut months = months(year)?.into_iter().filter(|_| left >= 0).collect::<Vec<_>>();
            months.reverse();
            while let Some((month, leap, length)) = months.pop() {
                if left < length {
                    return Some(Lunar { year, month, leap, day: left + 1 });
                }
                left -= length;
            }
            None
        })
    }

    fn date(self) -> Option<Date> {
        let mut before = 0;
        for (month, leap, length) in months(self.year)? {
            if (month, leap) == (self.month, self.leap) {
                let days = Span::new().days(before + self.day - 1);
                return new_year(self.year)?.checked_add(days).ok().filter(|_| self.day <= length);
            }
            before += length;
        }
        None
    }
}

fn entry(year: i16) -> Option<u32> {
    YEARS.get(usize::try_from(year.checked_sub(1900)?).ok()?).copied()
}

fn new_year(year: i16) -> Option<Date> {
    let entry = entry(year)?;
    let (month, day) = (i8::try_from(entry >> 22).ok()?, i8::try_from(entry >> 17 & 31).ok()?);
    Some(date(year, month, day))
}

/// The months of a year in order, each with whether it is a leap month and how many days it has.
fn months(year: i16) -> Option<Vec<(u32, bool, i64)>> {
    let entry = entry(year)?;
    let leap = entry >> 13 & 15;
    let ordinary = (1..=12).map(|month| (month, false));
    let names = ordinary.flat_map(|name| {
        let extra = (name.0 == leap).then_some((leap, true));
        std::iter::once(name).chain(extra)
    });
    let length = |place: usize| if entry >> place & 1 == 1 { 30 } else { 29 };
    Some(names.enumerate().map(|(place, (month, leap))| (month, leap, length(place))).collect())
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until((Unit::Day, to)).expect("days fit").get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_year_of_the_table_ends_where_the_next_begins() {
        for year in 1900..2099 {
            let days: i64 = months(year).unwrap().iter().map(|(_, _, length)| length).sum();
            assert_eq!(days_between(new_year(year).unwrap(), new_year(year + 1).unwrap()), days);
        }
    }

    #[test]
    fn every_day_is_read_back() {
        let mut day = day("1901-01-01");
        while day.year() < 2100 {
            assert_eq!(Lunar::of(day).and_then(Lunar::date), Some(day), "{day}");
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn festivals_of_known_years() {
        for (which, date) in [
            (Festival::SpringFestival, "2024-02-10"),
            (Festival::SpringFestival, "2025-01-29"),
            (Festival::SpringFestival, "2026-02-17"),
            (Festival::SpringFestival, "2027-02-06"),
            (Festival::MidAutumn, "2024-09-17"),
            (Festival::MidAutumn, "2025-10-06"),
            (Festival::MidAutumn, "2026-09-25"),
            (Festival::WinterSolstice, "2024-12-21"),
            (Festival::WinterSolstice, "2025-12-21"),
            (Festival::Qingming, "2000-04-04"),
            (Festival::Qingming, "2026-04-05"),
            (Festival::WinterSolstice, "2021-12-21"),
            (Festival::NewYearsEve, "2025-01-28"),
        ] {
            assert_eq!(festival(which, i64::from(day(date).year())), Some(day(date)));
        }
        assert_eq!(festival(Festival::Qingming, 2100), None);
    }

    #[test]
    fn a_leap_month_counts_as_the_ordinary_one() {
        assert_eq!(anniversary(day("2025-08-22"), 2026), Some(day("2026-08-11")));
        assert_eq!(anniversary(day("2024-02-09"), 2024), Some(day("2025-01-28")));
    }
}
