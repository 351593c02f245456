//! More is worse: a measure whose rise makes a decision fall, though it makes it rise elsewhere.

use super::axis::Cell;
use super::bits::Bits;
use super::space::{Area, Point, Space, TooLarge, meet};

/// How many pairs of rows are compared over all cells of a measure.
const MOST_PAIRS: usize = 400_000;

/// Two points that differ only in a column, the second with more of it, the first with the higher
/// value; none where more never gives less, or never more.
pub(super) fn worse(
    space: &mut Space,
    usual: &Area,
    rows: &[Vec<Area>],
    values: &[i128],
    column: usize,
) -> Result<Option<(Point, Point)>, TooLarge> {
    let Some(axis) = space.axes.get(column) else { return Ok(None) };
    let cells = axis.cells.iter().filter(|cell| matches!(cell, Cell::Range(..))).count();
    if axis.cells.iter().any(is_single) {
        // Figures that are looked up stand for something, such as a price list's.
        return Ok(None);
    }
    if rows.len().saturating_mul(rows.len()).saturating_mul(cells) > MOST_PAIRS {
        return Err(TooLarge);
    }
    let length = axis.len();
    let steps = Steps { rows, values, usual, column, length };
    let Some(fall) = steps.find(space, cells, |less, more| less > more)? else { return Ok(None) };
    let rise = steps.find(space, cells, |less, more| less < more)?;
    Ok(rise.map(|_| fall))
}

fn is_single(cell: &Cell) -> bool {
    matches!(cell, Cell::Range(Some(from), Some(to)) if from.checked_add(1) == Some(*to))
}

/// Steps from one cell of a column to the next.
struct Steps<'r> {
    rows: &'r [Vec<Area>],
    values: &'r [i128],
    /// Where amounts are not below zero.
    usual: &'r Area,
    column: usize,
    length: usize,
}

impl Steps<'_> {
    fn find(
        &self,
        space: &mut Space,
        cells: usize,
        wanted: impl Fn(i128, i128) -> bool,
    ) -> Result<Option<(Point, Point)>, TooLarge> {
        let usual = self.usual.get(&self.column);
        let first = (0..cells).find(|cell| usual.is_none_or(|usual| usual.contains(*cell)));
        for cell in first.unwrap_or(0)..cells.saturating_sub(1) {
            for (less, first) in self.values.iter().enumerate() {
                for (more, second) in self.values.iter().enumerate() {
                    if !wanted(*first, *second) {
                        continue;
                    }
                    if let Some(point) = self.step(space, cell, less, more)? {
                        let at = |cell: usize| {
                            let mut point = point.clone();
                            if let Some(place) = point.get_mut(self.column) {
                                *place = cell;
                            }
                            point
                        };
                        return Ok(Some((at(cell), at(cell + 1))));
                    }
                }
            }
        }
        Ok(None)
    }

    /// A point at which one row counts in a cell, and another in the next.
    fn step(
        &self,
        space: &mut Space,
        cell: usize,
        less: usize,
        more: usize,
    ) -> Result<Option<Point>, TooLarge> {
        let first = self.in_cell(self.rows.get(less).into_iter().flatten(), cell);
        let second = self.in_cell(self.rows.get(more).into_iter().flatten(), cell + 1);
        if first.is_empty() || second.is_empty() {
            return Ok(None);
        }
        let mut before = self.in_cell(self.rows.iter().take(less).flatten(), cell);
        before.extend(self.in_cell(self.rows.iter().take(more).flatten(), cell + 1));
        let before: Vec<&Area> = before.iter().collect();
        for a in &first {
            for b in &second {
                let within = meet(a, b).and_then(|both| {
                    let mut usual = self.usual.clone();
                    usual.remove(&self.column);
                    meet(&both, &usual)
                });
                let Some(within) = within else { continue };
                if let Some(point) = space.uncovered(&within, &before)? {
                    return Ok(Some(point));
                }
            }
        }
        Ok(None)
    }

    /// Those of some areas that have a cell, without the column.
    fn in_cell<'a>(&self, areas: impl Iterator<Item = &'a Area>, cell: usize) -> Vec<Area> {
        let all = Bits::of(self.length, |_| true);
        let having = areas.filter(|area| area.get(&self.column).unwrap_or(&all).contains(cell));
        let without = having.map(|area| {
            let mut area = area.clone();
            area.remove(&self.column);
            area
        });
        without.collect()
    }
}
