//! Comments and brackets of other languages: reported once, and read as what they are meant to be.

use super::Scanner;
use crate::lex::character::foreign_bracket;
use crate::lex::problem::LexProblem;
use crate::lex::token::TokenKind;

impl Scanner<'_> {
    /// The mark with which another language begins a comment.
    pub(super) fn foreign_comment(&self) -> Option<&'static str> {
        let next = self.folded(3);
        match next.as_str() {
            _ if next.starts_with('#') => Some("#"),
            _ if next.starts_with("/*") => Some("/*"),
            "-- " if !self.text.get(..self.at)?.ends_with('-') && !self.in_a_row() => Some("--"),
            _ if next.starts_with("--") && self.begins_line => Some("--"),
            _ => None,
        }
    }

    /// Whether a bar follows on the line.
    fn in_a_row(&self) -> bool {
        self.rest().lines().next().is_some_and(|line| line.contains('|'))
    }

    /// What is meant as a comment is not read: to the end of the line, or to `*/`.
    pub(super) fn skip_comment(&mut self, mark: &'static str) {
        let start = self.at;
        let closed = if mark == "/*" { self.rest().find("*/") } else { None };
        match closed {
            Some(length) => self.at += length + "*/".len(),
            None => drop(self.take_raw(|character| character == '\n')),
        }
        let end = start + self.text.get(start..self.at).unwrap_or_default().trim_end().len();
        let mut span = self.span(start);
        span.end = u32::try_from(end).unwrap_or(u32::MAX);
        let line = self.text.get(start..end).unwrap_or_default().find('\n');
        span.end = line.map_or(span.end, |length| span.start + u32::try_from(length).unwrap_or(0));
        self.scan.problems.push(LexProblem::ForeignComment { mark, span });
    }

    /// A bracket of another form, read as one of the language; one problem says it of a pair.
    pub(super) fn foreign_bracket(&mut self, character: char) -> Option<()> {
        let start = self.at;
        let rest = self.rest().get(character.len_utf8()..).unwrap_or_default();
        let ends_line = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        let opens = foreign_bracket(character, false) == Some("(");
        let at_edge = if opens { ends_line } else { self.begins_line };
        let instead = foreign_bracket(character, at_edge)?;
        self.skip();
        let span = self.span(start);
        if opens {
            self.scan.problems.push(LexProblem::ForeignBracket { found: character, instead, span });
            self.foreign_brackets += 1;
        } else if self.foreign_brackets == 0 {
            self.scan.problems.push(LexProblem::ForeignBracket { found: character, instead, span });
        } else {
            self.foreign_brackets -= 1;
        }
        self.push(TokenKind::Sign(instead), instead.to_owned(), start);
        Some(())
    }
}
