//! Texts with expressions in braces.

use super::grammar::{self, Rule};
use super::limits;
use super::node::{Built, Node, Origin, unescape};
use super::problem::ParseProblem;
use super::unexpected;
use crate::lex::canonical::of_tokens;
use crate::lex::lex_piece;
use crate::source::Span;
use crate::syntax::{Expr, Piece, Template};

/// The text in a node, cut at its braces.
pub(super) fn template(node: &Node<'_>) -> Built<Template> {
    let span = node.child(Rule::text)?.span();
    let whole = node.origin.source.get(span.start as usize..span.end as usize).unwrap_or_default();
    let mut inside = whole.chars();
    let (open, close) = (inside.next(), inside.next_back());
    let start = span.start + length(open);
    let end = span.end - length(close);
    let mut cutter = Cutter { origin: node.origin, place: Span { start, end, ..span }, at: start };
    Ok(Template { pieces: cutter.pieces()?, span })
}

fn length(character: Option<char>) -> u32 {
    character.and_then(|character| u32::try_from(character.len_utf8()).ok()).unwrap_or_default()
}

struct Cutter<'a> {
    origin: Origin<'a>,
    place: Span,
    at: u32,
}

impl Cutter<'_> {
    fn pieces(&mut self) -> Built<Vec<Piece>> {
        let (mut pieces, mut plain) = (Vec::new(), String::new());
        while let Some(character) = self.rest().chars().next() {
            let doubled = self.rest().starts_with("{{") || self.rest().starts_with("}}");
            match character {
                '{' | '}' if doubled => {
                    plain.push(character);
                    self.at += 2;
                }
                '{' => {
                    push_text(&mut pieces, &mut plain);
                    pieces.push(Piece::Expr(self.expression()?));
                }
                '}' => return Err(ParseProblem::TemplateBrace(self.here(1))),
                _ => {
                    plain.push(character);
                    self.at += length(Some(character));
                }
            }
        }
        push_text(&mut pieces, &mut plain);
        Ok(pieces)
    }

    fn rest(&self) -> &str {
        let range = self.at as usize..self.place.end as usize;
        self.origin.source.get(range).unwrap_or_default()
    }

    fn here(&self, length: u32) -> Span {
        Span { start: self.at, end: self.at + length, ..self.place }
    }

    /// From `{` to the `}` behind it.
    fn expression(&mut self) -> Built<Expr> {
        let Some(close) = self.rest().find('}') else {
            return Err(ParseProblem::TemplateBrace(self.here(1)));
        };
        let end = self.at + u32::try_from(close).unwrap_or_default();
        let place = Span { start: self.at + 1, end, ..self.place };
        self.at = end + 1;
        expression(self.origin, place)
    }
}

fn expression(origin: Origin<'_>, place: Span) -> Built<Expr> {
    let tokens = lex_piece(origin.source, place, origin.language)?;
    limits::check(&tokens, place)?;
    let canonical = of_tokens(tokens.iter().collect(), place);
    let pair = grammar::apply(Rule::lone_expression, &canonical.text).map_err(|failure| {
        unexpected::problem(&failure, &canonical, Rule::lone_expression, origin.language)
    })?;
    Node::new(pair, &canonical, origin).expression_in(Rule::expression)
}

fn push_text(pieces: &mut Vec<Piece>, plain: &mut String) {
    if !plain.is_empty() {
        pieces.push(Piece::Text(unescape(&std::mem::take(plain))));
    }
}
