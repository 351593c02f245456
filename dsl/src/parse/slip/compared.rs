//! Comparisons as they are spoken: with the value once for two of them, between two figures, `or
//! more`.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::keywords;
use crate::lex::{Piece, PieceKind};

/// Words behind which a value begins that is compared.
const BEFORE_VALUES: &[&str] =
    &["when", "and", "or", "not", "where", "has", "as", "implies", "unless", "otherwise"];

/// Longer values are not said twice.
const LONGEST_VALUE: usize = 12;

/// `spend > 100 and < 200 CNY`, `between 100 and 200 CNY`, `100 CNY or more`, `在 d 之前`
pub(super) fn comparisons(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for index in 0..line.pieces.len() {
        fixes.extend(value_once(line, index));
        fixes.extend(between(line, index));
        fixes.extend(within(line, index));
        fixes.extend(or_more(line, index));
        fixes.extend(before_day(line, index));
        fixes.extend(so_many(line, index));
    }
}

fn is_any(piece: &Piece, words: &[&str]) -> bool {
    words.iter().any(|word| piece.is_word(word) || piece.is_sign(word))
}

fn means(line: &Broken<'_>, piece: &Piece, ids: &[&str]) -> bool {
    piece.kind == PieceKind::Word
        && keywords(line.language).meaning(&piece.text).is_some_and(|id| ids.contains(&id))
}

fn compares(line: &Broken<'_>, piece: &Piece) -> bool {
    is_any(piece, &["<", ">", "<=", ">=", "=", "!=", "is"])
        || means(line, piece, &["is", "at_least", "at_most"])
}

/// The text of the pieces from one to another.
fn text<'a>(line: &'a Broken<'_>, from: usize, to: usize) -> &'a str {
    let pieces = line.pieces.get(from..to).unwrap_or_default();
    let ends = pieces.first().zip(pieces.last());
    ends.map_or("", |(first, last)| line.written(first.start, last.end))
}

/// The value that ends before a piece.
fn value_before<'a>(line: &'a Broken<'_>, end: usize) -> Option<&'a str> {
    let pieces = line.pieces.get(..end)?;
    let opens = |piece: &Piece| {
        means(line, piece, BEFORE_VALUES)
            || is_any(piece, &["(", ",", "|"])
            || compares(line, piece)
    };
    let from = pieces.iter().rposition(opens).map_or(0, |at| at + 1);
    let value = text(line, from, end);
    (end - from <= LONGEST_VALUE && !value.is_empty()).then_some(value)
}

/// The unit behind the number at a place.
fn unit<'a>(line: &'a Broken<'_>, number: usize) -> Option<&'a str> {
    let [number, unit, ..] = line.from(number) else { return None };
    let currency = keywords(line.language).currency(&unit.text).is_some()
        || unit.text.len() == 3 && unit.text.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_unit = unit.is_sign("%") || currency || means(line, unit, &["point"]);
    (number.kind == PieceKind::Number && is_unit).then(|| line.written(unit.start, unit.end))
}

/// A figure with the unit of another, where it has none of its own.
fn with_unit(line: &Broken<'_>, from: usize, to: usize, other: usize) -> String {
    let figure = text(line, from, to);
    let bare = to == from + 1
        && line.pieces.get(from).is_some_and(|piece| piece.kind == PieceKind::Number);
    match unit(line, other).filter(|_| bare) {
        Some("%") => format!("{figure}%"),
        Some(unit) => format!("{figure} {unit}"),
        None => figure.to_owned(),
    }
}

/// `spend > 100 and < 200 CNY`
fn value_once(line: &Broken<'_>, index: usize) -> Option<Fix> {
    let (and, next) = (line.pieces.get(index)?, line.pieces.get(index + 1)?);
    if !means(line, and, &["and", "or"]) || !is_any(next, &["<", ">", "<=", ">=", "=", "!="]) {
        return None;
    }
    let sign = line.pieces.get(..index)?.iter().rposition(|piece| compares(line, piece))?;
    let value = value_before(line, sign)?;
    let figure = with_unit(line, sign + 1, index, index + 2);
    let start = line.pieces.get(sign + 1)?.start;
    if figure == text(line, sign + 1, index) {
        let (start, with) = (next.start, format!("{value} "));
        return Some(Fix { kind: SlipKind::Missing, start, end: start, with });
    }
    let with = format!("{figure} {} {value} ", and.text);
    Some(Fix { kind: SlipKind::Word, start, end: next.start, with })
}

