//! What is wrong with a choice among rules.

use super::describe::points_named;
use crate::message::Message;
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
pub(super) type Parts = (&'static str, Message, Vec<(Span, Message)>, Option<Message>);

impl ChooseProblem {
    /// In the parts of which its message is made.
    pub(super) fn parts(&self) -> Parts {
        match self {
            ChooseProblem::OneRule { span } => (
                "L0761",
                say!("a choice needs at least two rules"),
                vec![(*span, say!("leaves nothing to choose"))],
                Some(say!("name the rules of which one gives: `choose best of a, b`")),
            ),
            ChooseProblem::UnknownRule { name, nearest, span } => (
                "L0762",
                say!("there is no rule `{name}`", name),
                vec![(*span, say!("no rule has this name"))],
                Some(match nearest {
                    Some(nearest) => say!("did you mean `{nearest}`?", nearest),
                    None => say!("name a rule of this policy"),
                }),
            ),
            ChooseProblem::Twice { name, first, second } => (
                "L0763",
                say!("`{name}` is chosen twice", name),
                vec![(*first, say!("first here")), (*second, say!("and again here"))],
                Some(say!(
                    "a rule stands in one choice, once: join the choices, or leave it out of one"
                )),
            ),
            ChooseProblem::Subjects { rule, of, each, span } => {
                let of = of.as_ref().map_or(say!("the customer"), each_one);
                let choice = each.as_ref().map_or(say!("the customer"), each_one);
                (
                    "L0764",
                    say!(
                        "`{rule}` is for {of}, and this choice is for {choice}",
                        rule,
                        of = &of,
                        choice
                    ),
                    vec![(*span, say!("a rule for {of}", of))],
                    Some(say!(
                        "choose among rules for the same: end the choice with `for each …`, or choose without `{rule}`",
                        rule,
                    )),
                )
            }
            ChooseProblem::Lists { element, first, second } => (
                "L0765",
                say!(
                    "the rules of this choice name elements of different lists `{element}`",
                    element
                ),
                vec![(*first, say!("of one list")), (*second, say!("of another"))],
                Some(say!("choose among rules whose `for each` goes over the same list")),
            ),
            ChooseProblem::Order { rule, span } => (
                "L0766",
                say!("`{rule}` takes its elements in an order of its own", rule),
                vec![(*span, say!("one rule of the choice for each element"))],
                Some(say!(
                    "leave `largest first` or `only the largest` out of the rule, or choose without it"
                )),
            ),
            ChooseProblem::NoWorth { points, span } => (
                "L0767",
                say!(
                    "nothing says what {points} are worth in money",
                    points = points_named(points)
                ),
                vec![(*span, say!("cannot be compared with the others"))],
                Some(match points.as_str() {
                    "points" => {
                        say!("declare it: `points worth 0.01 CNY`, or use `choose first of`")
                    }
                    kind => say!(
                        "declare it: `points {kind} worth 0.01 CNY`, or use `choose first of`",
                        kind
                    ),
                }),
            ),
            ChooseProblem::UnroundedWorth { points, span } => (
                "L0768",
                say!(
                    "what {points} are worth is an unrounded quotient",
                    points = points_named(points)
                ),
                vec![(*span, say!("cannot be compared with the others"))],
                Some(say!("round the worth: `worth (1 CNY / 3 rounded down to 0.01)`")),
            ),
        }
    }
}

fn each_one(element: &String) -> Message {
    say!("each {element}", element)
}
