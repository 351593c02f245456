//! What is wrong with a choice among rules.

use crate::source::Span;

/// A mistake in a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChooseProblem {
    /// A choice of fewer than two rules.
    OneRule { span: Span },
    /// A name that no rule has.
    UnknownRule { name: String, nearest: Option<String>, span: Span },
    /// A rule that two choices name, or one of them twice.
    Twice { name: String, first: Span, second: Span },
    /// A rule for other subjects than those of the choice.
    Subjects { rule: String, of: Option<String>, each: Option<String>, span: Span },
    /// Rules of one choice over different lists.
    Lists { element: String, first: Span, second: Span },
    /// A rule that takes its elements in an order of its own.
    Order { rule: String, span: Span },
    /// Points of which nothing says what they are worth.
    NoWorth { points: String, span: Span },
    /// Points worth an unrounded quotient.
    UnroundedWorth { points: String, span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, String, Vec<(Span, String)>, Option<String>);

impl ChooseProblem {
    /// In the parts of which its message is made.
    pub(super) fn parts(&self) -> Parts {
        match self {
            ChooseProblem::OneRule { span } => (
                "L0761",
                "a choice needs at least two rules".into(),
                vec![(*span, "leaves nothing to choose".into())],
                Some("name the rules of which one gives: `choose best of a, b`".into()),
            ),
            ChooseProblem::UnknownRule { name, nearest, span } => (
                "L0762",
                format!("there is no rule `{name}`"),
                vec![(*span, "no rule has this name".into())],
                Some(match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "name a rule of this policy".into(),
                }),
            ),
            ChooseProblem::Twice { name, first, second } => (
                "L0763",
                format!("`{name}` is chosen twice"),
                vec![(*first, "first here".into()), (*second, "and again here".into())],
                Some("a rule stands in one choice, once: join the choices, or leave it out of one".into()),
            ),
            ChooseProblem::Subjects { rule, of, each, span } => {
                let of = of.as_ref().map_or("the customer".into(), |of| format!("each {of}"));
                let choice = each.as_ref().map_or("the customer".into(), |each| format!("each {each}"));
                (
                    "L0764",
                    format!("`{rule}` is for {of}, and this choice is for {choice}"),
                    vec![(*span, format!("a rule for {of}"))],
                    Some(format!(
                        "choose among rules for the same: end the choice with `for each …`, or choose without `{rule}`"
                    )),
                )
            }
            ChooseProblem::Lists { element, first, second } => (
                "L0765",
                format!("the rules of this choice name elements of different lists `{element}`"),
                vec![(*first, "of one list".into()), (*second, "of another".into())],
                Some("choose among rules whose `for each` goes over the same list".into()),
            ),
            ChooseProblem::Order { rule, span } => (
                "L0766",
                format!("`{rule}` takes its elements in an order of its own"),
                vec![(*span, "one rule of the choice for each element".into())],
                Some("leave `largest first` or `only the largest` out of the rule, or choose without it".into()),
            ),
            ChooseProblem::NoWorth { points, span } => (
                "L0767",
                format!("nothing says what {points} are worth in money"),
                vec![(*span, "cannot be compared with the others".into())],
                Some(match points.as_str() {
                    "points" => "declare it: `points worth 0.01 CNY`, or use `choose first of`".into(),
                    kind => format!("declare it: `points {kind} worth 0.01 CNY`, or use `choose first of`"),
                }),
            ),
            ChooseProblem::UnroundedWorth { points, span } => (
                "L0768",
                format!("what {points} are worth is an unrounded quotient"),
                vec![(*span, "cannot be compared with the others".into())],
                Some("round the worth: `worth (1 CNY / 3 rounded down to 0.01)`".into()),
            ),
        }
    }
}
