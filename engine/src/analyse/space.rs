//! All columns together: which points of them a list of areas leaves uncovered.
//!
//! A column after the other is cut, and only the areas that are still in play go on to the next;
//! the same areas at the same column are looked at once. This is the construction of a decision
//! diagram from a decision table (Vanthienen and Dries, *Illustration of a decision table tool for
//! specifying and implementing knowledge based systems*, 1994), with the diagram thrown away.

use std::collections::{BTreeMap, HashSet};

use super::axis::{Axis, Domain, Set};
use super::bits::Bits;
use super::formula::Formula;

/// More alternatives of one condition than this are not looked into.
pub(super) const WIDEST: usize = 400;

/// How many cells may be looked at in the analysis of one decision.
pub(super) const MOST_STEPS: usize = 4_000_000;

/// It cannot be decided with the steps allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The product of a set a column; a column that is not there is not restricted.
pub(super) type Area = BTreeMap<usize, Bits>;

/// A cell a column.
pub(super) type Point = Vec<usize>;

/// The columns, cut where the conditions ask.
#[derive(Debug)]
pub(super) struct Space {
    pub(super) axes: Vec<Axis>,
    pub(super) steps: usize,
}

impl Space {
    /// Cuts columns for some conditions.
    pub(super) fn new<'f>(
        domains: &[Domain],
        formulas: impl Iterator<Item = &'f Formula>,
    ) -> Space {
        let mut asked: Vec<Vec<Set>> = vec![Vec::new(); domains.len()];
        for formula in formulas {
            formula.asked(&mut |column, set| {
                if let Some(asked) = asked.get_mut(column) {
                    asked.push(set.clone());
                }
            });
        }
        let axes =
            domains.iter().zip(&asked).map(|(domain, asked)| Axis::new(*domain, asked.iter()));
        Space { axes: axes.collect(), steps: 0 }
    }

    /// Everything.
    pub(super) fn everything() -> Area {
        Area::new()
    }

    /// A condition as areas; none where it is never true.
    pub(super) fn areas(&self, formula: &Formula) -> Result<Vec<Area>, TooLarge> {
        match formula {
            Formula::Constant(true) => Ok(vec![Space::everything()]),
            Formula::Constant(false) => Ok(Vec::new()),
            Formula::Atom { column, set, holds } => {
                let Some(axis) = self.axes.get(*column) else { return Err(TooLarge) };
                let bits = axis.bits(set, *holds);
                Ok(if bits.is_empty() { Vec::new() } else { vec![Area::from([(*column, bits)])] })
            }
            Formula::And(parts) => {
                let mut all = vec![Space::everything()];
                for part in parts {
                    let areas = self.areas(part)?;
                    if all.len().saturating_mul(areas.len()) > WIDEST * 4 {
                        return Err(TooLarge);
                    }
                    all =
                        all.iter().flat_map(|a| areas.iter().filter_map(|b| meet(a, b))).collect();
                    self.simplify(&mut all)?;
                }
                Ok(all)
            }
            Formula::Or(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.areas(part)?);
                }
                self.simplify(&mut all)?;
                Ok(all)
            }
        }
    }

    /// Joins areas of one column, and drops those within others.
    fn simplify(&self, areas: &mut Vec<Area>) -> Result<(), TooLarge> {
        let mut single: Area = Area::new();
        let mut rest: Vec<Area> = Vec::new();
        for area in areas.drain(..) {
            match (area.len(), area.first_key_value()) {
                (1, Some((column, bits))) => {
                    let joined = single.get(column).map_or(bits.clone(), |old| old.or(bits));
                    single.insert(*column, joined);
                }
                _ => rest.push(area),
            }
        }
        rest.splice(0..0, single.into_iter().map(|pair| Area::from([pair])));
        for area in rest {
            let area: Area =
                area.into_iter().filter(|(column, bits)| !self.is_full(*column, bits)).collect();
            if !areas.iter().any(|other| covers(other, &area)) {
                areas.retain(|other| !covers(&area, other));
                areas.push(area);
            }
        }
        if areas.len() > WIDEST { Err(TooLarge) } else { Ok(()) }
    }

    fn is_full(&self, column: usize, bits: &Bits) -> bool {
        self.axes.get(column).is_some_and(|axis| axis.all().within(bits))
    }

    /// A point of an area.
    pub(super) fn point(&self, area: &Area) -> Point {
        let axes = self.axes.iter().enumerate();
        axes.map(|(at, axis)| first(axis, area.get(&at))).collect()
    }

    /// A point of an area that none of some others covers.
    pub(super) fn uncovered(
        &mut self,
        within: &Area,
        others: &[&Area],
    ) -> Result<Option<Point>, TooLarge> {
        let others: Vec<&Area> =
            others.iter().copied().filter(|other| meet(within, other).is_some()).collect();
        let mut search =
            Search::new(&self.axes, within, &others, MOST_STEPS.saturating_sub(self.steps));
        let mut point = self.point(within);
        let all = Bits::of(others.len(), |_| true);
        let found = search.run(0, &all, &mut point);
        self.steps = MOST_STEPS.saturating_sub(search.steps);
        Ok(found?.then_some(point))
    }
}

