//! The names of a file, as far as its lines tell them.

use std::collections::{BTreeMap, BTreeSet};

use crate::keywords::DECLARATIONS;
use crate::lex::{Line, Token, TokenKind};

/// Names that stand somewhere in the file.
#[derive(Debug, Default)]
pub(in crate::parse) struct Known {
    names: BTreeMap<String, usize>,
    tiers: BTreeSet<String>,
    lists: Vec<String>,
}

impl Known {
    /// The names in the lines of a file.
    pub(in crate::parse) fn of(lines: &[Line]) -> Known {
        let mut known = Known::default();
        known.read(lines);
        known
    }

    fn read(&mut self, lines: &[Line]) {
        for line in lines {
            for token in line.tokens.iter().filter(|token| is_name(token)) {
                *self.names.entry(token.text.clone()).or_default() += 1;
            }
            self.declared(&line.tokens);
            if let Some(block) = &line.block {
                self.read(&block.lines);
            }
        }
    }

    fn declared(&mut self, tokens: &[Token]) {
        let [first, second, rest @ ..] = tokens else { return };
        if first.keyword() == Some("tier") && is_name(second) {
            self.tiers.insert(second.text.clone());
        }
        let lists = rest.first().and_then(Token::keyword) == Some("list_of");
        if second.is_sign(":") && lists {
            self.lists.push(first.text.clone());
        }
    }

    /// Whether a name stands in another place too, or is declared.
    pub(in crate::parse) fn has(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|times| *times > 1)
    }

    /// Whether a name stands anywhere, beside a word of which it is a part.
    pub(super) fn has_part(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The names of the tiers.
    pub(super) fn tiers(&self) -> impl Iterator<Item = &str> {
        self.tiers.iter().map(String::as_str)
    }

    /// The names of the lists.
    pub(super) fn lists(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(String::as_str)
    }

    /// The name of the first list.
    pub(super) fn list(&self) -> Option<&str> {
        self.lists.first().map(String::as_str)
    }
}

fn is_name(token: &Token) -> bool {
    token.kind == TokenKind::Name
        && !token.is_quoted()
        && !DECLARATIONS.contains(&token.text.as_str())
}
