//! A line in canonical spelling, as the grammar reads it, with the way back to its tokens.
//!
//! Keywords are written as their ids, texts and numbers as `""` and `0`, dates as `@`; what they
//! really say is read back from the token. A name behind a number or bracket is marked with `~`.

use super::layout::Line;
use super::token::{Form, Token, TokenKind};
use crate::keywords::keywords;
use crate::source::Span;
use crate::syntax::Language;

/// What the grammar sees of a line.
#[derive(Debug)]
pub(crate) struct Canonical<'a> {
    /// The text.
    pub(crate) text: String,
    /// Where each token begins in it.
    starts: Vec<usize>,
    tokens: Vec<&'a Token>,
    /// The whole line in the original text.
    pub(crate) span: Span,
}

/// Writes a line; its block is one token, `{}`.
pub(crate) fn canonical<'a>(line: &'a Line, brace: &'a Token) -> Canonical<'a> {
    let block = line.block.as_ref().map(|block| block.at);
    let (before, after) = line.tokens.split_at(block.unwrap_or_default().min(line.tokens.len()));
    let brace = block.map(|_| brace);
    of_tokens(before.iter().chain(brace).chain(after).collect(), line.span())
}

/// Writes tokens.
pub(crate) fn of_tokens(tokens: Vec<&Token>, span: Span) -> Canonical<'_> {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(tokens.len());
    let mut counted = false;
    for token in &tokens {
        starts.push(text.len());
        if counted && token.kind == TokenKind::Name && !is_currency(token) {
            text.push('~');
        }
        counted = matches!(token.kind, TokenKind::Number { .. } | TokenKind::Sign(")"));
        write(token, &mut text);
        text.push(' ');
    }
    text.pop();
    Canonical { text, starts, tokens, span }
}

/// The token that stands for a block.
pub(crate) fn brace(line: &Line) -> Token {
    Token {
        kind: TokenKind::Sign("{}"),
        text: "{".to_owned(),
        span: line.block.as_ref().map(|block| block.span).unwrap_or_default(),
        begins_line: false,
        at_edge: false,
        form: Form::Plain,
    }
}

fn write(token: &Token, text: &mut String) {
    match token.kind {
        TokenKind::Keyword(id) if token.form == Form::Phrase => text.extend([id, "'"]),
        TokenKind::Keyword(id) => text.push_str(id),
        TokenKind::Name if token.is_quoted() || is_id(&token.text) => {
            text.extend(["`", &token.text.replace('`', ""), "`"]);
        }
        TokenKind::Name => text.push_str(&token.text),
        TokenKind::Currency(code) => text.push_str(code),
        TokenKind::Number { .. } => text.push('0'),
        TokenKind::Date(_) => text.push('@'),
        TokenKind::Text => text.push_str("\"\""),
        TokenKind::Script => text.push_str("\"\"\""),
        TokenKind::Sign(sign) => text.push_str(sign),
    }
}

/// A currency's code is a name to the lexer, and a currency to the grammar.
fn is_currency(token: &Token) -> bool {
    let text = &token.text;
    text.len() == 3 && !token.is_quoted() && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a name would be taken for a keyword in canonical spelling.
fn is_id(name: &str) -> bool {
    let keywords = keywords(Language::En);
    keywords.spelling(name).is_some() || matches!(name, "turned_of" | "counted_from")
}

impl<'a> Canonical<'a> {
    /// The token at or before an offset of the canonical text.
    pub(crate) fn token(&self, offset: usize) -> Option<&'a Token> {
        let index = self.starts.partition_point(|start| *start <= offset).checked_sub(1)?;
        self.tokens.get(index).copied()
    }

    /// The token that begins at or after an offset.
    pub(crate) fn token_from(&self, offset: usize) -> Option<&'a Token> {
        self.tokens.get(self.starts.partition_point(|start| *start < offset)).copied()
    }

    /// A token by its place in the line.
    pub(crate) fn token_at(&self, index: usize) -> Option<&'a Token> {
        self.tokens.get(index).copied()
    }

    /// The places of the tokens in a range of the canonical text.
    pub(crate) fn range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        if start == end {
            // Nothing stands before the token that begins there.
            let before = self.starts.partition_point(|token| *token < start);
            return before..before;
        }
        let before = self.starts.partition_point(|token| *token <= start);
        let in_gap = self.text.as_bytes().get(start) == Some(&b' ');
        let first = if in_gap { before } else { before.saturating_sub(1) };
        let after = self.starts.partition_point(|token| *token < end);
        first..after.max(first)
    }

    /// The place in the original text of a range of the canonical text.
    pub(crate) fn place(&self, start: usize, end: usize) -> Span {
        let first = self.token(start).map(|token| token.span);
        let last = self.token(end.saturating_sub(1).max(start)).map(|token| token.span);
        match (first, last) {
            (Some(first), Some(last)) => first.to(last),
            _ => self.span,
        }
    }
}

impl Canonical<'_> {
    /// The last token's place.
    pub(crate) fn end(&self) -> Span {
        self.tokens.last().map_or(self.span, |token| token.span)
    }
}
