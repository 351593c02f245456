//! A text cut up as it stands, with what the scanner has no use for: to look for slips in it.

use super::problem::LexProblem;
use super::scan::{Scan, scan};
use super::token::{Form, Token, TokenKind};
use crate::source::Span;

/// A word, number, text, sign or stray character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: PieceKind,
    /// A word or sign, half-width; the content of a text; a number or date as it is written.
    pub(crate) text: String,
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
}

/// The kinds of piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// A keyword or name.
    Word,
    /// A name in quotation marks.
    Quoted,
    /// Digits with or without a point.
    Number,
    /// Digits with hyphens that look like a date.
    Date,
    /// A text in quotation marks.
    Text,
    /// A text whose closing mark is missing.
    Unclosed,
    /// A sign of the language.
    Sign,
    /// A character that means nothing.
    Stray,
}

/// The pieces of a text in their order.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let whole = Span { file: 0, start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
    let Scan { tokens, problems, .. } = scan(text, whole);
    let unclosed: Vec<u32> = problems.iter().filter_map(unclosed).collect();
    let strays = problems.iter().filter_map(stray);
    let tokens = tokens.into_iter().map(|token| piece(token, &unclosed));
    let mut pieces: Vec<Piece> = tokens.chain(strays).collect();
    pieces.sort_by_key(|piece| piece.start);
    pieces
}

fn piece(token: Token, unclosed: &[u32]) -> Piece {
    let kind = match token.kind {
        TokenKind::Text if unclosed.contains(&token.span.start) => PieceKind::Unclosed,
        TokenKind::Text | TokenKind::Script => PieceKind::Text,
        TokenKind::Number { .. } => PieceKind::Number,
        TokenKind::Date(_) => PieceKind::Date,
        TokenKind::Sign(_) => PieceKind::Sign,
        TokenKind::Name if token.form == Form::Quoted => PieceKind::Quoted,
        TokenKind::Name | TokenKind::Keyword(_) | TokenKind::Currency(_) => PieceKind::Word,
    };
    Piece { kind, text: token.text, start: token.span.start as usize, end: token.span.end as usize }
}

fn unclosed(problem: &LexProblem) -> Option<u32> {
    match problem {
        LexProblem::UnclosedText(span) => Some(span.start),
        _ => None,
    }
}

fn stray(problem: &LexProblem) -> Option<Piece> {
    match problem {
        LexProblem::StrayCharacter(character, span) => Some(Piece {
            kind: PieceKind::Stray,
            text: character.to_string(),
            start: span.start as usize,
            end: span.end as usize,
        }),
        _ => None,
    }
}

impl Piece {
    /// Whether it is this sign or stray character.
    pub(crate) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind, PieceKind::Sign | PieceKind::Stray) && self.text == sign
    }

    /// Whether it is this word, letter case apart.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == PieceKind::Word && self.text.to_lowercase() == word.to_lowercase()
    }

    /// Whether another follows without a space between.
    pub(crate) fn touches(&self, next: &Piece) -> bool {
        self.end == next.start
    }
}
