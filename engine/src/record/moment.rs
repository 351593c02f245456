//! Dates and datetimes: text and Arrow's units → days and microseconds.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use loyal_dsl::date::Date;

const MICROSECONDS_PER_SECOND: i64 = 1_000_000;
/// 0001-01-01T00:00Z.
const FIRST: i64 = -62_135_596_800 * MICROSECONDS_PER_SECOND;
/// 9999-12-31T23:59:59.999999Z.
const LAST: i64 = 253_402_300_800 * MICROSECONDS_PER_SECOND - 1;

/// The days since 1970 of a text of exactly the form `2026-01-31`.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    text.parse::<Date>().ok().map(Date::days)
}

/// Whether days since 1970 lie in years 1 to 9999.
pub(super) fn checked_days(days: i64) -> Option<i64> {
    Date::from_days(days).map(Date::days)
}

/// Whether microseconds since 1970 lie in years 1 to 9999.
pub(super) fn checked_instant(microseconds: i64) -> Option<i64> {
    (FIRST..=LAST).contains(&microseconds).then_some(microseconds)
}

/// The microseconds since 1970 of an RFC 3339 text, or of a local date and time in `zone`
/// (`2026-01-31T09:30`, seconds and up to six places of them optional, `T` or a space).
pub(super) fn parse_datetime(text: &str, zone: &TimeZone) -> Option<i64> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let (clock, offset) = split_offset(rest)?;
    let time = parse_clock(clock)?;
    let microseconds = date.days() * 86_400 * MICROSECONDS_PER_SECOND + time;
    match offset {
        Some(seconds) => checked_instant(microseconds - seconds * MICROSECONDS_PER_SECOND),
        None => local(microseconds, zone),
    }
}

/// A local time, given as microseconds since 1970-01-01T00:00 on the wall clock of `zone`. Of a
/// time that occurs twice the earlier is meant; one that is skipped is moved on by the gap.
pub(super) fn local(microseconds: i64, zone: &TimeZone) -> Option<i64> {
    let wall: civil::DateTime =
        Offset::UTC.to_datetime(jiff::Timestamp::from_microsecond(microseconds).ok()?);
    let instant = zone.to_ambiguous_timestamp(wall).compatible().ok()?;
    checked_instant(instant.as_microsecond())
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
    use jiff::tz::TimeZone;

    use super::parse_datetime;

    #[test]
    fn datetimes_name_one_instant() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        let instant = Some(1_769_823_000_000_000);
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
            assert_eq!(parse_datetime(text, &zone), None, "{text}");
        }
    }

    #[test]
    fn local_times_at_clock_changes_are_settled() {
        let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        let twice = parse_datetime("2026-10-25T02:30", &zone);
        assert_eq!(twice, parse_datetime("2026-10-25T00:30Z", &zone));
        let skipped = parse_datetime("2026-03-29T02:30", &zone);
        assert_eq!(skipped, parse_datetime("2026-03-29T01:30Z", &zone));
    }
}