/// `x between 5 and 9`, `x is between 5 and 9`
fn between(line: &Broken<'_>, index: usize) -> Option<Fix> {
    let word = line.pieces.get(index).filter(|word| word.is_word("between"))?;
    let is =
        index.checked_sub(1).filter(|at| line.pieces.get(*at).is_some_and(|p| p.is_word("is")));
    let first = is.unwrap_or(index);
    let value = value_before(line, first)?;
    let further = line.from(index).iter().position(|piece| is_any(piece, &["and", "to"]))?;
    let and = index + further;
    let low = with_unit(line, index + 1, and, and + 1);
    let start = is.and_then(|at| line.pieces.get(at)).unwrap_or(word).start;
    let with = format!(">= {low} {} {value} <=", line.spelling("and"));
    Some(Fix { kind: SlipKind::Word, start, end: line.pieces.get(and)?.end, with })
}

/// `x 在 5 到 9 之间`, `x 介于 5 和 9`
fn within(line: &Broken<'_>, index: usize) -> Option<Fix> {
    let word = line.pieces.get(index)?;
    if !is_any(word, &["在", "介于", "处于", "位于"]) {
        return None;
    }
    let value = value_before(line, index)?;
    let until = |piece: &Piece| is_any(piece, &["到", "至", "和", "与", "及", "~", "-"]);
    let to = index + line.from(index).iter().position(until)?;
    let closes = |piece: &Piece| piece.kind == PieceKind::Word && piece.text.ends_with("之间");
    let close = line.from(to).iter().position(closes).map(|at| to + at);
    let high = match close {
        Some(close) => line.written(line.pieces.get(to + 1)?.start, line.pieces.get(close)?.end),
        None if word.is_word("介于") => text(line, to + 1, line.pieces.len()),
        None => return None,
    };
    let end = line.pieces.get(close.unwrap_or(line.pieces.len() - 1))?.end;
    let low = with_unit(line, index + 1, to, to + 1);
    let high = high.trim_end_matches("之间").trim();
    let with = format!(">= {low} {} {value} <= {high}", line.spelling("and"));
    Some(Fix { kind: SlipKind::Word, start: word.start, end, with })
}

const UP: &[&str] = &["more", "higher", "above", "over", "better", "greater", "later"];
const DOWN: &[&str] = &["less", "lower", "below", "under", "fewer", "earlier"];
const UP_BEHIND: &[&str] = &["及以上", "或以上", "以上"];
const DOWN_BEHIND: &[&str] = &["及以下", "或以下", "以下"];

/// Words behind a figure that say on which side of it a value lies.
struct Side {
    up: bool,
    /// Where the figure ends: in the line, and among its pieces.
    figure: (usize, usize),
    end: usize,
}

fn side(line: &Broken<'_>, index: usize) -> Option<Side> {
    let piece = line.pieces.get(index)?;
    if is_any(piece, &["or", "and"]) {
        let word = line.pieces.get(index + 1)?;
        let up = is_any(word, UP);
        let figure = (line.pieces.get(index.checked_sub(1)?)?.end, index);
        return (up || is_any(word, DOWN)).then_some(Side { up, figure, end: word.end });
    }
    if piece.is_sign("+") && line.pieces.get(index + 1).is_none_or(|next| next.is_sign("|")) {
        let figure = (line.pieces.get(index.checked_sub(1)?)?.end, index);
        return Some(Side { up: true, figure, end: piece.end });
    }
    let ends = |words: &[&str]| {
        let found = words.iter().find(|word| piece.text.ends_with(**word));
        found.filter(|_| piece.kind == PieceKind::Word).map(|word| word.len())
    };
    let (up, length) = ends(UP_BEHIND)
        .map(|length| (true, length))
        .or_else(|| ends(DOWN_BEHIND).map(|length| (false, length)))?;
    let figure = match piece.text.len() - length {
        0 => (line.pieces.get(index.checked_sub(1)?)?.end, index),
        _ => (piece.end - length, index + 1),
    };
    Some(Side { up, figure, end: piece.end })
}

