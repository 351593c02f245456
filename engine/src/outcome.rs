//! What a policy gives one customer, and why.
//!
//! Amounts are exact decimals written as text (`"12.30"`); dates are ISO 8601. The same structs
//! are what JSON shows, with the fields in this order; [`json`] writes them as lines, and [`table`]
//! lays them out as the two tables that [`arrow`] builds.

pub mod arrow;
mod categories;
pub mod decimal;
pub(crate) mod filled;
mod group;
pub mod group_table;
pub mod json;
mod sheets;
pub mod sum;
pub mod table;

pub use group::GroupOutcome;
pub use sheets::Sheets;

use indexmap::IndexMap;
use serde::Serialize;

/// One customer's outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The customer's key.
    pub customer: String,
    /// The programme's name.
    pub program: String,
    /// Hash of the policy's meaning ([`loyal_dsl::ir::Program::hash`]).
    pub policy: String,
    /// The date for which it was computed.
    pub as_of: String,
    /// Whether the programme is for this customer (`applies when`); shown where it is not: nothing
    /// is given or asked then.
    #[serde(skip_serializing_if = "holds")]
    pub applies: bool,
    /// Tiers by name.
    pub tiers: IndexMap<String, TierOutcome>,
    /// Classes by name; `None` where no segment matches.
    pub classes: IndexMap<String, Option<String>>,
    /// Scores by name.
    pub scores: IndexMap<String, ScoreOutcome>,
    /// What is given and asked: by rule name, then in the order of the subjects, then as written.
    pub effects: Vec<Effect>,
    /// Published figures by name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub published: IndexMap<String, Published>,
    /// Guarantees that do not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<Broken>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn holds(applies: &bool) -> bool {
    *applies
}

/// A published figure: a number without its unit, money in another currency than the programme's
/// with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Published {
    /// Of the customer; `None` where it is missing.
    Value(Option<String>),
    /// Of each element, by its key (keys of lists in lists joined by `/`).
    Each(IndexMap<String, Option<String>>),
}

/// A guarantee that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The claim, as the policy writes it.
    pub claim: String,
    /// Where it stands: `file:line`.
    pub source: String,
    /// Why it must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// A tier's outcome. A host that keeps memberships stores `level` (where something is lent, what
/// it is lent instead of), `since`, `until` and `lowered`, and gives them to the next run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TierOutcome {
    /// The level.
    pub level: String,
    /// The level that was held before the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The day from which the level is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last day on which it is good; `None` where it has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// `joined`, `rose`, `held`, `renewed`, `fell`; `None` where the tier keeps no memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The conditions that decided, as the policy writes them: those reached of a level that is
    /// new or kept, those missed of one that is lost, or that which lowers it at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// By how many levels it is lowered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowered: Option<String>,
    /// Where the level is lent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lent: Option<Loan>,
    /// The next level, above that which is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Step>,
    /// The level held, where today's measures would not keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<Step>,
    /// The day on which it is then lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_on: Option<String>,
}

/// A level that is lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loan {
    /// The level that is held.
    pub instead_of: String,
    /// The last day of the loan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What is missing to a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The level.
    pub level: String,
    /// By alternative: what is missing of each measure, with its unit, or `not met` where a
    /// condition has no measure. Empty where nothing is, or where it cannot be said.
    pub missing: Vec<IndexMap<String, String>>,
}

/// A score's outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreOutcome {
    /// The total; `None` where the score does not apply or too little is known.
    pub total: Option<String>,
    /// The named band.
    pub band: Option<String>,
    /// The parts by name; `None` where not known.
    pub parts: IndexMap<String, Option<String>>,
}

/// One effect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The idempotency key: programme, rule, customer, subject, place in the rule, and the as-of
    /// date where there is no subject (of a reversal made again, which time it is), joined by `/` (with `/` and `%` inside written `%2F`, `%25`).
    pub key: String,
    /// The rule's name.
    pub rule: String,
    /// `earn`, `reward`, `redeem`, `recovery`, `contact`, `penalty`, `reversal`
    pub word: &'static str,
    /// Where the rule stands: `file:line`.
    pub source: String,
    /// `points`, `credit`, `cash`, `discount`, `coupon`, `gift`, `benefit`, `badge`, `task`,
    /// `escalation`, `follow_up`, `offer`, `cost`, `message`, `take`, `suspension`, `forfeit`; of a
    /// reversal, the kind of what is taken back
    pub kind: &'static str,
    /// The elements for which it fires, by their name: key, outermost first.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub subject: IndexMap<String, String>,
    /// How much: of points or money granted (below zero: taken), or the worth of a coupon or gift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// `points`, or the currency's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The amount before a cap cut it, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wished: Option<String>,
    /// Code of a coupon or gift, name of a benefit or badge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The last good day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// What is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// Through which channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// To whom it is escalated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// By when: a date (through its end) or a datetime with the programme's offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Why, in the policy's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What still stands between it and the customer: `proposed` (someone approves it), `open`
    /// (someone settles the figure, which is a floor), `offered` (the customer chooses).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Who approves what is `proposed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<String>,
    /// Who settles the figure of what is `open`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// The first good day of what is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<String>,
    /// What the customer may choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionOutcome>,
    /// The grants that points are taken from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Lot>,
    /// Of what is offered at a rate: how many points a step costs, `100 points per 1.00 CNY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// The least that can be chosen: of a cost, in points; of what is given, in its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// The most that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<String>,
    /// How many points the balance lacks for what is offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The text of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The hours of a day in which a message may go out: `09:00-21:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// `marketing` or `service`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<&'static str>,
    /// The rule of whose grants something is taken back or adjusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The date of its subject in days since 1970-01-01, where a total asks for it; not shown.
    #[serde(skip)]
    pub day: Option<i64>,
}

/// One of the things that the customer may choose; its fields mean what those of [`Effect`] do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OptionOutcome {
    /// `points`, `credit`, `cash`, `discount`, `coupon`, `gift`, `benefit`, `badge`
    pub kind: &'static str,
    /// How much, or the worth of a coupon or gift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// A kind of points, or the currency's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Code or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The last good day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
}

/// A part of what is taken, and the grant that it is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lot {
    /// The grant's key.
    pub key: String,
    /// How much of it.
    pub amount: String,
}

/// A record that could not be evaluated: no outcome at all, never half of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordError {
    /// The customer's key.
    pub customer: String,
    /// What went wrong.
    pub error: ErrorDetail,
}

/// What went wrong in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorDetail {
    /// `overflow`, `division_by_zero`, `date_out_of_range` (outside the years 1 to 9999),
    /// `script_failed`
    pub code: &'static str,
    /// What went wrong, in the user's words.
    pub message: String,
    /// The rule or value in which it happened.
    pub within: String,
    /// `file:line`
    pub source: String,
    /// The text of the expression.
    pub expression: String,
    /// The fields, reductions of lists, named values and today that it reads, by their text; a
    /// fraction too small for decimals as `numerator/denominator`.
    pub values: IndexMap<String, String>,
}
