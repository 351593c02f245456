//! The offsets of the programme's time zone, as a table of instants.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// Transitions are held in a table up to 2100-01-01; later ones are asked of the zone itself.
const TABLE_END: i64 = 47_482 * DAY;

/// A time zone that finds an offset by a search in a table.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    rules: TimeZone,
    /// From this instant (microseconds) the offset (seconds) holds.
    changes: Vec<(i64, i64)>,
    /// Whether no further change follows the table.
    complete: bool,
}

impl Zone {
    /// The zone of an IANA name; UTC where there is none of that name, which the checker refuses.
    pub(crate) fn named(name: &str) -> Zone {
        let zone = TimeZoneDatabase::bundled().get(name).unwrap_or(TimeZone::UTC);
        let first = i64::from(zone.to_offset(Timestamp::MIN).seconds());
        let mut changes = vec![(i64::MIN, first)];
        let mut complete = true;
        for change in zone.following(Timestamp::MIN) {
            if change.timestamp().as_microsecond() >= TABLE_END {
                complete = false;
                break;
            }
            let offset = i64::from(change.offset().seconds());
            changes.push((change.timestamp().as_microsecond(), offset));
        }
        Zone { rules: zone, changes, complete }
    }

    /// Seconds by which the zone is ahead of UTC at an instant.
    pub(crate) fn offset(&self, micros: i64) -> i64 {
        if !self.complete && micros >= TABLE_END {
            let instant = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
            return i64::from(self.rules.to_offset(instant).seconds());
        }
        let after = self.changes.partition_point(|(from, _)| *from <= micros);
        self.changes.get(after.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }

    /// The date of an instant.
    pub(crate) fn date(&self, micros: i64) -> i64 {
        self.local(micros).div_euclid(DAY)
    }

    /// Microseconds since 1970-01-01T00:00 on the zone's own clock.
    pub(crate) fn local(&self, micros: i64) -> i64 {
        micros.saturating_add(self.offset(micros) * SECOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("a timestamp").as_microsecond()
    }

    #[test]
    fn the_table_agrees_with_the_zone() {
        for name in ["Asia/Shanghai", "Europe/Berlin", "UTC", "America/New_York"] {
            let zone = Zone::named(name);
            for day in (-40_000..60_000).step_by(61) {
                let instant = Timestamp::from_microsecond(day * DAY + 7_654_321).expect("in range");
                let expected = i64::from(zone.rules.to_offset(instant).seconds());
                assert_eq!(zone.offset(instant.as_microsecond()), expected, "{name} {instant}");
            }
        }
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let zone = Zone::named("Asia/Shanghai");
        assert_eq!(
            zone.date(micros("2026-01-30T15:59:59Z")),
            zone.date(micros("2026-01-30T00:00:00Z"))
        );
        assert_eq!(
            zone.date(micros("2026-01-30T16:00:00Z")),
            zone.date(micros("2026-01-31T00:00:00Z"))
        );
        let berlin = Zone::named("Europe/Berlin");
        assert_eq!(berlin.offset(micros("2026-03-29T00:59:59Z")), 3_600);
        assert_eq!(berlin.offset(micros("2026-03-29T01:00:00Z")), 7_200);
    }
}
