//! What can be wrong with the shape of a policy.

use crate::lex::LexProblem;
use crate::problems::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::Language;

/// A problem that the parser found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParseProblem {
    /// A problem of characters, words or brackets.
    Lex(LexProblem),
    /// Something stands where something else is due.
    Unexpected { found: String, near: Option<String>, span: Span, expected: Vec<String> },
    /// The line ends where something is due.
    EndsEarly { after: Span, expected: Vec<String> },
    /// A keyword of the other language.
    OtherLanguage { word: String, instead: String, language: Language, span: Span },
    /// A line outside any declaration.
    NoDeclaration { found: String, near: Option<String>, span: Span },
    /// A declaration that this version does not understand yet.
    NotYet { word: String, span: Span },
    /// `(` without `)`.
    UnclosedBracket(Span),
    /// `)` without `(`.
    StrayBracket(Span),
    /// Brackets, or words like `not`, in one another, too deep.
    TooDeep(Span),
    /// A clause with too many words.
    TooLong(Span),
    /// `a < b < c`
    ChainedComparison { first: Span, second: Span },
    /// A table without its head row.
    NoHead(Span),
    /// A blank cell in a row without `otherwise`.
    BlankCell(Span),
    /// `{` in a text without `}`, or the reverse.
    TemplateBrace(Span),
    /// A clause that may stand once stands again.
    Twice { first: Span, second: Span },
    /// A number too large for its place.
    TooLarge(Span),
    /// A day that no year has.
    NoSuchDay(Span),
    /// `any` without `where`.
    NoCondition(Span),
    /// A line that cannot be read for a reason that no other problem names.
    Unreadable(Span),
}

impl From<LexProblem> for ParseProblem {
    fn from(problem: LexProblem) -> ParseProblem {
        ParseProblem::Lex(problem)
    }
}

