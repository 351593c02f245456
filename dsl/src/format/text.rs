//! How numbers, dates, texts and names are written.

use crate::date::Date;
use crate::keywords::keywords;
use crate::lex::spells_name;
use crate::parse::written::WordKind;
use crate::syntax::Language;

/// A number with its digits as written, where they are the number; with a numeral of the language
/// where one was behind them.
pub(super) fn number(mantissa: i128, places: u8, digits: &str, language: Language) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let written = format!("{whole}{fraction}").parse().unwrap_or(mantissa);
    if (written, fraction.len()) == (mantissa, usize::from(places)) {
        return digits.to_owned();
    }
    let numerals = keywords(language).numerals();
    let mut behind = numerals.filter(|(_, power)| {
        let scaled = crate::lex::scaled(written, fraction.len(), *power);
        scaled == Some((mantissa, places))
    });
    match behind.next() {
        Some((numeral, _)) => format!("{digits}{numeral}"),
        None => value(mantissa, places),
    }
}

fn value(mantissa: i128, places: u8) -> String {
    let places = usize::from(places);
    let digits = format!("{mantissa:0>width$}", width = places + 1);
    match digits.split_at_checked(digits.len().saturating_sub(places)) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => digits,
    }
}

/// Whether a word is the number 1.
pub(super) fn is_one(word: &WordKind) -> bool {
    matches!(word, WordKind::Number { mantissa: 1, places: 0, .. })
}

/// `2026-01-31`
pub(super) fn date(days: i64) -> String {
    Date::from_days(days).map(|date| date.to_string()).unwrap_or_default()
}

/// A text in straight quotation marks, or in curly ones where it holds straight ones.
pub(super) fn quoted(content: &str) -> String {
    let mut escaped = false;
    let holds_mark = content.chars().any(|character| {
        let mark = !escaped && matches!(character, '"' | '＂');
        escaped = !escaped && character == '\\';
        mark
    });
    if holds_mark { format!("“{content}”") } else { format!("\"{content}\"") }
}

/// A name in quotation marks: those of the language, unless the name holds them.
pub(super) fn quoted_name(name: &str, language: Language) -> String {
    let chinese = match language {
        Language::En => name.contains('`'),
        Language::Zh => !name.contains('」'),
    };
    if chinese { format!("「{name}」") } else { format!("`{name}`") }
}

/// Whether a name is no word by itself.
pub(super) fn needs_quotes(name: &str) -> bool {
    !spells_name(name)
}
