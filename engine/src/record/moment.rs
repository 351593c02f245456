//! Dates and datetimes: text and Arrow's units → days and microseconds.

use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use loyal_dsl::date::Date;

const MICROSECONDS_PER_SECOND: i64 = 1_000_000;
/// 0001-01-01T00:00Z.
const FIRST: i64 = -62_135_596_800 * MICROSECONDS_PER_SECOND;
/// 9999-12-31T23:59:59.999999Z.
const LAST: i64 = 253_402_300_800 * MICROSECONDS_PER_SECOND - 1;

/// 0001-01-01.
const FIRST_DAY: i64 = FIRST / (86_400 * MICROSECONDS_PER_SECOND);
/// 9999-12-31.
const LAST_DAY: i64 = LAST / (86_400 * MICROSECONDS_PER_SECOND);

/// The days since 1970 of a text of exactly the form `2026-01-31`.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    text.parse::<Date>().ok().map(Date::days)
}

/// Whether days since 1970 lie in years 1 to 9999.
pub(super) fn checked_days(days: i64) -> Option<i64> {
    (FIRST_DAY..=LAST_DAY).contains(&days).then_some(days)
}

/// Whether microseconds since 1970 lie in years 1 to 9999.
pub(super) fn checked_instant(microseconds: i64) -> Option<i64> {
    (FIRST..=LAST).contains(&microseconds).then_some(microseconds)
}

/// Why there is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoInstant {
    /// It is no date and time, or lies beyond years 1 to 9999.
    Unreadable,
    /// The clocks of the zone skip this time: they go from the first offset to the second.
    Skipped(Offset, Offset),
    /// They show it twice: at the first offset and again at the second.
    Repeated(Offset, Offset),
}

/// The microseconds since 1970 of an RFC 3339 text, or of a local date and time in `zone`
/// (`2026-01-31T09:30`, seconds and up to six places of them optional, `T` or a space).
pub(super) fn parse_datetime(text: &str, zone: &TimeZone) -> Result<i64, NoInstant> {
    let (microseconds, offset) = parse_parts(text).ok_or(NoInstant::Unreadable)?;
    match offset {
        Some(seconds) => checked_instant(microseconds - seconds * MICROSECONDS_PER_SECOND)
            .ok_or(NoInstant::Unreadable),
        None => local(microseconds, zone),
    }
}

/// The microseconds since 1970 on the clock of the text, and its offset in seconds.
fn parse_parts(text: &str) -> Option<(i64, Option<i64>)> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let (clock, offset) = split_offset(rest)?;
    let time = parse_clock(clock)?;
    Some((date.days() * 86_400 * MICROSECONDS_PER_SECOND + time, offset))
}

/// A local time, given as microseconds since 1970-01-01T00:00 on the wall clock of `zone`. One
/// that the clocks skip or show twice is no instant.
pub(super) fn local(microseconds: i64, zone: &TimeZone) -> Result<i64, NoInstant> {
    let stamp = jiff::Timestamp::from_microsecond(microseconds);
    let wall: civil::DateTime = Offset::UTC.to_datetime(stamp.map_err(|_| NoInstant::Unreadable)?);
    let offset = match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, after } => return Err(NoInstant::Skipped(before, after)),
        AmbiguousOffset::Fold { before, after } => return Err(NoInstant::Repeated(before, after)),
    };
    let instant = offset.to_timestamp(wall).map_err(|_| NoInstant::Unreadable)?;
    checked_instant(instant.as_microsecond()).ok_or(NoInstant::Unreadable)
}

/// An offset as it is written behind a time: `+01:00`.
pub(super) fn written(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The clock's text and the offset in seconds, if there is one.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = two_digits(hours, 23)? * 3600 + two_digits(minutes, 59)? * 60;
    Some((clock, Some(sign * seconds)))
}

/// Microseconds since midnight of `09:30`, `09:30:15` or `09:30:15.25`.
fn parse_clock(text: &str) -> Option<i64> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, parse_fraction(fraction)?),
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let hours = two_digits(parts.next()?, 23)?;
    let minutes = two_digits(parts.next()?, 59)?;
    let seconds = parts.next().map(|part| two_digits(part, 59));
    if parts.next().is_some() || (seconds.is_none() && text.contains('.')) {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60 + seconds.unwrap_or(Some(0))?;
    Some(seconds * MICROSECONDS_PER_SECOND + fraction)
}

fn parse_fraction(digits: &str) -> Option<i64> {
    let significant = digits.trim_end_matches('0');
    let well_formed = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !well_formed || significant.len() > 6 {
        return None;
    }
    format!("{significant:0<6}").parse().ok()
}

fn two_digits(text: &str, largest: i64) -> Option<i64> {
    let well_formed = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| well_formed && *number <= largest)
}

#[cfg(test)]
mod tests {
    use jiff::tz::{TimeZone, offset};

    use super::{NoInstant, parse_datetime};

    #[test]
    fn datetimes_name_one_instant() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        let instant = Ok(1_769_823_000_000_000);
        let same = [
            "2026-01-31T01:30:00Z",
            "2026-01-31T09:30:00+08:00",
            "2026-01-31T09:30",
            "2026-01-31 09:30",
            "2026-01-31 09:30:00.000000000",
            "2026-01-30T20:30:00-05:00",
        ];
        for text in same {
            assert_eq!(parse_datetime(text, &zone), instant, "{text}");
        }
        let wrong = [
            "2026-01-31",
            "2026-02-30T09:30",
            "2026-01-31T24:00",
            "2026-01-31T9:30",
            "2026-01-31T09:30:60",
            "2026-01-31T09:30.5",
            "2026-01-31T09:30:00.1234567",
            "2026-01-31T09:30:00.",
            "2026-01-31T09:30+0800",
            "2026-01-31T09",
            "0001-01-01T00:00:00+08:00",
            "2026-01-3１T09:30",
        ];
        for text in wrong {
            let wrong = parse_datetime(text, &zone);
            assert_eq!(wrong, Err(NoInstant::Unreadable), "{text}");
        }
    }

    #[test]
    fn local_times_that_the_clocks_skip_or_show_twice_are_no_instants() {
        let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        let (winter, summer) = (offset(1), offset(2));
        let twice = parse_datetime("2026-10-25T02:30", &zone);
        assert_eq!(twice, Err(NoInstant::Repeated(summer, winter)));
        let skipped = parse_datetime("2026-03-29T02:30", &zone);
        assert_eq!(skipped, Err(NoInstant::Skipped(winter, summer)));
        for (local, instant) in [
            ("2026-10-25T01:59:59.999999", "2026-10-24T23:59:59.999999Z"),
            ("2026-10-25T03:00", "2026-10-25T02:00Z"),
            ("2026-03-29T01:59", "2026-03-29T00:59Z"),
            ("2026-03-29T03:00", "2026-03-29T01:00Z"),
        ] {
            assert_eq!(parse_datetime(local, &zone), parse_datetime(instant, &zone), "{local}");
        }
    }
}
