//! Words without spaces between them: a word is cut into keywords, names and numbers.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::habits::habits;
use crate::keywords::{KeywordId, keywords};
use crate::lex::{Piece, PieceKind};
use crate::syntax::Language;

/// Longer words are not cut.
const LONGEST: usize = 60;

/// Keywords that count only behind a number.
const UNITS: &[KeywordId] = &["year", "month", "day", "week", "time", "place", "point", "hour"];

/// All words of the line that can be cut, together and one by one.
pub(super) fn words(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let cut: Vec<(&Piece, String)> = line
        .pieces
        .iter()
        .filter(|piece| piece.kind == PieceKind::Word && !is_whole(line, &piece.text))
        .filter_map(|piece| Some((piece, cut(line, &piece.text)?)))
        .collect();
    if let ([(first, _), .., (last, _)], true) = (cut.as_slice(), cut.len() > 1) {
        let (mut with, mut at) = (String::new(), first.start);
        for (piece, words) in &cut {
            with += line.written(at, piece.start);
            with += words;
            at = piece.end;
        }
        let (start, end) = (first.start, last.end);
        fixes.push(Fix { kind: SlipKind::Together, start, end, with });
    }
    fixes.extend(cut.into_iter().map(|(piece, with)| Fix {
        kind: SlipKind::Together,
        start: piece.start,
        end: piece.end,
        with,
    }));
    for piece in line.pieces.iter().filter(|piece| piece.kind == PieceKind::Word) {
        let (start, end) = (piece.start, piece.end);
        let with = first_word(line, &piece.text);
        fixes.extend(with.map(|with| Fix { kind: SlipKind::Together, start, end, with }));
    }
}

/// A word that begins with a keyword, and the rest of it.
fn first_word(line: &Broken<'_>, word: &str) -> Option<String> {
    let places = word.char_indices().skip(2).map(|(at, _)| at);
    let splits = places.filter_map(|at| word.split_at_checked(at));
    let (keyword, rest) = splits
        .filter(|(keyword, _)| keywords(line.language).meaning(keyword).is_some())
        .filter(|(_, rest)| line.language == Language::Zh || line.known.has_part(rest))
        .last()?;
    Some(format!("{keyword} {rest}"))
}

fn is_whole(line: &Broken<'_>, word: &str) -> bool {
    keywords(line.language).meaning(word).is_some() || line.known.has(word)
}

/// What a part of a word is, with how unlikely that is.
struct Part {
    length: usize,
    cost: usize,
}

/// The likeliest words that a word is made of, if there are several.
fn cut(line: &Broken<'_>, word: &str) -> Option<String> {
    let characters: Vec<char> = word.chars().collect();
    if characters.len() > LONGEST {
        return None;
    }
    // The cheapest way from each place to the end: its cost, and where its first part ends.
    let mut ways: Vec<(usize, usize)> = vec![(0, characters.len())];
    for start in (0..characters.len()).rev() {
        let parts = parts(line, word, characters.get(start..)?, start);
        let way = |part: &Part| {
            let rest = ways.get(characters.len() - start - part.length)?;
            Some((part.cost + rest.0, start + part.length))
        };
        ways.push(parts.iter().filter_map(way).min()?);
    }
    let mut cut: Vec<String> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let next = ways.get(characters.len() - at)?.1;
        cut.push(characters.get(at..next)?.iter().collect());
        at = next;
    }
    let spelt = |part: &String| keywords(line.language).meaning(part).is_some();
    (cut.len() > 1 && cut.iter().any(|part| spelt(part) || is_word(line, part)))
        .then(|| cut.join(" "))
}

/// The parts with which the rest of a word may go on.
fn parts(line: &Broken<'_>, word: &str, rest: &[char], start: usize) -> Vec<Part> {
    let digits = rest.iter().take_while(|character| character.is_ascii_digit()).count();
    if digits > 0 {
        return vec![Part { length: digits, cost: 4 }];
    }
    let ascii = rest.iter().take_while(|character| character.is_ascii_alphanumeric()).count();
    let mut parts = Vec::new();
    for length in 1..=rest.len() {
        let Some(part) = rest.get(..length) else { break };
        let part: String = part.iter().collect();
        if part.chars().any(|character| character.is_ascii_digit()) {
            break;
        }
        if part != word
            && let Some(cost) = cost(line, &part, behind_number(word, start))
        {
            parts.push(Part { length, cost });
        }
        let stranger = line.language == Language::Zh && (ascii == 0 || ascii == length);
        if stranger && part != word {
            parts.push(Part { length, cost: 16 + 14 * if ascii == 0 { length } else { 1 } });
        }
    }
    parts
}

fn behind_number(word: &str, start: usize) -> bool {
    let before = start.checked_sub(1).and_then(|before| word.chars().nth(before));
    before.is_none_or(|character| character.is_ascii_digit())
}

/// What a known word costs; more where it is short.
fn cost(line: &Broken<'_>, part: &str, behind_number: bool) -> Option<usize> {
    let single = part.chars().count() == 1;
    if line.known.has_part(part) && !single {
        return Some(8);
    }
    if let Some(id) = keywords(line.language).meaning(part) {
        let unit = UNITS.contains(&id) && !behind_number;
        return (!unit).then_some(if single { 12 } else { 10 });
    }
    is_word(line, part).then_some(11)
}

/// A compound, a word of a phrase, a currency or a habit.
fn is_word(line: &Broken<'_>, part: &str) -> bool {
    let keywords = keywords(line.language);
    let many = part.chars().count() > 1;
    let habit = |part: &str| habits(line.language).words().any(|(words, _)| words == part);
    many && !keywords.beginning_with(part).is_empty()
        || keywords.currency(part).is_some()
        || many && line.language == Language::Zh && habit(part)
}