impl ParseProblem {
    /// In the shape in which it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        if let ParseProblem::Lex(problem) = self {
            return problem.diagnostic();
        }
        Diagnostic {
            code: self.code(),
            severity: Severity::Error,
            message: self.message(),
            labels: self.labels(),
            help: self.help(),
        }
    }

    /// Whether it speaks of a word that surely begins something of its own.
    pub(super) fn names_keyword(&self) -> bool {
        matches!(self, ParseProblem::OtherLanguage { .. } | ParseProblem::NotYet { .. })
    }

    /// Where it is.
    #[must_use]
    pub fn span(&self) -> Span {
        let labels = self.diagnostic().labels;
        labels.first().map(|(span, _)| *span).unwrap_or_default()
    }

    fn code(&self) -> &'static str {
        match self {
            ParseProblem::Lex(problem) => problem.diagnostic().code,
            ParseProblem::Unexpected { .. } => "L0120",
            ParseProblem::EndsEarly { .. } => "L0121",
            ParseProblem::OtherLanguage { .. } => "L0122",
            ParseProblem::NoDeclaration { .. } => "L0123",
            ParseProblem::NotYet { .. } => "L0124",
            ParseProblem::UnclosedBracket(_) => "L0125",
            ParseProblem::StrayBracket(_) => "L0126",
            ParseProblem::TooDeep(_) => "L0127",
            ParseProblem::TooLong(_) => "L0128",
            ParseProblem::ChainedComparison { .. } => "L0129",
            ParseProblem::NoHead(_) => "L0130",
            ParseProblem::BlankCell(_) => "L0131",
            ParseProblem::TemplateBrace(_) => "L0132",
            ParseProblem::Twice { .. } => "L0133",
            ParseProblem::TooLarge(_) => "L0134",
            ParseProblem::NoSuchDay(_) => "L0150",
            ParseProblem::NoCondition(_) => "L0135",
            ParseProblem::Unreadable(_) => "L0136",
        }
    }

    fn message(&self) -> String {
        match self {
            ParseProblem::Lex(problem) => problem.diagnostic().message,
            ParseProblem::Unexpected { found, .. } => format!("`{found}` cannot stand here"),
            ParseProblem::EndsEarly { .. } => "the line ends too early".to_owned(),
            ParseProblem::OtherLanguage { word, language, .. } => match language {
                Language::En => format!("`{word}` is a Chinese keyword in an English file"),
                Language::Zh => format!("`{word}` is an English keyword in a Chinese file"),
            },
            ParseProblem::NoDeclaration { found, .. } => {
                format!("`{found}` does not begin a declaration")
            }
            ParseProblem::NotYet { word, .. } => {
                format!("`{word}` is not understood by this version")
            }
            ParseProblem::UnclosedBracket(_) => "`(` is not closed".to_owned(),
            ParseProblem::StrayBracket(_) => "`)` closes nothing".to_owned(),
            ParseProblem::TooDeep(_) => "this is nested more than 64 deep".to_owned(),
            ParseProblem::TooLong(_) => "this clause has more than 5000 words".to_owned(),
            ParseProblem::ChainedComparison { .. } => "two comparisons stand in a row".to_owned(),
            ParseProblem::NoHead(_) => "the table has no head row".to_owned(),
            ParseProblem::BlankCell(_) => "a cell is blank".to_owned(),
            ParseProblem::TemplateBrace(_) => "a brace in the text has no partner".to_owned(),
            ParseProblem::Twice { .. } => "this clause stands twice".to_owned(),
            ParseProblem::TooLarge(_) => "this number is too large here".to_owned(),
            ParseProblem::NoSuchDay(_) => "no year has this day".to_owned(),
            ParseProblem::NoCondition(_) => "`any` needs a condition".to_owned(),
            ParseProblem::Unreadable(_) => "this cannot be read".to_owned(),
        }
    }

    fn labels(&self) -> Vec<(Span, String)> {
        let (span, label) = match self {
            ParseProblem::Lex(problem) => return problem.diagnostic().labels,
            ParseProblem::ChainedComparison { first, second } => {
                return vec![
                    (*second, "this compares again".to_owned()),
                    (*first, "this has compared already".to_owned()),
                ];
            }
            ParseProblem::Twice { first, second } => {
                return vec![
                    (*second, "here again".to_owned()),
                    (*first, "it stands here already".to_owned()),
                ];
            }
            ParseProblem::Unexpected { span, .. } => (*span, "not expected here"),
            ParseProblem::EndsEarly { after, .. } => (*after, "more is due after this"),
            ParseProblem::OtherLanguage { span, .. } => (*span, "a word of the other language"),
            ParseProblem::NoDeclaration { span, .. } => (*span, "a declaration is due here"),
            ParseProblem::NotYet { span, .. } => (*span, "this kind of declaration"),
            ParseProblem::UnclosedBracket(span) => (*span, "it opens here"),
            ParseProblem::StrayBracket(span) => (*span, "no `(` before it is open"),
            ParseProblem::TooDeep(span) => (*span, "too deep from here"),
            ParseProblem::TooLong(span) => (*span, "this clause"),
            ParseProblem::NoHead(span) => (*span, "`| name | … |` is due here"),
            ParseProblem::BlankCell(span) => (*span, "nothing stands here"),
            ParseProblem::TemplateBrace(span) => (*span, "this brace"),
            ParseProblem::TooLarge(span) => (*span, "this number"),
            ParseProblem::NoSuchDay(span) => (*span, "this day"),
            ParseProblem::NoCondition(span) => (*span, "any of these, but of which kind?"),
            ParseProblem::Unreadable(span) => (*span, "this line"),
        };
        vec![(span, label.to_owned())]
    }

    fn help(&self) -> Option<String> {
        Some(match self {
            ParseProblem::Lex(problem) => return problem.diagnostic().help,
            ParseProblem::Unexpected { near: Some(near), .. } => format!("did you mean `{near}`?"),
            ParseProblem::Unexpected { expected, .. }
            | ParseProblem::EndsEarly { expected, .. } => {
                return may_stand(expected);
            }
            ParseProblem::OtherLanguage { instead, .. } => {
                format!("write `{instead}`, or quote it if it is meant as a name")
            }
            ParseProblem::NoDeclaration { near: Some(near), .. } => {
                format!("did you mean `{near}`?")
            }
            ParseProblem::NoDeclaration { near: None, .. } => {
                "a declaration begins with its word, such as `define`, `record` or `reward`, and a \
                 name; what belongs to one stands in its braces"
                    .to_owned()
            }
            ParseProblem::NotYet { .. } => "leave this declaration out".to_owned(),
            ParseProblem::UnclosedBracket(_) => "write `)` where it ends".to_owned(),
            ParseProblem::StrayBracket(_) => "remove it, or write the `(` before it".to_owned(),
            ParseProblem::TooDeep(_) | ParseProblem::TooLong(_) => {
                "give parts of it names with `define`".to_owned()
            }
            ParseProblem::ChainedComparison { .. } => {
                "join two comparisons with `and`: `a < b and b < c`".to_owned()
            }
            ParseProblem::NoHead(_) => {
                "name the parameters and the result in the first row".to_owned()
            }
            ParseProblem::BlankCell(_) => "write `any` where every value will do".to_owned(),
            ParseProblem::TemplateBrace(_) => {
                "write `{{` or `}}` for a brace that is part of the text".to_owned()
            }
            ParseProblem::Twice { .. } => "keep one of them".to_owned(),
            ParseProblem::TooLarge(_) => "write a smaller one".to_owned(),
            ParseProblem::NoSuchDay(_) => "write a day and a month: `1 January`".to_owned(),
            ParseProblem::NoCondition(_) => "add `where` and the condition".to_owned(),
            ParseProblem::Unreadable(_) => "write it in the form that the manual shows".to_owned(),
        })
    }
}

fn may_stand(expected: &[String]) -> Option<String> {
    match expected {
        [] => None,
        [only] => Some(format!("here stands {only}")),
        [first @ .., last] => Some(format!("here may stand {} or {last}", first.join(", "))),
    }
}
