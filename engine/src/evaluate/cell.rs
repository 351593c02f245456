//! One value of one lane.

use crate::column::File;
use crate::column::word::Word;
use crate::plan::op::{Kind, Reg};

/// A value kept of a subject.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell<W> {
    pub(crate) numerator: W,
    pub(crate) denominator: W,
    pub(crate) known: bool,
    pub(crate) holds: bool,
}

/// A value of one lane.
pub(super) fn cell<W: Word, const L: usize>(
    file: &File<W, L>,
    reg: Reg,
    kind: Kind,
    lane: usize,
) -> Cell<W> {
    let at = |reg: Reg| file.numbers(reg).get(lane).copied().unwrap_or_default();
    let flags = file.flags(reg);
    Cell {
        numerator: if kind == Kind::Bits { W::default() } else { at(reg) },
        denominator: if kind == Kind::Fraction { at(reg + 1) } else { W::of(1) },
        known: flags.valid >> lane & 1 == 1,
        holds: flags.bits >> lane & 1 == 1,
    }
}
