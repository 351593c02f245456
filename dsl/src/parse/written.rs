//! Lines word by word, in the order in which they are written and the shape that the grammar
//! gives them: what the formatter writes anew.

use std::ops::Range;

use super::expression::{operators, refuse_chains};
use super::grammar::{self, Rule};
use super::node::{Node, Origin};
use crate::keywords::KeywordId;
use crate::lex::canonical::{brace, canonical, of_tokens};
use crate::lex::{Line, Token, TokenKind, lex_line, lex_piece};
use crate::source::Span;
use crate::syntax::{Comment, Language};

/// What one line of a file says.
#[derive(Debug, Clone)]
pub(crate) struct WrittenLine {
    /// Where it begins.
    pub(crate) start: u32,
    /// The rule of the grammar that reads it.
    pub(crate) rule: Rule,
    /// Its words.
    pub(crate) tree: Written,
}

/// A word, or words that belong together.
#[derive(Debug, Clone)]
pub(crate) enum Written {
    /// One word.
    Word(Word),
    /// What a rule of the grammar read. Operators hold their operands.
    Phrase(Rule, Vec<Written>),
}

/// A word with what stands before it.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Which.
    pub(crate) kind: WordKind,
    /// As it was written, of several words.
    pub(crate) spelt: String,
    /// Its first byte in the text.
    pub(crate) start: u32,
    /// What stands before it.
    pub(crate) lead: Lead,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lead {
    /// A line break.
    pub(crate) breaks: bool,
    /// Comments.
    pub(crate) notes: Vec<Comment>,
}

/// The kinds of word.
#[derive(Debug, Clone)]
pub(crate) enum WordKind {
    /// A keyword that is meant as one.
    Keyword(KeywordId),
    /// A name, also one that is spelt like a keyword.
    Name(String),
    /// A currency's code.
    Currency(String),
    /// `12.50`; the digits as written.
    Number { mantissa: i128, places: u8, digits: String },
    /// Days since 1970-01-01.
    Date(i64),
    /// What stands between the quotation marks.
    Text(String),
    /// A text with expressions in braces, cut at them.
    Template(Vec<Inset>),
    /// What stands between `"""` and `"""`.
    Script(String),
    /// `+` and its like.
    Sign(&'static str),
    /// The braces of a line.
    Block,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) enum Inset {
    /// As written.
    Text(String),
    /// An expression.
    Expression(Written),
}

impl Word {
    /// A word that nobody wrote.
    pub(crate) fn new(kind: WordKind) -> Word {
        Word { kind, spelt: String::new(), start: 0, lead: Lead::default() }
    }
}

/// A line by itself, as the rule reads it; nothing if it is not one line, or another.
pub(crate) fn line(rule: Rule, text: &str, language: Language) -> Option<Written> {
    let line = lex_line(text, language)?;
    let brace = brace(&line);
    let canonical = canonical(&line, &brace);
    let pair = grammar::apply(rule, &canonical.text).ok()?;
    unchained(&Node::new(pair, &canonical, origin(text, language)))
}

/// An expression in a text, as the rule reads it.
pub(crate) fn piece(text: &str, language: Language) -> Option<Written> {
    let end = u32::try_from(text.len()).ok()?;
    let place = Span { file: 0, start: 0, end };
    let tokens = lex_piece(text, place, language).ok()?;
    let canonical = of_tokens(tokens.iter().collect(), place);
    let pair = grammar::apply(Rule::lone_expression, &canonical.text).ok()?;
    unchained(&Node::new(pair, &canonical, origin(text, language)))
}

/// What a node says, unless it compares what is compared: the grammar reads it, and the parser
/// refuses it.
fn unchained(node: &Node<'_>) -> Option<Written> {
    (!chains(node)).then(|| written(node))
}

fn chains(node: &Node<'_>) -> bool {
    refuse_chains(node).is_err() || node.children().any(|child| chains(&child))
}

fn origin(source: &str, language: Language) -> Origin<'_> {
    Origin { source, language, expression: super::expression::expression }
}

