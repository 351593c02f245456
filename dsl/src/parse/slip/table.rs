//! Bars of a table's rows.

use super::line::Broken;
use super::{Fix, SlipKind};

/// A bar at either end, or in the place of commas.
pub(super) fn bars(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let (Some(first), Some(last)) = (line.pieces.first(), line.pieces.last()) else { return };
    if !line.pieces.iter().any(|piece| piece.is_sign("|")) {
        let cells = line.written(first.start, last.end).replace(['，', '\t'], ",");
        if cells.contains(',') {
            let (kind, with) = (SlipKind::Bars, format!("| {} |", cells.replace(',', " |")));
            fixes.push(Fix { kind, start: first.start, end: last.end, with });
        }
        return;
    }
    if line.pieces.iter().all(|piece| ["|", "-", ":", "+"].iter().any(|sign| piece.is_sign(sign))) {
        let (start, end) = (first.start, last.end);
        fixes.push(Fix { kind: SlipKind::Extra, start, end, with: String::new() });
    }
    let mut push = |at: usize, with: &str| {
        fixes.push(Fix { kind: SlipKind::Bars, start: at, end: at, with: with.to_owned() });
    };
    if !last.is_sign("|") {
        push(last.end, " |");
    }
    if !first.is_sign("|") {
        push(first.start, "| ");
    }
    for piece in line.pieces.iter().filter(|piece| piece.is_sign("*") || piece.is_sign("-")) {
        let (start, end) = (piece.start, piece.end);
        fixes.push(Fix { kind: SlipKind::Sign, start, end, with: line.spelling("any") });
    }
    for pair in line.pieces.windows(2) {
        if let [number, plus] = pair
            && plus.is_sign("+")
        {
            let with = format!(">= {}", line.written(number.start, number.end));
            fixes.push(Fix { kind: SlipKind::Word, start: number.start, end: plus.end, with });
        }
    }
}
