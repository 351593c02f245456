//! Words and signs that are left out.

use super::line::Broken;
use super::{Fix, SlipKind};

/// Keywords that are left out most often, the likeliest first.
const WORDS: &[&str] = &[
    "per", "of", "as", "worth", "valid", "when", "give", "for_each", "is", "and", "by", "where",
    "in", "to", "from",
];

/// A word or sign at the stop of the reading, or before the piece before it.
pub(super) fn words(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let stop = line.stopped_at();
    let words = WORDS.iter().map(|id| line.spelling(id)).filter(|word| !word.is_empty());
    let words: Vec<String> = words.chain(line.known.tiers().map(str::to_owned)).collect();
    for index in [Some(stop), stop.checked_sub(1)].into_iter().flatten() {
        let end = line.text.trim_end().len();
        let at = line.pieces.get(index).map_or(end, |piece| piece.start);
        fixes.extend(words.iter().map(|word| insert(at, format!("{word} "))));
        let before = index.checked_sub(1).and_then(|before| line.pieces.get(before));
        let behind = before.map_or(at, |before| before.end);
        fixes.extend([":", ","].map(|sign| insert(behind, sign.to_owned())));
    }
}

fn insert(at: usize, with: String) -> Fix {
    Fix { kind: SlipKind::Missing, start: at, end: at, with }
}
