//! Signs and words of other languages, from the tables of habits.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::habits::habits;
use crate::lex::{Piece, PieceKind, pieces};

/// `&&`
pub(super) fn signs(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (sign, instead) in habits(line.language).signs() {
        replace(line, sign, instead, SlipKind::Sign, fixes);
    }
}

/// `greater than`
pub(super) fn words(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (words, instead) in habits(line.language).words() {
        replace(line, words, instead, SlipKind::Word, fixes);
    }
}

/// Proposes each way for each place of a phrase, those at the stop of the reading first.
fn replace(line: &Broken<'_>, phrase: &str, ways: &[String], kind: SlipKind, fixes: &mut Vec<Fix>) {
    let phrase = pieces(phrase);
    for (index, _) in line.pieces.iter().enumerate() {
        let found = line.from(index);
        let Some(found) = found.get(..phrase.len()).filter(|found| same(found, &phrase)) else {
            continue;
        };
        let (Some(first), Some(last)) = (found.first(), found.last()) else { continue };
        let kind_of =
            |with: &str| if with.is_empty() && phrase.len() == 1 { SlipKind::Extra } else { kind };
        let before = index.checked_sub(1).and_then(|before| line.pieces.get(before));
        let behind = before.map_or(first.start, |before| before.end);
        fixes.extend(ways.iter().map(|with| Fix {
            kind: kind_of(with),
            start: if matches!(with.as_str(), "," | "，" | "%") { behind } else { first.start },
            end: last.end,
            with: with.clone(),
        }));
    }
}

fn same(found: &[Piece], phrase: &[Piece]) -> bool {
    let matches = |(found, word): (&Piece, &Piece)| match word.kind {
        PieceKind::Word => found.is_word(&word.text),
        PieceKind::Sign | PieceKind::Stray => found.is_sign(&word.text),
        PieceKind::Quoted
        | PieceKind::Number
        | PieceKind::Date
        | PieceKind::Text
        | PieceKind::Unclosed => found.text == word.text,
    };
    found.iter().zip(phrase).all(matches)
}
