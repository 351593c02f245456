//! What becomes of a level from one run to the next, and how it is packed into one word.

use loyal_dsl::ir::{Ends, Length, ShiftUnit, TransitionPart, Validity};

use super::calendar::{add_days, add_months, day_of, end_of, in_range, parts};

/// A level, by its place in its tier.
pub(crate) type Level = i64;

/// What a transition stands on. Dates are day numbers.
pub(crate) struct Standing<'s> {
    pub(crate) today: i64,
    pub(crate) held: Option<Level>,
    pub(crate) since: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) lowered: i64,
    pub(crate) qualified: Level,
    pub(crate) life: Option<Level>,
    pub(crate) due: i64,
    pub(crate) rises_from: Option<i64>,
    pub(crate) valid_to: Option<i64>,
    /// Whether the rising or staying bar of a level is reached.
    pub(crate) stays: &'s dyn Fn(Level) -> bool,
    pub(crate) ends: &'s Ends,
}

/// A level with its validity, and what happened to it, by the place of its option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) level: Level,
    pub(crate) since: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) change: i64,
    pub(crate) lowered: i64,
}

// The options of a change, in the order of `loyal_dsl::ir::Change`.
const JOINED: i64 = 0;
const ROSE: i64 = 1;
const HELD: i64 = 2;
const RENEWED: i64 = 3;
const FELL: i64 = 4;

/// What becomes of a level; none where a date leaves the calendar.
pub(crate) fn arrive(standing: &Standing<'_>) -> Option<Arrived> {
    let floor = standing.life.unwrap_or(0);
    let qualified = standing.qualified.max(floor);
    let lowered = standing.due;
    let Some(held) = standing.held else {
        let level = (qualified - standing.due).max(floor);
        let since = standing.start_of_rise(level);
        return standing.ended(Arrived {
            level,
            since: Some(since),
            change: JOINED,
            lowered,
            until: standing.last_day(level, since)?,
        });
    };
    let target = (held - (standing.due - standing.lowered).max(0)).max(floor).min(held);
    if target < held {
        let (since, until) = (Some(standing.today), standing.last_day(target, standing.today)?);
        return Some(Arrived { level: target, since, until, change: FELL, lowered });
    }
    if standing.due == 0 && qualified > held {
        let since = standing.start_of_rise(qualified);
        let until = standing.last_day(qualified, since)?;
        return standing.ended(Arrived {
            level: qualified,
            since: Some(since),
            until,
            change: ROSE,
            lowered,
        });
    }
    let (since, until) = (standing.since, standing.until);
    standing.ended(Arrived { level: held, since, until, change: HELD, lowered })
}

