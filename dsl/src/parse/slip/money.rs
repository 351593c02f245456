//! Amounts in other forms.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::habits::habits;
use crate::keywords::keywords;
use crate::lex::{Piece, PieceKind};

/// Codes that nobody means as a name, whatever their letters.
const CODES: &[&str] = &[
    "CNY", "USD", "EUR", "GBP", "JPY", "HKD", "MOP", "TWD", "KRW", "SGD", "AUD", "CAD", "CHF",
    "THB",
];

/// `$100`, `100¥`, `CNY 100`, `100 RMB`, `100 yuan`, `100 cny`
pub(super) fn amounts(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for pair in line.pieces.windows(2) {
        let [first, second] = pair else { continue };
        let (number, unit) = match (first.kind, second.kind) {
            (PieceKind::Number, _) => (first, second),
            (_, PieceKind::Number) => (second, first),
            _ => continue,
        };
        let turned = number.start > unit.start;
        let code = code(line, unit, turned).filter(|code| turned || *code != unit.text);
        fixes.extend(code.map(|code| Fix {
            kind: SlipKind::Money,
            start: first.start,
            end: second.end,
            with: format!("{} {code}", number.text),
        }));
    }
}

/// The code of a currency, as the language writes it.
fn code(line: &Broken<'_>, unit: &Piece, turned: bool) -> Option<String> {
    if matches!(unit.kind, PieceKind::Text | PieceKind::Quoted | PieceKind::Unclosed) {
        return None;
    }
    let sign = unit.text.chars().next().filter(|_| turned && unit.kind == PieceKind::Sign);
    if sign.is_some_and(|sign| keywords(line.language).currency_of_sign(sign).is_some()) {
        return None;
    }
    if let Some(code) = habits(line.language).currency(&unit.text) {
        return Some(code.to_owned());
    }
    if let Some(code) = keywords(line.language).currency(&unit.text).filter(|_| turned) {
        return Some(code.to_owned());
    }
    let upper = unit.text.to_uppercase();
    CODES.contains(&upper.as_str()).then_some(upper)
}
