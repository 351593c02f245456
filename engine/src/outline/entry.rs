//! Pieces of work.

use loyal_dsl::message::Message;
use serde::Serialize;

/// A piece of work.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The number by which others read it.
    pub number: Option<usize>,
    /// What kind of work it is.
    pub work: Work,
    /// The named value that it is, or the rule for which it is done.
    pub name: Option<String>,
    /// What is done.
    pub step: Message,
    /// The type of the result.
    #[serde(rename = "type")]
    pub ty: Option<Message>,
    /// How often the result is read by other steps, rules and the outcome.
    pub uses: Option<usize>,
    /// Where the policy says so.
    pub place: Option<Place>,
    /// All places that share its cost: those of the conditions that classes answer.
    #[serde(skip)]
    pub(super) shared: Vec<Place>,
    /// Its estimated cost, in picoseconds a customer.
    pub estimated_ps: u64,
    /// What was measured of it.
    pub measured: Option<Measured>,
}

/// Kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// A constant as the policy writes it.
    Literal,
    /// A value that is computed.
    Step,
    /// A condition that is computed only where classes cannot tell it.
    ByClass,
    /// All elements of a list, in one pass: the region of this number of the list's name.
    Fold,
    /// Finding the elements, and whose they are.
    Walk,
    /// Telling the class of every element, and from it all its conditions.
    Classes,
    /// What a list comes to.
    Reduction,
    /// Finding for whom a rule fires, and keeping what it needs.
    Gathering,
    /// Working out what a rule gives to those for whom it fires, within its limits.
    Giving,
    /// Working out what rules give that have their turn before the others.
    Settling,
    /// Making outcomes.
    Outcomes,
    /// What customers share: ranks, budgets.
    Sharing,
}

/// A line of the policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// `file:line`
    pub source: String,
    /// The text of the line.
    pub text: String,
}

/// What was measured of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// Picoseconds a customer.
    pub ps: u64,
    /// Its share of the whole, in thousandths; all of them add up to 1000.
    pub permille: u32,
    /// On how many rows it was done.
    pub rows: u64,
    /// Of a condition: for how many rows it was asked.
    pub asked: Option<u64>,
    /// Of a condition: for how many rows it held.
    pub held: Option<u64>,
}

impl Entry {
    /// Work of which nothing else is known.
    pub(super) fn of(work: Work, step: Message) -> Entry {
        Entry {
            number: None,
            work,
            name: None,
            step,
            ty: None,
            uses: None,
            place: None,
            shared: Vec::new(),
            estimated_ps: 0,
            measured: None,
        }
    }
}
