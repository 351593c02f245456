//! What comes of a reduction for each row of the parent.
#![expect(
    clippy::indexing_slicing,
    reason = "registers are made by the planner; lanes are those of the fold's own segments"
)]

use super::{Accumulator, nothing};
use crate::column::word::Word;
use crate::column::{File, Flags, first_lanes, lanes_of};
use crate::plan::op::{Kind, Reduction, ReductionKind};

impl<W: Word> Accumulator<W> {
    /// Writes the results into a register of the parent.
    pub(in crate::evaluate) fn finish<const L: usize>(
        &mut self,
        reduction: &Reduction,
        dst: usize,
        file: &mut File<W, L>,
        lanes: usize,
    ) {
        let all = first_lanes(lanes);
        let (bits, known) = match reduction.kind {
            ReductionKind::Any => (self.held, all),
            ReductionKind::Every => (all & !self.failed, all),
            ReductionKind::Count | ReductionKind::Sum => (0, all),
            ReductionKind::Distinct | ReductionKind::SumOfTop(_) => {
                self.reduce_list(reduction.kind);
                (0, all)
            }
            ReductionKind::Average(_) | ReductionKind::Extreme(_) => (0, self.seen),
            ReductionKind::Pick(_) => {
                self.error |= self.picked.error;
                (self.picked.bits, self.picked.valid)
            }
        };
        let valid = known & !self.error;
        if W::WIDEST || fraction_result(reduction) {
            self.write_each(reduction, dst, file, lanes);
        } else {
            let out = &mut file.numbers[dst];
            out.fill(W::default());
            for lane in lanes_of(self.seen & all) {
                out[lane] = self.values[lane].0;
            }
        }
        file.finish(dst, Flags { bits: bits & valid, valid, error: self.error }, self.over);
    }

    /// Writes the numbers of every lane, of a fraction both.
    fn write_each<const L: usize>(
        &mut self,
        reduction: &Reduction,
        dst: usize,
        file: &mut File<W, L>,
        lanes: usize,
    ) {
        let fraction = fraction_result(reduction);
        for lane in 0..lanes.min(L) {
            let is_seen = self.seen >> lane & 1 == 1;
            let (n, d) = if is_seen { self.values[lane] } else { nothing(reduction.kind) };
            let (d, over) = match reduction.kind {
                ReductionKind::Average(places) => match W::power_of_ten(places) {
                    Some(factor) => d.times(factor),
                    None => (d, true),
                },
                _ => (d, false),
            };
            let too_wide = W::WIDEST && is_sum(reduction.kind) && n.medium().is_none();
            self.over |= u64::from(over || too_wide) << lane;
            let (n, d) =
                if fraction && W::WIDEST && d != W::default() { W::reduced(n, d) } else { (n, d) };
            file.numbers[dst][lane] = n;
            if fraction {
                file.numbers[dst + 1][lane] = d;
            }
        }
    }

    /// Counts the different values, or sums the largest.
    fn reduce_list(&mut self, kind: ReductionKind) {
        self.list.sort_unstable_by(|a, b| b.cmp(a));
        if kind == ReductionKind::Distinct {
            self.list.dedup();
        }
        let limit = if let ReductionKind::SumOfTop(count) = kind { count } else { u32::MAX };
        let (mut lane, mut taken) = (usize::MAX, 0);
        for (of, (value, _)) in &self.list {
            taken = if *of == lane { taken + 1 } else { 1 };
            lane = *of;
            if taken <= limit {
                let added = if kind == ReductionKind::Distinct { W::of(1) } else { *value };
                let (sum, over) = self.values[lane].0.plus(added);
                self.values[lane].0 = sum;
                self.over |= u64::from(over) << lane;
            }
        }
    }
}

fn is_sum(kind: ReductionKind) -> bool {
    matches!(kind, ReductionKind::Sum | ReductionKind::SumOfTop(_) | ReductionKind::Average(_))
}

fn fraction_result(reduction: &Reduction) -> bool {
    match reduction.kind {
        ReductionKind::Average(_) => true,
        ReductionKind::Sum | ReductionKind::Extreme(_) | ReductionKind::Pick(_) => {
            reduction.value_kind == Kind::Fraction
        }
        ReductionKind::Count
        | ReductionKind::Distinct
        | ReductionKind::Any
        | ReductionKind::Every
        | ReductionKind::SumOfTop(_) => false,
    }
}
