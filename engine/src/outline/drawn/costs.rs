//! What a plan's work costs: the rows that a customer has in each region, and the times of a run.

use super::super::{ELEMENTS, INNER_ELEMENTS, Measured};
use crate::evaluate::{Answered, RegionSeen, Seen, Stopwatch, Time};
use crate::plan::Inner;
use crate::plan::op::{CUSTOMERS, GLOBAL, Reg, RegionId};

/// The costs of one plan.
pub(super) struct Costs<'p> {
    /// By region: rows, of so many customers.
    rows: Vec<(u64, u64)>,
    seen: Option<(&'p Stopwatch<'p>, &'p Seen)>,
}

impl<'p> Costs<'p> {
    pub(super) fn new(plan: &Inner, seen: Option<&'p (&'p Stopwatch<'p>, Seen)>) -> Costs<'p> {
        let seen = seen.map(|(watch, seen)| (*watch, seen));
        let rows = match seen.filter(|(watch, _)| watch.customers() > 0) {
            Some((watch, seen)) => counted(plan, seen, watch.customers()),
            None => assumed(plan),
        };
        Costs { rows, seen }
    }

    /// What is estimated of work of so many picoseconds a row, in picoseconds a customer.
    pub(super) fn estimate(&self, region: RegionId, row: u64) -> u64 {
        let (rows, customers) = self.rows.get(region).copied().unwrap_or((0, 1));
        row.saturating_mul(rows) / customers.max(1)
    }

    /// The rows of a region that a customer has, to two places.
    pub(super) fn elements(&self, region: RegionId) -> String {
        let (rows, customers) = self.rows.get(region).copied().unwrap_or((0, 1));
        let hundredths = rows.saturating_mul(100) / customers.max(1);
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") }
    }

    /// What was measured of a part of a region.
    pub(super) fn part(
        &self,
        region: RegionId,
        part: impl FnOnce(&RegionSeen) -> Option<&Time>,
    ) -> Option<Measured> {
        self.seen?;
        let found = self.seen.and_then(|(_, seen)| seen.regions.get(region)).and_then(part);
        self.measured(&found.copied().unwrap_or_default())
    }

    /// What was measured of work on whole customers.
    pub(super) fn whole(&self, part: impl FnOnce(&Seen) -> Time) -> Option<Measured> {
        let (_, seen) = self.seen?;
        self.measured(&part(seen))
    }

    /// For how many rows a condition held.
    pub(super) fn answered(&self, region: RegionId, reg: Reg) -> Option<Answered> {
        let answers = &self.seen?.1.regions.get(region)?.answers;
        answers.get(reg).copied().filter(|answered| answered.asked > 0)
    }

    fn measured(&self, time: &Time) -> Option<Measured> {
        let (watch, _) = self.seen?;
        let picoseconds = watch.taken(time).as_nanos().saturating_mul(1_000);
        let ps = picoseconds / u128::from(watch.customers().max(1));
        let ps = u64::try_from(ps).unwrap_or(u64::MAX);
        Some(Measured { ps, permille: 0, rows: time.rows, asked: None, held: None })
    }
}

fn counted(plan: &Inner, seen: &Seen, customers: u64) -> Vec<(u64, u64)> {
    let rows = (0..plan.regions.len()).map(|id| match id {
        GLOBAL => 0,
        CUSTOMERS => customers,
        _ => seen.regions.get(id).map_or(0, |region| region.walk.rows),
    });
    rows.map(|rows| (rows, customers)).collect()
}

/// Lists of a length that is taken for granted.
fn assumed(plan: &Inner) -> Vec<(u64, u64)> {
    let mut rows: Vec<(u64, u64)> = Vec::new();
    for (id, region) in plan.regions.iter().enumerate() {
        let around = rows.get(region.parent).map_or(1, |(rows, _)| *rows);
        rows.push(match id {
            GLOBAL => (0, 1),
            CUSTOMERS => (1, 1),
            _ if region.owner == CUSTOMERS => (around * u64::from(ELEMENTS), 1),
            _ => (around * u64::from(INNER_ELEMENTS), 1),
        });
    }
    rows
}
