//! Days off, and days that are counted or passed.

use loyal_dsl::date::Date;
use loyal_dsl::ir::Festival;

use super::*;

fn day(text: &str) -> i64 {
    text.parse::<Date>().expect("a date").days()
}

fn shop() -> Business {
    Business::new(Calendar {
        name: "shop".to_owned(),
        weekend: vec![6, 7],
        holidays: vec![Days::Range { from: day("2026-10-01"), to: day("2026-10-07") }],
        workdays: vec![Days::Range { from: day("2026-10-10"), to: day("2026-10-10") }],
    })
}

#[test]
fn business_days_pass_over_weekends_and_holidays() {
    let shop = shop();
    let cases = [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 4, "2026-10-12"),
        ("2026-10-03", 1, "2026-10-08"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-04", -1, "2026-09-30"),
        ("2026-10-04", 0, "2026-10-04"),
        ("2099-12-31", 1, "2100-01-01"),
        ("1901-01-01", -1, "1900-12-31"),
        ("0001-01-02", -1, "0001-01-01"),
        ("9999-12-30", 1, "9999-12-31"),
    ];
    for (from, count, expected) in cases {
        assert_eq!(shop.shift(day(from), count), Some(day(expected)), "{from} {count}");
    }
    assert_eq!(shop.shift(day("2026-10-01"), i64::MAX), None);
    assert_eq!(shop.between(day("2026-09-30"), day("2026-10-12")), Some(4));
    assert_eq!(shop.between(day("2026-10-12"), day("2026-09-30")), Some(-4));
}

/// The same, a day at a time.
fn walked(business: &Business, from: i64, count: i64) -> Option<i64> {
    let (mut day, mut left) = (from, count.abs());
    while left > 0 {
        day = in_range(day + count.signum())?;
        left -= i64::from(business.is_worked(day)?);
    }
    Some(day)
}

#[test]
fn the_cycle_agrees_with_looking_day_by_day() {
    let mut calendar = shop().calendar;
    calendar.holidays.push(Days::EveryYear { month: 2, day: 29 });
    calendar.holidays.push(Days::EveryMonth(31));
    calendar.holidays.push(Days::Range { from: day("2399-12-01"), to: day("2400-01-10") });
    calendar.workdays.push(Days::EveryYear { month: 1, day: 1 });
    let shop = Business::new(calendar);
    for from in ["0001-01-05", "1899-12-30", "2100-02-27", "2399-11-20", "2400-02-27"] {
        let from = day(from);
        for count in -70..70 {
            let found = shop.shift(from, count);
            assert_eq!(found, walked(&shop, from, count), "{from} {count}");
            let Some(to) = found.filter(|_| count > 0) else { continue };
            let first = i64::from(shop.is_worked(from) == Some(true));
            assert_eq!(shop.between(from, to), Some(count - 1 + first), "{from} {count}");
        }
    }
    let all = shop.between(day("1899-01-01"), day("2499-01-01"));
    let parts = shop.between(day("1899-01-01"), day("1999-01-01"));
    let rest = shop.between(day("1999-01-01"), day("2499-01-01"));
    assert_eq!(all, parts.zip(rest).map(|(parts, rest)| parts + rest));
    assert_eq!(shop.shift(day("9999-12-31"), 1), None);
    assert_eq!(shop.shift(day("2200-01-01"), i64::MIN), None);
}

#[test]
fn the_table_agrees_with_the_cycle() {
    let shop = shop();
    let bare = Business { before: Vec::new(), ..shop.clone() };
    for from in (day("2026-09-01")..day("2026-11-01")).step_by(3) {
        for count in -30..30 {
            assert_eq!(shop.shift(from, count), bare.shift(from, count), "{from} {count}");
        }
        for to in (day("2026-09-01")..day("2026-11-01")).step_by(4) {
            assert_eq!(shop.between(from, to), bare.between(from, to), "{from} {to}");
        }
    }
}

#[test]
fn days_come_again_every_week_month_and_year() {
    let firm = Business::new(Calendar {
        name: "firm".to_owned(),
        weekend: Vec::new(),
        holidays: vec![
            Days::EveryMonth(30),
            Days::EveryYear { month: 12, day: 25 },
            Days::EveryWeek(3),
        ],
        workdays: vec![Days::EveryYear { month: 6, day: 30 }],
    });
    // 28 February stands for the thirtieth, 25 November is a Wednesday.
    let rests = ["2026-02-28", "2026-04-30", "2026-05-30", "2026-12-25", "2026-11-25"];
    let worked = ["2026-02-27", "2026-05-31", "2026-06-30", "2026-11-26", "2026-12-24"];
    for (dates, expected) in [(rests, false), (worked, true)] {
        for date in dates {
            assert_eq!(firm.is_worked(day(date)), Some(expected), "{date}");
        }
    }
}

#[test]
fn the_ends_of_the_table_are_passed() {
    let shop = shop();
    let ends = [("1900-12-20", "1901-01-12"), ("2099-12-20", "2100-01-10")];
    for from in ends.into_iter().flat_map(|(first, end)| day(first)..day(end)) {
        for count in -15..15 {
            let found = shop.shift(from, count);
            assert_eq!(found, walked(&shop, from, count), "{from} {count}");
        }
    }
}

#[test]
fn days_outside_the_table_count_where_no_festival_decides() {
    let firm = Business::new(Calendar {
        name: "firm".to_owned(),
        weekend: Vec::new(),
        holidays: vec![Days::Festival(Festival::SpringFestival)],
        workdays: vec![
            Days::Range { from: day("1900-12-29"), to: day("1900-12-31") },
            Days::Range { from: day("2100-01-01"), to: day("2100-01-05") },
        ],
    });
    let between = [
        ("2099-12-30", "2100-01-03", Some(4)),
        ("2100-01-03", "2099-12-30", Some(-4)),
        ("2100-01-02", "2100-01-05", Some(3)),
        ("1900-12-30", "1901-01-03", Some(4)),
        ("1900-12-29", "1900-12-31", Some(2)),
        ("2099-12-30", "2100-01-08", None),
    ];
    for (from, to, expected) in between {
        assert_eq!(firm.between(day(from), day(to)), expected, "{from} {to}");
    }
    let shifted = [
        ("2099-12-30", 3, Some("2100-01-02")),
        ("2100-01-04", 1, Some("2100-01-05")),
        ("2100-01-04", 2, None),
        ("1901-01-02", -3, Some("1900-12-30")),
        ("2100-01-02", 0, Some("2100-01-02")),
    ];
    for (from, count, expected) in shifted {
        assert_eq!(firm.shift(day(from), count), expected.map(day), "{from} {count}");
    }
}

#[test]
fn festivals_are_holidays_while_they_are_known() {
    let calendar = Calendar {
        name: "firm".to_owned(),
        weekend: Vec::new(),
        holidays: vec![Days::Festival(Festival::SpringFestival)],
        workdays: Vec::new(),
    };
    let firm = Business::new(calendar);
    assert_eq!(firm.shift(day("2026-02-16"), 1), Some(day("2026-02-18")));
    assert_eq!(firm.shift(day("2150-01-01"), 1), None);
}
