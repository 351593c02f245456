//! Tokens → lines and blocks: where a clause ends, and what stands in braces.
//!
//! A clause ends with its line or with `;`. A line that begins with a word or sign that cannot
//! begin a clause continues the one before; line breaks in brackets do not count.

mod indent;

use super::problem::LexProblem;
use super::token::{Token, TokenKind};
use crate::keywords::{CLAUSES, CONTINUATIONS, DECLARATIONS};
use crate::source::Span;

/// Clauses that stand in a choice, on its line or below.
const OF_A_CHOICE: &[&str] = &["for_each", "once", "at_most", "only_up_to"];

/// Enough for any record; blocks are walked by recursion.
const MOST_BRACES: usize = 16;

/// One clause, field, row or declaration.
#[derive(Debug, Default, Clone)]
pub(crate) struct Line {
    /// Its tokens, without those in braces.
    pub(crate) tokens: Vec<Token>,
    /// What stands in its braces.
    pub(crate) block: Option<Block>,
}

/// The lines in one pair of braces.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// How many tokens of its line stand before it.
    pub(crate) at: usize,
    /// From `{` to `}`.
    pub(crate) span: Span,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
}

impl Line {
    /// From its first token to its last, or to its closing brace.
    pub(crate) fn span(&self) -> Span {
        let first = self.tokens.first().map(|token| token.span);
        let last = self.tokens.last().map(|token| token.span);
        let block = self.block.as_ref().map(|block| block.span);
        let all = [first, last, block].into_iter().flatten();
        all.reduce(Span::to).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.block.is_none()
    }
}

/// The lines of a whole file.
pub(super) fn lines(tokens: Vec<Token>, text: &str, problems: &mut Vec<LexProblem>) -> Vec<Line> {
    let opened = tokens.iter().filter(|token| token.is_sign("{")).count();
    let closed = tokens.iter().filter(|token| token.is_sign("}")).count();
    let mut layout = Layout {
        text,
        levels: vec![Level::default()],
        brackets: 0,
        unclosed: opened.saturating_sub(closed),
        surplus: closed.saturating_sub(opened),
        skipped: 0,
        problems,
    };
    let followers: Vec<Option<TokenKind>> =
        tokens.iter().skip(1).map(|token| Some(token.kind.clone())).chain([None]).collect();
    for (token, next) in tokens.into_iter().zip(followers) {
        layout.token(token, next.as_ref());
    }
    layout.finish()
}

/// An open block: its lines so far.
#[derive(Default)]
struct Level {
    open: Span,
    /// The words before its brace.
    owner: String,
    /// How far the line with its brace is indented.
    indent: usize,
    /// It has no braces: it ends where a line is no longer indented.
    by_indent: bool,
    lines: Vec<Line>,
}

struct Layout<'a> {
    text: &'a str,
    levels: Vec<Level>,
    brackets: usize,
    /// Opening braces more than closing ones.
    unclosed: usize,
    /// Closing braces more than opening ones.
    surplus: usize,
    /// Open braces that are too deep to be kept.
    skipped: usize,
    problems: &'a mut Vec<LexProblem>,
}

