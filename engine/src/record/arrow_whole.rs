//! Whole columns that need no look at each value's form: those in the places of their field.
//! Whatever is not as expected is left to the reading by row, which says what is wrong.

use arrow::array::{Array, StringArray};
use arrow::buffer::NullBuffer;

use super::arrow_values::Values;
use super::moment::checked_days;
use super::scalar::Target;
use crate::batch::{Column, Dictionary};

/// A column of which some values are missing, where every other fits as it stands.
pub(super) fn known_part(
    values: &Values,
    target: &Target,
    known: &NullBuffer,
    texts: &mut Dictionary,
) -> Option<Column> {
    let mut held = Vec::with_capacity(known.len());
    for row in 0..known.len() {
        held.push(if known.is_valid(row) { value(values, target, row, texts)? } else { 0 });
    }
    let bits = known.inner().bit_chunks();
    let mut valid: Vec<u64> = bits.iter().collect();
    if bits.remainder_len() > 0 {
        valid.push(bits.remainder_bits());
    }
    Some(Column { values: held, valid: Some(valid) })
}

/// A value that is there and fits as it stands.
fn value(values: &Values, target: &Target, row: usize, texts: &mut Dictionary) -> Option<i64> {
    match (values, target) {
        (Values::Whole(numbers), Target::Quantity { places: 0, .. }) => {
            numbers.values().get(row).copied()
        }
        (Values::Short(numbers, scale), Target::Quantity { places, .. })
            if u8::try_from(*scale) == Ok(*places) =>
        {
            numbers.values().get(row).copied()
        }
        (Values::Date(days), Target::Date) => checked_days((*days.values().get(row)?).into()),
        (Values::Bool(values), Target::Bool) => Some(i64::from(values.value(row))),
        (Values::Text(words), _) => text(words.value(row), target, texts),
        (Values::Coded(codes, words), _) => text(words.value(*codes.get(row)?), target, texts),
        _ => None,
    }
}

/// A text that is not empty, as its code or its option.
fn text(word: &str, target: &Target, texts: &mut Dictionary) -> Option<i64> {
    match target {
        Target::Text if !word.is_empty() => Some(texts.intern(word)),
        Target::Choice(options) => {
            i64::try_from(options.iter().position(|option| option == word)?).ok()
        }
        _ => None,
    }
}

/// The values of a column, where every one of them fits as it stands.
pub(super) fn whole(
    values: &Values,
    target: &Target,
    rows: usize,
    texts: &mut Dictionary,
) -> Option<Vec<i64>> {
    let held: Vec<i64> = match (values, target) {
        (Values::Whole(numbers), Target::Quantity { places: 0, .. }) => numbers.values().to_vec(),
        (Values::Short(numbers, scale), Target::Quantity { places, .. })
            if u8::try_from(*scale) == Ok(*places) =>
        {
            numbers.values().to_vec()
        }
        (Values::Decimal(numbers, scale), Target::Quantity { places, .. })
            if u8::try_from(*scale) == Ok(*places) =>
        {
            let numbers = numbers.values().iter();
            numbers.map(|number| i64::try_from(*number).ok()).collect::<Option<_>>()?
        }
        (Values::Date(days), Target::Date) => {
            let days = days.values().iter();
            days.map(|day| checked_days((*day).into())).collect::<Option<_>>()?
        }
        (Values::Bool(values), Target::Bool) => values.values().iter().map(i64::from).collect(),
        (Values::Text(words), Target::Text) => {
            texts.reserve(rows);
            let words = words.iter().map(|word| word.filter(|word| !word.is_empty()));
            words.map(|word| word.map(|word| texts.intern(word))).collect::<Option<_>>()?
        }
        (Values::Text(words), Target::Choice(options)) => {
            let option = |word: &str| options.iter().position(|option| option == word);
            let found = words.iter().map(|word| i64::try_from(option(word?)?).ok());
            found.collect::<Option<_>>()?
        }
        (Values::Coded(codes, words), Target::Text | Target::Choice(_)) => {
            coded(codes, words, target, texts)?
        }
        _ => return None,
    };
    (held.len() == rows).then_some(held)
}

/// Values by number: each different one is read once.
fn coded(
    codes: &[usize],
    words: &StringArray,
    target: &Target,
    texts: &mut Dictionary,
) -> Option<Vec<i64>> {
    let mut known: Vec<Option<i64>> = vec![None; words.len()];
    let mut values = Vec::with_capacity(codes.len());
    for code in codes {
        let slot = known.get_mut(*code)?;
        if slot.is_none() {
            let word = words.is_valid(*code).then(|| words.value(*code))?;
            *slot = text(word, target, texts);
        }
        values.push((*slot)?);
    }
    Some(values)
}
