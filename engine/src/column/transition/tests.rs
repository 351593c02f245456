//! What becomes of a level, rule by rule.

use loyal_dsl::ir::Period;

use super::*;

#[test]
fn a_packed_word_gives_its_parts_back() {
    for day in [None, Some(-719_162), Some(0), Some(2_932_896)] {
        let arrived = Arrived { level: 999, since: day, until: day, change: FELL, lowered: 50 };
        let word = arrived.packed();
        assert!(word >= 0);
        assert_eq!(part(word, TransitionPart::Level), Some(999));
        assert_eq!(part(word, TransitionPart::Since), day);
        assert_eq!(part(word, TransitionPart::Until), day);
        assert_eq!(part(word, TransitionPart::Change), Some(FELL));
        assert_eq!(part(word, TransitionPart::Lowered), Some(50));
    }
}

#[test]
fn reviews_come_every_year_also_on_a_29_february() {
    let day = |year, month, day| day_of(year, month, day);
    let cases = [
        (day(2026, 3, 1), day(2027, 1, 1), (1, 1)),
        (day(2026, 1, 1), day(2027, 1, 1), (1, 1)),
        (day(2025, 12, 31), day(2026, 1, 1), (1, 1)),
        (day(2026, 2, 27), day(2026, 2, 28), (2, 29)),
        (day(2027, 2, 28), day(2028, 2, 29), (2, 29)),
    ];
    for (date, next, (month, in_month)) in cases {
        assert_eq!(review_after(date, month, in_month), Some(next));
    }
}

/// The last day of the half year in which all of these stand.
const TODAY: (i64, i64, i64) = (2026, 6, 30);

fn on((year, month, day): (i64, i64, i64)) -> i64 {
    day_of(year, month, day)
}

fn months(count: i64) -> Length {
    Length { count, unit: ShiftUnit::Months }
}

/// Good for so many months, and nothing else.
fn good_for(count: i64) -> Ends {
    Ends {
        validity: Some(Validity::For(months(count), None)),
        from_today: false,
        one_at_a_time: false,
        renewed_again: false,
        grace: None,
        life_after: None,
    }
}

fn good(validity: Validity) -> Ends {
    Ends { validity: Some(validity), ..good_for(12) }
}

/// Nobody stays, nothing is held, no level is reached.
fn standing(ends: &Ends) -> Standing<'_> {
    Standing {
        today: on(TODAY),
        held: None,
        since: None,
        until: None,
        lowered: 0,
        qualified: 0,
        life: None,
        due: 0,
        rises_from: None,
        valid_to: None,
        stays: &|_| false,
        ends,
    }
}

/// As [`standing`], at a level whose last good day is the last of April.
fn ended(ends: &Ends, held: Level) -> Standing<'_> {
    let since = Some(on((2025, 5, 1)));
    Standing { held: Some(held), since, until: Some(on((2026, 4, 30))), ..standing(ends) }
}

type Day = (i64, i64, i64);

/// Holds the level, its first and last day, and what happened.
fn comes_to(standing: &Standing<'_>, level: Level, since: Day, until: Option<Day>, change: i64) {
    let lowered = if change == HELD || change == RENEWED { 0 } else { standing.due };
    let arrived = arrive(standing).expect("a day of the calendar");
    let arrived = Arrived { lowered, ..arrived };
    let (since, until) = (Some(on(since)), until.map(on));
    assert_eq!(arrived, Arrived { level, since, until, change, lowered });
}

#[test]
fn a_level_is_good_from_the_day_on_which_it_is_reached() {
    let ends = good_for(12);
    let at = |qualified| Standing { qualified, ..standing(&ends) };
    comes_to(&at(2), 2, TODAY, Some((2027, 6, 29)), JOINED);
    comes_to(&at(0), 0, TODAY, None, JOINED);
    let from = |day, qualified| Standing { rises_from: Some(on(day)), ..at(qualified) };
    comes_to(&from((2026, 6, 1), 2), 2, (2026, 6, 1), Some((2027, 5, 31)), JOINED);
    comes_to(&from((2026, 7, 1), 2), 2, TODAY, Some((2027, 6, 29)), JOINED);
    comes_to(&from((2026, 6, 1), 0), 0, TODAY, None, JOINED);
    let risen = |held, qualified| Standing { held: Some(held), since: Some(0), ..at(qualified) };
    comes_to(&risen(1, 2), 2, TODAY, Some((2027, 6, 29)), ROSE);
    comes_to(&risen(2, 2), 2, (1970, 1, 1), None, HELD);
    comes_to(&risen(2, 1), 2, (1970, 1, 1), None, HELD);
    let late = Standing { today: day_of(9999, 6, 30), ..at(2) };
    assert_eq!(arrive(&late), None);
}

