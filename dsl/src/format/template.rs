//! Texts with expressions in braces: the expressions are written as those of a line are.

use crate::parse::written::{Inset, Written};

/// Cuts a text at its braces; nothing if it has none, or they hold what cannot be read.
pub(super) fn cut(text: &str, mut read: impl FnMut(&str) -> Option<Written>) -> Option<Vec<Inset>> {
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
        insets.push(Inset::Expression(read(inside)?));
    }
    (!insets.is_empty()).then(|| {
        insets.push(Inset::Text(literal));
        insets
    })
}
