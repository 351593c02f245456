//! Text → [`Line`]s of [`Token`]s, before the grammar: one form for every keyword language.
//!
//! Characters are folded ([`character`]), cut into words, numbers, texts and signs ([`scan`]),
//! phrases of words become keywords ([`phrase`]), lines and braces become blocks ([`layout`]),
//! and a line is written in canonical spelling for the grammar ([`canonical`]).

pub(crate) mod canonical;
mod character;
pub(crate) mod layout;
mod number;
mod phrase;
mod piece;
mod problem;
mod scan;
mod token;

pub(crate) use layout::{Block, Line};
pub(crate) use piece::{Piece, PieceKind, pieces};
pub use problem::LexProblem;
pub(crate) use token::{Token, TokenKind};

use crate::keywords::{DECLARATIONS, LANGUAGES, keywords};
use crate::source::Span;
use crate::syntax::{Comment, Language};
use scan::Scan;

/// The text of a file, cut up.
#[derive(Debug)]
pub(crate) struct Lexed {
    pub(crate) language: Language,
    pub(crate) lines: Vec<Line>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) problems: Vec<LexProblem>,
}

/// Cuts a whole file into lines.
pub(crate) fn lex(file: u32, text: &str) -> Lexed {
    let whole = Span { file, start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
    let Scan { tokens, comments, mut problems } = scan::scan(text, whole);
    let language = language(&tokens);
    let tokens = phrase::read(tokens, language, &mut problems);
    let lines = layout::lines(tokens, text, &mut problems);
    Lexed { language, lines, comments, problems }
}

/// Cuts a piece of a file, such as an expression inside a text, into one line of tokens.
pub(crate) fn lex_piece(
    text: &str,
    place: Span,
    language: Language,
) -> Result<Vec<Token>, LexProblem> {
    let Scan { tokens, mut problems, .. } = scan::scan(text, place);
    let tokens = phrase::read(tokens, language, &mut problems);
    problems.into_iter().next().map_or(Ok(tokens), Err)
}

/// Whether a name is one word, which reads as it is written.
pub(crate) fn spells_name(name: &str) -> bool {
    let begins = name.chars().next().is_some_and(character::begins_name);
    begins
        && name.chars().all(|sign| character::continues_name(sign) && character::fold(sign) == sign)
}

/// Mantissa and places of a number times a power of ten.
pub(crate) fn scaled(mantissa: i128, places: usize, power: u32) -> Option<(i128, u8)> {
    match number::scale_up(mantissa, u8::try_from(places).ok()?, power)? {
        TokenKind::Number { mantissa, places } => Some((mantissa, places)),
        TokenKind::Keyword(_)
        | TokenKind::Name
        | TokenKind::Currency(_)
        | TokenKind::Date(_)
        | TokenKind::Text
        | TokenKind::Script
        | TokenKind::Sign(_) => None,
    }
}

/// The one line that a text holds, behind a line that it does not continue. `-` goes on with one
/// line and begins another, so nothing stands before it.
pub(crate) fn lex_line(text: &str, language: Language) -> Option<Line> {
    let alone = text.starts_with('-');
    let text = format!("{}{text}", if alone { "" } else { "x\n" });
    let place = Span { file: 0, start: 0, end: u32::try_from(text.len()).ok()? };
    let Scan { tokens, comments, mut problems } = scan::scan(&text, place);
    let tokens = phrase::read(tokens, language, &mut problems);
    let mut lines = layout::lines(tokens, &text, &mut problems);
    let found = (lines.len() == if alone { 1 } else { 2 }).then(|| lines.pop()).flatten()?;
    (problems.is_empty() && comments.is_empty()).then_some(found)
}

/// The language whose declaration word begins a line first.
fn language(tokens: &[Token]) -> Language {
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter(|(token, next)| token.begins_line && next.kind != TokenKind::Sign(":"))
        .find_map(|(token, _)| declares(token))
        .unwrap_or(Language::En)
}

fn declares(token: &Token) -> Option<Language> {
    if token.kind != TokenKind::Name || token.is_quoted() {
        return None;
    }
    LANGUAGES.into_iter().find(|language| {
        keywords(*language).meaning(&token.text).is_some_and(|id| DECLARATIONS.contains(&id))
    })
}
