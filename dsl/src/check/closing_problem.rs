//! What is wrong with totals of effects.

use crate::message::Message;
use crate::source::Span;

/// A mistake in a total of effects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosingProblem {
    /// Where rules are not done yet.
    TotalTooEarly { span: Span },
    /// No rule gives what is added up.
    NothingTotalled { span: Span },
    /// A rule that gives in several units.
    TotalOfUnits { rule: String, span: Span },
    /// A period that has no fixed place or length.
    TotalPeriod { span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, Message, Vec<(Span, Message)>, Option<Message>);

impl ClosingProblem {
    pub(super) fn parts(&self) -> Parts {
        match self {
            ClosingProblem::TotalTooEarly { span } => (
                "L0754",
                say!("a total of effects is known only after all rules"),
                vec![(*span, say!("rules and values cannot read it"))],
                Some(say!(
                    "read it in a `guarantee`, or in a `publish` of the customer; to hold a rule back, write `at most …`"
                )),
            ),
            ClosingProblem::NothingTotalled { span } => (
                "L0755",
                say!("nothing is added up here"),
                vec![(*span, say!("no rule gives any of it"))],
                Some(say!("name what some rule gives, or a rule that gives points or money")),
            ),
            ClosingProblem::TotalOfUnits { rule, span } => (
                "L0756",
                say!("`{rule}` gives in several units, which do not add up", rule),
                vec![(*span, say!("one total of several units"))],
                Some(say!("say of what the total is: `total points`, `total credit`")),
            ),
            ClosingProblem::TotalPeriod { span } => (
                "L0757",
                say!("a total is of a calendar period, or of a span of fixed length"),
                vec![(*span, say!("neither of them"))],
                Some(say!("write `per month`, `per year`, `per 30 days` or `per 12 months`")),
            ),
        }
    }
}
