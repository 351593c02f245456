//! What can be wrong with characters, words and brackets.

use crate::message::Message;
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
    /// A character that cannot be seen.
    Invisible(char, Span),
    /// `#`, `--` or `/*` before a comment.
    ForeignComment { mark: &'static str, span: Span },
    /// `[` for `(` or `{`.
    ForeignBracket { found: char, instead: &'static str, span: Span },
    /// `{` without `}`: whose it is, and what begins before it ends.
    UnclosedBrace { open: Span, owner: String, next: Option<Span> },
    /// A declaration or field whose `{` is left out: whether `:` stands there, and whether its `}` is
    /// there.
    NoBrace { owner: String, after: Span, colon: bool, closed: bool },
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
        let labels = [(span, label)].into_iter().chain(self.other_end()).collect();
        Diagnostic { code, severity: Severity::Error, message, labels, help: Some(help) }
    }

    /// Where it is.
    pub(crate) fn span(&self) -> Span {
        self.parts().1
    }

    /// What it conflicts with.
    fn other_end(&self) -> Option<(Span, Message)> {
        match self {
            LexProblem::UnclosedBrace { next: Some(span), .. } => {
                Some((*span, say!("this stands outside them already")))
            }
            _ => None,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one flat match, a page of the catalogue each")]
    fn parts(&self) -> (&'static str, Span, Message, Message, Message) {
        match self {
            LexProblem::StrayCharacter(character, span) => (
                "L0101",
                *span,
                say!("`{character}` means nothing outside a text", character),
                say!("this character"),
                say!("remove it, or put it into a text in \"quotation marks\""),
            ),
            LexProblem::DirectionControl(character, span) => (
                "L0102",
                *span,
                say!(
                    "the invisible character {code} is not allowed",
                    code = format!("U+{:04X}", u32::from(*character))
                ),
                say!("it changes the direction in which the text is shown"),
                say!("remove it: a policy must read as it runs"),
            ),
            LexProblem::UnclosedText(span) => (
                "L0103",
                *span,
                say!("a text is not closed"),
                say!("it begins here"),
                say!("write `\"` at its end, on the same line"),
            ),
            LexProblem::UnclosedName(span) => (
                "L0104",
                *span,
                say!("a quoted name is not closed"),
                say!("it begins here"),
                say!("write the closing mark (`」` or a backtick) on the same line"),
            ),
            LexProblem::EmptyName(span) => (
                "L0105",
                *span,
                say!("a quoted name is empty"),
                say!("nothing stands between the marks"),
                say!("write the name between the marks"),
            ),
            LexProblem::BadDate(text, span) => (
                "L0106",
                *span,
                say!("`{text}` is not a date", text),
                say!("no such day, or another form"),
                say!("a date is year, month and day: 2026-01-31"),
            ),
            LexProblem::BadNumber(text, span) => (
                "L0107",
                *span,
                say!("`{text}` is not a number", text),
                say!("no such number, or more than 36 digits"),
                say!("a number is digits, with a point before its places: 1200.50"),
            ),
            LexProblem::Invisible(character, span) => (
                "L0112",
                *span,
                say!(
                    "the invisible character {code} is not allowed",
                    code = format!("U+{:04X}", u32::from(*character))
                ),
                say!("nobody can see it here"),
                say!("remove it: type the words again around it"),
            ),
            LexProblem::ForeignComment { mark, span } => (
                "L0113",
                *span,
                say!("`{mark}` does not begin a comment", mark = *mark),
                say!("meant as a comment"),
                say!("write `//`"),
            ),
            LexProblem::ForeignBracket { found, instead, span } => (
                "L0114",
                *span,
                say!("`{found}` is not a bracket of a policy", found),
                say!("read as `{instead}`", instead = *instead),
                say!("write `{instead}`, and its partner where it ends", instead = *instead),
            ),
            LexProblem::UnclosedBrace { open, owner, .. } => (
                "L0108",
                *open,
                say!("the braces of `{owner}` are not closed", owner = owner.as_str()),
                say!("they open here"),
                say!("write `}` where it ends"),
            ),
            LexProblem::NoBrace { owner, after, colon, closed } => (
                "L0115",
                *after,
                say!("`{owner}` has no `{`", owner = owner.as_str()),
                if *colon {
                    say!("`{` is due in its place")
                } else {
                    say!("`{` is due behind this")
                },
                match (colon, closed) {
                    (false, _) => say!("write `{` at the end of this line"),
                    (true, true) => say!("write `{` instead of `:`"),
                    (true, false) => {
                        say!("write `{` instead of `:`, and `}` behind the last of its lines")
                    }
                },
            ),
            LexProblem::StrayBrace(span) => (
                "L0109",
                *span,
                say!("`}` closes nothing"),
                say!("no `{` before it is open"),
                say!("remove it, or write the `{` that it belongs to"),
            ),
            LexProblem::DeepBraces(span) => (
                "L0110",
                *span,
                say!("braces stand in one another more than 16 deep"),
                say!("too deep from here"),
                say!("split what they hold"),
            ),
            LexProblem::UnclosedScript(span) => (
                "L0111",
                *span,
                say!("a script is not closed"),
                say!("it begins here"),
                say!("write `\"\"\"` after its last line"),
            ),
        }
    }
}
