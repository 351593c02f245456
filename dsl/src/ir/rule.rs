//! Rules: who gets what, for which element, and why.

use serde::Serialize;

use super::{Expr, FieldId, Limit, RecordId, Taking};
use crate::source::Span;
use crate::types::Type;

/// A rule. It fires for a subject (the innermost element of `for_each`, or the customer) where
/// every condition holds, read in order, and no exception does.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// The rule's name.
    pub name: String,
    /// Which word declared it.
    pub word: RuleWord,
    /// The documentation comment before it.
    #[serde(skip)]
    pub doc: Option<String>,
    /// From the customer's list inwards; empty for a rule over the customer. Each hop pushes its
    /// element on the scope stack.
    pub for_each: Vec<Hop>,
    /// The `when` clauses, each yes/no.
    pub conditions: Vec<Expr>,
    /// The `unless` clauses, read after the conditions.
    pub exceptions: Vec<Exception>,
    /// What it gives or asks, in the order written.
    pub effects: Vec<Effect>,
    /// How much and how often it gives in a period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// What it gives is worth in money, where a choice asks: read at a subject to which it has
    /// something to give, after the effects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worth: Option<Expr>,
    /// The date of the subject, where totals ask for it; of today without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Expr>,
    /// In which order its subjects are taken.
    #[serde(skip_serializing_if = "Taking::is_as_listed")]
    pub taking: Taking,
    /// `automatic`: a redemption is done where the balance suffices, and else offered.
    #[serde(skip_serializing_if = "is_default")]
    pub automatic: bool,
    /// `priority 10`: rules of a higher one take first from what they share.
    #[serde(skip_serializing_if = "is_default")]
    pub priority: i64,
    /// Why, in words.
    pub because: Option<Template>,
    /// The rule's name in the text.
    #[serde(skip)]
    pub span: Span,
}

impl Rule {
    /// Whether it writes to the customer for marketing.
    #[must_use]
    pub fn is_marketing(&self) -> bool {
        let markets = |effect: &Effect| {
            matches!(&effect.kind, EffectKind::Message(message)
                if message.purpose == Purpose::Marketing)
        };
        self.effects.iter().any(markets)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The word by which a rule is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum RuleWord {
    /// `earn`
    Earn,
    /// `reward`
    Reward,
    /// `redeem`
    Redeem,
    /// `recovery`
    Recovery,
    /// `contact`
    Contact,
    /// `penalty`
    Penalty,
    /// `reversal`
    Reversal,
}

/// One step of a `for each`: the elements of a list of the record before it in the scope stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hop {
    /// The name of the element as outcomes show it.
    pub name: String,
    /// The list field of the record on top of the stack.
    pub list: FieldId,
    /// The record of its elements.
    pub element: RecordId,
    /// Yes/no over the element: window and `where`.
    pub filter: Option<Expr>,
}

/// A named exception.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exception {
    /// `unless "severe weather" when …`
    pub name: String,
    /// Yes/no.
    pub condition: Expr,
}

/// One thing that a rule gives or asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// What.
    pub kind: EffectKind,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// The last good day of what is given.
    pub last_day: Option<Expr>,
    /// `available after 14 days`: its first good day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<Expr>,
    /// `needs approval by "manager"`: the last whose condition holds approves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    /// `decided by "general manager"`: who settles the figure, of which the amount is the floor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Of which rule something is taken back or adjusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversal: Option<Reversal>,
    /// The clause that it came from.
    #[serde(skip)]
    pub span: Span,
}

impl Effect {
    /// An effect without any clause beside its own.
    #[must_use]
    pub fn new(kind: EffectKind, span: Span) -> Effect {
        Effect {
            kind,
            when: None,
            last_day: None,
            available: None,
            approvals: Vec::new(),
            decided_by: None,
            reversal: None,
            span,
        }
    }
}

/// What is taken back or adjusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reversal {
    /// The rule that granted it.
    pub rule: String,
    /// In what form, where it is money.
    pub form: Option<MoneyForm>,
    /// How often this effect was made before for the subject, as history says: what its key
    /// carries, so that it can be made again.
    pub before: Expr,
    /// Where the rule's grants are adjusted: the limits of that rule, which the adjustment keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjusts: Option<Vec<Limit>>,
}

