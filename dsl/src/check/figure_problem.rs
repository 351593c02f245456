//! What is wrong with figures that have dates, and with tables by slice.

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
    SliceCell { why: &'static str, span: Span },
    /// A slice that does not begin where the one before ends.
    SliceGap { span: Span, before: Option<Span> },
    /// No row for what lies above the last bound.
    SliceOpen { span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, String, Vec<(Span, String)>, Option<String>);

impl FigureProblem {
    pub(super) fn parts(&self) -> Parts {
        match self {
            FigureProblem::Twice { day, first, second } => (
                "L0851",
                day.as_ref().map_or_else(
                    || "two figures have no day from which they hold".to_owned(),
                    |day| format!("two figures hold from {day}"),
                ),
                vec![(*second, "again here".into()), (*first, "first here".into())],
                Some("keep one of them, or give it its own day: `… from 2026-01-01`".into()),
            ),
            FigureProblem::NotDated { span } => (
                "L0852",
                "`at` asks for the figure of a day, and this has no dated figures".into(),
                vec![(*span, "not a `parameter`".into())],
                Some("put the name of a `parameter` before `at`, or leave `at …` out".into()),
            ),
            FigureProblem::Never { span } => (
                "L0857",
                "no figure holds on this day".into(),
                vec![(*span, "before the first of them".into())],
                Some(
                    "ask for a later day, or add a figure without `from`, which holds before all"
                        .into(),
                ),
            ),
            FigureProblem::Rate { span } => (
                "L0858",
                "a rate must be above zero".into(),
                vec![(*span, "zero, or below".into())],
                Some("write what one unit of the first currency is in the second".into()),
            ),
            FigureProblem::NoRate { from, to, span } => (
                "L0859",
                format!("there is no rate from {from} to {to}"),
                vec![(*span, format!("{from} becomes {to} here"))],
                Some(format!(
                    "declare it: `exchange {{ {from} to {to} {{ 1.25 from 2026-01-01 }} }}`"
                )),
            ),
            FigureProblem::AnyCurrency { span } => (
                "L0860",
                "money of any currency cannot be counted with".into(),
                vec![(*span, "its currency differs from record to record".into())],
                Some("convert it first: `x in CNY at d`".into()),
            ),
            FigureProblem::SliceOf { span } => (
                "L0853",
                "a table `by slice` has one parameter, the amount that is cut".into(),
                vec![(*span, "not one number, money or points".into())],
                Some("let other values stand in the results of its rows".into()),
            ),
            FigureProblem::SliceCell { why, span } => (
                "L0854",
                format!("a slice cannot be {why}"),
                vec![(*span, "no slice of the amount".into())],
                Some("write `<= 1000`, `1000..5000`, `> 5000` or `otherwise`".into()),
            ),
            FigureProblem::SliceGap { span, before } => (
                "L0855",
                match before {
                    Some(_) => "this slice does not begin where the one before ends".to_owned(),
                    None => "the first slice does not begin at 0".to_owned(),
                },
                std::iter::once((*span, "begins elsewhere".to_owned()))
                    .chain(before.map(|before| (before, "the slice before".to_owned())))
                    .collect(),
                Some("let every slice begin where the one before it ends, the first at 0".into()),
            ),
            FigureProblem::SliceOpen { span } => (
                "L0856",
                "nothing is said of what lies above the last slice".into(),
                vec![(*span, "ends here".into())],
                Some("add a row `otherwise`; with 0 where nothing is meant".into()),
            ),
        }
    }
}
