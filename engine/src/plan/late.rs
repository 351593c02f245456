//! What only the effects of a rule need of the elements of a list is put off until it is known for
//! which elements it fires: few do, and dates are dear, as is what history has of an element.

use std::collections::BTreeSet;

use super::classes::{asked_within, broadcasts, reached};
use super::op::{CUSTOMERS, Entry, Reg, Region, RegionId};

/// Moves such steps of every list from the schedule to the late steps.
pub(super) fn put_off(regions: &mut [Region]) {
    for id in CUSTOMERS + 1..regions.len() {
        let (early, early_folds) = early(regions, id);
        let Some(region) = regions.get_mut(id) else { return };
        let is_late = |entry: &Entry| match entry {
            Entry::Step(reg) => !early.contains(reg),
            Entry::Fold(child) => !early_folds.contains(child),
        };
        let (late, schedule) = region.schedule.iter().partition(|entry| is_late(entry));
        region.schedule = schedule;
        region.late = late;
    }
}

/// The registers of a region that are needed before it is known what fires, and the folds.
fn early(regions: &[Region], id: RegionId) -> (BTreeSet<Reg>, BTreeSet<RegionId>) {
    let Some(region) = regions.get(id) else { return Default::default() };
    let mut asked = asked_within(regions, id);
    let mut folds = BTreeSet::new();
    loop {
        let (early, _) = reached(region, &asked, |_| false);
        let children = region.schedule.iter().filter_map(|entry| match entry {
            Entry::Fold(child) if !folds.contains(child) => Some(*child),
            Entry::Fold(_) | Entry::Step(_) => None,
        });
        let found: Vec<_> = children.filter(|it| !can_wait(regions, *it, &early)).collect();
        if found.is_empty() {
            return (early, folds);
        }
        asked.extend(found.iter().flat_map(|child| broadcasts(regions, *child)));
        folds.extend(found);
    }
}

/// Whether a fold can be left: it goes over the list of a row further out, once for each row, and
/// nothing early comes of it.
fn can_wait(regions: &[Region], child: RegionId, early: &BTreeSet<Reg>) -> bool {
    let Some(region) = regions.get(child) else { return false };
    let reduced = region.reductions.iter().any(|(reg, _)| early.contains(reg));
    region.owner != region.parent && !reduced && !collects(regions, child)
}

/// Whether a rule looks at the rows of a region, or of one within it.
fn collects(regions: &[Region], id: RegionId) -> bool {
    let within = |(child, region): (RegionId, &Region)| {
        region.parent == id && child > id && collects(regions, child)
    };
    regions.get(id).is_some_and(|region| !region.collectors.is_empty())
        || regions.iter().enumerate().any(within)
}
