//! The form in which money is given, without its `as`.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::keywords;
use crate::lex::{Piece, PieceKind};

/// The forms of money.
const FORMS: &[&str] = &["credit", "cash", "discount"];

/// `give 5 CNY credit`, `give 5 CNY in cash`, `给 5 元 的 抵用金`, `给 5元抵用金`
pub(super) fn forms(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (index, piece) in line.pieces.iter().enumerate().skip(2) {
        if piece.kind == PieceKind::Word {
            fixes.extend(FORMS.iter().find_map(|form| of_form(line, index, &line.spelling(form))));
        }
    }
}

fn of_form(line: &Broken<'_>, index: usize, form: &str) -> Option<Fix> {
    let piece = line.pieces.get(index)?;
    let before = line.pieces.get(index.checked_sub(1)?)?;
    let with = format!("{} {form}", as_word(line));
    if let Some(unit) = piece.text.strip_suffix(form).filter(|unit| !unit.is_empty()) {
        let (start, end) = (piece.start, piece.end);
        let counted = before.kind == PieceKind::Number;
        let kind = SlipKind::Together;
        return counted.then(|| Fix { kind, start, end, with: format!("{unit} {with}") });
    }
    let exact = piece.is_word(form);
    let several = piece.text.to_lowercase().strip_suffix('s').is_some_and(|one| one == form);
    if !exact && !several || said_already(line, before) {
        return None;
    }
    let joins = is_joint(line, before);
    let start = if joins { before.start } else { piece.start };
    if joins || several {
        return Some(Fix { kind: SlipKind::Word, start, end: piece.end, with });
    }
    let with = format!("{} ", as_word(line));
    Some(Fix { kind: SlipKind::Missing, start, end: start, with })
}

/// `as` as it is said of an amount.
fn as_word(line: &Broken<'_>) -> String {
    let own = keywords(line.language).spelling_in("as", "amount");
    own.map_or_else(|| line.spelling("as"), str::to_owned)
}

fn said_already(line: &Broken<'_>, before: &Piece) -> bool {
    let word = keywords(line.language).meaning(&before.text);
    word.is_some_and(|id| matches!(id, "as" | "give" | "total"))
}

/// `in`, `of` and their like between an amount and its form.
fn is_joint(line: &Broken<'_>, piece: &Piece) -> bool {
    let ids = ["in", "of", "turned_of", "by", "for"];
    ids.iter().any(|id| piece.text == line.spelling(id))
}
