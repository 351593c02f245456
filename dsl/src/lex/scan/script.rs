//! Scripts in a policy: the text between `"""` and `"""`, kept as it stands.

use super::Scanner;
use crate::keywords::{DECLARATIONS, LANGUAGES, keywords};
use crate::lex::problem::LexProblem;
use crate::lex::token::TokenKind;

/// What stands before and after a script.
pub(super) const MARK: &str = "\"\"\"";

impl Scanner<'_> {
    /// Reads a script whole; one that is not closed ends before the next declaration at the left
    /// edge.
    pub(super) fn script(&mut self) {
        let start = self.at;
        let inside = self.rest().get(MARK.len()..).unwrap_or_default();
        let (script, after) = match inside.split_once(MARK) {
            Some((script, _)) => (script.to_owned(), MARK.len()),
            None => (inside.get(..next_declaration(inside)).unwrap_or_default().to_owned(), 0),
        };
        self.at += MARK.len();
        if after == 0 {
            let problem = LexProblem::UnclosedScript(self.span(start));
            self.scan.problems.push(problem);
        }
        self.at += script.len() + after;
        self.report_controls(start);
        self.push(TokenKind::Script, script, start);
        self.begins_line = after == 0;
    }
}

/// Where a line begins with a declaration's word; else the end.
fn next_declaration(text: &str) -> usize {
    let starts = text.match_indices('\n').map(|(at, _)| at + 1);
    let mut starts = starts.filter(|at| declares(text.get(*at..).unwrap_or_default()));
    starts.next().unwrap_or(text.len())
}

fn declares(line: &str) -> bool {
    let word = line.split(|character: char| !character.is_alphanumeric()).next();
    LANGUAGES.into_iter().any(|language| {
        let id = word.and_then(|word| keywords(language).meaning(word));
        id.is_some_and(|id| DECLARATIONS.contains(&id))
    })
}
