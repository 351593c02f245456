//! What adds up: shares of the whole, and the lines of the policy that cost most.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Entry, LineCost, Outline, Place, Purpose};

/// How many lines are told.
const LINES: usize = 10;
/// The whole.
const WHOLE: u64 = 1_000;

/// Works out the shares, and which lines cost most.
pub(super) fn settle(outline: &mut Outline) {
    let measured: Vec<u64> = entries(outline).filter_map(measured_of).collect();
    let total = measured.iter().sum();
    let mut shares = shares(&measured).into_iter();
    for entry in entries_of(outline) {
        if let Some(measured) = &mut entry.measured {
            measured.permille = shares.next().unwrap_or_default();
        }
    }
    outline.estimated_ps = entries(outline).map(|entry| entry.estimated_ps).sum();
    if let Some(measured) = &mut outline.measured {
        measured.ps = total;
    }
    outline.lines = lines(outline);
}

/// All work that is done while customers are evaluated.
fn entries(outline: &Outline) -> impl Iterator<Item = &Entry> {
    let plans = outline.plans.iter().filter(|plan| plan.purpose != Purpose::Groups);
    plans.flat_map(|plan| plan.regions.iter().flat_map(|region| &region.entries).chain(&plan.rest))
}

fn entries_of(outline: &mut Outline) -> impl Iterator<Item = &mut Entry> {
    let plans = outline.plans.iter_mut().filter(|plan| plan.purpose != Purpose::Groups);
    plans.flat_map(|plan| {
        plan.regions.iter_mut().flat_map(|region| &mut region.entries).chain(&mut plan.rest)
    })
}

fn measured_of(entry: &Entry) -> Option<u64> {
    entry.measured.map(|measured| measured.ps)
}

/// Thousandths that add up to the whole: what is left over goes to those that lack most.
fn shares(costs: &[u64]) -> Vec<u32> {
    let total = costs.iter().sum::<u64>();
    let mut found: Vec<u64> = costs.iter().map(|cost| share(*cost, total)).collect();
    let given: u64 = found.iter().sum();
    let mut lacking: Vec<usize> = (0..costs.len()).collect();
    let rest = |at: usize| u128::from(costs.get(at).copied().unwrap_or(0)) * u128::from(WHOLE);
    lacking.sort_by_key(|at| Reverse(rest(*at) % u128::from(total.max(1))));
    let left = if total == 0 { 0 } else { WHOLE.saturating_sub(given) };
    for at in lacking.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = found.get_mut(at) {
            *share += 1;
        }
    }
    found.into_iter().map(|share| u32::try_from(share).unwrap_or(0)).collect()
}

/// A part of a whole in thousandths, rounded down.
fn share(part: u64, total: u64) -> u64 {
    let share = u128::from(part) * u128::from(WHOLE) / u128::from(total.max(1));
    u64::try_from(share).unwrap_or(WHOLE)
}

fn lines(outline: &Outline) -> Vec<LineCost> {
    let is_measured = outline.measured.is_some();
    let cost = |entry: &Entry| {
        if is_measured { measured_of(entry).unwrap_or_default() } else { entry.estimated_ps }
    };
    let total = entries(outline).map(cost).sum();
    let mut lines: BTreeMap<&Place, u64> = BTreeMap::new();
    for entry in entries(outline) {
        let places: Vec<&Place> = entry.place.iter().chain(&entry.shared).collect();
        for (place, part) in places.iter().zip(parts(cost(entry), places.len())) {
            *lines.entry(place).or_default() += part;
        }
    }
    let mut lines: Vec<(&Place, u64)> = lines.into_iter().filter(|(_, ps)| *ps > 0).collect();
    lines.sort_by_key(|(_, ps)| Reverse(*ps));
    let lines = lines.into_iter().take(LINES).map(|(place, ps)| {
        let permille = u32::try_from(share(ps, total)).unwrap_or(0);
        LineCost { place: place.clone(), ps, permille }
    });
    lines.collect()
}

/// A cost in equal parts, which add up to it.
fn parts(cost: u64, count: usize) -> impl Iterator<Item = u64> {
    let parts = u64::try_from(count.max(1)).unwrap_or(1);
    (0..parts).map(move |at| cost / parts + u64::from(at < cost % parts))
}

#[cfg(test)]
mod tests {
    use super::{parts, shares};

    #[test]
    fn shares_add_up_to_the_whole() {
        for costs in [&[1, 1, 1][..], &[7], &[0, 3, 5, 11, 0], &[u64::MAX / 4, 1, 2], &[5; 900]] {
            assert_eq!(shares(costs).iter().sum::<u32>(), 1_000, "{costs:?}");
        }
        assert_eq!(shares(&[1, 1, 1]), [334, 333, 333]);
        assert_eq!(shares(&[0, 0]), [0, 0]);
    }

    #[test]
    fn parts_add_up_to_the_cost() {
        assert_eq!(parts(11, 3).collect::<Vec<_>>(), [4, 4, 3]);
        assert_eq!(parts(2, 3).sum::<u64>(), 2);
    }
}
