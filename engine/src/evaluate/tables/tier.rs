//! The cells of a tier, in the order of its columns.

use loyal_dsl::ir::{Memory, Tier};

use super::super::levels::{Row, distances, kept_by, lost_on};
use super::super::quoted::quoted;
use super::cells::Cells;
use crate::column::word::Word;
use crate::plan::{BarRegisters, MemoryRegisters, TierRegisters};

/// Fills the cells of a tier.
pub(super) fn fill<W: Word, const C: usize>(
    cells: &mut Cells<'_>,
    row: &Row<'_, W, C>,
    tier: &Tier,
    registers: &TierRegisters,
) {
    let place = row.place(registers);
    cells.text(Some(row.level(registers.level).unwrap_or_default()));
    let next = registers.steps.get(place + 1);
    cells.text(next.map(|_| row.level_name(registers.level, place + 1)));
    cells.write(|out| write_missing(row, &next?.rise, out));
    if let Some((memory, found)) = tier.memory.as_ref().zip(registers.memory.as_ref()) {
        remembered(cells, row, (memory, found), registers, place);
    }
}

fn remembered<W: Word, const C: usize>(
    cells: &mut Cells<'_>,
    row: &Row<'_, W, C>,
    (memory, found): (&Memory, &MemoryRegisters),
    registers: &TierRegisters,
    place: usize,
) {
    cells.shown(row, Some(found.before));
    cells.shown(row, Some(found.since));
    cells.shown(row, Some(found.until));
    cells.shown(row, Some(found.change));
    let because = row.because(registers, found, place);
    cells.write(|out| {
        let (first, rest) = because.split_first()?;
        out.push_str(first);
        for text in rest {
            out.extend(["; ", text]);
        }
        Some(())
    });
    cells.put(row.lowered(found).map(|lowered| lowered.to_string()).as_deref());
    let lent = row.lent(row.level(registers.level).unwrap_or_default(), found);
    cells.text(lent.as_ref().map(|loan| loan.instead_of.as_str()));
    cells.put(lent.as_ref().and_then(|loan| loan.until.as_deref()));
    let ending = row.ending(found, place);
    let step = registers.steps.get(place).filter(|_| ending.is_some());
    cells.write(|out| write_missing(row, kept_by(step?), out));
    cells.day(ending.and_then(|ending| lost_on(memory, ending)));
}

/// What is missing, by alternative, as a JSON list; nothing where one is met.
fn write_missing<W: Word, const C: usize>(
    row: &Row<'_, W, C>,
    alternatives: &[Vec<BarRegisters>],
    out: &mut String,
) -> Option<()> {
    let start = out.len();
    for bars in alternatives {
        out.push_str(if out.len() == start { "[{" } else { ",{" });
        let open = out.len();
        for (name, bar) in distances(row, bars) {
            out.push_str(if out.len() == open { "" } else { "," });
            quoted(out, |out| out.push_str(&name));
            out.push(':');
            quoted(out, |out| row.write_distance(bar, out));
        }
        if out.len() == open {
            out.truncate(start);
            return None;
        }
        out.push('}');
    }
    if out.len() == start {
        return None;
    }
    out.push(']');
    Some(())
}
