//! What the checker finds wrong with what looks at many customers at once.

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
    GroupKey { found: String, span: Span },
    /// A group's record whose key is of another type than what customers are grouped by.
    GroupKeyType { by: (String, Span), key: (String, Span) },
    /// A place among groups.
    GroupsUnranked { span: Span },
    /// A place by a place.
    RankOfRank { span: Span },
    /// A budget without one of its clauses.
    BudgetLacks { budget: String, what: &'static str, span: Span },
    /// A rule that is not there.
    NoSuchRule { name: String, span: Span, nearest: Option<String> },
    /// A rule that gives nothing of the fund.
    NothingDrawn { name: String, span: Span, fund: Span },
    /// A rule that draws on two funds.
    DrawnTwice { name: String, first: Span, span: Span },
}

/// Code, message, labels and help.
pub(super) type Parts = (&'static str, String, Vec<(Span, String)>, Option<String>);

impl CrowdProblem {
    pub(super) fn parts(&self) -> Parts {
        match self {
            CrowdProblem::NoListNamed { span } => (
                "L1101",
                "nothing says what this goes over".into(),
                vec![(*span, "no list is named".into())],
                Some("name the list: `… in orders`; only in a `portfolio` are the customers of the group meant".into()),
            ),
            CrowdProblem::OfOneCustomer { name, span } => (
                "L1102",
                format!("`{name}` is of one customer, and a group has many"),
                vec![(*span, "this is about the group".into())],
                Some(format!("say what is wanted of them: `average of {name}`, `count of customers where …`")),
            ),
            CrowdProblem::CustomersUndated { span } => (
                "L1103",
                "customers have no date to place in a window".into(),
                vec![(*span, "a window in time".into())],
                Some("put the window where the customer's own value is defined".into()),
            ),
            CrowdProblem::GroupKey { found, span } => (
                "L1104",
                format!("customers cannot be grouped by {found}"),
                vec![(*span, format!("this is {found}"))],
                Some("group them by a text, a whole number, a `one of`, a tier or a class".into()),
            ),
            CrowdProblem::GroupKeyType { by, key } => (
                "L1105",
                "the group's key is not what customers are grouped by".into(),
                vec![
                    (key.1, format!("this is {}", key.0)),
                    (by.1, format!("customers are grouped by {}", by.0)),
                ],
                Some("give both the same type".into()),
            ),
            CrowdProblem::GroupsUnranked { span } => (
                "L1106",
                "only customers have a rank, groups have none".into(),
                vec![(*span, "this is about the group".into())],
                Some("define it outside the portfolio, and say what is wanted of it: `count of customers where …`".into()),
            ),
            CrowdProblem::RankOfRank { span } => (
                "L1107",
                "customers cannot be ranked by what depends on a rank".into(),
                vec![(*span, "depends on where customers stand".into())],
                Some("rank them by a value of their own record".into()),
            ),
            CrowdProblem::BudgetLacks { budget, what, span } => (
                "L1108",
                format!("`{budget}` lacks a clause"),
                vec![(*span, "not a whole budget".into())],
                Some(format!("add {what}")),
            ),
            CrowdProblem::NoSuchRule { name, span, nearest } => (
                "L1109",
                format!("there is no rule `{name}`"),
                vec![(*span, "not the name of a rule".into())],
                Some(nearest.as_ref().map_or_else(
                    || "name a rule of the policy".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                )),
            ),
            CrowdProblem::NothingDrawn { name, span, fund } => (
                "L1110",
                format!("`{name}` gives nothing that this fund could pay"),
                vec![(*span, "gives nothing in the fund's unit".into()), (*fund, "the fund".into())],
                Some("name rules that give money of its currency, or points, as the fund does".into()),
            ),
            CrowdProblem::DrawnTwice { name, first, span } => (
                "L1111",
                format!("`{name}` draws on two funds"),
                vec![(*span, "again here".into()), (*first, "first here".into())],
                Some("leave it out of one of them".into()),
            ),
        }
    }
}
