//! What is wrong with figures that have dates, and with tables by slice.

use crate::message::Message;
use crate::source::Span;

/// A mistake in a `parameter`, an `exchange` or a table `by slice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FigureProblem {
    /// Two figures from one day, or two without a day.
    Twice { day: Option<String>, first: Span, second: Span },
    /// `at` behind something without dates.
    NotDated { span: Span },
    /// A day before the first figure.
    Never { span: Span },
    /// A rate that is not above zero.
    Rate { span: Span },
    /// A conversion for which no rate is declared.
    NoRate { from: String, to: String, span: Span },
    /// Money of any currency where one currency is due.
    AnyCurrency { span: Span },
    /// A table by slice that has other parameters beside the amount, or no amount.
    SliceOf { span: Span },
    /// A cell that does not say where its slice ends, or one that no slice can have.
    SliceCell { why: Message, span: Span },
    /// A slice that does not begin where the one before ends.
    SliceGap { span: Span, before: Option<Span> },
    /// No row for what lies above the last bound.
    SliceOpen { span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, Message, Vec<(Span, Message)>, Option<Message>);

impl FigureProblem {
    pub(super) fn parts(&self) -> Parts {
        match self {
            FigureProblem::Twice { day, first, second } => (
                "L0851",
                day.as_ref().map_or_else(
                    || say!("two figures have no day from which they hold"),
                    |day| say!("two figures hold from {day}", day),
                ),
                vec![(*second, say!("again here")), (*first, say!("first here"))],
                Some(say!("keep one of them, or give it its own day: `… from 2026-01-01`")),
            ),
            FigureProblem::NotDated { span } => (
                "L0852",
                say!("`at` asks for the figure of a day, and this has no dated figures"),
                vec![(*span, say!("not a `parameter`"))],
                Some(say!("put the name of a `parameter` before `at`, or leave `at …` out")),
            ),
            FigureProblem::Never { span } => (
                "L0857",
                say!("no figure holds on this day"),
                vec![(*span, say!("before the first of them"))],
                Some(say!(
                    "ask for a later day, or add a figure without `from`, which holds before all"
                )),
            ),
            FigureProblem::Rate { span } => (
                "L0858",
                say!("a rate must be above zero"),
                vec![(*span, say!("zero, or below"))],
                Some(say!("write what one unit of the first currency is in the second")),
            ),
            FigureProblem::NoRate { from, to, span } => (
                "L0859",
                say!("there is no rate from {from} to {to}", from, to),
                vec![(*span, say!("{from} becomes {to} here", from, to))],
                Some(say!(
                    "declare it: `exchange { {from} to {to} { 1.25 from 2026-01-01 } }`",
                    from,
                    to,
                )),
            ),
            FigureProblem::AnyCurrency { span } => (
                "L0860",
                say!("money of any currency cannot be counted with"),
                vec![(*span, say!("its currency differs from record to record"))],
                Some(say!("convert it first: `x in CNY at d`")),
            ),
            FigureProblem::SliceOf { span } => (
                "L0853",
                say!("a table `by slice` has one parameter, the amount that is cut"),
                vec![(*span, say!("not one number, money or points"))],
                Some(say!("let other values stand in the results of its rows")),
            ),
            FigureProblem::SliceCell { why, span } => (
                "L0854",
                say!("a slice cannot be {why}", why),
                vec![(*span, say!("no slice of the amount"))],
                Some(say!("write `<= 1000`, `1000..5000`, `> 5000` or `otherwise`")),
            ),
            FigureProblem::SliceGap { span, before } => (
                "L0855",
                match before {
                    Some(_) => say!("this slice does not begin where the one before ends"),
                    None => say!("the first slice does not begin at 0"),
                },
                std::iter::once((*span, say!("begins elsewhere")))
                    .chain(before.map(|before| (before, say!("the slice before"))))
                    .collect(),
                Some(say!("let every slice begin where the one before it ends, the first at 0")),
            ),
            FigureProblem::SliceOpen { span } => (
                "L0856",
                say!("nothing is said of what lies above the last slice"),
                vec![(*span, say!("ends here"))],
                Some(say!("add a row `otherwise`; with 0 where nothing is meant")),
            ),
        }
    }
}
