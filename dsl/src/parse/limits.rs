//! What is checked of a line before the grammar reads it: brackets in pairs, and bounds that keep
//! the recursion of every later pass shallow.

use super::problem::ParseProblem;
use crate::lex::{Token, TokenKind};
use crate::source::Span;

/// Brackets and phrases in one another; deeper than anybody can read.
const MOST_NESTED: usize = 64;

/// Tokens in one clause.
const MOST_TOKENS: usize = 5000;

/// The first problem of a line's brackets, depth and length.
pub(super) fn check(tokens: &[Token], span: Span) -> Result<(), ParseProblem> {
    if tokens.len() > MOST_TOKENS {
        return Err(ParseProblem::TooLong(span));
    }
    let mut depth = Depth { open: vec![Bracket::default()], after_operand: false };
    for token in tokens {
        depth.token(token)?;
    }
    match depth.open.get(1..).unwrap_or_default().last() {
        Some(bracket) => Err(ParseProblem::UnclosedBracket(bracket.span)),
        None => Ok(()),
    }
}

/// An open bracket, and the phrases that are open in it.
#[derive(Default)]
struct Bracket {
    span: Span,
    /// Phrases that take all that follows to the end of the bracket, such as `where`.
    lasting: usize,
    /// Words that wait for their operand, such as `not`.
    waiting: usize,
}

struct Depth {
    open: Vec<Bracket>,
    after_operand: bool,
}

impl Depth {
    fn token(&mut self, token: &Token) -> Result<(), ParseProblem> {
        match token.kind {
            TokenKind::Sign("(") => {
                self.open.push(Bracket { span: token.span, ..Bracket::default() });
            }
            TokenKind::Sign(")") => {
                self.open.pop();
                if self.open.is_empty() {
                    return Err(ParseProblem::StrayBracket(token.span));
                }
            }
            TokenKind::Sign("-") if !self.after_operand => self.word("not"),
            TokenKind::Sign("|") => self.reset(),
            TokenKind::Keyword(id) => self.word(id),
            TokenKind::Sign(_)
            | TokenKind::Name
            | TokenKind::Currency(_)
            | TokenKind::Number { .. }
            | TokenKind::Date(_)
            | TokenKind::Text
            | TokenKind::Script => {}
        }
        self.after_operand = ends_operand(&token.kind);
        if self.depth() > MOST_NESTED {
            return Err(ParseProblem::TooDeep(token.span));
        }
        Ok(())
    }

    fn depth(&self) -> usize {
        let inner = self.open.iter().map(|bracket| 1 + bracket.lasting + bracket.waiting);
        inner.sum::<usize>().saturating_sub(1)
    }

    /// A new cell.
    fn reset(&mut self) {
        if let Some(bracket) = self.open.last_mut() {
            (bracket.lasting, bracket.waiting) = (0, 0);
        }
    }

    fn word(&mut self, id: &str) {
        let Some(bracket) = self.open.last_mut() else { return };
        match id {
            "and" | "or" | "is" | "is_not" | "at_least" | "at_most" | "in" => bracket.waiting = 0,
            _ if lasts(id) => bracket.lasting += 1,
            _ if waits(id) => bracket.waiting += 1,
            _ => {}
        }
    }
}

fn lasts(id: &str) -> bool {
    let words = ["where", "has", "full", "larger_of", "smaller_of", "later_of", "earlier_of"];
    words.contains(&id)
}

/// Words that an operand follows, which may begin with such a word again.
fn waits(id: &str) -> bool {
    id.ends_with("_of")
        || ["start_of_", "end_of_", "with_"].iter().any(|prefix| id.starts_with(prefix))
        || matches!(id, "not" | "after" | "before" | "since" | "from" | "to" | "per" | "per_full")
        || matches!(id, "latest" | "earliest" | "every" | "any" | "ending" | "by")
}

fn ends_operand(kind: &TokenKind) -> bool {
    match kind {
        TokenKind::Sign(sign) => matches!(*sign, ")" | "%"),
        TokenKind::Keyword(id) => !waits(id) && !lasts(id),
        TokenKind::Name
        | TokenKind::Currency(_)
        | TokenKind::Number { .. }
        | TokenKind::Date(_)
        | TokenKind::Text
        | TokenKind::Script => true,
    }
}