/// The cell that is preferred among some.
fn first(axis: &Axis, allowed: Option<&Bits>) -> usize {
    let mut cells = axis.preferred().into_iter();
    cells.find(|cell| allowed.is_none_or(|bits| bits.contains(*cell))).unwrap_or(0)
}

/// What two areas have in common, if anything.
pub(super) fn meet(first: &Area, second: &Area) -> Option<Area> {
    let mut met = first.clone();
    for (column, bits) in second {
        let both = met.get(column).map_or_else(|| bits.clone(), |own| own.and(bits));
        if both.is_empty() {
            return None;
        }
        met.insert(*column, both);
    }
    Some(met)
}

/// Whether all of the second is in the first.
pub(super) fn covers(first: &Area, second: &Area) -> bool {
    first.iter().all(|(column, bits)| second.get(column).is_some_and(|own| own.within(bits)))
}

/// A search for an uncovered point.
struct Search {
    /// Columns in the order in which they are cut, each with its cells and the areas that have them.
    columns: Vec<(usize, Vec<(usize, Bits)>)>,
    /// By depth: the areas that nothing further restricts.
    free: Vec<Bits>,
    seen: HashSet<(usize, Bits)>,
    /// How many are left.
    steps: usize,
}

impl Search {
    fn new(axes: &[Axis], within: &Area, others: &[&Area], steps: usize) -> Search {
        let restricts =
            |column: usize, other: &Area| match (other.get(&column), within.get(&column)) {
                (None, _) => false,
                (Some(bits), Some(own)) => !own.within(bits),
                (Some(_), None) => true,
            };
        let mut order: Vec<(usize, usize)> = (0..axes.len())
            .map(|column| (others.iter().filter(|other| restricts(column, other)).count(), column))
            .filter(|(count, _)| *count > 0)
            .collect();
        order.sort_by_key(|(count, column)| {
            let cells = axes.get(*column).map_or(0, Axis::len);
            (std::cmp::Reverse(*count), cells, *column)
        });
        let free = (0..=order.len()).map(|depth| {
            let rest: Vec<usize> = order.iter().skip(depth).map(|(_, column)| *column).collect();
            Bits::of(others.len(), |at| {
                others
                    .get(at)
                    .is_some_and(|other| !rest.iter().any(|column| restricts(*column, other)))
            })
        });
        let free = free.collect();
        let cells = |column: usize| {
            let own = axes.get(column);
            let allowed = within.get(&column);
            let cells = own.map_or_else(Vec::new, Axis::preferred).into_iter();
            let cells = cells.filter(|cell| allowed.is_none_or(|bits| bits.contains(*cell)));
            let having = |cell: usize| {
                Bits::of(others.len(), |at| {
                    let own = others.get(at).and_then(|other| other.get(&column));
                    own.is_none_or(|bits| bits.contains(cell))
                })
            };
            cells.map(|cell| (cell, having(cell))).collect()
        };
        let columns = order.iter().map(|(_, column)| (*column, cells(*column))).collect();
        Search { columns, free, seen: HashSet::new(), steps }
    }

    /// Whether a point is uncovered by the areas in play; it is then in `point`.
    fn run(&mut self, depth: usize, active: &Bits, point: &mut Point) -> Result<bool, TooLarge> {
        if active.is_empty() {
            return Ok(true);
        }
        if self.free.get(depth).is_none_or(|free| free.meets(active)) {
            return Ok(false);
        }
        if !self.seen.insert((depth, active.clone())) {
            return Ok(false);
        }
        let cells = self.columns.get(depth).map_or(0, |(_, cells)| cells.len());
        for at in 0..cells {
            self.steps = self.steps.checked_sub(1).ok_or(TooLarge)?;
            let Some((column, cells)) = self.columns.get(depth) else { break };
            let Some((cell, having)) = cells.get(at) else { break };
            let next = active.and(having);
            let Some(place) = point.get_mut(*column) else { break };
            let before = std::mem::replace(place, *cell);
            let column = *column;
            if self.run(depth + 1, &next, point)? {
                return Ok(true);
            }
            if let Some(place) = point.get_mut(column) {
                *place = before;
            }
        }
        Ok(false)
    }
}
