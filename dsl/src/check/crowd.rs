//! What the checker finds wrong with what looks at many customers at once.

use super::wording::this_is;
use crate::message::Message;
use crate::source::Span;

/// A mistake in a portfolio, a ranking or a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrowdProblem {
    /// `average of spend` outside a portfolio.
    NoListNamed { span: Span },
    /// A customer's value or field where a group is looked at.
    OfOneCustomer { name: String, span: Span },
    /// A time window on the customers of a group.
    CustomersUndated { span: Span },
    /// Groups by something that cannot tell them apart.
    GroupKey { found: Message, span: Span },
    /// A group's record whose key is of another type than what customers are grouped by.
    GroupKeyType { by: (Message, Span), key: (Message, Span) },
    /// A place among groups.
    GroupsUnranked { span: Span },
    /// A place by a place.
    RankOfRank { span: Span },
    /// A budget without one of its clauses.
    BudgetLacks { budget: String, what: Message, span: Span },
    /// A rule that is not there.
    NoSuchRule { name: String, span: Span, nearest: Option<String> },
    /// A rule that gives nothing of the fund.
    NothingDrawn { name: String, span: Span, fund: Span },
    /// A rule that draws on two funds.
    DrawnTwice { name: String, first: Span, span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, Message, Vec<(Span, Message)>, Option<Message>);

impl CrowdProblem {
    pub(super) fn parts(&self) -> Parts {
        match self {
            CrowdProblem::NoListNamed { span } => (
                "L1101",
                say!("nothing says what this goes over"),
                vec![(*span, say!("no list is named"))],
                Some(say!(
                    "name the list: `… in orders`; only in a `portfolio` are the customers of the group meant"
                )),
            ),
            CrowdProblem::OfOneCustomer { name, span } => (
                "L1102",
                say!("`{name}` is of one customer, and a group has many", name),
                vec![(*span, say!("this is about the group"))],
                Some(say!(
                    "say what is wanted of them: `average of {name}`, `count of customers where …`",
                    name
                )),
            ),
            CrowdProblem::CustomersUndated { span } => (
                "L1103",
                say!("customers have no date to place in a window"),
                vec![(*span, say!("a window in time"))],
                Some(say!("put the window where the customer's own value is defined")),
            ),
            CrowdProblem::GroupKey { found, span } => (
                "L1104",
                say!("customers cannot be grouped by {found}", found),
                vec![(*span, say!("this is {found}", found))],
                Some(say!("group them by a text, a whole number, a `one of`, a tier or a class")),
            ),
            CrowdProblem::GroupKeyType { by, key } => (
                "L1105",
                say!("the group's key is not what customers are grouped by"),
                vec![
                    (key.1, this_is(&key.0)),
                    (by.1, say!("customers are grouped by {key}", key = &by.0)),
                ],
                Some(say!("give both the same type")),
            ),
            CrowdProblem::GroupsUnranked { span } => (
                "L1106",
                say!("only customers have a rank, groups have none"),
                vec![(*span, say!("this is about the group"))],
                Some(say!(
                    "define it outside the portfolio, and say what is wanted of it: `count of customers where …`"
                )),
            ),
            CrowdProblem::RankOfRank { span } => (
                "L1107",
                say!("customers cannot be ranked by what depends on a rank"),
                vec![(*span, say!("depends on where customers stand"))],
                Some(say!("rank them by a value of their own record")),
            ),
            CrowdProblem::BudgetLacks { budget, what, span } => (
                "L1108",
                say!("`{budget}` lacks a clause", budget),
                vec![(*span, say!("not a whole budget"))],
                Some(say!("add {what}", what)),
            ),
            CrowdProblem::NoSuchRule { name, span, nearest } => (
                "L1109",
                say!("there is no rule `{name}`", name),
                vec![(*span, say!("not the name of a rule"))],
                Some(nearest.as_ref().map_or_else(
                    || say!("name a rule of the policy"),
                    |name| say!("did you mean `{name}`?", name),
                )),
            ),
            CrowdProblem::NothingDrawn { name, span, fund } => (
                "L1110",
                say!("`{name}` gives nothing that this fund could pay", name),
                vec![(*span, say!("gives nothing in the fund's unit")), (*fund, say!("the fund"))],
                Some(say!(
                    "name rules that give money of its currency, or points, as the fund does"
                )),
            ),
            CrowdProblem::DrawnTwice { name, first, span } => (
                "L1111",
                say!("`{name}` draws on two funds", name),
                vec![(*span, say!("again here")), (*first, say!("first here"))],
                Some(say!("leave it out of one of them")),
            ),
        }
    }
}
