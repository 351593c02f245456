//! Folds: one pass over the elements of a list computes all that is reduced or gathered from it.

use std::mem::take;
use std::ops::Range;

use super::engine::{Element, Engine};
use super::frame::{Context, Frame, Here, Segment, list_in};
use super::observe::{Observer, Part};
use super::reduce::Accumulator;
use crate::batch::List;
use crate::column::word::Word;
use crate::column::{File, first_lanes};
use crate::plan::op::{Region, RegionId};

impl<W: Word, const C: usize, const E: usize, O: Observer> Engine<W, C, E, O> {
    /// Runs a child region over the elements of a block's rows, and fills the block's registers.
    pub(super) fn fold<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        child: RegionId,
        file: &mut File<W, L>,
        here: &Here<'_, W>,
    ) {
        let Some(region) = context.plan.regions.get(child) else { return };
        let mut element = self.elements.get_mut(child).map(take).unwrap_or_default();
        let mut accumulators = take(&mut element.accumulators);
        accumulators.resize_with(region.reductions.len(), Accumulator::default);
        for (accumulator, (_, reduction)) in accumulators.iter_mut().zip(&region.reductions) {
            accumulator.start(reduction.kind, here.count);
        }
        let frame = Frame { here: *here, file };
        self.each_block(
            context,
            child,
            &mut element,
            &frame,
            0..here.count,
            |engine, file, block| {
                let reductions = accumulators.iter_mut().zip(&region.reductions);
                for (at, (accumulator, (_, reduction))) in reductions.enumerate() {
                    accumulator.add(reduction, file, block.segments, first_lanes(block.count));
                    engine.observer.end(Part::Reduction(child, at), block.count);
                }
                if !engine.diagnosing && !engine.overflow {
                    engine.collect(context, file, block);
                }
                true
            },
        );
        let reductions = accumulators.iter_mut().zip(&region.reductions);
        for (at, (accumulator, (dst, reduction))) in reductions.enumerate() {
            accumulator.finish(reduction, *dst, file, here.count);
            self.observer.end(Part::Reduction(child, at), 0);
        }
        element.accumulators = accumulators;
        if let Some(slot) = self.elements.get_mut(child) {
            *slot = element;
        }
    }

    /// Runs a child region over the elements of some lanes, block by block, until `visit` says no.
    pub(super) fn each_block(
        &mut self,
        context: &Context<'_, W>,
        child: RegionId,
        element: &mut Element<W, E>,
        frame: &Frame<'_, W>,
        lanes: Range<usize>,
        mut visit: impl FnMut(&mut Self, &mut File<W, E>, &Here<'_, W>) -> bool,
    ) {
        let Some(region) = context.plan.regions.get(child) else { return };
        let mut segments = take(&mut element.segments);
        let direct = region.owner == region.parent;
        let spans = if direct { lanes.start..lanes.start + 1 } else { lanes.clone() };
        let is_wanted = |lane: &usize| direct || frame.here.wanted >> lane & 1 == 1;
        'spans: for lane in spans.filter(is_wanted) {
            let Some((list, row)) = list_of(region, frame, lane) else { continue };
            let owners = if direct { lanes.clone() } else { lane..lane + 1 };
            let offset = |at: usize| list.offsets.get(at).map_or(0, |offset| *offset as usize);
            let (mut first, end) = (offset(row), offset(row + owners.len()));
            let mut cursor = Cursor { lane: owners.start, row, offsets: &list.offsets };
            while first < end {
                let count = E.min(end - first);
                cursor.segments(first, count, &mut segments);
                self.observer.end(Part::Walk(child), count);
                let classes = element.classifier.as_ref().filter(|classes| {
                    classes.classify(&list.rows, (first, count), &mut element.file)
                });
                if let Some(classes) = classes.filter(|_| O::WATCHES) {
                    self.observer.end(Part::Classes(child), count);
                    classes.conditions.iter().for_each(|reg| {
                        let flags = element.file.flags(*reg);
                        self.observer.answer((child, *reg), flags, first_lanes(count));
                    });
                }
                let classified = classes.is_some();
                let block = Here {
                    region: child,
                    rows: &list.rows,
                    first,
                    count,
                    wanted: u64::MAX,
                    classified,
                    segments: &segments,
                    parent: Some(frame),
                };
                self.region(context, &mut element.file, &block);
                if !visit(self, &mut element.file, &block) {
                    break 'spans;
                }
                first += count;
            }
        }
        element.segments = segments;
    }
}

/// The list that a lane's elements stand in, and the row that owns them.
fn list_of<'f, W: Word>(
    region: &Region,
    frame: &Frame<'f, W>,
    lane: usize,
) -> Option<(&'f List, usize)> {
    let (mut here, mut lane) = (frame.here, lane);
    while here.region != region.owner {
        let (outer, owner) = here.outer(lane)?;
        (here, lane) = (outer.here, owner);
    }
    list_in(here.rows, region.list?.0 as usize).map(|list| (list, here.first + lane))
}

/// Walks the owners of consecutive elements.
struct Cursor<'o> {
    lane: usize,
    row: usize,
    offsets: &'o [u32],
}

impl Cursor<'_> {
    /// The segments of the elements `first..first + count`.
    fn segments(&mut self, first: usize, count: usize, segments: &mut Vec<Segment>) {
        segments.clear();
        let end = first + count;
        let mut start = first;
        while start < end {
            let Some(next) = self.offsets.get(self.row + 1).map(|offset| *offset as usize) else {
                return;
            };
            if next > start {
                let stop = next.min(end);
                segments.push(Segment { lane: self.lane, start: start - first, end: stop - first });
                start = stop;
            }
            if next <= start {
                self.row += 1;
                self.lane += 1;
            }
        }
    }
}
