//! Keywords in capital letters or in traditional characters.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::habits::habits;
use crate::keywords::keywords;
use crate::lex::{Piece, PieceKind};

/// `When`, `AND`, `當`
pub(super) fn cases(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (index, piece) in line.pieces.iter().enumerate() {
        if piece.kind != PieceKind::Word {
            continue;
        }
        let simple = habits(line.language).simplified(&piece.text);
        if let Some(simple) = simple.filter(|simple| means_something(line, simple)) {
            fixes.push(Fix {
                kind: SlipKind::Traditional,
                start: piece.start,
                end: piece.end,
                with: simple,
            });
        }
        letter_case(line, line.from(index), fixes);
    }
}

fn means_something(line: &Broken<'_>, word: &str) -> bool {
    let keywords = keywords(line.language);
    !keywords.beginning_with(word).is_empty() || keywords.currency(word).is_some()
}

/// The phrases of keywords that the words spell but for their letter case.
fn letter_case(line: &Broken<'_>, pieces: &[Piece], fixes: &mut Vec<Fix>) {
    let Some(first) = pieces.first() else { return };
    let keywords = keywords(line.language);
    let spellings = keywords.ids().filter_map(|id| keywords.spelling(id));
    let mut spellings: Vec<(&str, Vec<&str>)> =
        spellings.map(|spelling| (spelling, spelling.split(' ').collect())).collect();
    spellings.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    for (spelling, words) in spellings {
        let Some(found) = pieces.get(..words.len()) else { continue };
        let same = found.iter().zip(&words).all(|(piece, word)| piece.is_word(word));
        let exact = found.iter().zip(&words).all(|(piece, word)| piece.text == *word);
        if let Some(last) = found.last().filter(|_| same && !exact) {
            fixes.push(Fix {
                kind: SlipKind::LetterCase,
                start: first.start,
                end: last.end,
                with: spelling.to_owned(),
            });
        }
    }
}
