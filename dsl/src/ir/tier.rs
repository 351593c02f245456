//! Tiers, and what those with memory do from one run to the next.

use serde::Serialize;

use super::{Expr, Period, ShiftUnit, ValueId};

/// Ordered levels. Without memory the level is the highest whose condition holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tier {
    /// The tier's name.
    pub name: String,
    /// The level: a value of an ordered choice.
    pub level: ValueId,
    /// By level, lowest first: what is measured for it. The lowest has nothing.
    pub bars: Vec<Bars>,
    /// What it remembers, where a field holds its level.
    pub memory: Option<Memory>,
}

/// What is measured for a level: alternatives, each of bars that must all be reached. None where
/// the condition has too many alternatives to be shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Bars {
    /// To rise to the level.
    pub rise: Vec<Vec<Bar>>,
    /// To stay, where the level says so itself.
    pub keep: Vec<Vec<Bar>>,
}

/// One condition of a level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// What is measured, or the whole condition where it is no bar; its text names it.
    pub measure: Expr,
    /// The condition.
    pub met: Expr,
    /// How much is missing where it is not met: a quantity; absent where the condition has no
    /// measure of its own.
    pub missing: Option<Expr>,
}

/// The values of a tier with memory.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Memory {
    /// The level that is remembered: without what is lent.
    pub own: ValueId,
    /// The level that was held before the run; missing where none was.
    pub before: Expr,
    /// The day from which the level is held; missing where the record does not say.
    pub since: ValueId,
    /// The last day on which it is good; missing where it has no end.
    pub until: ValueId,
    /// What happened: an option of the tier's own choice, in the order of [`Change`].
    pub change: ValueId,
    /// By how many levels it is lowered; absent where the tier never lowers at once.
    pub lowered: Option<ValueId>,
    /// By level, lowest first: whether its rising or staying bar is reached.
    pub stays: Vec<Expr>,
    /// What comes before a fall.
    pub grace: Option<Length>,
    /// Levels lent.
    pub loans: Vec<Loan>,
}

/// `lent Gold until trial.end when trial.active`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loan {
    /// The level while it is lent; else missing.
    pub level: Expr,
    /// The last day.
    pub until: Option<Expr>,
}

/// A length of time in whole units; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Length {
    /// How many.
    pub count: i64,
    /// Days or months.
    pub unit: ShiftUnit,
}

/// What becomes of a level, by the level held and the measures of today. All operands are read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transition {
    /// What of it is wanted.
    pub part: TransitionPart,
    /// The level held; missing where none is.
    pub held: Expr,
    /// Since when.
    pub since: Expr,
    /// The last day on which it is good.
    pub until: Expr,
    /// By how many levels it was lowered before; missing for none.
    pub lowered: Expr,
    /// The level for which the customer qualifies.
    pub qualified: Expr,
    /// By level, lowest first: whether its rising or staying bar is reached.
    pub stays: Vec<Expr>,
    /// The highest level that is held for life; missing where none is.
    pub life: Option<Expr>,
    /// By how many levels it is to be lowered: a whole number, not below zero.
    pub due: Option<Expr>,
    /// The day from which a rise counts; missing or after today for today.
    pub rises_from: Option<Expr>,
    /// The last day of a validity that the policy gives as a date.
    pub valid_to: Option<Expr>,
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
    /// Through [`Transition::valid_to`].
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

impl Transition {
    /// What it reads, in reading order.
    #[must_use]
    pub fn operands(&self) -> Vec<&Expr> {
        let held = [&self.held, &self.since, &self.until, &self.lowered, &self.qualified];
        let optional = [&self.life, &self.due, &self.rises_from, &self.valid_to];
        held.into_iter().chain(&self.stays).chain(optional.into_iter().flatten()).collect()
    }

    /// What it reads, to be changed.
    pub fn operands_mut(&mut self) -> Vec<&mut Expr> {
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

impl Tier {
    /// The expressions that stand beside its values.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        let bars = self.bars.iter().flat_map(|bars| bars.rise.iter().chain(&bars.keep)).flatten();
        let bars = bars.flat_map(|bar| [&bar.measure, &bar.met].into_iter().chain(&bar.missing));
        bars.chain(self.memory.iter().flat_map(Memory::expressions)).collect()
    }
}

impl Memory {
    fn expressions(&self) -> Vec<&Expr> {
        let loans = self.loans.iter().flat_map(|loan| [&loan.level].into_iter().chain(&loan.until));
        [&self.before].into_iter().chain(&self.stays).chain(loans).collect()
    }
}
