//! The smallest parts of a text.

use crate::keywords::KeywordId;
use crate::source::Span;

/// A word, number, text or sign with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// A name in normal form C, the content of a text (escapes kept), else what was written.
    pub(crate) text: String,
    /// Its place in the original text.
    pub(crate) span: Span,
    /// Whether it is the first of its line.
    pub(crate) begins_line: bool,
    /// Whether it stands at the left edge of the text.
    pub(crate) at_edge: bool,
    /// How it is written.
    pub(crate) form: Form,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Plain,
    /// A name in quotation marks.
    Quoted,
    /// A keyword of several words, or one of several in one word: never a name.
    Phrase,
}

/// The kinds of token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword.
    Keyword(KeywordId),
    /// Any other word.
    Name,
    /// A currency by its sign or everyday name; its ISO code.
    Currency(&'static str),
    /// `12.50`
    Number { mantissa: i128, places: u8 },
    /// `2026-01-31`: days since 1970-01-01.
    Date(i64),
    /// `"…"`
    Text,
    /// `""" … """`: kept as it stands.
    Script,
    /// `+`, `(` and the like, half-width.
    Sign(&'static str),
}

impl Token {
    /// Whether this is the sign.
    pub(crate) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind, TokenKind::Sign(own) if own == sign)
    }

    /// Whether it is a name in quotation marks.
    pub(crate) fn is_quoted(&self) -> bool {
        self.form == Form::Quoted
    }

    /// The keyword's id.
    pub(crate) fn keyword(&self) -> Option<KeywordId> {
        match self.kind {
            TokenKind::Keyword(id) => Some(id),
            TokenKind::Name
            | TokenKind::Currency(_)
            | TokenKind::Number { .. }
            | TokenKind::Date(_)
            | TokenKind::Text
            | TokenKind::Script
            | TokenKind::Sign(_) => None,
        }
    }
}

impl Token {
    /// The token as a message quotes it.
    pub(crate) fn written(&self) -> String {
        match self.kind {
            TokenKind::Text => format!("\"{}\"", self.text),
            TokenKind::Script => "\"\"\"".to_owned(),
            TokenKind::Keyword(_)
            | TokenKind::Name
            | TokenKind::Currency(_)
            | TokenKind::Number { .. }
            | TokenKind::Date(_)
            | TokenKind::Sign(_) => self.text.clone(),
        }
    }
}
