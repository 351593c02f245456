//! The time that each part of a run takes, by a clock that the caller hands in.

use std::cell::RefCell;
use std::fmt;
use std::time::Duration;

use super::observe::{Observer, Part};
use crate::column::Flags;
use crate::plan::op::{Reg, RegionId};

/// Looks at the clock between which the time of one is taken.
const LOOKS: u32 = 1_000;

/// A clock, and what was measured by it while outcomes were computed.
pub struct Stopwatch<'c> {
    clock: &'c dyn Fn() -> Duration,
    /// What a look at the clock takes.
    look: Duration,
    measured: RefCell<Measured>,
}

/// What is measured of a run.
#[derive(Debug, Clone, Default)]
struct Measured {
    since: Duration,
    phase: Phase,
    customers: u64,
    /// By phase.
    seen: [Seen; Phase::ALL.len()],
}

/// The passes over a customer of which outcomes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Phase {
    /// The values by which customers are ranked.
    Ranks,
    /// What rules give, and all that does not read totals of it.
    #[default]
    Outcomes,
    /// What reads totals of what rules give.
    Totals,
}

/// What was seen of one plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) regions: Vec<RegionSeen>,
    /// By rule.
    pub(crate) givings: Vec<Time>,
    pub(crate) settling: Time,
    pub(crate) outcomes: Time,
    pub(crate) sharing: Time,
    /// Blocks by the width that held them: 64, 128 and 256 bits.
    pub(crate) blocks: [u64; 3],
}

/// What was seen of one region.
#[derive(Debug, Clone, Default)]
pub(crate) struct RegionSeen {
    pub(crate) walk: Time,
    pub(crate) classes: Time,
    /// By register.
    pub(crate) steps: Vec<Time>,
    /// By register, of conditions.
    pub(crate) answers: Vec<Answered>,
    pub(crate) reductions: Vec<Time>,
    pub(crate) gatherings: Vec<Time>,
}

/// How long a part took, how often it was done, and on how many rows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Time {
    taken: Duration,
    times: u32,
    pub(crate) rows: u64,
}

/// For how many rows a condition was asked, and for how many it held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) asked: u64,
    pub(crate) held: u64,
}

impl Phase {
    /// In the order in which they are run.
    pub(crate) const ALL: [Phase; 3] = [Phase::Ranks, Phase::Outcomes, Phase::Totals];

    fn place(self) -> usize {
        match self {
            Phase::Ranks => 0,
            Phase::Outcomes => 1,
            Phase::Totals => 2,
        }
    }
}

impl<'c> Stopwatch<'c> {
    /// A watch that goes by a clock, which must never go back.
    #[must_use]
    pub fn new(clock: &'c dyn Fn() -> Duration) -> Stopwatch<'c> {
        let first = clock();
        let mut last = first;
        for _ in 0..LOOKS {
            last = clock();
        }
        let look = last.saturating_sub(first) / LOOKS;
        Stopwatch { clock, look, measured: RefCell::default() }
    }

    /// What a look at the clock takes, as it is taken off every time.
    #[must_use]
    pub fn look(&self) -> Duration {
        self.look
    }

    /// How many customers were evaluated.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.read(|measured| measured.customers)
    }

    /// What was seen of a phase.
    pub(crate) fn seen(&self, phase: Phase) -> Seen {
        self.read(|measured| measured.seen.get(phase.place()).cloned().unwrap_or_default())
    }

    /// The time without that of the looks at the clock.
    pub(crate) fn taken(&self, time: &Time) -> Duration {
        time.taken.saturating_sub(self.look.saturating_mul(time.times))
    }

    /// What is done from here on belongs to a phase.
    pub(super) fn enter(&self, phase: Phase) {
        self.change(|measured| measured.phase = phase);
        self.begin();
    }

    /// So many customers are evaluated.
    pub(crate) fn add_customers(&self, count: usize) {
        self.change(|measured| measured.customers += whole(count));
    }

    fn read<T: Default>(&self, read: impl FnOnce(&Measured) -> T) -> T {
        self.measured.try_borrow().map_or_else(|_| T::default(), |measured| read(&measured))
    }

    fn change(&self, change: impl FnOnce(&mut Measured)) {
        if let Ok(mut measured) = self.measured.try_borrow_mut() {
            change(&mut measured);
        }
    }
}

impl fmt::Debug for Stopwatch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stopwatch").field("look", &self.look).finish_non_exhaustive()
    }
}

impl Observer for &Stopwatch<'_> {
    const WATCHES: bool = true;

    fn begin(self) {
        let now = (self.clock)();
        self.change(|measured| measured.since = now);
    }

    fn end(self, part: Part, rows: usize) {
        let now = (self.clock)();
        self.change(|measured| {
            let taken = now.saturating_sub(measured.since);
            if let Some(time) = measured.seen_now().and_then(|seen| seen.time(part)) {
                time.taken = time.taken.saturating_add(taken);
                time.times = time.times.saturating_add(1);
                time.rows = time.rows.saturating_add(whole(rows));
            }
        });
        // What was noted above is no part of what comes next.
        self.begin();
    }

    fn answer(self, (region, reg): (RegionId, Reg), flags: Flags, active: u64) {
        self.change(|measured| {
            let region = measured.seen_now().and_then(|seen| slot(&mut seen.regions, region));
            if let Some(answered) = region.and_then(|region| slot(&mut region.answers, reg)) {
                answered.asked += u64::from(active.count_ones());
                answered.held += u64::from((flags.bits & active).count_ones());
            }
        });
        self.begin();
    }

    fn block(self, bytes: usize, fits: bool) {
        let width = bytes.trailing_zeros().saturating_sub(3) as usize;
        self.change(|measured| {
            let blocks = measured.seen_now().and_then(|seen| seen.blocks.get_mut(width));
            if let Some(blocks) = blocks {
                *blocks += u64::from(fits);
            }
        });
    }
}

impl Measured {
    fn seen_now(&mut self) -> Option<&mut Seen> {
        self.seen.get_mut(self.phase.place())
    }
}

impl Seen {
    fn time(&mut self, part: Part) -> Option<&mut Time> {
        match part {
            Part::Step(region, reg) => slot(&mut slot(&mut self.regions, region)?.steps, reg),
            Part::Walk(region) => Some(&mut slot(&mut self.regions, region)?.walk),
            Part::Classes(region) => Some(&mut slot(&mut self.regions, region)?.classes),
            Part::Reduction(region, at) => {
                slot(&mut slot(&mut self.regions, region)?.reductions, at)
            }
            Part::Gathering(region, at) => {
                slot(&mut slot(&mut self.regions, region)?.gatherings, at)
            }
            Part::Giving(rule) => slot(&mut self.givings, rule),
            Part::Settling => Some(&mut self.settling),
            Part::Outcomes => Some(&mut self.outcomes),
            Part::Sharing => Some(&mut self.sharing),
        }
    }
}

/// The place of an index, made where there is none.
fn slot<T: Default>(slots: &mut Vec<T>, at: usize) -> Option<&mut T> {
    if slots.len() <= at {
        slots.resize_with(at + 1, T::default);
    }
    slots.get_mut(at)
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
