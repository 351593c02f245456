//! Slips of typing: what analysts write out of habit, and what stands in a policy instead.
//!
//! When a line cannot be read, each recogniser of the list proposes changes to it, best first. The
//! change with which the line can be read is the slip; where no single one does, the one that
//! takes the reading furthest is kept and the next is looked for. So one message names the change
//! and shows the line as it should be.

mod case;
mod choice;
mod compared;
mod date;
mod extra;
mod form;
mod habit;
mod known;
mod letters;
mod line;
mod missing;
mod misspelt;
mod money;
mod number;
mod place;
mod quotes;
mod table;
mod together;

pub(super) use known::Known;
pub(super) use line::Broken;
pub(super) use place::clause_of_another;

use crate::message::Message;
use crate::source::Span;

/// What kind of slip it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// `&&`: a sign of another language.
    Sign,
    /// `greater than`: words of another language.
    Word,
    /// `1,000`
    Number,
    /// `31/01/2026`
    Date,
    /// `02/01/2026`: the day or the month comes first.
    AmbiguousDate,
    /// `$100`
    Money,
    /// A text without its quotation marks, or with others.
    Quotes,
    /// A name of several words without its quotation marks.
    UnquotedName,
    /// `"2026-01-31"`: quotation marks around what is no text.
    NoText,
    /// Words without a space between them.
    Together,
    /// A word or sign that is left out.
    Missing,
    /// A word or sign too many.
    Extra,
    /// `When`
    LetterCase,
    /// `當`
    Traditional,
    /// `ｓｐｅｎｄ`
    FullWidth,
    /// A row without a bar.
    Bars,
    /// `whem`
    Misspelt,
}

/// A slip and how the line is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// What kind.
    pub kind: SlipKind,
    /// What is written.
    pub found: String,
    /// What stands there instead; nothing, where it is left out.
    pub instead: String,
    /// The whole line as it should be, where it is short.
    pub line: Option<String>,
    /// Where.
    pub span: Span,
    /// Whether the line was read as it is meant.
    pub mended: bool,
}

/// A change to a line: a range of its bytes, and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fix {
    kind: SlipKind,
    start: usize,
    end: usize,
    with: String,
}

/// Proposes changes to a line.
type Recogniser = fn(&Broken<'_>, &mut Vec<Fix>);

/// The recognisers, the surest first.
const RECOGNISERS: &[Recogniser] = &[
    date::dates,
    number::numbers,
    money::amounts,
    quotes::quotes,
    compared::comparisons,
    choice::choices,
    form::forms,
    habit::signs,
    letters::letters,
    case::cases,
    habit::words,
    table::bars,
    together::words,
    missing::name_of_figure,
    quotes::unquoted,
    misspelt::words,
    missing::words,
    extra::words,
];

/// Those whose changes are sure without the grammar: what they find is never right.
const SURE: &[SlipKind] = &[
    SlipKind::Date,
    SlipKind::AmbiguousDate,
    SlipKind::Number,
    SlipKind::Money,
    SlipKind::LetterCase,
    SlipKind::Traditional,
    SlipKind::FullWidth,
];

/// Those that are guesses: of two in one line, one is wrong.
const GUESSES: &[SlipKind] = &[SlipKind::Missing, SlipKind::Extra, SlipKind::UnquotedName];

/// Slips in one line; more is not a line with slips but another text.
const MOST_ROUNDS: usize = 5;

/// Readings of one line.
const MOST_READINGS: usize = 400;

/// Longer lines are not mended.
const LONGEST: usize = 2000;

/// A line with its slips mended.
pub(super) struct Mended<'a> {
    pub(super) slip: Slip,
    /// As it should be, where it can be read now.
    pub(super) line: Option<Broken<'a>>,
}

/// Looks for the slips of a line; `reads` tells where a text stops to be readable, if it does.
pub(super) fn mend<'a>(
    broken: &Broken<'a>,
    reads: &dyn Fn(&str) -> Result<(), usize>,
) -> Option<Mended<'a>> {
    let mut line = broken.clone();
    let mut first: Option<Fix> = None;
    let mut readings = 0;
    if line.text.len() > LONGEST {
        return None;
    }
    let mut guesses = 0;
    for _ in 0..MOST_ROUNDS {
        let Some((fix, next, whole)) = best(&line, reads, &mut readings) else { break };
        guesses += usize::from(GUESSES.contains(&fix.kind));
        if guesses > 1 {
            break;
        }
        let fix = first.get_or_insert(fix).clone();
        line = next;
        if whole {
            let date = date_in(&line, reads);
            let ambiguous = date.as_ref().filter(|date| date.kind == SlipKind::AmbiguousDate);
            let slip = ambiguous.map(|date| line.slip(date, Some(&line.with(date))));
            line = date.as_ref().map_or(line.clone(), |date| line.with(date));
            let slip = slip.unwrap_or_else(|| broken.slip(&fix, Some(&line)));
            return Some(Mended { slip, line: Some(line) });
        }
        if readings > MOST_READINGS {
            break;
        }
    }
    let fix = first.filter(|fix| SURE.contains(&fix.kind))?;
    Some(Mended { slip: broken.slip(&fix, None), line: None })
}

/// A date in another form in a line that can be read all the same: `31/01/2026` is a quotient.
fn date_in(line: &Broken<'_>, reads: &dyn Fn(&str) -> Result<(), usize>) -> Option<Fix> {
    let mut fixes = Vec::new();
    date::dates(line, &mut fixes);
    fixes.into_iter().next().filter(|fix| reads(&line.with(fix).text).is_ok())
}

