//! Texts with expressions in braces: the expressions are written as those of a line are.

use super::line::{Reading, Target};
use super::plain::Plain;
use crate::parse::written::{self, Inset, Word, WordKind, Written};

/// Cuts a text at its braces; nothing if it has none, or they hold no expression.
pub(super) fn cut(text: &str, plain: &mut Plain<'_>) -> Option<Vec<Inset>> {
    let (mut insets, mut literal, mut rest) = (Vec::new(), String::new(), text);
    while let Some(character) = rest.chars().next() {
        let doubled = rest.starts_with("{{") || rest.starts_with("}}");
        let (taken, after) =
            rest.split_at_checked(if doubled { 2 } else { character.len_utf8() })?;
        rest = after;
        if doubled || character != '{' {
            literal.push_str(taken);
            continue;
        }
        let (inside, after) = rest.split_once('}')?;
        rest = after;
        insets.push(Inset::Text(std::mem::take(&mut literal)));
        let written = written::piece(inside, plain.language)?;
        insets.push(Inset::Expression(plain.of(written)));
    }
    (!insets.is_empty()).then(|| {
        insets.push(Inset::Text(literal));
        insets
    })
}

/// The line with its texts in the words of a language.
pub(super) fn filled(line: &Written, target: Target<'_>) -> Option<Written> {
    Some(match line {
        Written::Phrase(rule, parts) => {
            let parts = parts.iter().map(|part| filled(part, target));
            Written::Phrase(*rule, parts.collect::<Option<_>>()?)
        }
        Written::Word(Word { kind: WordKind::Template(insets), lead, .. }) => {
            let texts = insets.iter().map(|inset| text(inset, target));
            let kind = WordKind::Text(texts.collect::<Option<String>>()?);
            Written::Word(Word { lead: lead.clone(), ..Word::new(kind) })
        }
        Written::Word(_) => line.clone(),
    })
}

fn text(inset: &Inset, target: Target<'_>) -> Option<String> {
    match inset {
        Inset::Text(text) => Some(text.clone()),
        Inset::Expression(plain) => {
            let pieces = target.line(plain, Reading::Piece)?;
            let words = pieces.iter().map(|piece| piece.space().to_owned() + &piece.text);
            Some(format!("{{{}}}", words.collect::<String>().trim_start()))
        }
    }
}
