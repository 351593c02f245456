//! Quotation marks: others, missing ones, and those around what is no text.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::{DECLARATIONS, keywords};
use crate::lex::{Piece, PieceKind};

/// Marks that other languages and habits put around a text.
const MARKS: &[(&str, &str)] =
    &[("'", "'"), ("‘", "'"), ("‘", "‘"), ("『", "』"), ("《", "》"), ("«", "»"), ("„", "\"")];

/// Words of a name or text that is not quoted; longer ones are not guessed.
const MOST_WORDS: usize = 8;

/// Every slip with quotation marks.
pub(super) fn quotes(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (index, piece) in line.pieces.iter().enumerate() {
        other_marks(line, index, fixes);
        match piece.kind {
            PieceKind::Unclosed => unclosed(line, index, piece, fixes),
            PieceKind::Quoted => fixes.push(Fix {
                kind: SlipKind::Quotes,
                start: piece.start,
                end: piece.end,
                with: quoted(&piece.text),
            }),
            PieceKind::Text => bare(line, piece, fixes),
            PieceKind::Word
            | PieceKind::Number
            | PieceKind::Date
            | PieceKind::Sign
            | PieceKind::Stray => {}
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.trim())
}

/// `'web'`
fn other_marks(line: &Broken<'_>, index: usize, fixes: &mut Vec<Fix>) {
    let Some((open, rest)) = line.from(index).split_first() else { return };
    for (_, close) in MARKS.iter().filter(|(mark, _)| open.is_sign(mark)) {
        let closing = rest.iter().find(|piece| piece.is_sign(close));
        fixes.extend(closing.map(|closing| Fix {
            kind: SlipKind::Quotes,
            start: open.start,
            end: closing.end,
            with: quoted(line.written(open.end, closing.start)),
        }));
    }
}

/// `"C`: the mark comes behind one of the words, or is missing at the other end.
fn unclosed(line: &Broken<'_>, index: usize, piece: &Piece, fixes: &mut Vec<Fix>) {
    let content = piece.text.trim_end();
    // “ and " are no pair, and yet meant as one.
    let content = content.strip_suffix('"').unwrap_or(content);
    let ends = content.char_indices().filter(|(_, character)| *character == ' ');
    let ends = ends.map(|(at, _)| at).chain([content.len()]);
    for end in ends.filter(|end| *end > 0) {
        let (text, rest) = content.split_at_checked(end).unwrap_or_default();
        fixes.push(Fix {
            kind: SlipKind::Quotes,
            start: piece.start,
            end: piece.end,
            with: format!("{}{rest}", quoted(text)),
        });
    }
    let before = index.checked_sub(1).and_then(|before| line.pieces.get(before));
    fixes.extend(before.filter(|_| content.is_empty()).map(|before| Fix {
        kind: SlipKind::Quotes,
        start: before.start,
        end: piece.end,
        with: quoted(line.written(before.start, before.end)),
    }));
}

/// `"2026-01-31"`, `"yes"`, `"paid"`, and a name in the marks of a text.
fn bare(line: &Broken<'_>, piece: &Piece, fixes: &mut Vec<Fix>) {
    let text = piece.text.trim();
    let plain = |character: char| character.is_alphanumeric() || "_-.%".contains(character);
    let reserved = keywords(line.language).meaning(text).is_some_and(|id| !is_value(id));
    let mut push = |with: String| {
        fixes.push(Fix { kind: SlipKind::NoText, start: piece.start, end: piece.end, with });
    };
    if !text.is_empty() && text.chars().all(plain) && !reserved {
        push(text.to_owned());
    } else if !text.is_empty() && !text.contains('`') {
        push(format!("`{text}`"));
    }
}

fn is_value(id: &str) -> bool {
    matches!(id, "yes" | "no" | "today")
}

/// Keywords that a text follows.
const BEFORE_TEXT: &[&str] = &[
    "coupon",
    "gift",
    "benefit",
    "badge",
    "do",
    "escalate_to",
    "because",
    "needs_approval_by",
    "decided_by",
    "message",
    "unless",
    "suspend",
    "forfeit",
    "program",
    "use",
    "time_zone",
    "task",
];

/// `coupon CODE`, `reward gift card`, `define 2x`: words where one text or name is due.
pub(super) fn unquoted(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let keywords = keywords(line.language);
    for (index, before) in line.pieces.iter().enumerate() {
        let Some(id) = keywords.meaning(&before.text) else { continue };
        let kind = if BEFORE_TEXT.contains(&id) {
            SlipKind::Quotes
        } else if index == 0 && DECLARATIONS.contains(&id) {
            SlipKind::UnquotedName
        } else {
            continue;
        };
        let marked = |text: &str| match kind {
            SlipKind::Quotes => quoted(text),
            _ => format!("`{text}`"),
        };
        let words = line.from(index + 1);
        let Some(first) = words.first().filter(|first| is_part(first)) else { continue };
        let ends = words.iter().take(MOST_WORDS).take_while(|piece| is_part(piece));
        fixes.extend(ends.filter(|last| !last.is_sign("-")).map(|last| Fix {
            kind,
            start: first.start,
            end: last.end,
            with: marked(line.written(first.start, last.end)),
        }));
    }
}

fn is_part(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Word | PieceKind::Number) || piece.is_sign("-")
}
