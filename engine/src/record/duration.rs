//! Lengths of time as ISO 8601 writes them: `P1Y6M`, `P30D`, `PT36H`.

use jiff::Span;
use jiff::fmt::temporal::SpanParser;
use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::types::Length;

use super::raw::Unfit;

const ALL: [Length; 3] = [Length::Months, Length::Days, Length::Minutes];

/// One of a kind.
pub(crate) fn example(length: Length) -> &'static str {
    match length {
        Length::Months => "P1Y6M",
        Length::Days => "P30D",
        Length::Minutes => "PT36H",
    }
}

/// What fits a field of a kind.
pub(super) fn expected(length: Length) -> Message {
    match length {
        Length::Months => say!("a whole number of months, or a length of time such as P1Y6M"),
        Length::Days => say!("a whole number of days, or a length of time such as P30D"),
        Length::Minutes => say!("a whole number of minutes, or a length of time such as PT36H"),
    }
}

/// A text that is a length of time, as its number of the kind's units; `None` for another text.
pub(super) fn read(text: &str, length: Length) -> Option<Result<i64, Unfit>> {
    let span = SpanParser::new().parse_span(text).ok()?;
    Some(count(span, length).ok_or_else(|| unfit(span)))
}

fn unfit(span: Span) -> Unfit {
    match ALL.into_iter().find(|length| count(span, *length).is_some()) {
        Some(Length::Months) => Unfit::help(say!("the field is not counted in months")),
        Some(Length::Days) => Unfit::help(say!("the field is not counted in days")),
        Some(Length::Minutes) => Unfit::help(say!("the field is not counted in minutes")),
        None => Unfit::help(say!(
            "the field counts one of months, days and whole minutes, not several of them"
        )),
    }
}

/// The months, days or minutes of a length that has nothing else.
fn count(span: Span, length: Length) -> Option<i64> {
    let months = i64::from(span.get_years()) * 12 + i64::from(span.get_months());
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let minutes = i64::from(span.get_hours()) * 60 + span.get_minutes();
    let seconds = span.get_seconds();
    let finer = [span.get_milliseconds(), span.get_microseconds(), span.get_nanoseconds()];
    if seconds % 60 != 0 || finer.into_iter().any(|finer| finer != 0) {
        return None;
    }
    let minutes = minutes + seconds / 60;
    match (length, months, days, minutes) {
        (Length::Months, months, 0, 0) => Some(months),
        (Length::Days, 0, days, 0) => Some(days),
        (Length::Minutes, 0, 0, minutes) => Some(minutes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, length: Length) -> Option<i64> {
        read(text, length)?.ok()
    }

    #[test]
    fn lengths_are_read_in_their_own_kind() {
        let cases = [
            ("P1Y6M", Length::Months, Some(18)),
            ("P2Y", Length::Months, Some(24)),
            ("P30D", Length::Days, Some(30)),
            ("P2W1D", Length::Days, Some(15)),
            ("PT36H", Length::Minutes, Some(2160)),
            ("PT1H30M", Length::Minutes, Some(90)),
            ("PT120S", Length::Minutes, Some(2)),
            ("PT90S", Length::Minutes, None),
            ("P0D", Length::Months, Some(0)),
            ("-P3M", Length::Months, Some(-3)),
            ("P30D", Length::Months, None),
            ("P1M", Length::Days, None),
            ("P1M1D", Length::Months, None),
            ("PT24H", Length::Days, None),
            ("24", Length::Months, None),
            ("P", Length::Days, None),
        ];
        for (text, length, expected) in cases {
            assert_eq!(number(text, length), expected, "{text}");
        }
    }
}
