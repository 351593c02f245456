//! What is wrong with effects: offers, messages, penalties.

use crate::source::Span;

/// A mistake in what a rule gives or asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectProblem {
    /// An offer of fewer than two options.
    NoChoice { span: Span },
    /// Marketing without the field that says whether the customer agreed.
    NoConsent { span: Span },
    /// A message that is neither marketing nor service.
    NoPurpose { rule: String, span: Span },
    /// Hours that are no hours, or end before they begin.
    Hours { span: Span },
    /// A unit that is no kind of points.
    UnknownUnit { name: String, nearest: Option<String>, span: Span },
    /// Something that only a history tells.
    NoHistory { what: &'static str, span: Span },
    /// An element that the history does not name.
    Subject { name: String, span: Span },
    /// A rule that there is not.
    UnknownRule { name: String, nearest: Option<String>, span: Span },
    /// A rule that grants no amount.
    NothingToReverse { name: String, span: Span },
    /// A rule over the customer, of which nothing can be taken back for an element.
    RuleWithoutElement { name: String, span: Span },
    /// A rule over the elements of another list.
    OtherList { name: String, element: String, span: Span },
    /// Money, of which there is no balance.
    NoBalanceOfMoney { span: Span },
    /// A channel that could be the word itself or a text of the record.
    Channel { name: String, field: String, span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, String, Vec<(Span, String)>, Option<String>);

impl EffectProblem {
    /// In the parts of which its message is made.
    pub(super) fn parts(&self) -> Parts {
        match self {
            EffectProblem::NoChoice { span } => (
                "L0730",
                "an offer leaves no choice".into(),
                vec![(*span, "at least two options are needed".into())],
                Some("write one option a line in the braces, or `give` the only one".into()),
            ),
            EffectProblem::NoConsent { span } => (
                "L0740",
                "marketing needs the customer's consent".into(),
                vec![(*span, "nothing says whether the customer agreed".into())],
                Some("name the yes/no field that says so: `marketing with consent agreed`".into()),
            ),
            EffectProblem::NoPurpose { rule, span } => (
                "L0732",
                format!("`{rule}` does not say why it writes to the customer"),
                vec![(*span, "neither marketing nor service".into())],
                Some("add a line `marketing with consent …` or a line `service`".into()),
            ),
            EffectProblem::Hours { span } => (
                "L0733",
                "these are not the hours of one day".into(),
                vec![(*span, "from 00:00 to 24:00, the earlier one first".into())],
                Some("write them as `between 09:00 and 21:00`".into()),
            ),
            EffectProblem::UnknownUnit { name, nearest, span } => (
                "L0735",
                format!("`{name}` is not a unit"),
                vec![(*span, "no currency, unit of time or kind of points".into())],
                Some(match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("declare it with `points {name}`, or correct the spelling"),
                }),
            ),
            EffectProblem::NoHistory { what, span } => (
                "L0736",
                format!("nothing tells {what}"),
                vec![(*span, "the record has no history".into())],
                Some("add a field of type `history` to the record".into()),
            ),
            EffectProblem::Subject { name, span } => (
                "L0737",
                format!("the history does not name `{name}`"),
                vec![(
                    *span,
                    "not an element of a list of the customer with a text as its key".into(),
                )],
                Some("name the element of the rule's `for each`, or leave `for …` out".into()),
            ),
            EffectProblem::UnknownRule { name, nearest, span } => (
                "L0771",
                format!("there is no rule `{name}`"),
                vec![(*span, "no rule of this name is declared".into())],
                Some(match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "name the rule whose grants are to be taken back".into(),
                }),
            ),
            EffectProblem::NothingToReverse { name, span } => (
                "L0772",
                format!("`{name}` grants no amount that could be taken back"),
                vec![(*span, "it gives neither points nor money".into())],
                Some("name a rule that gives points or money".into()),
            ),
            EffectProblem::RuleWithoutElement { name, span } => (
                "L0773",
                format!("`{name}` does not grant for single elements"),
                vec![(*span, "it has no `for each`".into())],
                Some("name a rule with a `for each` over the list of this one".into()),
            ),
            EffectProblem::OtherList { name, element, span } => (
                "L0774",
                format!("`{name}` does not grant for `{element}`"),
                vec![(*span, "its `for each` goes over another list".into())],
                Some("take the list of that rule in the `for each` of this one".into()),
            ),
            EffectProblem::NoBalanceOfMoney { span } => (
                "L0775",
                "money has no balance".into(),
                vec![(*span, "the rule gives money".into())],
                Some("leave `within balance` out, or reverse a rule that gives points".into()),
            ),
            EffectProblem::Channel { name, field, span } => (
                "L0734",
                format!("`{name}` can be the channel of that name or what the record says there"),
                vec![(*span, "which one is meant?".into())],
                Some(format!("write `\"{name}\"` for the channel, or `{field}` for the record's")),
            ),
        }
    }
}
