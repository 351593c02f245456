//! Reads lines with the grammar, and gathers what is wrong with them.

use super::grammar::{self, Rule};
use super::limits;
use super::mend::{Mender, place, reworded, spoils};
use super::node::{Built, Node, Origin};
use super::problem::ParseProblem;
use super::slip::Known;
use super::unexpected;
use super::written::{self, WrittenLine};
use crate::lex::canonical::{brace, canonical};
use crate::lex::{Block, Line, Token};

/// A longer line is not looked through for slips: each is tried by reading the line again.
const MOST_MENDED_WORDS: usize = 120;

/// A file on its way to its tree.
#[derive(Debug)]
pub(super) struct Reader<'s> {
    pub(super) origin: Origin<'s>,
    pub(super) problems: Vec<ParseProblem>,
    /// What each line says, where it is asked for.
    pub(super) written: Option<Vec<WrittenLine>>,
    pub(super) known: Known,
    /// Lines that may still be mended.
    pub(super) mendable: usize,
}

impl Reader<'_> {
    /// Reads one line by a rule of the grammar; a problem is kept. A line with slips is reported
    /// and read as it is meant.
    pub(super) fn line<T>(
        &mut self,
        line: &Line,
        rule: Rule,
        build: impl Fn(&Node<'_>) -> Built<T>,
    ) -> Option<T> {
        let spoilt = self.spoilt(line);
        let read = self.read(line, rule, &build);
        let (value, problem) = match read {
            Ok(value) if !spoilt => return Some(value),
            Ok(value) => (Some(value), None),
            Err(problem) => (None, Some(problem)),
        };
        if let Some(words) = self.mend(line, rule, problem.as_ref()) {
            return self.read(&reworded(line, words), rule, build).ok();
        }
        let problem = problem.map(|problem| problem.without_near(&self.known));
        self.problems.extend(problem.filter(|_| !spoilt));
        value
    }

    fn read<T>(
        &mut self,
        line: &Line,
        rule: Rule,
        build: impl FnOnce(&Node<'_>) -> Built<T>,
    ) -> Built<T> {
        limits::check(&line.tokens, line.span())?;
        let brace = brace(line);
        let canonical = canonical(line, &brace);
        let pair = grammar::apply(rule, &canonical.text).map_err(|failure| {
            unexpected::problem(&failure, &canonical, rule, self.origin.language)
        })?;
        let node = Node::new(pair, &canonical, self.origin);
        if let Some(lines) = &mut self.written {
            lines.push(written::of_line(line, rule, &node));
        }
        build(&node)
    }

    /// How many problems tore something out.
    pub(super) fn torn(&self) -> usize {
        self.problems.iter().filter(|problem| !problem.is_mended()).count()
    }

    /// Whether characters of the line itself are wrong.
    fn spoilt(&self, line: &Line) -> bool {
        let own = place(line, self.origin.source);
        self.problems.iter().any(|problem| spoils(problem, own))
    }

    /// The words of the line as it is meant, if it has a slip; the slip is kept instead of what the lexer said
    /// of its characters.
    pub(super) fn mend(
        &mut self,
        line: &Line,
        rule: Rule,
        problem: Option<&ParseProblem>,
    ) -> Option<Vec<Token>> {
        let long = line.tokens.len() > MOST_MENDED_WORDS;
        if self.mendable == 0 || long || problem.is_some_and(|problem| !problem.may_be_slip()) {
            return None;
        }
        self.mendable -= 1;
        let mender = Mender { line, rule, origin: self.origin, known: &self.known };
        let (slip, words) = mender.mend()?;
        let own = place(line, self.origin.source);
        self.problems.retain(|problem| !spoils(problem, own));
        self.problems.push(ParseProblem::Slip(slip));
        Some(words)
    }

    /// Reads every line of a block; bad ones are reported and left out.
    pub(super) fn lines<T>(
        &mut self,
        block: Option<&Block>,
        rule: Rule,
        build: impl Fn(&Node<'_>) -> Built<T>,
    ) -> Vec<T> {
        let lines = block.map(|block| block.lines.as_slice()).unwrap_or_default();
        lines.iter().filter_map(|line| self.line(line, rule, &build)).collect()
    }
}

/// Whether a line can be read by a rule.
pub(super) fn reads(line: &Line, rule: Rule) -> bool {
    let brace = brace(line);
    limits::check(&line.tokens, line.span()).is_ok()
        && grammar::apply(rule, &canonical(line, &brace).text).is_ok()
}
