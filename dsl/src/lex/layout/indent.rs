//! Braces that are left out or too many, found by how far lines are indented. Where a file has as
//! many opening braces as closing ones, its indentation means nothing.

use super::super::problem::LexProblem;
use super::{Layout, Level, Line, Token};
use crate::source::Span;

/// Declarations that always have braces.
const WITH_BRACES: &[&str] = &[
    "program",
    "record",
    "table",
    "tier",
    "class",
    "score",
    "calendar",
    "exchange",
    "budget",
    "portfolio",
    "earn",
    "reward",
    "redeem",
    "recovery",
    "contact",
    "penalty",
    "reversal",
];

impl Layout<'_> {
    /// A line begins where braces are missing: further left than what stands in the open ones, or
    /// further right below a line that should open some.
    pub(super) fn mend_indented(&mut self, token: &Token) {
        let column = self.column(token.span);
        let closes = token.is_sign("}");
        self.close_indented(column);
        while self.unclosed > 0 && self.is_left_of_block(column, closes) {
            self.unclosed -= 1;
            let Some(level) = self.levels.last() else { return };
            let (open, owner) = (level.open, level.owner.clone());
            let next = Some(token.span);
            self.problems.push(LexProblem::UnclosedBrace { open, owner, next });
            self.close_level(open);
        }
        if !closes {
            self.open_indented(column);
        }
    }

    /// What a colon opened ends before a line that begins at this column.
    pub(super) fn close_indented(&mut self, column: usize) {
        let ends = |level: &Level| level.by_indent && column <= level.indent;
        while let Some(level) = self.levels.last().filter(|level| ends(level)) {
            let last = level.lines.iter().rfind(|line| !line.is_empty());
            let end = last.map_or(level.open, Line::span);
            self.close_level(end);
        }
    }

    /// Whether a line that begins at a column stands outside the innermost braces.
    fn is_left_of_block(&self, column: usize, closes: bool) -> bool {
        let [.., _, level] = self.levels.as_slice() else { return false };
        let first = level.lines.first().and_then(|line| line.tokens.first());
        let indented = first.is_some_and(|first| self.column(first.span) > level.indent);
        indented && (column < level.indent || !closes && column == level.indent)
    }

    fn open_indented(&mut self, column: usize) {
        let Some(line) = self.levels.last().and_then(|level| level.lines.last()) else { return };
        let (Some(first), Some(last)) = (line.tokens.first(), line.tokens.last()) else { return };
        let (colon, closed) = (last.is_sign(":"), self.surplus > 0);
        if !(colon || closed) || !wants_braces(line) || column <= self.column(first.span) {
            return;
        }
        let open = last.span;
        let (owner, indent) = self.owner();
        self.surplus = self.surplus.saturating_sub(1);
        if let Some(line) = self.line().filter(|_| colon) {
            line.tokens.pop();
        }
        self.problems.push(LexProblem::NoBrace {
            owner: owner.clone(),
            after: open,
            colon,
            closed,
        });
        self.levels.push(Level { open, owner, indent, by_indent: !closed, lines: Vec::new() });
    }

    /// Whether a closing brace is one too many: it stands further right than what it would close.
    pub(super) fn is_surplus(&mut self, token: &Token) -> bool {
        let outer = self
            .levels
            .last()
            .is_some_and(|level| self.levels.len() > 1 && self.column(token.span) > level.indent);
        if self.surplus == 0 || !token.begins_line || !outer {
            return false;
        }
        self.surplus -= 1;
        self.problems.push(LexProblem::StrayBrace(token.span));
        true
    }

    /// The words before a brace, and how far their line is indented.
    pub(super) fn owner(&self) -> (String, usize) {
        let line = self.levels.last().and_then(|level| level.lines.last());
        let tokens = line.map(|line| line.tokens.as_slice()).unwrap_or_default();
        let words: Vec<String> = tokens
            .iter()
            .take(2)
            .take_while(|token| !token.is_sign(":"))
            .map(Token::written)
            .collect();
        (words.join(" "), tokens.first().map_or(0, |first| self.column(first.span)))
    }

    /// How many characters stand before it on its line.
    fn column(&self, span: Span) -> usize {
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        before.chars().rev().take_while(|character| *character != '\n').count()
    }
}

fn wants_braces(line: &Line) -> bool {
    let first = line.tokens.first().and_then(Token::keyword);
    let has = |id: &str| line.tokens.iter().any(|token| token.keyword() == Some(id));
    line.block.is_none()
        && line.tokens.len() > 1
        && (first.is_some_and(|id| WITH_BRACES.contains(&id))
            || matches!(first, Some("define" | "parameter")) && !has("as")
            || has("list_of"))
}
