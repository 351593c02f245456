//! Whether a line in plain order, as it is read, means the same as another.

use crate::parse::Rule;
use crate::parse::written::{Inset, WordKind, Written};

/// Whether two lines differ at most in line breaks, comments and needless parentheses.
pub(super) fn same(left: &Written, right: &Written) -> bool {
    match (bare(left), bare(right)) {
        (Written::Word(left), Written::Word(right)) => same_word(&left.kind, &right.kind),
        (Written::Phrase(rule, left), Written::Phrase(other, right)) => {
            rule == other
                && left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        _ => false,
    }
}

/// What stands in parentheses that make no difference.
pub(super) fn bare(written: &Written) -> &Written {
    let Written::Phrase(Rule::counted, parts) = written else { return written };
    match parts.as_slice() {
        [Written::Phrase(Rule::parenthesis, inner)] => match inner.as_slice() {
            [_, inner, _] => bare(inner),
            _ => written,
        },
        _ => written,
    }
}

fn same_inset(left: &Inset, right: &Inset) -> bool {
    match (left, right) {
        (Inset::Text(left), Inset::Text(right)) => left == right,
        (Inset::Expression(left), Inset::Expression(right)) => same(left, right),
        (Inset::Text(_) | Inset::Expression(_), _) => false,
    }
}

fn same_word(left: &WordKind, right: &WordKind) -> bool {
    match (left, right) {
        (WordKind::Name(left), WordKind::Name(right))
        | (WordKind::Currency(left), WordKind::Currency(right))
        | (WordKind::Text(left), WordKind::Text(right))
        | (WordKind::Script(left), WordKind::Script(right)) => left == right,
        (
            WordKind::Number { mantissa, places, .. },
            WordKind::Number { mantissa: other, places: further, .. },
        ) => mantissa == other && places == further,
        (WordKind::Date(left), WordKind::Date(right)) => left == right,
        (WordKind::Keyword(left), WordKind::Keyword(right))
        | (WordKind::Sign(left), WordKind::Sign(right)) => left == right,
        (WordKind::Block, WordKind::Block) => true,
        (WordKind::Template(left), WordKind::Template(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same_inset(left, right))
        }
        _ => false,
    }
}
