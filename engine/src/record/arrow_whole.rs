//! Whole columns that need no look at each value's form: those without missing values, in the
//! places of their field. Whatever is not as expected is left to the reading by row, which says
//! what is wrong.

use arrow::array::{Array, StringArray};

use super::arrow_values::Values;
use super::moment::checked_days;
use super::scalar::Target;
use crate::batch::Dictionary;

/// The values of a column, where every one of them fits as it stands.
pub(super) fn whole(
    values: &Values,
    target: &Target,
    rows: usize,
    texts: &mut Dictionary,
) -> Option<Vec<i64>> {
    let held: Vec<i64> = match (values, target) {
        (Values::Whole(numbers), Target::Quantity { places: 0, .. }) => numbers.values().to_vec(),
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
            let word = Some(word).filter(|word| !word.is_empty())?;
            *slot = match target {
                Target::Text => Some(texts.intern(word)),
                Target::Choice(options) => {
                    let at = options.iter().position(|option| option == word)?;
                    i64::try_from(at).ok()
                }
                _ => None,
            };
        }
        values.push((*slot)?);
    }
    Some(values)
}
