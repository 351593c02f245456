//! Registers of a block: states as bit masks, numbers as lanes.

use super::word::Word;

/// The state of a register's lanes, a bit a lane. A lane is known (`valid`), failed (`error`) or
/// missing (neither), never both; `bits`, the value of a yes/no, lies within `valid`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// Known and true.
    pub(crate) bits: u64,
    /// Known.
    pub(crate) valid: u64,
    /// An operation that the value depends on failed.
    pub(crate) error: u64,
}

impl Flags {
    /// Known in every lane.
    pub(crate) const KNOWN: Flags = Flags { bits: 0, valid: u64::MAX, error: 0 };

    /// The state of a strict operation on two operands.
    pub(crate) fn both(self, other: Flags) -> Flags {
        let error = self.error | other.error;
        Flags { bits: 0, valid: self.valid & other.valid & !error, error }
    }

    /// The same lanes without a value of their own.
    pub(crate) fn state(self) -> Flags {
        Flags { bits: 0, ..self }
    }

    /// Fails the lanes of `mask` that are known.
    pub(crate) fn fail(self, mask: u64) -> Flags {
        let failed = mask & self.valid;
        Flags { bits: self.bits & !failed, valid: self.valid & !failed, error: self.error | failed }
    }
}

/// The registers of one region for one block.
#[derive(Debug)]
pub(crate) struct File<W, const L: usize> {
    /// Numbers by register.
    pub(crate) numbers: Vec<[W; L]>,
    /// The number of registers that have the same in every lane: read in place of its lanes.
    pub(crate) steady: Vec<Option<W>>,
    /// States by register.
    pub(crate) flags: Vec<Flags>,
    /// Whether a kernel met a number too wide for `W`.
    pub(crate) overflow: bool,
}

impl<W, const L: usize> Default for File<W, L> {
    fn default() -> Self {
        let (numbers, steady, flags) = (Vec::new(), Vec::new(), Vec::new());
        File { numbers, steady, flags, overflow: false }
    }
}

impl<W: Word, const L: usize> File<W, L> {
    /// Makes room for so many registers.
    pub(crate) fn resize(&mut self, registers: usize) {
        self.numbers.resize(registers, [W::default(); L]);
        self.steady.resize(registers, None);
        self.flags.resize(registers, Flags::default());
    }

    /// As [`File::resize`]; nothing is steady any more in the registers of another plan.
    pub(crate) fn room(&mut self, registers: usize, fresh: bool) {
        if fresh {
            self.steady.clear();
        }
        self.resize(registers);
    }

    /// Sets all lanes of a register to a number that no step changes.
    pub(crate) fn steady(&mut self, register: usize, value: W) {
        if let Some(lanes) = self.numbers.get_mut(register) {
            *lanes = [value; L];
        }
        if let Some(steady) = self.steady.get_mut(register) {
            *steady = Some(value);
        }
    }

    /// The state of a register.
    pub(crate) fn flags(&self, register: usize) -> Flags {
        self.flags.get(register).copied().unwrap_or_default()
    }

    /// Sets the state of a register.
    pub(crate) fn set_flags(&mut self, register: usize, flags: Flags) {
        if let Some(place) = self.flags.get_mut(register) {
            *place = flags;
        }
    }

    /// The numbers of a register.
    pub(crate) fn numbers(&self, register: usize) -> &[W] {
        self.numbers.get(register).map_or(&[], |lanes| lanes.as_slice())
    }

    /// Sets the state of a number register where the operation was too wide for `W` in the lanes
    /// of `over`: the block is run again in a wider word, or the lanes fail in the widest.
    pub(crate) fn finish(&mut self, register: usize, flags: Flags, over: u64) {
        let raised = over & flags.valid;
        if raised == 0 {
            self.set_flags(register, flags);
        } else if W::WIDEST {
            self.set_flags(register, flags.fail(raised));
        } else {
            self.overflow = true;
            self.set_flags(register, flags);
        }
    }
}

/// Reads registers of a region without knowing its lanes.
pub(crate) trait Registers<W> {
    /// The state of a register.
    fn state(&self, register: usize) -> Flags;
    /// The numbers of a register, a lane each.
    fn lanes(&self, register: usize) -> &[W];
    /// The number of one lane.
    fn lane(&self, register: usize, lane: usize) -> W;
}

impl<W: Word, const L: usize> Registers<W> for File<W, L> {
    fn state(&self, register: usize) -> Flags {
        self.flags(register)
    }

    fn lanes(&self, register: usize) -> &[W] {
        self.numbers(register)
    }

    fn lane(&self, register: usize, lane: usize) -> W {
        self.numbers(register).get(lane).copied().unwrap_or_default()
    }
}

/// A mask of the first `count` lanes.
pub(crate) fn first_lanes(count: usize) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

/// The lanes of a mask, from the first.
pub(crate) fn lanes_of(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let lane = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            lane
        })
    })
}