/// `100 CNY or more`, `Silver or higher`, `100 元 以上`
fn or_more(line: &Broken<'_>, index: usize) -> Option<Fix> {
    let side = side(line, index)?;
    let before = line.pieces.get(..side.figure.1)?;
    let compared = before.iter().rposition(|piece| compares(line, piece) || is_any(piece, &["是"]));
    let number = before.iter().rposition(|piece| piece.kind == PieceKind::Number);
    let from = compared.map(|at| at + 1).or(number)?;
    let figure = line.written(line.pieces.get(from)?.start, side.figure.0);
    let sign = compared.and_then(|at| line.pieces.get(at));
    let ordered = |sign: &&Piece| {
        is_any(sign, &["<", ">", "<=", ">="]) || means(line, sign, &["at_least", "at_most"])
    };
    if sign.is_some_and(|sign| ordered(&sign)) {
        let attached = line.pieces.get(index).filter(|piece| piece.start < side.figure.0);
        let start = attached.map_or(side.figure.0, |piece| piece.start);
        let with = line.written(start, side.figure.0).to_owned();
        return Some(Fix { kind: SlipKind::Word, start, end: side.end, with });
    }
    let word = match (number.is_some_and(|at| at >= from), side.up) {
        (true, true) => ">=".to_owned(),
        (true, false) => "<=".to_owned(),
        (false, true) => line.spelling("at_least"),
        (false, false) => line.spelling("at_most"),
    };
    let start = sign.or(line.pieces.get(from))?.start;
    Some(Fix { kind: SlipKind::Word, start, end: side.end, with: format!("{word} {figure}") })
}

/// `入会日期 在 2026-01-01 之前`
fn before_day(line: &Broken<'_>, index: usize) -> Option<Fix> {
    let (day, word) = (line.pieces.get(index)?, line.pieces.get(index + 1)?);
    let sign = match word.text.as_str() {
        "之前" | "以前" => "<",
        "之后" | "以后" => ">",
        _ => return None,
    };
    if !matches!(day.kind, PieceKind::Date | PieceKind::Word) {
        return None;
    }
    let before = index.checked_sub(1).and_then(|before| line.pieces.get(before));
    let first = before.filter(|before| is_any(before, &["在", "于"])).unwrap_or(day);
    let with = format!("{sign} {}", line.written(day.start, day.end));
    Some(Fix { kind: SlipKind::Word, start: first.start, end: word.end, with })
}

/// How many there are, in words, and the sign for it.
const SO_MANY: &[(&[&str], &str)] = &[
    (&["more", "than"], ">"),
    (&["over"], ">"),
    (&["at", "least"], ">="),
    (&["fewer", "than"], "<"),
    (&["less", "than"], "<"),
    (&["at", "most"], "<="),
];

/// `more than 3 orders in last 30 days`
fn so_many(line: &Broken<'_>, index: usize) -> Option<Fix> {
    let follows = line.from(index);
    let (words, sign) = SO_MANY.iter().find(|(words, _)| {
        follows.len() > words.len()
            && words.iter().zip(follows).all(|(word, piece)| piece.is_word(word))
    })?;
    let [number, list, ..] = follows.get(words.len()..)? else { return None };
    if number.kind != PieceKind::Number || !line.known.lists().any(|known| known == list.text) {
        return None;
    }
    let first = index + words.len() + 1;
    let ends = |piece: &Piece| means(line, piece, &["and", "or"]);
    let further = line.from(first).iter().position(ends);
    let end = further.map_or(line.pieces.len(), |further| first + further);
    let counted = text(line, first, end);
    let with = format!("{} {counted} {sign} {}", line.spelling("count_of"), number.text);
    let (start, end) = (follows.first()?.start, line.pieces.get(end - 1)?.end);
    Some(Fix { kind: SlipKind::Word, start, end, with })
}
