//! Tiers as written.

use super::{Expr, Name, Period, TimeUnit};
use crate::source::Span;

/// `tier Club { … }`, lowest level first.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// Its name.
    pub name: Name,
    /// Its levels; the first has no condition.
    pub levels: Vec<Level>,
    /// What it remembers, and how levels are kept and lost.
    pub clauses: Vec<TierClause>,
}

/// `Gold when … keeps when … for life when …`
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Its name.
    pub name: Name,
    /// What must hold to rise to it.
    pub when: Option<Expr>,
    /// What is enough to stay.
    pub keeps_when: Option<Expr>,
    /// From when it cannot be lost.
    pub life_when: Option<Expr>,
}

/// A clause with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct TierClause {
    /// Which.
    pub kind: TierClauseKind,
    /// Where.
    pub span: Span,
}

/// The clauses of a tier with memory.
#[derive(Debug, Clone, PartialEq)]
pub enum TierClauseKind {
    /// `held in membership`: a name or a member.
    HeldIn(Expr),
    /// `valid …`, `reviewed …`
    Valid(Validity),
    /// `renewed at the end`: the default.
    RenewedAtTheEnd,
    /// `renewed whenever it qualifies again`
    RenewedAgain,
    /// `falls one level at a time`
    FallsOneAtATime,
    /// `falls one level at once when …`
    FallsAtOnce(Expr),
    /// `grace of 3 months`
    Grace(Expr, TimeUnit),
    /// `for life once held 10 years`
    ForLifeHeld(Expr, TimeUnit),
    /// `lent Gold until trial.end when trial.active`
    Lent { level: Name, until: Option<Expr>, when: Expr },
    /// `rises from …`
    RisesFrom(Expr),
}

/// How long a level is good.
#[derive(Debug, Clone, PartialEq)]
pub enum Validity {
    /// `valid for 12 months from today through the end of the month`
    For { count: Expr, unit: TimeUnit, from_today: bool, through: Option<Period> },
    /// `valid to the end of next year`: `next` periods after that in which it begins.
    ToEnd { period: Period, next: bool },
    /// `valid to 2026-12-31`
    To(Expr),
    /// `reviewed every year on 1 January`
    Reviewed { month: u8, day: u8 },
}
