//! What becomes of a level that is remembered, from one run to the next.

use serde::Serialize;

use super::time::{Period, ShiftUnit};

/// A length of time in whole units; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Length {
    /// How many.
    pub count: i64,
    /// Days or months.
    pub unit: ShiftUnit,
}

/// What becomes of a level, by the level held and the measures of today; `E` are its operands, and
/// all of them are read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TransitionOf<E> {
    /// What of it is wanted.
    pub part: TransitionPart,
    /// The level held; missing where none is.
    pub held: E,
    /// Since when.
    pub since: E,
    /// The last day on which it is good.
    pub until: E,
    /// By how many levels it was lowered before; missing for none.
    pub lowered: E,
    /// The level for which the customer qualifies.
    pub qualified: E,
    /// By level, lowest first: whether its rising or staying bar is reached.
    pub stays: Vec<E>,
    /// The highest level that is held for life; missing where none is.
    pub life: Option<E>,
    /// By how many levels it is to be lowered: a whole number, not below zero.
    pub due: Option<E>,
    /// The day from which a rise counts; missing or after today for today.
    pub rises_from: Option<E>,
    /// The last day of a validity that the policy gives as a date.
    pub valid_to: Option<E>,
    /// How validity ends, and what then.
    pub ends: Ends,
}

/// How the validity of a level ends, and what then.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Ends {
    /// How long a level is good; absent where it has no end.
    pub validity: Option<Validity>,
    /// Whether a new validity counts from the day of the run, not from the end of the old.
    pub from_today: bool,
    /// Whether a level may fall by one at each end only.
    pub one_at_a_time: bool,
    /// Whether validity is prolonged on every run that finds the bar reached.
    pub renewed_again: bool,
    /// What comes before a fall.
    pub grace: Option<Length>,
    /// After how long a level is held for life.
    pub life_after: Option<Length>,
}

/// How long a level is good, counted from its first good day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Validity {
    /// So long; through the end of the period in which that ends.
    For(Length, Option<Period>),
    /// Through the end of the period so many months later.
    ToEnd(Period, i64),
    /// Through the day before this day of the year (29 February is 28 February in common years).
    Reviewed { month: u8, day: u8 },
    /// Through [`TransitionOf::valid_to`].
    To,
}

/// What of a transition is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum TransitionPart {
    /// The level: an option of the tier's choice.
    Level,
    /// The day from which it is held; may be missing.
    Since,
    /// The last good day; missing where it has no end.
    Until,
    /// What happened: an option of the choice of changes, in the order of [`Change`].
    Change,
    /// By how many levels it is lowered: a whole number.
    Lowered,
}

/// What happened to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Change {
    /// None was held.
    Joined,
    /// It is higher.
    Rose,
    /// It is the same.
    Held,
    /// It is the same, with a new validity.
    Renewed,
    /// It is lower.
    Fell,
}

impl Change {
    /// All, in the order of their options.
    pub const ALL: [Change; 5] =
        [Change::Joined, Change::Rose, Change::Held, Change::Renewed, Change::Fell];

    /// Its name, as outcomes and policies write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::Joined => "joined",
            Change::Rose => "rose",
            Change::Held => "held",
            Change::Renewed => "renewed",
            Change::Fell => "fell",
        }
    }
}

impl<E> TransitionOf<E> {
    /// What it reads, in reading order.
    #[must_use]
    pub fn operands(&self) -> Vec<&E> {
        let held = [&self.held, &self.since, &self.until, &self.lowered, &self.qualified];
        let optional = [&self.life, &self.due, &self.rises_from, &self.valid_to];
        held.into_iter().chain(&self.stays).chain(optional.into_iter().flatten()).collect()
    }

    /// What it reads, to be changed.
    pub fn operands_mut(&mut self) -> Vec<&mut E> {
        let held = [
            &mut self.held,
            &mut self.since,
            &mut self.until,
            &mut self.lowered,
            &mut self.qualified,
        ];
        let optional = [&mut self.life, &mut self.due, &mut self.rises_from, &mut self.valid_to];
        held.into_iter().chain(&mut self.stays).chain(optional.into_iter().flatten()).collect()
    }
}
