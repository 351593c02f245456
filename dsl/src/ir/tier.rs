//! Tiers, and what those with memory do from one run to the next.

use serde::Serialize;

use super::transition::Length;
use super::{Expr, ValueId};

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
    /// What happened: an option of the tier's own choice, in the order of [`Change`](super::Change).
    pub change: ValueId,
    /// By how many levels it is lowered; absent where the tier never lowers at once.
    pub lowered: Option<ValueId>,
    /// By level, lowest first: whether its rising or staying bar is reached.
    pub stays: Vec<Expr>,
    /// What comes before a fall.
    pub grace: Option<Length>,
    /// Levels lent.
    pub loans: Vec<Loan>,
    /// Conditions that lower the level at once, and by how many levels it was lowered before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at_once: Vec<Expr>,
    /// Missing for none.
    pub lowered_before: Expr,
}

/// `lent Gold until trial.end when trial.active`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loan {
    /// The level while it is lent; else missing.
    pub level: Expr,
    /// The last day.
    pub until: Option<Expr>,
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
        let lowered = self.at_once.iter().chain([&self.lowered_before]);
        [&self.before].into_iter().chain(&self.stays).chain(loans).chain(lowered).collect()
    }
}
