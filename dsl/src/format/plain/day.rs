//! Days of figures and calendars, brought into one form.

use super::{is_keyword, keyword, parenthesis};
use crate::keywords::KeywordId;
use crate::parse::Rule;
use crate::parse::written::{Word, WordKind, Written};

/// Months as the grammar spells them, January first.
const MONTHS: [KeywordId; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `自 2026-01-01 起 8 元`
pub(super) fn figure(mut parts: Vec<Written>) -> Written {
    if parts.first().is_some_and(|part| is_keyword(part, "from")) {
        let value = parts.pop();
        let day = from_day(parts);
        parts = value.into_iter().chain([day]).collect();
    }
    // A line that begins with `-` goes on with the one before.
    if let Some(value) = parts.first_mut().filter(|value| begins_with_minus(value)) {
        *value = parenthesis(value.clone());
    }
    Written::Phrase(Rule::figure, parts)
}

fn begins_with_minus(written: &Written) -> bool {
    match written {
        Written::Word(word) => matches!(word.kind, WordKind::Sign("-")),
        Written::Phrase(_, parts) => parts.first().is_some_and(begins_with_minus),
    }
}

pub(super) fn from_day(mut parts: Vec<Written>) -> Written {
    parts.retain(|part| !is_keyword(part, "counted_from"));
    Written::Phrase(Rule::from_day, parts)
}

/// `每月 8 日`
pub(super) fn every_month(parts: Vec<Written>) -> Written {
    let mut kept: Vec<Written> = parts
        .into_iter()
        .filter(|part| !is_keyword(part, "on") && !is_keyword(part, "day"))
        .collect();
    kept.insert(kept.len().min(2), keyword("on"));
    Written::Phrase(Rule::every_month, kept)
}

/// `每年 3 月 8 日`
pub(super) fn every_year(parts: Vec<Written>) -> Written {
    let mut parts = day_of_year(parts);
    parts.retain(|part| !is_keyword(part, "on"));
    parts.insert(parts.len().min(2), keyword("on"));
    Written::Phrase(Rule::every_year, parts)
}

/// The day, then the name of the month, at the end.
pub(super) fn day_of_year(parts: Vec<Written>) -> Vec<Written> {
    let is_number =
        |part: &Written| matches!(part, Written::Word(Word { kind: WordKind::Number { .. }, .. }));
    let is_name = |part: &Written| matches!(part, Written::Phrase(Rule::month_name, _));
    let (day_month, mut rest): (Vec<Written>, Vec<Written>) =
        parts.into_iter().partition(|part| is_number(part) || is_name(part));
    let (names, mut numbers): (Vec<Written>, Vec<Written>) =
        day_month.into_iter().partition(is_name);
    let day = numbers.pop();
    let month = names.into_iter().next().or_else(|| named(numbers.pop()));
    rest.retain(|part| !is_keyword(part, "day") && !is_keyword(part, "month"));
    rest.into_iter().chain(day).chain(month).collect()
}

/// The month of a number. One that no month has is kept.
fn named(number: Option<Written>) -> Option<Written> {
    let number = number?;
    let id = match &number {
        Written::Word(Word { kind: WordKind::Number { mantissa, places: 0, .. }, .. }) => {
            usize::try_from(*mantissa - 1).ok().and_then(|index| MONTHS.get(index))
        }
        _ => None,
    };
    Some(match id {
        Some(id) => Written::Phrase(Rule::month_name, vec![keyword(id)]),
        None => number,
    })
}

/// The number of a month's name.
pub(in crate::format) fn month_number(id: &str) -> Option<i128> {
    let index = MONTHS.iter().position(|month| *month == id)?;
    i128::try_from(index + 1).ok()
}
