//! What is wrong with effects: offers, messages, penalties.

use crate::message::Message;
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
    NoHistory { what: Message, span: Span },
    /// An element that the history does not name.
    Subject { name: String, span: Span },
    /// A rule that there is not.
    UnknownRule { name: String, nearest: Option<String>, span: Span },
    /// A rule that grants no amount.
    NothingToReverse { name: String, span: Span },
    /// A rule over the customer, of which nothing can be taken back for an element.
    RuleWithoutElement { name: String, span: Span },
    /// All that a rule granted, for every element again.
    WholeForElements { name: String, span: Span },
    /// A rule over the elements of another list.
    OtherList { name: String, element: String, span: Span },
    /// Money, of which there is no balance.
    NoBalanceOfMoney { span: Span },
    /// A channel that could be the word itself or a text of the record.
    Channel { name: String, field: String, span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, Message, Vec<(Span, Message)>, Option<Message>);

impl EffectProblem {
    /// In the parts of which its message is made.
    #[expect(clippy::too_many_lines, reason = "one flat match, a page of the catalogue each")]
    pub(super) fn parts(&self) -> Parts {
        match self {
            EffectProblem::NoChoice { span } => (
                "L0730",
                say!("an offer leaves no choice"),
                vec![(*span, say!("at least two options are needed"))],
                Some(say!("write one option a line in the braces, or `give` the only one")),
            ),
            EffectProblem::NoConsent { span } => (
                "L0740",
                say!("marketing needs the customer's consent"),
                vec![(*span, say!("nothing says whether the customer agreed"))],
                Some(say!("name the yes/no field that says so: `marketing with consent agreed`")),
            ),
            EffectProblem::NoPurpose { rule, span } => (
                "L0732",
                say!("`{rule}` does not say why it writes to the customer", rule),
                vec![(*span, say!("neither marketing nor service"))],
                Some(say!("add a line `marketing with consent …` or a line `service`")),
            ),
            EffectProblem::Hours { span } => (
                "L0733",
                say!("these are not the hours of one day"),
                vec![(*span, say!("from 00:00 to 24:00, the earlier one first"))],
                Some(say!("write them as `between 09:00 and 21:00`")),
            ),
            EffectProblem::UnknownUnit { name, nearest, span } => (
                "L0735",
                say!("`{name}` is not a unit", name),
                vec![(*span, say!("no currency, unit of time or kind of points"))],
                Some(match nearest {
                    Some(nearest) => say!("did you mean `{nearest}`?", nearest),
                    None => say!("declare it with `points {name}`, or correct the spelling", name),
                }),
            ),
            EffectProblem::NoHistory { what, span } => (
                "L0736",
                say!("nothing tells {what}", what),
                vec![(*span, say!("the record has no history"))],
                Some(say!("add a field of type `history` to the record")),
            ),
            EffectProblem::Subject { name, span } => (
                "L0737",
                say!("the history does not name `{name}`", name),
                vec![(
                    *span,
                    say!("not an element of a list of the customer with a text as its key"),
                )],
                Some(say!("name the element of the rule's `for each`, or leave `for …` out")),
            ),
            EffectProblem::UnknownRule { name, nearest, span } => (
                "L0771",
                say!("there is no rule `{name}`", name),
                vec![(*span, say!("no rule of this name is declared"))],
                Some(match nearest {
                    Some(nearest) => say!("did you mean `{nearest}`?", nearest),
                    None => say!("name the rule whose grants are to be taken back"),
                }),
            ),
            EffectProblem::NothingToReverse { name, span } => (
                "L0772",
                say!("`{name}` grants no amount that could be taken back", name),
                vec![(*span, say!("it gives neither points nor money"))],
                Some(say!("name a rule that gives points or money")),
            ),
            EffectProblem::RuleWithoutElement { name, span } => (
                "L0773",
                say!("`{name}` does not grant for single elements", name),
                vec![(*span, say!("it has no `for each`"))],
                Some(say!("name a rule with a `for each` over the list of this one")),
            ),
            EffectProblem::WholeForElements { name, span } => (
                "L0746",
                say!("all that `{name}` granted would be taken back for every element", name),
                vec![(*span, say!("no element is named"))],
                Some(say!(
                    "write `reverse {name} for …` with the element, or leave `for each` out",
                    name,
                )),
            ),
            EffectProblem::OtherList { name, element, span } => (
                "L0774",
                say!("`{name}` does not grant for `{element}`", name, element),
                vec![(*span, say!("its `for each` goes over another list"))],
                Some(say!("take the list of that rule in the `for each` of this one")),
            ),
            EffectProblem::NoBalanceOfMoney { span } => (
                "L0775",
                say!("money has no balance"),
                vec![(*span, say!("the rule gives money"))],
                Some(say!("leave `within balance` out, or reverse a rule that gives points")),
            ),
            EffectProblem::Channel { name, field, span } => (
                "L0734",
                say!(
                    "`{name}` can be the channel of that name or what the record says there",
                    name
                ),
                vec![(*span, say!("which one is meant?"))],
                Some(say!(
                    "write `\"{name}\"` for the channel, or `{field}` for the record's",
                    name,
                    field
                )),
            ),
        }
    }
}
