//! Reads lines with the grammar, and gathers what is wrong with them.

use super::grammar::{self, Rule};
use super::limits;
use super::node::{Built, Node, Origin};
use super::problem::ParseProblem;
use super::unexpected;
use super::written::{self, WrittenLine};
use crate::lex::canonical::{brace, canonical};
use crate::lex::{Block, Line};

/// A file on its way to its tree.
#[derive(Debug)]
pub(super) struct Reader<'s> {
    pub(super) origin: Origin<'s>,
    pub(super) problems: Vec<ParseProblem>,
    /// What each line says, where it is asked for.
    pub(super) written: Option<Vec<WrittenLine>>,
}

impl Reader<'_> {
    /// Reads one line by a rule of the grammar; a problem is kept, and there is nothing.
    pub(super) fn line<T>(
        &mut self,
        line: &Line,
        rule: Rule,
        build: impl FnOnce(&Node<'_>) -> Built<T>,
    ) -> Option<T> {
        match self.read(line, rule, build) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
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
        let pair = grammar::apply(rule, &canonical.text)
            .map_err(|failure| unexpected::problem(&failure, &canonical, self.origin.language))?;
        let node = Node::new(pair, &canonical, self.origin);
        if let Some(lines) = &mut self.written {
            lines.push(written::of_line(line, rule, &node));
        }
        build(&node)
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