/// A line that has been read.
pub(super) fn of_line(line: &Line, rule: Rule, node: &Node<'_>) -> WrittenLine {
    WrittenLine { start: line.span().start, rule, tree: written(node) }
}

fn written(node: &Node<'_>) -> Written {
    match node.rule() {
        Rule::expression | Rule::arithmetic | Rule::operand | Rule::instant => operations(node),
        rule => {
            let mut parts = parts(node);
            match parts.len() {
                1 if is_word(node) => parts.remove(0),
                _ => Written::Phrase(rule, parts),
            }
        }
    }
}

/// Whether a node is one word, and its rule says no more than the word.
fn is_word(node: &Node<'_>) -> bool {
    let wraps = matches!(
        node.rule(),
        Rule::name | Rule::label | Rule::word | Rule::any_word | Rule::quoted | Rule::primary
    );
    wraps || node.children().next().is_none()
}

/// The operators as the parser orders them.
fn operations(node: &Node<'_>) -> Written {
    operators()
        .map_primary(|pair| written(&node.with(pair)))
        .map_prefix(|operator, operand| operation(&node.with(operator), None, Some(operand)))
        .map_postfix(|operand, operator| operation(&node.with(operator), Some(operand), None))
        .map_infix(|left, operator, right| operation(&node.with(operator), Some(left), Some(right)))
        .parse(node.pairs())
}

fn operation(operator: &Node<'_>, left: Option<Written>, right: Option<Written>) -> Written {
    let words = parts(operator);
    Written::Phrase(operator.rule(), left.into_iter().chain(words).chain(right).collect())
}

/// The nodes in a node, with the signs between them.
fn parts(node: &Node<'_>) -> Vec<Written> {
    let all = node.tokens();
    let (mut parts, mut at) = (Vec::new(), all.start);
    for child in node.children() {
        let covered = child.tokens();
        if covered.is_empty() && child.rule() == Rule::EOI {
            continue;
        }
        parts.extend(words(node, at..covered.start));
        parts.push(written(&child));
        at = covered.end.max(at);
    }
    parts.extend(words(node, at..all.end));
    parts
}

fn words(node: &Node<'_>, range: Range<usize>) -> impl Iterator<Item = Written> {
    let words = range.filter_map(|at| Some(Written::Word(word(node, at, node.token_at(at)?))));
    words.collect::<Vec<_>>().into_iter()
}

fn word(node: &Node<'_>, at: usize, token: &Token) -> Word {
    let lead = Lead { breaks: at > 0 && token.begins_line, notes: Vec::new() };
    let (kind, spelt) = (kind(node.rule(), token), token.text.clone());
    Word { kind, spelt, start: token.span.start, lead }
}

fn kind(rule: Rule, token: &Token) -> WordKind {
    let text = token.text.clone();
    if matches!(
        rule,
        Rule::name
            | Rule::label
            | Rule::word
            | Rule::any_word
            | Rule::quoted
            | Rule::kind_of_points
    ) {
        return WordKind::Name(text);
    }
    match token.kind {
        TokenKind::Keyword(id) => WordKind::Keyword(id),
        TokenKind::Name if rule == Rule::currency => WordKind::Currency(text),
        TokenKind::Name => WordKind::Name(text),
        TokenKind::Currency(code) => WordKind::Currency(code.to_owned()),
        TokenKind::Number { mantissa, places } => {
            WordKind::Number { mantissa, places, digits: text }
        }
        TokenKind::Date(days) => WordKind::Date(days),
        TokenKind::Text => WordKind::Text(text),
        TokenKind::Script => WordKind::Script(text),
        TokenKind::Sign("{}") => WordKind::Block,
        TokenKind::Sign(sign) => WordKind::Sign(sign),
    }
}
