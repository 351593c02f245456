//! Steps over the elements of a list that only what a rule gives needs are put off until it is
//! known for which elements it fires: few do, and dates are dear.

use std::collections::BTreeSet;

use super::op::{CUSTOMERS, Entry, Op, Reg, Region};

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
    let mut open: Vec<Reg> = Vec::new();
    for (_, reduction) in &region.reductions {
        open.extend(reduction.filter.iter().chain(&reduction.value));
        open.extend(reduction.key.iter().map(|(key, _)| key));
    }
    for collector in &region.collectors {
        open.extend(&collector.filters);
        let subject = collector.subject.iter();
        open.extend(subject.flat_map(|it| it.conditions.iter().chain(&it.exceptions)));
    }
    for child in regions.iter().filter(|child| child.parent == id) {
        open.extend(child.registers.iter().filter_map(|register| match register.op {
            Op::Broadcast(from) => Some(from),
            _ => None,
        }));
    }
    let mut early = BTreeSet::new();
    while let Some(reg) = open.pop() {
        if early.insert(reg) {
            open.extend(region.registers.get(reg).map(|it| it.op.operands()).unwrap_or_default());
        }
    }
    early
}