/// The first change that makes the line readable, or the one that takes the reading furthest.
fn best<'a>(
    line: &Broken<'a>,
    reads: &dyn Fn(&str) -> Result<(), usize>,
    readings: &mut usize,
) -> Option<(Fix, Broken<'a>, bool)> {
    let mut furthest: Option<(usize, Fix, Broken<'a>)> = None;
    for fix in proposals(line) {
        *readings += 1;
        if *readings > MOST_READINGS {
            break;
        }
        let mut next = line.with(&fix);
        let Err(stop) = reads(&next.text) else { return Some((fix, next, true)) };
        next.stop = stop;
        let rest = next.text.len().saturating_sub(stop);
        let before = furthest.as_ref().map_or(line.text.len().saturating_sub(line.stop), |f| f.0);
        if rest < before {
            furthest = Some((rest, fix, next));
        }
    }
    furthest.map(|(_, fix, next)| (fix, next, false))
}

/// Every change that is proposed, each once.
fn proposals(line: &Broken<'_>) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for recogniser in RECOGNISERS {
        recogniser(line, &mut fixes);
    }
    let mut once: Vec<Fix> = Vec::with_capacity(fixes.len());
    for fix in fixes {
        if !once.contains(&fix) {
            once.push(fix);
        }
    }
    once
}

/// The changes that cover a place of a line that can be read and yet means nothing, best first.
pub(super) fn at<'a>(line: &Broken<'a>, from: usize, to: usize) -> Vec<(Slip, Broken<'a>)> {
    let fixes = proposals(line).into_iter();
    fixes
        .filter(|fix| fix.start <= from && fix.end >= to)
        .map(|fix| {
            let next = line.with(&fix);
            (line.slip(&fix, Some(&next)), next)
        })
        .collect()
}

impl Slip {
    pub(super) fn code(&self) -> &'static str {
        match self.kind {
            SlipKind::Sign => "L0137",
            SlipKind::Word => "L0138",
            SlipKind::Number => "L0139",
            SlipKind::Date | SlipKind::AmbiguousDate => "L0156",
            SlipKind::Money => "L0141",
            SlipKind::Quotes | SlipKind::UnquotedName => "L0142",
            SlipKind::NoText => "L0143",
            SlipKind::Together => "L0144",
            SlipKind::Missing => "L0145",
            SlipKind::Extra => "L0146",
            SlipKind::LetterCase => "L0147",
            SlipKind::Traditional => "L0148",
            SlipKind::FullWidth => "L0149",
            SlipKind::Bars => "L0151",
            SlipKind::Misspelt => "L0152",
        }
    }

    pub(super) fn message(&self) -> Message {
        let (found, instead) = (self.found.as_str(), self.instead.as_str());
        match self.kind {
            SlipKind::Sign => say!("`{found}` is not a sign of a policy", found),
            SlipKind::Word => say!("a policy does not say `{found}`", found),
            SlipKind::Number => say!("`{found}` is not how a number is written", found),
            SlipKind::AmbiguousDate => say!("`{found}` may be two days", found),
            SlipKind::Date => say!("`{found}` is not how a date is written", found),
            SlipKind::Money => say!("`{found}` is not how an amount is written", found),
            SlipKind::Quotes => say!("a text stands in straight or curly \"quotation marks\""),
            SlipKind::UnquotedName => say!("`{found}` is a name only in backticks", found),
            SlipKind::NoText => say!("`{found}` is not meant as a text", found),
            SlipKind::Together => say!("words stand together without a space"),
            SlipKind::Missing => say!("`{instead}` is missing", instead = instead.trim()),
            SlipKind::Extra => say!("`{found}` is too much here", found),
            SlipKind::LetterCase => {
                say!("`{found}` is a keyword only as `{instead}`", found, instead)
            }
            SlipKind::Traditional => say!("`{found}` is written in traditional characters", found),
            SlipKind::FullWidth => say!("`{found}` is written in full-width letters", found),
            SlipKind::Bars => say!("a row of a table has a bar at each end and between its cells"),
            SlipKind::Misspelt => say!("`{found}` is not a word of a policy", found),
        }
    }

    pub(super) fn label(&self) -> Message {
        match self.kind {
            SlipKind::Sign => say!("this sign"),
            SlipKind::Word => say!("said in another way"),
            SlipKind::Number => say!("this number"),
            SlipKind::Date | SlipKind::AmbiguousDate => {
                say!("a date is year, month and day, with hyphens")
            }
            SlipKind::Money => say!("an amount is a number with its currency behind it"),
            SlipKind::Quotes => say!("this text"),
            SlipKind::UnquotedName => {
                say!("a name with spaces or signs, or one that is a keyword, is quoted")
            }
            SlipKind::NoText => say!("quotation marks make it a text"),
            SlipKind::Together => say!("every word of a policy has a space around it"),
            SlipKind::Missing => say!("it is due here"),
            SlipKind::Extra => say!("leave this out"),
            SlipKind::LetterCase => say!("in other letters it is a name"),
            SlipKind::Traditional => say!("keywords are written in simplified characters"),
            SlipKind::FullWidth => say!("these are other letters to a policy"),
            SlipKind::Bars => say!("a bar is due here"),
            SlipKind::Misspelt => say!("perhaps a slip"),
        }
    }

    pub(super) fn help(&self) -> Message {
        match &self.line {
            _ if self.kind == SlipKind::AmbiguousDate => {
                let other = date::turned(&self.instead);
                say!("write `{date}` or `{other}`", date = self.instead.as_str(), other)
            }
            Some(line) if !line.is_empty() => say!("write `{line}`", line),
            _ if self.instead.trim().is_empty() => say!("leave it out"),
            _ => say!("write `{instead}`", instead = self.instead.trim()),
        }
    }
}
