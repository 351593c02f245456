//! A place in the grammar's tree, with the way back to the tokens of the original text.

use pest::iterators::{Pair, Pairs};

use super::grammar::Rule;
use super::problem::ParseProblem;
use crate::lex::Token;
use crate::lex::canonical::Canonical;
use crate::source::Span;
use crate::syntax::{Expr, Language, Name, Text};

/// What a builder returns: a node of the syntax, or why there is none.
pub(super) type Built<T> = Result<T, ParseProblem>;

/// What every node of a file shares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The file's whole text.
    pub(super) source: &'a str,
    /// Its keyword language.
    pub(super) language: Language,
    /// How an expression is read: expressions and what stands in them need each other.
    pub(super) expression: for<'n> fn(&Node<'n>) -> Built<Expr>,
}

/// One pair of the grammar.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pair: Pair<'a, Rule>,
    canonical: &'a Canonical<'a>,
    pub(super) origin: Origin<'a>,
}

impl<'a> Node<'a> {
    pub(super) fn new(
        pair: Pair<'a, Rule>,
        canonical: &'a Canonical<'a>,
        origin: Origin<'a>,
    ) -> Node<'a> {
        Node { pair, canonical, origin }
    }

    /// Another pair of the same line.
    pub(super) fn with(&self, pair: Pair<'a, Rule>) -> Node<'a> {
        Node { pair, canonical: self.canonical, origin: self.origin }
    }

    pub(super) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    /// The pairs in it, as the grammar has them.
    pub(super) fn pairs(&self) -> Pairs<'a, Rule> {
        self.pair.clone().into_inner()
    }

    /// The nodes in it.
    pub(super) fn children(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let (canonical, origin) = (self.canonical, self.origin);
        self.pairs().map(move |pair| Node { pair, canonical, origin })
    }

    /// The nodes of one rule in it.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.children().filter(move |child| child.rule() == rule)
    }

    /// The first node of a rule in it, if there is one.
    pub(super) fn get(&self, rule: Rule) -> Option<Node<'a>> {
        self.all(rule).next()
    }

    /// The first node of a rule in it, which the grammar demands.
    pub(super) fn child(&self, rule: Rule) -> Built<Node<'a>> {
        self.get(rule).ok_or_else(|| self.unreadable())
    }

    /// The first node in it, which the grammar demands.
    pub(super) fn first(&self) -> Built<Node<'a>> {
        self.children().next().ok_or_else(|| self.unreadable())
    }

    pub(super) fn has(&self, rule: Rule) -> bool {
        self.get(rule).is_some()
    }

    /// It as an expression.
    pub(super) fn expression(&self) -> Built<Expr> {
        (self.origin.expression)(self)
    }

    /// The expression of a rule in it, which the grammar demands.
    pub(super) fn expression_in(&self, rule: Rule) -> Built<Expr> {
        self.child(rule)?.expression()
    }

    /// The expressions of a rule in it.
    pub(super) fn expressions(&self, rule: Rule) -> Built<Vec<Expr>> {
        self.all(rule).map(|found| found.expression()).collect()
    }

    /// Only a grammar that disagrees with its builder comes here.
    pub(super) fn unreadable(&self) -> ParseProblem {
        ParseProblem::Unreadable(self.span())
    }

    /// Its place in the original text.
    pub(super) fn span(&self) -> Span {
        let span = self.pair.as_span();
        self.canonical.place(span.start(), span.end())
    }

    /// Which tokens of the line it covers.
    pub(super) fn tokens(&self) -> std::ops::Range<usize> {
        let span = self.pair.as_span();
        self.canonical.range(span.start(), span.end())
    }

    /// A token of the line by its place.
    pub(super) fn token_at(&self, index: usize) -> Option<&'a Token> {
        self.canonical.token_at(index)
    }

    /// A part of the file as it is written.
    pub(super) fn written(&self, span: Span) -> String {
        let range = span.start as usize..span.end as usize;
        self.origin.source.get(range).unwrap_or_default().to_owned()
    }

    /// The first token of it.
    pub(super) fn token(&self) -> Built<&'a Token> {
        self.canonical.token(self.pair.as_span().start()).ok_or_else(|| self.unreadable())
    }

    /// It as the grammar reads it: for signs.
    pub(super) fn sign(&self) -> &'a str {
        self.pair.as_str().trim()
    }

    /// It as a name.
    pub(super) fn name(&self) -> Built<Name> {
        let token = self.token()?;
        Ok(Name { text: token.text.clone(), span: token.span })
    }

    /// The name of a rule in it.
    pub(super) fn name_of(&self, rule: Rule) -> Built<Name> {
        self.child(rule)?.name()
    }

    /// The text in it, unescaped.
    pub(super) fn text(&self) -> Built<Text> {
        let token = self.child(Rule::text)?.token()?;
        Ok(Text { value: unescape(&token.text), span: token.span })
    }
}

/// `\n` and `\t` are what they are elsewhere; any other character behind `\` is itself.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}
