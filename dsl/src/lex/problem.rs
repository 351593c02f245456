//! What can be wrong with characters, words and brackets.

use crate::problems::{Diagnostic, Severity};
use crate::source::Span;

/// A problem that is found before the grammar is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LexProblem {
    /// A character that means nothing here.
    StrayCharacter(char, Span),
    /// A character that changes the direction of writing.
    DirectionControl(char, Span),
    /// A text without its closing quotation mark.
    UnclosedText(Span),
    /// A quoted name without its closing mark.
    UnclosedName(Span),
    /// A quoted name with nothing in it.
    EmptyName(Span),
    /// A day that the calendar does not have, or a date in another form.
    BadDate(String, Span),
    /// A number in another form, or with too many digits.
    BadNumber(String, Span),
    /// `{` without `}`.
    UnclosedBrace(Span),
    /// `}` without `{`.
    StrayBrace(Span),
    /// Braces in braces, too deep.
    DeepBraces(Span),
    /// A script without its closing marks.
    UnclosedScript(Span),
}

impl LexProblem {
    /// In the shape in which it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, span, message, label, help) = self.parts();
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            labels: vec![(span, label.to_owned())],
            help: Some(help.to_owned()),
        }
    }

    fn parts(&self) -> (&'static str, Span, String, &'static str, &'static str) {
        match self {
            LexProblem::StrayCharacter(character, span) => (
                "L0101",
                *span,
                format!("`{character}` means nothing outside a text"),
                "this character",
                "remove it, or put it into a text in \"quotation marks\"",
            ),
            LexProblem::DirectionControl(character, span) => (
                "L0102",
                *span,
                format!("the invisible character U+{:04X} is not allowed", u32::from(*character)),
                "it changes the direction in which the text is shown",
                "remove it: a policy must read as it runs",
            ),
            LexProblem::UnclosedText(span) => (
                "L0103",
                *span,
                "a text is not closed".to_owned(),
                "it begins here",
                "write `\"` at its end, on the same line",
            ),
            LexProblem::UnclosedName(span) => (
                "L0104",
                *span,
                "a quoted name is not closed".to_owned(),
                "it begins here",
                "write the closing mark (`」` or a backtick) on the same line",
            ),
            LexProblem::EmptyName(span) => (
                "L0105",
                *span,
                "a quoted name is empty".to_owned(),
                "nothing stands between the marks",
                "write the name between the marks",
            ),
            LexProblem::BadDate(text, span) => (
                "L0106",
                *span,
                format!("`{text}` is not a date"),
                "no such day, or another form",
                "a date is year, month and day: 2026-01-31",
            ),
            LexProblem::BadNumber(text, span) => (
                "L0107",
                *span,
                format!("`{text}` is not a number"),
                "no such number, or more than 36 digits",
                "a number is digits, with a point before its places: 1200.50",
            ),
            LexProblem::UnclosedBrace(span) => (
                "L0108",
                *span,
                "`{` is not closed".to_owned(),
                "it opens here",
                "write `}` where it ends",
            ),
            LexProblem::StrayBrace(span) => (
                "L0109",
                *span,
                "`}` closes nothing".to_owned(),
                "no `{` before it is open",
                "remove it, or write the `{` that it belongs to",
            ),
            LexProblem::DeepBraces(span) => (
                "L0110",
                *span,
                "braces stand in one another more than 16 deep".to_owned(),
                "too deep from here",
                "split what they hold",
            ),
            LexProblem::UnclosedScript(span) => (
                "L0111",
                *span,
                "a script is not closed".to_owned(),
                "it begins here",
                "write `\"\"\"` after its last line",
            ),
        }
    }
}
