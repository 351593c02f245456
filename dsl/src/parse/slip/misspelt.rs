//! Keywords with a slip of the finger.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::keywords;
use crate::lex::PieceKind;
use crate::spelling;

/// Keywords that are tried for a word.
const MOST: usize = 4;

/// The words at and before the stop of the reading.
pub(super) fn words(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let stop = line.stopped_at();
    for index in [Some(stop), stop.checked_sub(1), Some(0)].into_iter().flatten() {
        let piece = line.pieces.get(index).filter(|piece| piece.kind == PieceKind::Word);
        let piece = piece.filter(|piece| !line.known.has(&piece.text));
        let Some(piece) = piece else { continue };
        let keywords = keywords(line.language);
        let spellings = keywords.phrases().filter(|phrase| phrase.writes.len() == 1);
        let spellings: Vec<String> = spellings.map(|phrase| phrase.words.join(" ")).collect();
        let near = spelling::near_keywords(&piece.text, spellings.iter().map(String::as_str));
        fixes.extend(near.into_iter().take(MOST).map(|keyword| Fix {
            kind: SlipKind::Misspelt,
            start: piece.start,
            end: piece.end,
            with: keyword.to_owned(),
        }));
    }
}
