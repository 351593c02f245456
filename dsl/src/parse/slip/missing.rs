//! Words and signs that are left out.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::keywords;
use crate::lex::{Piece, PieceKind};
use crate::syntax::Language;

/// Keywords that are left out most often, the likeliest first.
const WORDS: &[&str] = &[
    "per", "of", "as", "worth", "valid", "when", "give", "for_each", "is", "and", "by", "where",
    "in", "to", "from",
];

/// Those that only a number follows; elsewhere they are names.
const BEFORE_NUMBERS: &[&str] = &["per", "worth", "valid"];

/// A word or sign at the stop of the reading, or before the piece before it.
pub(super) fn words(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    // Of a keyword alone there is too little to guess from.
    let alone = |piece: &Piece| keywords(line.language).meaning(&piece.text).is_some();
    if matches!(line.pieces.as_slice(), [only] if alone(only)) {
        return;
    }
    let stop = line.stopped_at();
    for index in [Some(stop), stop.checked_sub(1)].into_iter().flatten() {
        let end = line.text.trim_end().len();
        let at = line.pieces.get(index).map_or(end, |piece| piece.start);
        let next = line.pieces.get(index);
        let before = index.checked_sub(1).and_then(|before| line.pieces.get(before));
        let words = words_before(line, before, next).into_iter();
        fixes.extend(words.map(|word| insert(at, word + " ")));
        let behind = before.map_or(at, |before| before.end);
        fixes.extend([":", ","].map(|sign| insert(behind, sign.to_owned())));
    }
}

/// The words that may be missing before a piece: a tier's name before a comparison, and those that
/// are no names elsewhere either.
fn words_before(line: &Broken<'_>, before: Option<&Piece>, next: Option<&Piece>) -> Vec<String> {
    let counts = next.is_some_and(|next| next.kind == PieceKind::Number);
    let meaning = next.and_then(|next| keywords(line.language).beginning_with(&next.text).first());
    let compares = meaning
        .is_some_and(|phrase| phrase.writes.iter().any(|id| matches!(*id, "at_least" | "at_most")));
    let tiers = line.known.tiers().filter(|_| compares).map(str::to_owned);
    let words = WORDS.iter().filter(|id| counts || !BEFORE_NUMBERS.contains(id));
    let words = words.filter(|id| may_stand(line, id, before, next));
    let words = words.map(|id| line.spelling(id)).filter(|word| !word.is_empty());
    tiers.chain(words).collect()
}

/// Whether a word would be one there: before a sign or at the end most are names.
fn may_stand(line: &Broken<'_>, id: &str, before: Option<&Piece>, next: Option<&Piece>) -> bool {
    let Some(next) = next else { return false };
    match next.kind {
        PieceKind::Sign | PieceKind::Stray => next.is_sign("(") || next.is_sign("-"),
        PieceKind::Word | PieceKind::Number if id == "of" => {
            before.is_some_and(|before| is_known(line, before)) && is_known(line, next)
        }
        PieceKind::Word
        | PieceKind::Quoted
        | PieceKind::Number
        | PieceKind::Date
        | PieceKind::Text
        | PieceKind::Unclosed => true,
    }
}

/// Whether a piece may be something of which there are parts, or a part.
fn is_known(line: &Broken<'_>, piece: &Piece) -> bool {
    let keywords = keywords(line.language);
    match piece.kind {
        PieceKind::Word => {
            line.known.has(&piece.text)
                || keywords.currency(&piece.text).is_some()
                || !keywords.beginning_with(&piece.text).is_empty()
        }
        PieceKind::Sign | PieceKind::Stray => piece.is_sign("%") || piece.is_sign(")"),
        PieceKind::Number => true,
        PieceKind::Quoted | PieceKind::Date | PieceKind::Text | PieceKind::Unclosed => false,
    }
}

fn insert(at: usize, with: String) -> Fix {
    Fix { kind: SlipKind::Missing, start: at, end: at, with }
}

/// Words of a figure of which its name is made.
const WORDS_OF_NAME: usize = 4;

/// `publish total credit`: a figure that is no name has to have one.
pub(super) fn name_of_figure(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let keywords = keywords(line.language);
    let Some((publish, figure)) = line.pieces.split_first() else { return };
    let published = keywords.meaning(&publish.text) == Some("publish");
    let words = figure.iter().take(WORDS_OF_NAME).take_while(|piece| piece.kind == PieceKind::Word);
    let words: Vec<&str> = words.map(|piece| piece.text.as_str()).collect();
    let [first, _, ..] = words.as_slice() else { return };
    let Some(start) = figure.first() else { return };
    if published && !keywords.beginning_with(first).is_empty() {
        let name = words.join(if line.language == Language::Zh { "" } else { "_" });
        fixes.push(insert(start.start, format!("{name} {} ", line.spelling("as"))));
    }
}