impl Layout<'_> {
    fn token(&mut self, token: Token, next: Option<&TokenKind>) {
        if self.unclosed > 0 && token.at_edge && declares(&token, next) {
            self.close_all(Some(token.span));
        }
        if token.begins_line && self.ends_line_before(&token, next) {
            self.brackets = 0;
            self.mend_indented(&token);
            self.new_line();
        }
        match token.kind {
            TokenKind::Sign("{") => self.open(token.span),
            TokenKind::Sign("}") if self.is_surplus(&token) => {}
            TokenKind::Sign("}") => self.close(token.span),
            TokenKind::Sign(";") if self.brackets == 0 => self.new_line(),
            _ => self.push(token),
        }
    }

    fn ends_line_before(&self, token: &Token, next: Option<&TokenKind>) -> bool {
        if self.brackets > 0 {
            return token.keyword().is_some_and(|id| CLAUSES.contains(&id))
                || declares(token, next);
        }
        let reasoned = self.heads_with("guarantee") || self.heads_with("allow");
        if token.keyword() == Some("because") && reasoned {
            return false;
        }
        if self.heads_with("choose") && token.keyword().is_some_and(|id| OF_A_CHOICE.contains(&id))
        {
            return false;
        }
        !continues(token, next) || token.is_sign("-") && self.ends_a_case()
    }

    /// Whether the line so far is a whole case of a `define`, or a figure of a
    /// `parameter`: a `-` after it begins the value of
    /// the next.
    fn ends_a_case(&self) -> bool {
        let [.., around, level] = self.levels.as_slice() else { return false };
        let head = around.lines.last().and_then(|line| line.tokens.first());
        let ends = |token: &Token| match head.and_then(Token::keyword) {
            Some("define") => matches!(token.keyword(), Some("when" | "otherwise")),
            Some("parameter") => token.keyword() == Some("from"),
            _ => false,
        };
        level.lines.last().is_some_and(|line| line.tokens.iter().any(ends))
    }

    /// Whether the line so far begins with this word: to a guarantee and to what is allowed
    /// its reason belongs, to a choice its limits.
    fn heads_with(&self, word: &str) -> bool {
        let line = self.levels.last().and_then(|level| level.lines.last());
        let head = line.and_then(|line| line.tokens.first());
        head.and_then(Token::keyword) == Some(word)
    }

    fn push(&mut self, token: Token) {
        if token.is_sign("(") {
            self.brackets += 1;
        } else if token.is_sign(")") {
            self.brackets = self.brackets.saturating_sub(1);
        }
        if self.skipped == 0
            && let Some(line) = self.line()
        {
            line.tokens.push(token);
        }
    }

    /// The line that is being written, if there is a level and it has one.
    fn line(&mut self) -> Option<&mut Line> {
        let level = self.levels.last_mut()?;
        if level.lines.is_empty() {
            level.lines.push(Line::default());
        }
        level.lines.last_mut()
    }

    fn new_line(&mut self) {
        if let Some(level) = self.levels.last_mut()
            && level.lines.last().is_none_or(|line| !line.is_empty())
        {
            level.lines.push(Line::default());
        }
    }

    fn open(&mut self, span: Span) {
        self.brackets = 0;
        if self.levels.len() > MOST_BRACES {
            if self.skipped == 0 {
                self.problems.push(LexProblem::DeepBraces(span));
            }
            self.skipped += 1;
            return;
        }
        if self.line().is_some_and(|line| line.block.is_some()) {
            self.new_line();
        }
        let (owner, indent) = self.owner();
        self.levels.push(Level { open: span, owner, indent, by_indent: false, lines: Vec::new() });
    }

    fn close(&mut self, span: Span) {
        self.brackets = 0;
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if self.levels.len() > 1 {
            self.close_level(span);
        } else {
            self.problems.push(LexProblem::StrayBrace(span));
        }
    }

    fn close_level(&mut self, close: Span) {
        let Some(mut level) = self.levels.pop() else { return };
        level.lines.retain(|line| !line.is_empty());
        if let Some(line) = self.line() {
            let at = line.tokens.len();
            line.block = Some(Block { at, span: level.open.to(close), lines: level.lines });
        }
    }

    /// A declaration begins although braces are open, or the file ends: the innermost is reported.
    fn close_all(&mut self, next: Option<Span>) {
        self.close_indented(0);
        if let Some(level) = self.levels.last().filter(|_| self.levels.len() > 1) {
            let (open, owner) = (level.open, level.owner.clone());
            self.unclosed = self.unclosed.saturating_sub(self.levels.len() - 1);
            self.problems.push(LexProblem::UnclosedBrace { open, owner, next });
        }
        self.skipped = 0;
        while self.levels.len() > 1 {
            let open = self.levels.last().map(|level| level.open).unwrap_or_default();
            self.close_level(open);
        }
    }

    fn finish(mut self) -> Vec<Line> {
        self.close_all(None);
        let mut lines = self.levels.pop().unwrap_or_default().lines;
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// A declaration's word with a name or text behind it.
fn declares(token: &Token, next: Option<&TokenKind>) -> bool {
    token.begins_line
        && token.keyword().is_some_and(|id| DECLARATIONS.contains(&id))
        && next.is_some_and(|next| {
            matches!(next, TokenKind::Name | TokenKind::Text | TokenKind::Keyword(_))
        })
}

/// Whether a line that begins so continues the one before.
fn continues(token: &Token, next: Option<&TokenKind>) -> bool {
    let negates_window =
        |next: &TokenKind| matches!(next, TokenKind::Keyword(id) if id.starts_with("in"));
    match token.kind {
        TokenKind::Keyword("not") => next.is_some_and(negates_window),
        TokenKind::Keyword(id) => CONTINUATIONS.contains(&id),
        TokenKind::Sign(sign) => !matches!(sign, "|" | "}" | "("),
        TokenKind::Script => true,
        TokenKind::Name
        | TokenKind::Currency(_)
        | TokenKind::Number { .. }
        | TokenKind::Date(_)
        | TokenKind::Text => false,
    }
}
