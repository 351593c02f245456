//! Calendars: which days are worked, and days that come again.

use serde::Serialize;

/// `calendar shop { … }`. A day is worked where it is among `workdays`, or neither on the weekend
/// nor among `holidays`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// Monday 1 to Sunday 7; never all seven.
    pub weekend: Vec<u8>,
    /// Days on which nobody works.
    pub holidays: Vec<Days>,
    /// Days on which everybody does, all the same.
    pub workdays: Vec<Days>,
}

/// Some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Days {
    /// `2026-10-01 to 2026-10-07`, with both ends: days since 1970-01-01.
    Range {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// `every Tuesday`: Monday 1 to Sunday 7.
    EveryWeek(u8),
    /// `every month on 8`: 1 to 31; a shorter month's last day.
    EveryMonth(u8),
    /// `every year on 15 March`; 29 February is 28 February in common years.
    EveryYear {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
    /// `festival Qixi`
    Festival(Festival),
}

/// A day of the Chinese year that falls on another date every year; known for the years 1901 to
/// 2099.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Festival {
    /// 春节: first day of the first month.
    SpringFestival,
    /// 元宵节: 15th day of the first month.
    Lantern,
    /// 清明节: the solar term, on 4 to 6 April.
    Qingming,
    /// 端午节: fifth day of the fifth month.
    DragonBoat,
    /// 七夕: seventh day of the seventh month.
    Qixi,
    /// 中秋节: 15th day of the eighth month.
    MidAutumn,
    /// 重阳节: ninth day of the ninth month.
    DoubleNinth,
    /// 冬至: the solar term, on 21 to 23 December.
    WinterSolstice,
    /// 除夕: the day before the Spring Festival of the Gregorian year.
    NewYearsEve,
}
