//! Reductions: what a fold keeps for each row of the parent while its elements pass.
#![expect(
    clippy::indexing_slicing,
    reason = "registers are made by the planner; lanes are those of the fold's own segments"
)]

mod result;

use loyal_dsl::ir::Extreme;

use super::frame::Segment;
use crate::column::fraction::{self, Ratio};
use crate::column::number::beats;
use crate::column::word::Word;
use crate::column::{File, Flags, lanes_of};
use crate::plan::op::{Kind, Reduction, ReductionKind};

/// What is kept by parent lane.
#[derive(Debug, Default)]
pub(crate) struct Accumulator<W> {
    /// Sum, count, or the best value's numerator; with the count of an average or denominator. Of
    /// lanes that were not seen it is left from before.
    values: Vec<Ratio<W>>,
    /// The key by which the best element was picked.
    keys: Vec<Ratio<W>>,
    /// Values to be sorted, with their lanes.
    list: Vec<(usize, Ratio<W>)>,
    /// Lanes for which an element passed.
    seen: u64,
    /// The state of the picked elements' values.
    picked: Flags,
    /// Lanes for which a yes/no held, or did not.
    held: u64,
    failed: u64,
    /// Lanes for which a demanded element failed.
    error: u64,
    /// Lanes for which a number did not fit.
    over: u64,
}

impl<W: Word> Accumulator<W> {
    /// Begins for so many lanes.
    pub(super) fn start(&mut self, kind: ReductionKind, lanes: usize) {
        self.values.resize(lanes, nothing(kind));
        self.list.clear();
        (self.seen, self.held, self.failed) = (0, 0, 0);
        (self.error, self.over, self.picked) = (0, 0, Flags::default());
        if let ReductionKind::Pick(_) = kind {
            self.keys.clear();
            self.keys.resize(lanes, (W::default(), W::of(1)));
        }
    }

    /// Takes in a block of elements.
    pub(super) fn add<const E: usize>(
        &mut self,
        reduction: &Reduction,
        file: &File<W, E>,
        segments: &[Segment],
        active: u64,
    ) {
        let filter = reduction
            .filter
            .map_or(Flags { bits: active, ..Flags::KNOWN }, |filter| file.flags(filter));
        let pass = filter.bits & active;
        if pass | (filter.error & active) == 0 {
            return;
        }
        let value = reduction.value.map_or(Flags::KNOWN, |value| file.flags(value));
        let key = reduction.key.map_or(Flags::KNOWN, |(key, _)| file.flags(key));
        let demanded = if reduction.key.is_some() { key.error } else { value.error };
        let error = (filter.error & active) | (pass & demanded);
        let chosen = pass & if reduction.key.is_some() { key.valid } else { value.valid };
        if error | chosen == 0 {
            return;
        }
        for segment in segments {
            let mask = segment.mask();
            self.error |= u64::from(error & mask != 0) << segment.lane;
            if chosen & mask != 0 {
                if self.seen >> segment.lane & 1 == 0 {
                    self.seen |= 1 << segment.lane;
                    self.values[segment.lane] = nothing(reduction.kind);
                }
                self.take(reduction, file, *segment, chosen & mask, value);
            }
        }
    }