/// `needs approval by "manager" when …`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Approval {
    /// Who approves.
    pub by: String,
    /// Only then; always, without.
    pub when: Option<Expr>,
}

/// The kinds of effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum EffectKind {
    /// `give … points`
    Points(Grant),
    /// `give … as credit`, `as cash`, `as discount`
    Money(MoneyForm, Grant),
    /// `give coupon "CODE" worth …`
    Coupon {
        /// The coupon's code.
        code: String,
        /// Its worth in money.
        worth: Option<Expr>,
    },
    /// `give gift "CODE" worth …`
    Gift {
        /// The gift's code.
        code: String,
        /// Its worth in money.
        worth: Option<Expr>,
    },
    /// `give benefit "lounge access"`
    Benefit {
        /// The benefit's name.
        name: String,
    },
    /// `give badge "pioneer"`
    Badge {
        /// The badge's name.
        name: String,
    },
    /// `do "call the customer" by phone within 1 day of …`
    Task {
        /// What is to be done.
        title: String,
        /// Through which channel: a text or a choice.
        channel: Option<Expr>,
        /// By when: a date (through its end) or a datetime.
        due: Option<Expr>,
    },
    /// `escalate to "duty manager" within …`
    Escalate {
        /// To whom.
        to: String,
        /// Through which channel: a text or a choice.
        channel: Option<Expr>,
        /// By when.
        due: Option<Expr>,
    },
    /// `follow up within 7 days of …`
    FollowUp {
        /// Through which channel: a text or a choice.
        channel: Option<Expr>,
        /// By when.
        due: Option<Expr>,
    },
    /// `offer one of { … }`: the customer chooses; each option is something given.
    Offer(Vec<Effect>),
    /// `cost 10000 points`, `cost 100 points per 1 CNY`
    Cost(Cost),
    /// `give as discount`: what the customer chooses of a rate.
    Chosen(Chosen),
    /// `take 500 points`, `take 50 CNY`
    Take(Grant),
    /// `suspend "rebate" for 30 days`: its last day is that of the suspension.
    Suspend {
        /// What is suspended.
        name: String,
    },
    /// `forfeit "this year's bonus"`
    Forfeit {
        /// What is forfeited.
        name: String,
    },
    /// `message "Dear {name}, …"`
    Message(Message),
}

/// A message and the terms on which it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// Its text.
    pub text: Template,
    /// Through which channel: a text or a choice.
    pub channel: Option<Expr>,
    /// `between 09:00 and 21:00`: minutes of the day.
    pub hours: Option<(u16, u16)>,
    /// Why it is sent.
    pub purpose: Purpose,
}

/// Why a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Purpose {
    /// `marketing with consent …`
    Marketing,
    /// `service`
    Service,
}

/// An amount to be granted. Where `amount` is zero or less there is nothing to give.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grant {
    /// After `times`, `plus`, `round`, `at least … each` and `at most … each`; points are whole
    /// and money has at most the places of its minor unit.
    pub amount: Expr,
    /// The amount before `at most … each`, where there is such a clause.
    pub wished: Option<Expr>,
}

/// What a redemption asks for. Where the amount is zero or less there is nothing to redeem.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// How many points; of a rate, for one step.
    pub grant: Grant,
    /// The balance from which they are taken.
    pub balance: Expr,
}

/// What the customer chooses of a rate: so many steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chosen {
    /// In what form, where it is money; points else.
    pub form: Option<MoneyForm>,
    /// What is chosen, in the places of its unit.
    pub ty: Type,
    /// `per 1 CNY`: a step, in units of these places; above zero.
    pub step: i128,
    /// `from 5 CNY`: the least, of the same type.
    pub least: Option<Expr>,
    /// `up to 30% of cart.amount`: the most, of the same type.
    pub most: Option<Expr>,
}

/// In what form money is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum MoneyForm {
    /// `as credit`
    Credit,
    /// `as cash`
    Cash,
    /// `as discount`
    Discount,
}

impl MoneyForm {
    /// Its name in outcomes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            MoneyForm::Credit => "credit",
            MoneyForm::Cash => "cash",
            MoneyForm::Discount => "discount",
        }
    }
}

/// A text with values in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Template {
    /// Texts and values in turn.
    pub parts: Vec<Part>,
}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// A value in braces; a missing one is written `—`.
    Value(Expr),
}
