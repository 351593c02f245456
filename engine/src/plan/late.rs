//! Steps over the elements of a list that only what a rule gives needs are put off until it is
//! known for which elements it fires: few do, and dates are dear.

use std::collections::BTreeSet;

use super::classes::{asked, reached};
use super::op::{CUSTOMERS, Entry, Reg, Region};

/// Moves such steps of every list from the schedule to the late steps.
pub(super) fn put_off(regions: &mut [Region]) {
    for id in CUSTOMERS + 1..regions.len() {
        let early = early(regions, id);
        let Some(region) = regions.get_mut(id) else { return };
        let is_late = |entry: &Entry| match entry {
            Entry::Step(reg) => !early.contains(reg),
            Entry::Fold(_) => false,
        };
        let (late, schedule) = region.schedule.iter().partition(|entry| is_late(entry));
        region.schedule = schedule;
        region.late = late;
    }
}

/// The registers of a region that are needed before it is known what fires.
fn early(regions: &[Region], id: usize) -> BTreeSet<Reg> {
    let Some(region) = regions.get(id) else { return BTreeSet::new() };
    reached(region, &asked(regions, id), |_| false).0
}
