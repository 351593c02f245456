//! Full-width letters.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::lex::PieceKind;

/// `ｓｐｅｎｄ`
pub(super) fn letters(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for piece in line.pieces.iter().filter(|piece| piece.kind == PieceKind::Word) {
        let half: String = piece.text.chars().map(half).collect();
        if half != piece.text {
            let (start, end) = (piece.start, piece.end);
            fixes.push(Fix { kind: SlipKind::FullWidth, start, end, with: half });
        }
    }
}

fn half(character: char) -> char {
    let letter = matches!(character, 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    let folded = u32::from(character).checked_sub(0xFEE0).and_then(char::from_u32);
    folded.filter(|_| letter).unwrap_or(character)
}
