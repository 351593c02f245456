//! What an explanation says: the outcome, and of every part of it what decided.

mod condition;

use indexmap::IndexMap;
use serde::Serialize;

pub use condition::{Change, Condition, Joined, Lack, MustBe, TimeUnit, Way};

use crate::outcome::{Outcome, TierOutcome};

/// Why the outcome of a customer, or of a group of customers, is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The portfolio, where it is the outcome of a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<String>,
    /// The outcome, as a run has it.
    pub outcome: Outcome,
    /// What makes the programme one for this customer, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<Condition>,
    /// Named values.
    pub values: Vec<ValueAccount>,
    /// Tiers.
    pub tiers: Vec<TierAccount>,
    /// Classes: their segments.
    pub classes: Vec<ValueAccount>,
    /// Scores.
    pub scores: Vec<ScoreAccount>,
    /// Rules; none of a customer whom the programme is not for.
    pub rules: Vec<RuleAccount>,
}

/// A named value and what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueAccount {
    /// Its name.
    pub name: String,
    /// `file:line`
    pub source: String,
    /// What it is; `None` where it is missing.
    pub value: Option<String>,
    /// What it reads, by its text.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub reads: IndexMap<String, Option<String>>,
    /// Decisions among cases and rows of tables, in the order in which they are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// A decision among cases or the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The cases that do not hold, down to the one that does.
    pub passed: Vec<Condition>,
    /// The case that decided; `None` where none does.
    pub decided: Option<Clause>,
    /// What made it hold; absent for `otherwise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A clause of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// Its line.
    pub text: String,
    /// `file:line`
    pub source: String,
}

/// A tier: what was measured for every level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TierAccount {
    /// Its name.
    pub name: String,
    /// Its outcome.
    pub outcome: TierOutcome,
    /// By level, highest first: what is measured for it.
    pub levels: Vec<LevelAccount>,
}

/// A level of a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelAccount {
    /// Its name.
    pub level: String,
    /// What it takes to rise to it.
    pub rise: Condition,
    /// What it takes to stay, where the level says so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<Condition>,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreAccount {
    /// Its total, after rounding.
    pub total: ValueAccount,
    /// Its band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<ValueAccount>,
    /// Its parts.
    pub parts: Vec<ValueAccount>,
}

/// A rule and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleAccount {
    /// Its name.
    pub name: String,
    /// `file:line`
    pub source: String,
    /// The list whose elements it looks at, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// By subject: the customer, or every element of its list.
    pub subjects: Vec<SubjectAccount>,
}

/// What came of a rule for a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubjectAccount {
    /// The elements, by their name: key, outermost first; empty for the customer.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub subject: IndexMap<String, String>,
    /// How it ended.
    pub verdict: Verdict,
    /// What was asked, in the order of reading.
    pub conditions: Vec<Condition>,
    /// Named exceptions that were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionAccount>,
    /// By effect of the rule that was reached: when it is made, and from what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<EffectAccount>,
}

/// How a rule ended for a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Verdict {
    /// It gives or asks what the effects say.
    Applied,
    /// The element does not stand in the list that the rule looks at.
    NotListed,
    /// A condition does not hold.
    ConditionFailed,
    /// A named exception holds.
    Excepted {
        /// Its name.
        exception: String,
    },
    /// All conditions hold, and there is nothing to give.
    NothingToGive,
    /// It was granted or asked on an earlier run.
    GrantedBefore {
        /// When.
        on: String,
    },
    /// Another rule was chosen instead.
    OtherChosen {
        /// Which.
        rule: String,
    },
    /// Limits leave nothing.
    Limited {
        /// Any of which would do; where it takes several, all of the rule.
        limits: Vec<Clause>,
    },
    /// What all customers share is spent.
    BudgetSpent,
    /// What the run did before leaves no room.
    HeldBack,
}

/// A named exception of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExceptionAccount {
    /// Its name.
    pub name: String,
    /// Its condition.
    pub condition: Condition,
}

/// An effect of a rule: what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectAccount {
    /// The clause.
    pub clause: Clause,
    /// The key of the effect in the outcome; absent where none is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When it is made, where the clause says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What its amount reads, by its text.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub reads: IndexMap<String, Option<String>>,
    /// Decisions that its amount takes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// The limits that cut it, where one did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut_by: Vec<Clause>,
}
