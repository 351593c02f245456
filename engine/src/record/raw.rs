//! A value as a format gives it, and why it is refused.

use loyal_dsl::message::Message;
use loyal_dsl::say;

use super::decimal::{self, Misfit};
use super::rejection::shorten;

/// A value as a format gives it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Raw<'a> {
    /// Nothing: absent, null, or an empty cell.
    Missing,
    /// A text that its format marks as one.
    Text(&'a str),
    /// A number by its text.
    Number(&'a str),
    /// A cell whose format does not tell texts from numbers.
    Word(&'a str),
    /// Yes or no.
    Bool(bool),
    /// A whole number of `10^-scale`.
    Scaled(i128, i8),
    /// A number beyond all scaled ones.
    Huge,
    /// Days since 1970.
    Date(i64),
    /// Microseconds since 1970 in UTC.
    Instant(i64),
    /// Microseconds since 1970 on the wall clock of the programme's zone.
    Local(i64),
    /// A point in time finer than a microsecond, or beyond years 1 to 9999.
    NoMoment,
    /// A list, an object: by its text.
    Nested(&'a str),
}

/// The value as a message shows it; none where it is missing.
pub(super) fn show(raw: Raw<'_>) -> Option<Message> {
    let shown = match raw {
        Raw::Missing => return None,
        Raw::Huge => return Some(say!("a number of more than 38 digits")),
        Raw::NoMoment => {
            return Some(say!("a time finer than a microsecond or beyond year 9999"));
        }
        Raw::Text(text) | Raw::Number(text) | Raw::Word(text) | Raw::Nested(text) => {
            let short = shorten(text);
            if short.is_empty() {
                return Some(say!("blanks"));
            }
            short
        }
        Raw::Bool(value) => value.to_string(),
        Raw::Scaled(value, scale) => decimal::show(value, scale),
        Raw::Date(days) => days_text(days),
        Raw::Instant(at) | Raw::Local(at) => match jiff::Timestamp::from_microsecond(at) {
            Ok(instant) => instant.to_string().trim_end_matches('Z').replace('T', " "),
            Err(_) => format!("microsecond {at}"),
        },
    };
    Some(Message::verbatim(shown))
}

fn days_text(days: i64) -> String {
    loyal_dsl::date::Date::from_days(days)
        .map_or_else(|| format!("day {days}"), |date| date.to_string())
}

/// A value that does not fit, perhaps with help.
pub(super) struct Unfit(pub(super) Option<Message>);

impl Unfit {
    pub(super) fn plain() -> Unfit {
        Unfit(None)
    }

    pub(super) fn help(help: Message) -> Unfit {
        Unfit(Some(help))
    }
}

/// Why a quantity of so many places is refused.
pub(super) fn unfit_quantity(misfit: Misfit, places: u8) -> Unfit {
    match misfit {
        Misfit::NotADecimal => Unfit::plain(),
        Misfit::TooManyPlaces if places == 0 => Unfit::help(say!("it is not whole")),
        Misfit::TooManyPlaces => Unfit::help(say!("it has more decimal places than the field")),
        Misfit::TooLarge => Unfit::help(say!("it is beyond the range of at most 18 digits")),
    }
}
