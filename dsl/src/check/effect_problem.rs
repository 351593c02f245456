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
    NoHistory { what: Message, record: String, span: Span },
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
    /// A redemption without a cost.
    NoCost { rule: String, span: Span },
    /// `give as discount` without a rate before it.
    NoRate { span: Span },
    /// A rate of money that is given as points, or the reverse.
    FormOfRate { found: Message, span: Span },
    /// A rate whose step is computed, zero, or finer than its unit.
    StepOfRate { span: Span },
    /// A rate of which nothing is given.
    RateNotGiven { span: Span },
    /// A rate, of which the customer chooses, that is automatic.
    AutomaticRate { rate: Span, span: Span },
    /// A limit that would cut what is given and not what it costs.
    LimitCutsRedeemed { span: Span },
    /// What is redeemed waits for someone else.
    RedeemedByOthers { span: Span },
    /// A redemption in a choice or a budget.
    RedeemShared { name: String, what: Message, span: Span },
    /// A share of nothing or of more than all.
    ShareLost { span: Span },
    /// A share that is lost in a period that is neither day, month nor year.
    PeriodOfLoss { span: Span },
    /// A limit on contacts that only serve the customer.
    ServiceHeldBack { span: Span },
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
            EffectProblem::NoHistory { what, record, span } => (
                "L0736",
                say!("nothing tells {what}", what),
                vec![(*span, say!("the record has no history"))],
                Some(say!("add a field of type `history` to the record `{record}`", record)),
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
            EffectProblem::NoCost { rule, span } => (
                "L0781",
                say!("`{rule}` does not say what it costs", rule),
                vec![(*span, say!("a redemption without a cost"))],
                Some(say!("add a line such as `cost 1000 points`")),
            ),
            EffectProblem::NoRate { span } => (
                "L0782",
                say!("there is no rate of which the customer could choose"),
                vec![(*span, say!("how much is given for how many points?"))],
                Some(say!("write `cost 100 points per 1 CNY up to …` above, or `give` an amount")),
            ),
            EffectProblem::FormOfRate { found, span } => (
                "L0783",
                say!("the rate is of {found}", found),
                vec![(*span, say!("cannot be given in this form"))],
                Some(say!(
                    "give money `as credit`, `as cash` or `as discount`, points `as points`"
                )),
            ),
            EffectProblem::StepOfRate { span } => (
                "L0789",
                say!("a rate is per a fixed amount, as coarse as its unit at least"),
                vec![(*span, say!("of what the customer chooses so many"))],
                Some(say!("write the amount itself, such as `per 1 CNY` or `per 0.01 CNY`")),
            ),
            EffectProblem::RateNotGiven { span } => (
                "L0784",
                say!("what the customer chooses of the rate is not given"),
                vec![(*span, say!("a rate, and no `give as …`"))],
                Some(say!("add a line such as `give as discount` or `give as points`")),
            ),
            EffectProblem::AutomaticRate { rate, span } => (
                "L0785",
                say!("what the customer chooses cannot be done automatically"),
                vec![
                    (*span, say!("done without asking")),
                    (*rate, say!("the customer chooses how much")),
                ],
                Some(say!("leave `automatic` out, or let it cost a fixed number of points")),
            ),
            EffectProblem::LimitCutsRedeemed { span } => (
                "L0786",
                say!("the limit would cut what is given, and not what it costs"),
                vec![(*span, say!("the last one would cost as much and give less"))],
                Some(say!("write `only up to … per …`, or `at most … times per …`")),
            ),
            EffectProblem::RedeemedByOthers { span } => (
                "L0787",
                say!("a redemption is done or offered, and waits for nobody else"),
                vec![(*span, say!("someone else has to approve or decide"))],
                Some(say!("give it in a `reward`, or leave that clause out")),
            ),
            EffectProblem::RedeemShared { name, what, span } => (
                "L0788",
                say!("`{name}` is a redemption and cannot stand in a {what}", name, what),
                vec![(*span, say!("its points would be taken for nothing"))],
                Some(say!(
                    "name other rules; of several redemptions, `priority` says which goes first"
                )),
            ),
            EffectProblem::ShareLost { span } => (
                "L0791",
                say!("points lose more than nothing and at most all"),
                vec![(*span, say!("the share that is lost in each period"))],
                Some(say!("write a share such as `10%`")),
            ),
            EffectProblem::PeriodOfLoss { span } => (
                "L0792",
                say!("points lose a share per day, month or year"),
                vec![(*span, say!("lost in another period"))],
                Some(say!("write `per day`, `per month` or `per year`")),
            ),
            EffectProblem::ServiceHeldBack { span } => (
                "L0747",
                say!("a service message is not held back by other contacts"),
                vec![(*span, say!("only marketing is limited across contacts"))],
                Some(say!("leave this limit out, or write `marketing with consent …`")),
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
