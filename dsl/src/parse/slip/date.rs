//! Dates in other forms.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::date::Date;
use crate::lex::{Piece, PieceKind};

/// `31/01/2026`, `01-31-2026`, `2026/1/31`, `2026.1.31`, `2026年1月31日`, `31 Jan 2026`,
/// `January 31, 2026`, `20260131`
pub(super) fn dates(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (index, piece) in line.pieces.iter().enumerate() {
        let follows = line.from(index);
        let found = in_one(piece).or_else(|| in_signs(follows)).or_else(|| in_words(follows));
        let found = found.or_else(|| in_chinese(line, piece));
        fixes.extend(found.into_iter().map(|(end, date)| Fix {
            kind: kind(line.written(piece.start, end)),
            start: piece.start,
            end,
            with: date,
        }));
    }
}

/// Two numbers before a year may be a day and a month or the reverse.
fn kind(written: &str) -> SlipKind {
    let parts: Vec<&str> = written.split(['/', '-', '.', '／', '－', '．']).collect();
    let small = |part: &str| part.parse::<u8>().is_ok_and(|number| number <= 12);
    match parts.as_slice() {
        [first, second, year] if year.len() == 4 && first != second => {
            if small(first) && small(second) { SlipKind::AmbiguousDate } else { SlipKind::Date }
        }
        _ => SlipKind::Date,
    }
}

/// The other day that a date may be meant as.
pub(super) fn turned(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    match parts.as_slice() {
        [year, month, day] => format!("{year}-{day}-{month}"),
        _ => date.to_owned(),
    }
}

/// The date of three numbers of which one is a year: as they stand, or the last two turned where
/// they cannot be meant otherwise.
fn date(parts: [&str; 3]) -> Option<String> {
    let [first, second, third] = parts;
    let number = |text: &str| text.parse::<i16>().ok();
    let (year, one, other) = if first.len() == 4 {
        (number(first)?, number(second)?, number(third)?)
    } else if third.len() == 4 {
        (number(third)?, number(second)?, number(first)?)
    } else {
        return None;
    };
    sound(year, one, other).or_else(|| sound(year, other, one))
}

fn sound(year: i16, month: i16, day: i16) -> Option<String> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::from_parts(year, month, day)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// `2026.1.31`, `2026-1-5` and `20260131` are one piece.
fn in_one(piece: &Piece) -> Option<(usize, String)> {
    let parts: Vec<&str> = match piece.kind {
        PieceKind::Number => piece.text.split('.').collect(),
        PieceKind::Date => piece.text.split('-').collect(),
        _ => return None,
    };
    let found = match (parts.as_slice(), piece.text.len()) {
        ([first, second, third], _) => date([first, second, third]),
        ([digits], 8) => date([digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?]),
        _ => None,
    };
    found.filter(|date| *date != piece.text).map(|date| (piece.end, date))
}

/// `31/01/2026` and `31-01-2026` are five.
fn in_signs(pieces: &[Piece]) -> Option<(usize, String)> {
    let [first, one, second, other, third, ..] = pieces else { return None };
    let sign = one.is_sign("/") || one.is_sign("-");
    let numbers = [first, second, third].iter().all(|piece| piece.kind == PieceKind::Number);
    let whole = first.touches(one) && second.touches(other) && other.touches(third);
    if !sign || one.text != other.text || !numbers || !whole {
        return None;
    }
    date([&first.text, &second.text, &third.text]).map(|date| (third.end, date))
}

/// `31 Jan 2026`, `January 31, 2026`, `Jan 31 2026`
fn in_words(pieces: &[Piece]) -> Option<(usize, String)> {
    let [first, second, rest @ ..] = pieces else { return None };
    let rest = match rest {
        [comma, rest @ ..] if comma.is_sign(",") => rest,
        rest => rest,
    };
    let year =
        rest.first().filter(|year| year.kind == PieceKind::Number && year.text.len() == 4)?;
    let (month, day) = month(&first.text)
        .map(|month| (month, &second.text))
        .or_else(|| month(&second.text).map(|month| (month, &first.text)))?;
    let day = day.trim_end_matches(char::is_alphabetic).parse().ok()?;
    sound(year.text.parse().ok()?, month, day).map(|date| (year.end, date))
}

fn month(word: &str) -> Option<i16> {
    const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
    let begins = word.to_lowercase();
    let begins = begins.get(..3).filter(|_| word.chars().all(char::is_alphabetic))?;
    let at = MONTHS.split(' ').position(|month| month == begins)?;
    i16::try_from(at + 1).ok()
}

/// `2026年1月31日`, with or without spaces.
fn in_chinese(line: &Broken<'_>, piece: &Piece) -> Option<(usize, String)> {
    if piece.kind != PieceKind::Number || piece.text.len() != 4 {
        return None;
    }
    let mut rest = line.text.get(piece.start..)?;
    let mut parts = [String::new(), String::new(), String::new()];
    for (part, signs) in parts.iter_mut().zip(["年", "月", "日号"]) {
        rest = rest.trim_start_matches(' ');
        *part = rest.chars().take_while(char::is_ascii_digit).collect();
        rest = rest.get(part.len()..)?.trim_start_matches(' ');
        rest = rest.strip_prefix(|sign| signs.contains(sign))?;
    }
    let [year, month, day] = &parts;
    date([year, month, day]).map(|date| (line.text.len() - rest.len(), date))
}