    /// Takes in the chosen elements of one lane.
    fn take<const E: usize>(
        &mut self,
        reduction: &Reduction,
        file: &File<W, E>,
        segment: Segment,
        chosen: u64,
        value: Flags,
    ) {
        let lane = segment.lane;
        let read = reduction.value.unwrap_or_default();
        let ratio = |at: usize| ratio_at(file, read, reduction.value_kind, at);
        match reduction.kind {
            ReductionKind::Count => {
                let (count, _) = &mut self.values[lane];
                *count = count.plus(W::of(i64::from(chosen.count_ones()))).0;
            }
            ReductionKind::Sum if reduction.value_kind == Kind::Fraction => {
                for at in lanes_of(chosen) {
                    match fraction::add(self.values[lane], ratio(at)) {
                        Some(sum) => self.values[lane] = sum,
                        None => self.over |= 1 << lane,
                    }
                }
            }
            ReductionKind::Sum => self.sum(file, read, segment, chosen),
            ReductionKind::Average(_) => {
                self.sum(file, read, segment, chosen);
                let (_, count) = &mut self.values[lane];
                *count = count.plus(W::of(i64::from(chosen.count_ones()))).0;
            }
            ReductionKind::Extreme(which) => {
                for at in lanes_of(chosen) {
                    let first = self.held >> lane & 1 == 0;
                    self.held |= 1 << lane;
                    if first || self.wins(which, ratio(at), self.values[lane], lane) {
                        self.values[lane] = ratio(at);
                    }
                }
            }
            ReductionKind::Distinct | ReductionKind::SumOfTop(_) => {
                self.list.extend(lanes_of(chosen).map(|at| {
                    let bit = W::of(i64::from(value.bits >> at & 1 == 1));
                    let bits = reduction.value_kind == Kind::Bits;
                    (lane, if bits { (bit, W::of(1)) } else { ratio(at) })
                }));
            }
            ReductionKind::Any | ReductionKind::Every => {
                self.held |= u64::from(chosen & value.bits != 0) << lane;
                self.failed |= u64::from(chosen & !value.bits != 0) << lane;
            }
            ReductionKind::Pick(which) => {
                let Some((key, is_fraction)) = reduction.key else { return };
                let kind = if is_fraction { Kind::Fraction } else { Kind::Number };
                for at in lanes_of(chosen) {
                    let key = ratio_at(file, key, kind, at);
                    let first = self.held >> lane & 1 == 0;
                    if first || self.wins(which, key, self.keys[lane], lane) {
                        self.held |= 1 << lane;
                        self.keys[lane] = key;
                        self.values[lane] = ratio(at);
                        self.pick(lane, value, at);
                    }
                }
            }
        }
    }

    fn wins(&mut self, which: Extreme, value: Ratio<W>, best: Ratio<W>, lane: usize) -> bool {
        let order = fraction::order(value, best);
        self.over |= u64::from(order.is_none()) << lane;
        order.is_some_and(|order| beats(which, order))
    }

    fn pick(&mut self, lane: usize, value: Flags, at: usize) {
        let bit = 1_u64 << lane;
        let moved = |word: u64, from: u64| word & !bit | (from >> at & 1) << lane;
        self.picked = Flags {
            bits: moved(self.picked.bits, value.bits),
            valid: moved(self.picked.valid, value.valid),
            error: moved(self.picked.error, value.error),
        };
    }

    fn sum<const E: usize>(
        &mut self,
        file: &File<W, E>,
        value: usize,
        segment: Segment,
        chosen: u64,
    ) {
        let (mut sum, mut over) = (self.values[segment.lane].0, false);
        let lanes = &file.numbers[value][segment.start..segment.end];
        for (at, value) in (segment.start..).zip(lanes) {
            let value = if chosen >> at & 1 == 1 { *value } else { W::default() };
            let (next, flag) = sum.plus(value);
            sum = next;
            over |= flag;
        }
        self.values[segment.lane].0 = sum;
        self.over |= u64::from(over) << segment.lane;
    }

    /// The key of the element picked for a lane.
    pub(super) fn best(&self, lane: usize) -> Option<Ratio<W>> {
        self.keys.get(lane).copied().filter(|_| self.held >> lane & 1 == 1)
    }
}

/// What is kept of a lane before an element of it passed.
fn nothing<W: Word>(kind: ReductionKind) -> Ratio<W> {
    let is_average = matches!(kind, ReductionKind::Average(_));
    (W::default(), if is_average { W::default() } else { W::of(1) })
}

fn ratio_at<W: Word, const E: usize>(
    file: &File<W, E>,
    value: usize,
    kind: Kind,
    at: usize,
) -> Ratio<W> {
    match kind {
        Kind::Bits => (W::default(), W::of(1)),
        Kind::Number => (file.numbers[value][at], W::of(1)),
        Kind::Fraction => (file.numbers[value][at], file.numbers[value + 1][at]),
    }
}