#[test]
fn a_validity_ends_as_it_says() {
    let for_a_year = |through| Validity::For(months(12), through);
    let days = Length { count: 10, unit: ShiftUnit::Days };
    let cases = [
        (for_a_year(None), Some((2027, 6, 29))),
        (for_a_year(Some(Period::Month)), Some((2027, 6, 30))),
        (for_a_year(Some(Period::Year)), Some((2027, 12, 31))),
        (Validity::For(days, None), Some((2026, 7, 9))),
        (Validity::ToEnd(Period::Year, 0), Some((2026, 12, 31))),
        (Validity::ToEnd(Period::Year, 12), Some((2027, 12, 31))),
        (Validity::Reviewed { month: 1, day: 1 }, Some((2026, 12, 31))),
        (Validity::Reviewed { month: 6, day: 30 }, Some((2027, 6, 29))),
        (Validity::To, Some((2026, 9, 1))),
    ];
    for (validity, until) in cases {
        let ends = good(validity);
        let valid_to = Some(on((2026, 9, 1)));
        comes_to(&Standing { qualified: 2, valid_to, ..standing(&ends) }, 2, TODAY, until, JOINED);
    }
    let ends = Ends { validity: None, ..good_for(12) };
    comes_to(&Standing { qualified: 2, ..standing(&ends) }, 2, TODAY, None, JOINED);
}

#[test]
fn an_end_renews_or_lowers() {
    let ends = good_for(12);
    comes_to(
        &Standing { stays: &|level| level == 3, ..ended(&ends, 3) },
        3,
        (2025, 5, 1),
        Some((2027, 4, 30)),
        RENEWED,
    );
    let falls = Standing { stays: &|level| level == 1, ..ended(&ends, 3) };
    comes_to(&falls, 1, (2026, 5, 1), Some((2027, 4, 30)), FELL);
    comes_to(&ended(&ends, 3), 0, (2026, 5, 1), None, FELL);
    let step = Ends { one_at_a_time: true, ..good_for(12) };
    comes_to(&ended(&step, 3), 2, (2026, 5, 1), Some((2027, 4, 30)), FELL);
    let anew = Ends { from_today: true, ..good_for(12) };
    let renewed = Standing { stays: &|_| true, ..ended(&anew, 3) };
    comes_to(&renewed, 3, (2025, 5, 1), Some((2027, 6, 29)), RENEWED);
    let falls = Standing { stays: &|level| level == 1, ..ended(&anew, 3) };
    comes_to(&falls, 1, TODAY, Some((2027, 6, 29)), FELL);
    let until = |day: Day| Standing { until: Some(on(day)), ..ended(&ends, 3) };
    comes_to(&until(TODAY), 3, (2025, 5, 1), Some(TODAY), HELD);
    comes_to(&until((2026, 6, 29)), 0, TODAY, None, FELL);
}

#[test]
fn ends_follow_each_other_until_today() {
    let step = Ends { one_at_a_time: true, ..good_for(1) };
    comes_to(&ended(&step, 3), 1, (2026, 6, 1), Some(TODAY), FELL);
    let long = Standing { until: Some(on((2026, 3, 31))), ..ended(&step, 3) };
    comes_to(&long, 0, (2026, 6, 1), None, FELL);
    let ends = good_for(1);
    let renewed = Standing { stays: &|_| true, ..ended(&ends, 3) };
    comes_to(&renewed, 3, (2025, 5, 1), Some(TODAY), RENEWED);
    let rises_from = Some(on((2026, 4, 1)));
    let joined = Standing { qualified: 2, rises_from, stays: &|_| true, ..standing(&ends) };
    comes_to(&joined, 2, (2026, 4, 1), Some(TODAY), JOINED);
}

#[test]
fn nobody_falls_within_the_grace() {
    let grace = |count| Ends { grace: Some(months(count)), ..good_for(12) };
    let (long, short) = (grace(2), grace(1));
    comes_to(&ended(&long, 3), 3, (2025, 5, 1), Some((2026, 4, 30)), HELD);
    comes_to(&ended(&short, 3), 0, (2026, 5, 31), None, FELL);
    let days = Ends { grace: Some(Length { count: 60, unit: ShiftUnit::Days }), ..good_for(12) };
    comes_to(&ended(&days, 3), 0, TODAY, None, FELL);
}

