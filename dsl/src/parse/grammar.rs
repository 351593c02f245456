//! The grammar's parser, run over one line.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

/// The generated parser.
#[derive(Parser)]
#[grammar = "keywords.pest"]
#[grammar = "grammar.pest"]
struct Grammar;

/// Where the grammar could not go on, and what it would have taken there.
#[derive(Debug)]
pub(super) struct Failure {
    /// An offset in the canonical text.
    pub(super) at: usize,
    /// The rules that may stand there.
    pub(super) expected: Vec<Rule>,
}

/// Applies a rule to the whole canonical text of a line.
pub(super) fn apply(rule: Rule, text: &str) -> Result<Pair<'_, Rule>, Failure> {
    let parsed = Grammar::parse(rule, text).map_err(|error| {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Failure { at, expected }
    });
    parsed?.next().ok_or(Failure { at: 0, expected: vec![rule] })
}
