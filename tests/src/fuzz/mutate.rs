//! Texts changed where their meaning turns: lines and words moved, doubled, left out, taken from
//! other policies, numbers moved to their edges. Steady: the same seed changes in the same way.

use std::ops::Range;
use std::sync::LazyLock;

use super::seeds;
use crate::records::random::Chance;

/// Numbers at which programs change their mind.
const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "2",
    "3",
    "12",
    "13",
    "28",
    "29",
    "31",
    "60",
    "64",
    "100",
    "0.01",
    "0.005",
    "99999999",
    "9223372036854775807",
];

/// Words of one kind, each of which may stand for any other.
const KINDS: [&[&str]; 9] = [
    &[">=", ">", "<=", "<", "=", "!="],
    &["sum", "average", "max", "min"],
    &["day", "week", "month", "quarter", "year"],
    &["days", "weeks", "months", "quarters", "years"],
    &["last", "this", "previous", "next"],
    &["and", "or"],
    &["+", "-", "*", "/"],
    &["up", "down", "even"],
    &["latest", "first", "earliest", "last"],
];

static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut lines: Vec<String> = seeds::policies()
        .iter()
        .flat_map(|text| text.lines().map(str::to_owned))
        .filter(|line| line.trim().len() > 3)
        .collect();
    lines.sort();
    lines.dedup();
    lines
});

/// The text with some changes.
#[must_use]
pub fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..chance.within(1, 3) {
        text = if chance.percent(35) { of_lines(&text, chance) } else { of_words(&text, chance) };
    }
    text
}

/// A policy put together anew: like words stand for one another, and lines of other policies come
/// in, so that much of it is sound.
#[must_use]
pub fn recombined(text: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..chance.within(1, 4) {
        text = if chance.percent(8) { of_lines(&text, chance) } else { alike(&text, chance) };
    }
    text
}

/// A word or number in the place of one of its kind.
fn alike(text: &str, chance: &mut Chance) -> String {
    let kinds = |word: &str| KINDS.iter().find(|kind| kind.contains(&word)).copied();
    let number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let words = words(text).into_iter().filter(|word| {
        let word = &text[word.clone()];
        number(word) || kinds(word).is_some()
    });
    let words: Vec<Range<usize>> = words.collect();
    let Some(at) = chance.one_of(&words) else { return text.to_owned() };
    let word = &text[at.clone()];
    let new = match kinds(word) {
        Some(kind) => chance.one_of(kind),
        None => chance.one_of(&NUMBERS),
    };
    format!("{}{}{}", &text[..at.start], new.unwrap_or(&word), &text[at.end..])
}

fn of_lines(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let (at, other) = (place(lines.len(), chance), place(lines.len(), chance));
    match chance.within(0, 4) {
        0 => drop(lines.remove(at)),
        1 => lines.swap(at, other),
        2 => lines.insert(other, lines[at]),
        3 => lines[at] = lines[other],
        _ => lines.insert(at, chance.one_of(&LINES).map_or("", |line| line.as_str())),
    }
    lines.join("\n") + "\n"
}

fn of_words(text: &str, chance: &mut Chance) -> String {
    let words = words(text);
    if words.is_empty() {
        return text.to_owned();
    }
    let (at, other) = (words[place(words.len(), chance)].clone(), place(words.len(), chance));
    let word = &text[at.clone()];
    let kind = KINDS.iter().find(|kind| kind.contains(&word));
    let new = match (kind, chance.within(0, 5)) {
        (Some(kind), 1..) => chance.one_of(kind).map_or("", |word| word),
        (None, 1..) if word.starts_with(|letter: char| letter.is_ascii_digit()) => {
            chance.one_of(&NUMBERS).map_or("", |number| number)
        }
        (_, 0) => "",
        (_, 1) => chance.one_of(&seeds::WORDS).map_or("", |word| word.as_str()),
        _ => &text[words[other].clone()],
    };
    format!("{}{new}{}", &text[..at.start], &text[at.end..])
}

fn place(length: usize, chance: &mut Chance) -> usize {
    let last = i64::try_from(length).unwrap_or(1) - 1;
    usize::try_from(chance.within(0, last)).unwrap_or(0)
}

/// Runs of letters and digits, and of signs, without white space.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let kind = match letter {
            _ if letter.is_whitespace() => None,
            _ if letter.is_alphanumeric() || ".\"-_".contains(letter) => Some(true),
            _ => Some(false),
        };
        let end = at + letter.len_utf8();
        match words.last_mut() {
            Some(word) if before == kind && kind.is_some() => word.end = end,
            _ if kind.is_some() => words.push(at..end),
            _ => {}
        }
        before = kind;
    }
    words
}