#[test]
fn a_level_held_long_enough_is_held_for_life() {
    let ends = Ends { life_after: Some(months(24)), ..good_for(12) };
    let held = |since: Day, until: Day| Standing {
        since: Some(on(since)),
        until: Some(on(until)),
        ..ended(&ends, 2)
    };
    comes_to(&held((2024, 6, 30), (2026, 12, 31)), 2, (2024, 6, 30), None, HELD);
    let short = (2024, 7, 1);
    comes_to(&held(short, (2026, 12, 31)), 2, short, Some((2026, 12, 31)), HELD);
    comes_to(&held((2024, 4, 30), (2026, 4, 30)), 2, (2024, 4, 30), None, HELD);
    comes_to(&held((2024, 5, 1), (2026, 4, 30)), 0, (2026, 5, 1), None, FELL);
    let endless = Standing { until: None, ..held((2024, 6, 30), TODAY) };
    comes_to(&endless, 2, (2024, 6, 30), None, HELD);
    let without = Ends { life_after: None, ..good_for(12) };
    comes_to(&Standing { life: Some(1), ..ended(&without, 3) }, 1, (2026, 5, 1), None, FELL);
    comes_to(&Standing { life: Some(3), ..ended(&without, 3) }, 3, (2025, 5, 1), None, HELD);
    let life = Standing { life: Some(2), qualified: 1, ..standing(&without) };
    comes_to(&life, 2, TODAY, None, JOINED);
}

#[test]
fn a_validity_is_prolonged_on_runs_that_find_the_bar_reached() {
    let ends = Ends { renewed_again: true, ..good_for(12) };
    let once = good_for(12);
    let held =
        |ends, stays, until: Day| Standing { until: Some(on(until)), stays, ..ended(ends, 2) };
    let since = (2025, 5, 1);
    let (near, far) = ((2026, 12, 31), (2028, 12, 31));
    comes_to(&held(&ends, &|_| true, near), 2, since, Some((2027, 6, 29)), HELD);
    comes_to(&held(&ends, &|_| true, far), 2, since, Some(far), HELD);
    comes_to(&held(&ends, &|_| false, near), 2, since, Some(near), HELD);
    comes_to(&held(&once, &|_| true, near), 2, since, Some(near), HELD);
}

#[test]
fn an_end_that_the_policy_names_comes_once_a_run() {
    let ends = good(Validity::To);
    let to = |day: Day, stays| Standing { valid_to: Some(on(day)), stays, ..ended(&ends, 2) };
    let past = (2026, 5, 31);
    comes_to(&to((2026, 12, 31), &|_| true), 2, (2025, 5, 1), Some((2026, 12, 31)), RENEWED);
    comes_to(&to(past, &|_| true), 2, (2025, 5, 1), Some(past), RENEWED);
    comes_to(&to(past, &|level| level == 1), 1, (2026, 5, 1), Some(past), FELL);
    comes_to(&to(past, &|_| false), 0, (2026, 5, 1), None, FELL);
}

#[test]
fn penalties_lower_a_level_once() {
    let ends = good_for(12);
    let until = Some(on((2026, 12, 31)));
    let held = |held, due, lowered, qualified| Standing {
        until,
        lowered,
        qualified,
        due,
        ..ended(&ends, held)
    };
    let (since, good) = ((2025, 5, 1), Some((2026, 12, 31)));
    let joins = Standing { due: 1, qualified: 2, ..standing(&ends) };
    comes_to(&joins, 1, TODAY, Some((2027, 6, 29)), JOINED);
    comes_to(&Standing { due: 3, qualified: 2, ..standing(&ends) }, 0, TODAY, None, JOINED);
    comes_to(&held(2, 1, 0, 2), 1, TODAY, Some((2027, 6, 29)), FELL);
    comes_to(&held(2, 3, 1, 2), 0, TODAY, None, FELL);
    comes_to(&held(2, 1, 1, 3), 2, since, good, HELD);
    comes_to(&held(2, 0, 1, 2), 2, since, good, HELD);
    comes_to(&Standing { life: Some(2), ..held(2, 1, 0, 2) }, 2, since, None, HELD);
    assert_eq!(arrive(&held(2, 1, 0, 2)).map(|arrived| arrived.lowered), Some(1));
}
