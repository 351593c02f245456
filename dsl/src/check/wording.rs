//! Parts of messages that several problems share.

use super::describe::describe_unit;
use crate::message::{Argument, Joint, Message};
use crate::source::Span;
use crate::types::{Length, Unit};

/// The nearest name, or what else can be done.
pub(super) fn did_you_mean(nearest: Option<&String>, otherwise: Message) -> Message {
    nearest.map_or(otherwise, |name| say!("did you mean `{name}`?", name))
}

pub(super) fn this_is(found: &Message) -> Message {
    say!("this is {found}", found = found)
}

pub(super) fn quoted(name: &String) -> Message {
    say!("`{name}`", name)
}

pub(super) fn or_list(readings: &[String]) -> Argument {
    Joint::EachOr.of(readings.iter().map(quoted))
}

pub(super) fn arguments(number: usize) -> Message {
    match number {
        1 => say!("1 argument"),
        _ => say!("{number} arguments", number),
    }
}

pub(super) fn conditions(number: usize) -> Message {
    match number {
        1 => say!("1 condition"),
        _ => say!("{number} conditions", number),
    }
}

pub(super) fn parameters(number: usize) -> Message {
    match number {
        1 => say!("1 parameter"),
        _ => say!("{number} parameters", number),
    }
}

pub(super) fn units_help(left: &Message, right: &Message) -> Message {
    let number = say!("a number");
    let lengths = LENGTHS.map(|length| describe_unit(&Unit::Duration(length)));
    let timed = [left, right].map(|side| lengths.contains(side));
    if timed == [true, true] {
        say!("one kind is never turned into another: a month is not 30 days, nor a day 24 hours")
    } else if timed != [false, false] && [left, right].contains(&&number) {
        say!("compare a number with a number: `days from a to b > 30`, `length / 1 day > 30`")
    } else if *left == number || *right == number {
        say!("write the unit after the number, such as `100 CNY` or `100 points`")
    } else {
        say!("convert one of them, or keep them apart")
    }
}

const LENGTHS: [Length; 3] = [Length::Months, Length::Days, Length::Minutes];

pub(super) fn at_most_places(allowed: u8) -> Message {
    match allowed {
        0 => say!("no decimal places"),
        1 => say!("at most 1 decimal place"),
        _ => say!("at most {allowed} decimal places", allowed),
    }
}

pub(super) fn places_found(places: Option<u8>) -> Message {
    places.map_or_else(|| say!("a division in it"), |places| say!("{places}", places))
}

pub(super) fn cycle_message(names: &[(String, Span)]) -> Message {
    match names {
        [(only, _)] => say!("`{only}` is computed from itself", only),
        _ => {
            let names = Joint::Comma.of(names.iter().map(|(name, _)| quoted(name)));
            say!("{names} are computed from one another", names)
        }
    }
}
