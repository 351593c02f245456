//! What may stand although it is found.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use super::reader::Reader;
use crate::lex::Line;
use crate::syntax::Allow;

/// The lines of this kind that wait for the declaration behind them.
#[derive(Debug, Default)]
pub(super) struct Waiting(Vec<Allow>);

impl Waiting {
    /// Reads the line, if it is of this kind.
    pub(super) fn takes(&mut self, reader: &mut Reader<'_>, line: &Line) -> bool {
        let is_one = line.tokens.first().is_some_and(|token| token.keyword() == Some("allow"));
        if is_one {
            self.0.extend(reader.line(line, Rule::allowance, |node| clause(&node.first()?)));
        }
        is_one
    }

    /// Those of the declaration at hand.
    pub(super) fn taken(&mut self) -> Vec<Allow> {
        std::mem::take(&mut self.0)
    }

    /// Those that wait in vain are a mistake.
    pub(super) fn end(self, reader: &mut Reader<'_>) {
        let in_vain = self.0.into_iter().map(|allow| ParseProblem::NothingBehindAllow(allow.span));
        reader.problems.extend(in_vain);
    }
}

/// `allow L0905 because "…"`
pub(super) fn clause(node: &Node<'_>) -> Built<Allow> {
    let because = node.child(Rule::because)?.text()?;
    Ok(Allow { code: node.name_of(Rule::code)?, because, span: node.span() })
}
