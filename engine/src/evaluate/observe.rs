//! Whoever looks on while a plan runs. Nobody does in an ordinary run: the observer `()` does
//! nothing, and nothing of it is left where it is compiled in.

use crate::column::Flags;
use crate::plan::op::{Reg, RegionId};

/// A part of the work on a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A step of a region.
    Step(RegionId, Reg),
    /// Finding the elements of a region, and whose they are.
    Walk(RegionId),
    /// What the classes of a region's elements say of its conditions.
    Classes(RegionId),
    /// A reduction over a region, by its place.
    Reduction(RegionId, usize),
    /// Gathering the subjects of a rule among the rows of a region, by the place of its collector.
    Gathering(RegionId, usize),
    /// What a rule gives to a customer, from what was gathered.
    Giving(usize),
    /// What rules give that have their turn before the others: choices, redemptions, contacts.
    Settling,
    /// Outcomes of customers from what was computed and given.
    Outcomes,
    /// What several customers share: ranks put into a batch, budgets granted from.
    Sharing,
}

/// Looks on while blocks are computed.
pub(crate) trait Observer: Copy {
    /// Whether there is anybody.
    const WATCHES: bool;

    /// What is done from here on is no part of what went before.
    fn begin(self);

    /// All that was done since the last call was a part of the work, on so many rows.
    fn end(self, part: Part, rows: usize);

    /// For which of the rows of `active` a condition holds, and for which it is known.
    fn answer(self, condition: (RegionId, Reg), flags: Flags, active: u64);

    /// A block was computed in words of so many bytes, or did not fit them.
    fn block(self, bytes: usize, fits: bool);
}

impl Observer for () {
    const WATCHES: bool = false;

    #[inline]
    fn begin(self) {}

    #[inline]
    fn end(self, _: Part, _: usize) {}

    #[inline]
    fn answer(self, _: (RegionId, Reg), _: Flags, _: u64) {}

    #[inline]
    fn block(self, _: usize, _: bool) {}
}
