//! Words and signs too many.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::lex::PieceKind;

/// The word or sign at the stop of the reading, the one before it, and one at the end.
pub(super) fn words(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let stop = line.stopped_at();
    let last = line.pieces.len().checked_sub(1);
    for index in [Some(stop), stop.checked_sub(1), last].into_iter().flatten() {
        let Some(piece) = line.pieces.get(index) else { continue };
        let spare = match piece.kind {
            PieceKind::Sign | PieceKind::Stray => !piece.is_sign("-"),
            PieceKind::Word => line.pieces.len() > 1 && !line.known.has(&piece.text),
            PieceKind::Quoted
            | PieceKind::Number
            | PieceKind::Date
            | PieceKind::Text
            | PieceKind::Unclosed => false,
        };
        if spare {
            let (start, end) = (piece.start, piece.end);
            if piece.is_sign(",") {
                let with = format!(" {} ", line.spelling("and"));
                fixes.push(Fix { kind: SlipKind::Word, start, end, with });
            }
            fixes.push(Fix { kind: SlipKind::Extra, start, end, with: String::new() });
        }
    }
}
