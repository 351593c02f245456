//! What can be wrong with the shape of a policy.

use super::slip::{Known, Slip};
use crate::lex::LexProblem;
use crate::message::{Joint, Message};
use crate::problems::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::Language;

/// A problem that the parser found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParseProblem {
    /// A problem of characters, words or brackets.
    Lex(LexProblem),
    /// Something stands where something else is due.
    Unexpected { found: String, near: Option<String>, span: Span, expected: Vec<Message> },
    /// The line ends where something is due.
    EndsEarly { after: Span, expected: Vec<Message> },
    /// A keyword of the other language.
    OtherLanguage { word: String, instead: String, language: Language, span: Span },
    /// What is written out of habit.
    Slip(Slip),
    /// A clause of another declaration: where it belongs, and where it stands.
    OtherPlace { word: String, belongs: Message, here: Message, span: Span },
    /// `20% points`
    PercentOfUnit { percent: String, unit: String, span: Span },
    /// `0.2` in a column of percentages.
    NoPercent { number: String, span: Span },
    /// A line outside any declaration.
    NoDeclaration { found: String, near: Option<String>, span: Span },
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
    /// A table without its head row: what it may be, between its bars.
    NoHead { head: String, span: Span },
    /// A blank cell in a row without `otherwise`.
    BlankCell(Span),
    /// A cell that asks something behind `otherwise`, which takes all that is left.
    AskedBehindOtherwise { asked: Span, otherwise: Span },
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
    /// `allow` with no declaration behind it.
    NothingBehindAllow(Span),
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
        matches!(self, ParseProblem::OtherLanguage { .. })
    }

    /// Whether the policy was read as it is meant all the same.
    pub(crate) fn is_mended(&self) -> bool {
        match self {
            ParseProblem::Slip(slip) => slip.mended,
            ParseProblem::Lex(problem) => matches!(
                problem,
                LexProblem::ForeignComment { .. }
                    | LexProblem::ForeignBracket { .. }
                    | LexProblem::Invisible(..)
                    | LexProblem::NoBrace { .. }
            ),
            _ => false,
        }
    }

    /// Whether known slips are looked for where the grammar said this.
    pub(super) fn may_be_slip(&self) -> bool {
        matches!(
            self,
            ParseProblem::Unexpected { .. }
                | ParseProblem::EndsEarly { .. }
                | ParseProblem::NoDeclaration { .. }
        )
    }

    /// The same without a near keyword, where the word is a name of the file.
    pub(super) fn without_near(self, known: &Known) -> ParseProblem {
        match self {
            ParseProblem::Unexpected { found, span, expected, .. } if known.has(&found) => {
                ParseProblem::Unexpected { found, near: None, span, expected }
            }
            other => other,
        }
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
            ParseProblem::Slip(slip) => slip.code(),
            ParseProblem::OtherPlace { .. } => "L0153",
            ParseProblem::PercentOfUnit { .. } => "L0154",
            ParseProblem::NoPercent { .. } => "L0155",
            ParseProblem::NoDeclaration { .. } => "L0123",
            ParseProblem::UnclosedBracket(_) => "L0125",
            ParseProblem::StrayBracket(_) => "L0126",
            ParseProblem::TooDeep(_) => "L0127",
            ParseProblem::TooLong(_) => "L0128",
            ParseProblem::ChainedComparison { .. } => "L0129",
            ParseProblem::NoHead { .. } => "L0130",
            ParseProblem::BlankCell(_) => "L0131",
            ParseProblem::AskedBehindOtherwise { .. } => "L0159",
            ParseProblem::TemplateBrace(_) => "L0132",
            ParseProblem::Twice { .. } => "L0133",
            ParseProblem::TooLarge(_) => "L0134",
            ParseProblem::NoSuchDay(_) => "L0150",
            ParseProblem::NoCondition(_) => "L0135",
            ParseProblem::Unreadable(_) => "L0136",
            ParseProblem::NothingBehindAllow(_) => "L0157",
        }
    }

    fn message(&self) -> Message {
        match self {
            ParseProblem::Lex(problem) => problem.diagnostic().message,
            ParseProblem::Unexpected { found, .. } => say!("`{found}` cannot stand here", found),
            ParseProblem::EndsEarly { .. } => say!("the line ends too early"),
            ParseProblem::OtherLanguage { word, language, .. } => match language {
                Language::En => say!("`{word}` is a Chinese keyword in an English file", word),
                Language::Zh => say!("`{word}` is an English keyword in a Chinese file", word),
            },
            ParseProblem::Slip(slip) => slip.message(),
            ParseProblem::OtherPlace { word, belongs, here, .. } => {
                say!(
                    "`{word}` begins a clause of {belongs}, and this is {here}",
                    word,
                    belongs,
                    here
                )
            }
            ParseProblem::PercentOfUnit { percent, .. } => {
                say!("`{percent}` is a share and has no unit", percent)
            }
            ParseProblem::NoPercent { number, .. } => {
                say!("`{number}` stands in a column of percentages", number)
            }
            ParseProblem::NoDeclaration { found, .. } => {
                say!("`{found}` does not begin a declaration", found)
            }
            ParseProblem::UnclosedBracket(_) => say!("`(` is not closed"),
            ParseProblem::StrayBracket(_) => say!("`)` closes nothing"),
            ParseProblem::TooDeep(_) => say!("this is nested more than 64 deep"),
            ParseProblem::TooLong(_) => say!("this clause has more than 5000 words"),
            ParseProblem::ChainedComparison { .. } => say!("two comparisons stand in a row"),
            ParseProblem::NoHead { .. } => say!("the table has no head row"),
            ParseProblem::BlankCell(_) => say!("a cell is blank"),
            ParseProblem::AskedBehindOtherwise { .. } => {
                say!("a cell behind `otherwise` asks for something")
            }
            ParseProblem::TemplateBrace(_) => say!("a brace in the text has no partner"),
            ParseProblem::Twice { .. } => say!("this clause stands twice"),
            ParseProblem::TooLarge(_) => say!("this number is too large here"),
            ParseProblem::NoSuchDay(_) => say!("no year has this day"),
            ParseProblem::NoCondition(_) => say!("`any` needs a condition"),
            ParseProblem::Unreadable(_) => say!("this cannot be read"),
            ParseProblem::NothingBehindAllow(_) => {
                say!("there is no declaration behind this `allow`")
            }
        }
    }

    fn labels(&self) -> Vec<(Span, Message)> {
        let (span, label) = match self {
            ParseProblem::Lex(problem) => return problem.diagnostic().labels,
            ParseProblem::ChainedComparison { first, second } => {
                return vec![
                    (*second, say!("this compares again")),
                    (*first, say!("this has compared already")),
                ];
            }
            ParseProblem::AskedBehindOtherwise { asked, otherwise } => {
                return vec![
                    (*asked, say!("asks for less than all")),
                    (*otherwise, say!("`otherwise` takes all that is left")),
                ];
            }
            ParseProblem::Twice { first, second } => {
                return vec![
                    (*second, say!("here again")),
                    (*first, say!("it stands here already")),
                ];
            }
            ParseProblem::Unexpected { span, .. } => (*span, say!("not expected here")),
            ParseProblem::EndsEarly { after, .. } => (*after, say!("more is due after this")),
            ParseProblem::OtherLanguage { span, .. } => {
                (*span, say!("a word of the other language"))
            }
            ParseProblem::Slip(slip) => (slip.span, slip.label()),
            ParseProblem::OtherPlace { span, .. } => (*span, say!("it has no place here")),
            ParseProblem::PercentOfUnit { span, .. } => (*span, say!("a share of what?")),
            ParseProblem::NoPercent { span, .. } => {
                (*span, say!("so many hundredths, or so many times?"))
            }
            ParseProblem::NoDeclaration { span, .. } => (*span, say!("a declaration is due here")),
            ParseProblem::UnclosedBracket(span) => (*span, say!("it opens here")),
            ParseProblem::StrayBracket(span) => (*span, say!("no `(` before it is open")),
            ParseProblem::TooDeep(span) => (*span, say!("too deep from here")),
            ParseProblem::TooLong(span) => (*span, say!("this clause")),
            ParseProblem::NoHead { span, .. } => (*span, say!("`| name | … |` is due here")),
            ParseProblem::BlankCell(span) => (*span, say!("nothing stands here")),
            ParseProblem::TemplateBrace(span) => (*span, say!("this brace")),
            ParseProblem::TooLarge(span) => (*span, say!("this number")),
            ParseProblem::NoSuchDay(span) => (*span, say!("this day")),
            ParseProblem::NoCondition(span) => (*span, say!("any of these, but of which kind?")),
            ParseProblem::Unreadable(span) => (*span, say!("this line")),
            ParseProblem::NothingBehindAllow(span) => (*span, say!("it is about what follows")),
        };
        vec![(span, label)]
    }

    fn help(&self) -> Option<Message> {
        Some(match self {
            ParseProblem::Lex(problem) => return problem.diagnostic().help,
            ParseProblem::Unexpected { near: Some(near), .. }
            | ParseProblem::NoDeclaration { near: Some(near), .. } => {
                say!("did you mean `{near}`?", near)
            }
            ParseProblem::Unexpected { expected, .. }
            | ParseProblem::EndsEarly { expected, .. } => {
                return may_stand(expected);
            }
            ParseProblem::OtherLanguage { instead, .. } => {
                say!("write `{instead}`, or quote it if it is meant as a name", instead)
            }
            ParseProblem::Slip(slip) => slip.help(),
            ParseProblem::OtherPlace { belongs, .. } => {
                say!("move it to {belongs}, or leave it out", belongs)
            }
            ParseProblem::PercentOfUnit { percent, unit, .. } => {
                let number = percent.trim_end_matches(['%', '％']).trim();
                say!(
                    "write `{number} {unit}`, or say of what it is a share: `{percent} of x`",
                    number,
                    unit,
                    percent
                )
            }
            ParseProblem::NoPercent { number, .. } => {
                let (share, times) = percentages(number);
                say!("write `{times}`; or `{share}`, if that is meant", times, share)
            }
            ParseProblem::NoDeclaration { near: None, .. } => {
                say!(
                    "a declaration begins with its word, such as `define`, `record` or `reward`, and a name; what belongs to one stands in its braces"
                )
            }
            ParseProblem::UnclosedBracket(_) => say!("write `)` where it ends"),
            ParseProblem::StrayBracket(_) => say!("remove it, or write the `(` before it"),
            ParseProblem::TooDeep(_) | ParseProblem::TooLong(_) => {
                say!("give parts of it names with `define`")
            }
            ParseProblem::ChainedComparison { .. } => {
                say!("join two comparisons with `and`: `a < b and b < c`")
            }
            ParseProblem::NoHead { head, .. } => {
                say!("name the parameters and the result in the first row: `| {head} |`", head)
            }
            ParseProblem::BlankCell(_) => say!("write `any` where every value will do"),
            ParseProblem::AskedBehindOtherwise { .. } => {
                say!("write `any` instead of `otherwise`, or leave the cells behind it blank")
            }
            ParseProblem::TemplateBrace(_) => {
                say!("write `{{` or `}}` for a brace that is part of the text")
            }
            ParseProblem::Twice { .. } => say!("keep one of them"),
            ParseProblem::TooLarge(_) => say!("write a smaller one"),
            ParseProblem::NoSuchDay(_) => say!("write a day and a month: `1 January`"),
            ParseProblem::NoCondition(_) => say!("add `where` and the condition"),
            ParseProblem::Unreadable(_) => say!("write it in the form that the manual shows"),
            ParseProblem::NothingBehindAllow(_) => say!(
                "put it before the declaration that it is about, or in `program` for the whole policy"
            ),
        })
    }
}

/// A number as so many hundredths, and as a percentage of the same value.
fn percentages(number: &str) -> (String, String) {
    let (whole, places) = number.split_once('.').unwrap_or((number, ""));
    let padded = format!("{places:0<2}");
    let (hundredths, rest) = padded.split_at_checked(2).unwrap_or_default();
    let digits = format!("{whole}{hundredths}");
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let point = if rest.is_empty() { "" } else { "." };
    (format!("{number}%"), format!("{digits}{point}{rest}%"))
}

fn may_stand(expected: &[Message]) -> Option<Message> {
    match expected {
        [] => None,
        [only] => Some(say!("here stands {only}", only)),
        several => Some(say!("here may stand {words}", words = Joint::LastOr.of(several))),
    }
}