impl Standing<'_> {
    fn start_of_rise(&self, level: Level) -> i64 {
        match self.rises_from {
            Some(day) if level > 0 => day.min(self.today),
            _ => self.today,
        }
    }

    fn has_no_end(&self, level: Level) -> bool {
        level <= self.life.unwrap_or(0)
    }

    /// The last good day of a level whose first is `start`; inside, none where it has no end.
    #[expect(clippy::option_option, reason = "outside a date beyond the calendar, inside no end")]
    fn last_day(&self, level: Level, start: i64) -> Option<Option<i64>> {
        if self.has_no_end(level) {
            return Some(None);
        }
        let Some(validity) = self.ends.validity else { return Some(None) };
        Some(Some(match validity {
            Validity::To => return Some(self.valid_to),
            Validity::For(length, through) => {
                let last = in_range(later(start, length)? - 1)?;
                match through {
                    Some(period) => end_of(last, period)?,
                    None => last,
                }
            }
            Validity::ToEnd(period, months) => end_of(add_months(start, months)?, period)?,
            Validity::Reviewed { month, day } => review_after(start, month.into(), day.into())? - 1,
        }))
    }

    /// Applies the ends that have passed, one after the other, by today's measures.
    fn ended(&self, mut arrived: Arrived) -> Option<Arrived> {
        loop {
            if self.has_no_end(arrived.level) || self.is_for_life(&arrived) {
                return Some(Arrived { until: None, ..arrived });
            }
            let Some(until) = arrived.until else { return Some(arrived) };
            if until >= self.today {
                return self.prolonged(arrived, until);
            }
            let before = arrived;
            arrived = match self.end(arrived, until)? {
                Some(after) => after,
                None => return Some(before),
            };
            if self.ends.validity == Some(Validity::To) {
                let until = arrived.until.filter(|_| !self.has_no_end(arrived.level));
                return Some(Arrived { until, ..arrived });
            }
        }
    }

    /// One end: a new validity, a fall, or nothing while its grace lasts.
    #[expect(clippy::option_option, reason = "outside a date beyond the calendar, inside no fall")]
    fn end(&self, arrived: Arrived, until: i64) -> Option<Option<Arrived>> {
        let first = |last: i64| if self.ends.from_today { self.today } else { last + 1 };
        if (self.stays)(arrived.level) {
            let until = self.last_day(arrived.level, first(until))?;
            let change = if arrived.change == HELD { RENEWED } else { arrived.change };
            return Some(Some(Arrived { until, change, ..arrived }));
        }
        let last = match self.ends.grace {
            Some(grace) => later(until, grace)?,
            None => until,
        };
        if last >= self.today {
            return Some(None);
        }
        let lower = if self.ends.one_at_a_time {
            arrived.level - 1
        } else {
            (1..arrived.level).rev().find(|level| (self.stays)(*level)).unwrap_or(0)
        };
        let level = lower.max(self.life.unwrap_or(0));
        let since = first(last);
        let until = self.last_day(level, since)?;
        Some(Some(Arrived { level, since: Some(since), until, change: FELL, ..arrived }))
    }

    /// Whether the level was held for so long, before its end and by today, that it cannot be lost.
    fn is_for_life(&self, arrived: &Arrived) -> bool {
        let Some((length, since)) = self.ends.life_after.zip(arrived.since) else { return false };
        let last = arrived.until.map_or(self.today, |until| until.min(self.today));
        later(since, length).is_some_and(|day| day <= last)
    }

    fn prolonged(&self, arrived: Arrived, until: i64) -> Option<Arrived> {
        if !self.ends.renewed_again || !(self.stays)(arrived.level) {
            return Some(arrived);
        }
        let renewed = self.last_day(arrived.level, self.today)?;
        Some(Arrived { until: renewed.map(|renewed| renewed.max(until)), ..arrived })
    }
}

/// The day so much later.
pub(crate) fn later(day: i64, length: Length) -> Option<i64> {
    match length.unit {
        ShiftUnit::Months => add_months(day, length.count),
        ShiftUnit::Days | ShiftUnit::Hours | ShiftUnit::Minutes | ShiftUnit::BusinessDays(_) => {
            add_days(day, length.count)
        }
    }
}

/// The first such day of a year after a date.
fn review_after(date: i64, month: i64, day: i64) -> Option<i64> {
    let (year, ..) = parts(in_range(date)?);
    let in_year = |year: i64| {
        let last = end_of(in_range(day_of(year, month, 1))?, loyal_dsl::ir::Period::Month)?;
        Some(last.min(day_of(year, month, 1) + day - 1))
    };
    match in_year(year)? {
        review if review > date => Some(review),
        _ => in_year(year + 1),
    }
}

const DATE_BITS: u32 = 22;
const LEVEL_BITS: u32 = 10;
const CHANGE_BITS: u32 = 3;
const DATE_MASK: i64 = (1 << DATE_BITS) - 1;
/// Makes every day of the calendar positive; 0 is no day.
const DATE_SHIFT: i64 = 719_163;

impl Arrived {
    /// In one word of 63 bits.
    pub(crate) fn packed(self) -> i64 {
        let date = |day: Option<i64>| day.map_or(0, |day| (day + DATE_SHIFT) & DATE_MASK);
        let mut word = self.lowered;
        word = word << CHANGE_BITS | self.change;
        word = word << LEVEL_BITS | self.level;
        word = word << DATE_BITS | date(self.since);
        word << DATE_BITS | date(self.until)
    }
}

/// One part of a packed word; a date may be missing.
pub(crate) fn part(word: i64, part: TransitionPart) -> Option<i64> {
    let bits = |from: u32, count: u32| word >> from & ((1 << count) - 1);
    let date =
        |from: u32| Some(bits(from, DATE_BITS)).filter(|day| *day != 0).map(|day| day - DATE_SHIFT);
    let after_dates = 2 * DATE_BITS;
    match part {
        TransitionPart::Until => date(0),
        TransitionPart::Since => date(DATE_BITS),
        TransitionPart::Level => Some(bits(after_dates, LEVEL_BITS)),
        TransitionPart::Change => Some(bits(after_dates + LEVEL_BITS, CHANGE_BITS)),
        TransitionPart::Lowered => Some(word >> (after_dates + LEVEL_BITS + CHANGE_BITS)),
    }
}

#[cfg(test)]
mod tests;
