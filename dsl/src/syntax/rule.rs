//! Rules as written: a list of clauses.

use super::{
    Expr, Limit, ListExpr, MoneyForm, Name, RoundClause, RuleWord, Taking, Text, TimeUnit,
};
use crate::source::Span;

/// `earn purchase_points { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// `earn`, `reward`, `redeem`, `recovery`, `contact`, `penalty`, `reversal`
    pub word: RuleWord,
    /// Its name.
    pub name: Name,
    /// Its clauses, in order.
    pub clauses: Vec<Clause>,
}

/// A clause with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// The whole clause.
    pub span: Span,
}

/// The clauses of a rule. Those of an amount (`Times` to `AtMostEach`, `UsableThrough`, `Valid`)
/// belong to the `give` before them.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `for each order in orders in last 30 days`
    ForEach { element: Name, list: ListExpr },
    /// `define net of order as …`: a value of the rule's element.
    Define { name: Name, value: Expr },
    /// `when …`
    When(Expr),
    /// `unless "severe weather" when …`
    Unless { name: Text, when: Expr },
    /// `give … [when …]`
    Give { give: Give, when: Option<Expr> },
    /// `times …`
    Times(Expr),
    /// `plus …`
    Plus(Expr),
    /// `round down`
    Round(RoundClause),
    /// `at least 5 CNY each`
    AtLeastEach(Expr),
    /// `at most 200 CNY each`
    AtMostEach(Expr),
    /// `at most 500 CNY per year`, `once per month`: over the whole rule.
    Limit(Limit),
    /// `at most 1 contact per week across contacts`: over all marketing contacts.
    ContactLimit(Limit),
    /// `largest first`, `only the largest`
    Taking(Taking),
    /// `usable through …`
    UsableThrough(Expr),
    /// `valid 30 days`
    Valid { count: Expr, unit: TimeUnit },
    /// `do "…" by phone within 1 day of …`; the channel is a name or a value
    Do { title: Text, channel: Option<Expr>, due: Option<Deadline>, when: Option<Expr> },
    /// `escalate to "…" within … when …`
    Escalate { to: Text, channel: Option<Expr>, due: Option<Deadline>, when: Option<Expr> },
    /// `follow up within 7 days of …`
    FollowUp { channel: Option<Expr>, due: Option<Deadline>, when: Option<Expr> },
    /// `because "{order.amount} spent"`
    Because(Template),
    /// `needs approval by "manager" when amount > 200 CNY`
    Approval { by: Text, when: Option<Expr> },
    /// `offer one of { … }`: what stands in the braces, gives and clauses that work on them.
    Offer { options: Vec<Clause>, when: Option<Expr> },
    /// `cost 100 points per 1 CNY up to 30% of cart.amount`
    Cost(Cost),
    /// `automatic`
    Automatic,
    /// `priority 10`
    Priority(i64),
    /// `available after 14 days`, `available from d`
    Available(Availability),
    /// `take 500 points within balance`
    Take { amount: Expr, within_balance: bool, when: Option<Expr> },
    /// `suspend "rebate" for 30 days`
    Suspend { name: Text, length: Option<Suspension>, when: Option<Expr> },
    /// `forfeit "this year's bonus"`
    Forfeit { name: Text, when: Option<Expr> },
    /// `reverse purchase_points for order in proportion a / b within balance`
    Reverse { reversed: Reversed, when: Option<Expr> },
    /// `adjust purchase_points for order`
    Adjust { rule: Name, element: Name, when: Option<Expr> },
    /// `message "Dear {name}, …" by sms`
    Message { text: Template, channel: Option<Expr>, when: Option<Expr> },
    /// `by prefers or else sms`, on a line of its own
    Channel(Expr),
    /// `between 09:00 and 21:00`: hours and minutes, as written.
    Hours { from: (u32, u32), to: (u32, u32) },
    /// `marketing with consent agreed`
    Marketing { consent: Option<Expr> },
    /// `service`
    Service,
}

/// What is asked for something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// `10000 points`
    pub amount: Expr,
    /// What one gets for it, where the customer chooses how much.
    pub rate: Option<Rate>,
}

/// `per 1 CNY from 5 CNY up to 30% of cart.amount`
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// `per 1 CNY`: a step of what can be chosen.
    pub step: Expr,
    /// `from 5 CNY`: the least.
    pub least: Option<Expr>,
    /// `up to 30% of cart.amount`: the most.
    pub most: Option<Expr>,
}

/// From when something is good.
#[derive(Debug, Clone, PartialEq)]
pub enum Availability {
    /// `available after 14 days`, counted from today
    After(Expr, TimeUnit),
    /// `available from d`: the first good day.
    From(Expr),
}

/// How long something is suspended.
#[derive(Debug, Clone, PartialEq)]
pub enum Suspension {
    /// `for 30 days`, the first day counted
    For(Expr, TimeUnit),
    /// `until d`, the last day
    Until(Expr),
}

/// What is taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reversed {
    /// The rule that granted it.
    pub rule: Name,
    /// The element for which it was granted; absent for all that it granted.
    pub element: Option<Name>,
    /// `in proportion order.refunded / order.amount`; all of it, without.
    pub proportion: Option<Expr>,
    /// How far.
    pub bound: Option<TakenBack>,
}

/// How far something is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    /// `within balance`
    WithinBalance,
    /// `only while pending`
    WhilePending,
    /// `below zero`: all of it, whatever the balance.
    BelowZero,
}

/// What is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Give {
    /// `give 1 point per full 10 CNY of order.amount`, `give … as credit`, `give credit of …`
    Amount { value: Expr, form: Option<MoneyForm> },
    /// `give at least 1000 CNY as cash, decided by "general manager"`
    Floor { value: Expr, form: Option<MoneyForm>, decided_by: Text },
    /// `give as discount`, `give as points`: what the customer chooses of a rate; points where
    /// there is no form.
    Chosen { form: Option<MoneyForm> },
    /// `give coupon "BIRTHDAY" worth … valid 30 days`
    Coupon { code: Text, worth: Option<Expr>, valid: Option<(Expr, TimeUnit)> },
    /// `give gift "RED-ENVELOPE" worth 88 CNY`
    Gift { code: Text, worth: Option<Expr>, valid: Option<(Expr, TimeUnit)> },
    /// `give benefit "lounge access"`
    Benefit { name: Text, valid: Option<(Expr, TimeUnit)> },
    /// `give badge "pioneer"`
    Badge { name: Text },
}

/// By when something is due.
#[derive(Debug, Clone, PartialEq)]
pub enum Deadline {
    /// `within 1 day of complaint.opened`; without `of`, from today.
    Within {
        /// How many.
        count: Expr,
        /// Of what.
        unit: TimeUnit,
        /// From when.
        from: Option<Expr>,
        /// The phrase.
        span: Span,
    },
    /// `before the end of due_date`: that day.
    EndOf(Expr),
}

impl Deadline {
    /// The phrase, or the day.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Deadline::Within { span, .. } => *span,
            Deadline::EndOf(day) => day.span,
        }
    }
}

/// A text with expressions in braces; `{{` and `}}` are the braces themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// In order.
    pub pieces: Vec<Piece>,
    /// The quoted text.
    pub span: Span,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// An expression.
    Expr(Expr),
}
