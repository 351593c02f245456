//! Decision lists: rows of which the first that matches counts.

use super::formula::Formula;
use super::space::{Area, Point, Space, TooLarge, covers, meet};

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unreached {
    /// It never holds.
    Never,
    /// Where it holds, an earlier one of these does; a point where that is so.
    Taken { by: Vec<usize>, point: Point },
}

/// The areas of each row.
pub(super) fn rows(space: &Space, formulas: &[Formula]) -> Result<Vec<Vec<Area>>, TooLarge> {
    formulas.iter().map(|formula| space.areas(formula)).collect()
}

/// The rows that no point of some areas reaches, as those before them take it. Where `ordered` is
/// not set, rows do not take from one another.
pub(super) fn unreached(
    space: &mut Space,
    rows: &[Vec<Area>],
    ordered: bool,
) -> Result<Vec<(usize, Unreached)>, TooLarge> {
    let mut found: Vec<(usize, Unreached)> = Vec::new();
    for (at, areas) in rows.iter().enumerate() {
        if areas.is_empty() {
            found.push((at, Unreached::Never));
            continue;
        }
        let before: Vec<&Area> = rows.iter().take(at).flatten().collect();
        if !ordered || !all_covered(space, areas, &before)? {
            continue;
        }
        let by = takers(space, rows, at)?;
        let point = common(space, areas, by.iter().filter_map(|row| rows.get(*row)).flatten());
        found.push((at, Unreached::Taken { by, point }));
    }
    Ok(found)
}

/// Whether some areas lie within others together.
pub(super) fn all_covered(
    space: &mut Space,
    areas: &[Area],
    others: &[&Area],
) -> Result<bool, TooLarge> {
    for area in areas {
        let alone = others.iter().any(|other| covers(other, area));
        if !alone && space.uncovered(area, others)?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// As few of the rows before one as take all of it.
fn takers(space: &mut Space, rows: &[Vec<Area>], at: usize) -> Result<Vec<usize>, TooLarge> {
    let Some(areas) = rows.get(at) else { return Ok(Vec::new()) };
    let meets = |row: &usize| {
        let own = rows.get(*row).into_iter().flatten();
        own.into_iter().any(|own| areas.iter().any(|area| meet(own, area).is_some()))
    };
    // Of many rows with the same condition the first is enough, and soon found.
    let alone = |row: &usize| {
        let own = rows.get(*row).map(Vec::as_slice).unwrap_or_default();
        areas.iter().all(|area| own.iter().any(|own| covers(own, area)))
    };
    if let Some(row) = (0..at).find(alone) {
        return Ok(vec![row]);
    }
    let mut by: Vec<usize> = (0..at).filter(meets).collect();
    for row in by.clone().into_iter().rev() {
        let others: Vec<usize> = by.iter().copied().filter(|other| *other != row).collect();
        let left: Vec<&Area> = others.iter().filter_map(|row| rows.get(*row)).flatten().collect();
        if all_covered(space, areas, &left)? {
            by = others;
        }
    }
    Ok(by)
}

/// A point that lies in one of some areas and in one of others.
fn common<'a>(space: &Space, areas: &[Area], mut others: impl Iterator<Item = &'a Area>) -> Point {
    let both = others.find_map(|other| areas.iter().find_map(|area| meet(area, other)));
    space.point(&both.unwrap_or_default())
}
