//! What a run stands on: the plan, the batch, the rows of a block and the blocks around it.

use loyal_dsl::date::Date;
use loyal_dsl::ir::Literal;

use super::classify::Classifier;
use crate::batch::{Batch, FieldData, List, Rows};
use crate::column::word::Word;
use crate::column::{File, Registers, first_lanes};
use crate::plan::Inner;
use crate::plan::classes::Classes;
use crate::plan::op::RegionId;

/// What a run reads besides its own registers.
#[derive(Debug)]
pub(crate) struct Context<'c, W> {
    pub(crate) plan: &'c Inner,
    pub(crate) as_of: Date,
    /// The date as outcomes write it.
    pub(crate) as_of_text: &'c str,
    /// Tells bound plans apart.
    pub(crate) bound: u64,
    pub(crate) globals: &'c File<W, 1>,
    /// By region: its classes.
    pub(crate) classes: &'c [Option<Classifier>],
    pub(crate) batch: &'c Batch,
}

/// Lanes `start..end` of a block of elements belong to lane `lane` of the parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) lane: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Segment {
    /// Its lanes.
    pub(crate) fn mask(self) -> u64 {
        first_lanes(self.end) & !first_lanes(self.start)
    }
}

/// The rows that a block stands for.
#[derive(Clone, Copy)]
pub(crate) struct Here<'h, W> {
    pub(crate) region: RegionId,
    pub(crate) rows: &'h Rows,
    /// The row of lane 0.
    pub(crate) first: usize,
    /// How many lanes are in use.
    pub(crate) count: usize,
    /// The lanes whose values are asked for.
    pub(crate) wanted: u64,
    /// Whether the conditions of the rows are told by their classes.
    pub(crate) classified: bool,
    pub(crate) segments: &'h [Segment],
    pub(crate) parent: Option<&'h Frame<'h, W>>,
}

/// A block with its registers, as the regions within it see it.
pub(crate) struct Frame<'h, W> {
    pub(crate) here: Here<'h, W>,
    pub(crate) file: &'h dyn Registers<W>,
}

impl<'h, W> Here<'h, W> {
    /// Rows of a region that lies in no other, all of them asked for.
    pub(crate) fn outermost(region: RegionId, rows: &'h Rows, first: usize, count: usize) -> Self {
        let (wanted, classified) = (u64::MAX, false);
        Here { region, rows, first, count, wanted, classified, segments: &[], parent: None }
    }

    /// The parent's frame and the lane in it to which a lane belongs.
    pub(crate) fn outer(&self, lane: usize) -> Option<(&'h Frame<'h, W>, usize)> {
        let segment = self.segments.iter().find(|segment| lane < segment.end)?;
        Some((self.parent?, segment.lane))
    }

    /// The classes of the rows, where they tell the conditions.
    pub(crate) fn classes<'c>(&self, context: &Context<'c, W>) -> Option<&'c Classes> {
        context.plan.classes.get(self.region)?.as_ref().filter(|_| self.classified)
    }

    /// The lane of the customer to whom a lane belongs.
    pub(crate) fn customer(&self, lane: usize) -> usize {
        match self.outer(lane) {
            Some((frame, owner)) => frame.here.customer(owner),
            None => lane,
        }
    }
}

/// A list field of some rows.
pub(super) fn list_in(rows: &Rows, field: usize) -> Option<&List> {
    match rows.fields.get(field) {
        Some(FieldData::List(list)) => Some(list),
        Some(FieldData::Scalar(_) | FieldData::Absent) | None => None,
    }
}

/// The text of a constant's own code.
pub(super) fn constant_text<W: Word>(plan: &Inner, value: W) -> Option<&str> {
    let index = value.narrow()?.checked_add(2)?.checked_neg()?;
    plan.texts.get_index(usize::try_from(index).ok()?).map(String::as_str)
}

/// The value of a literal, where it fits.
pub(super) fn literal<W: Word>(plan: &Inner, literal: &Literal) -> Option<W> {
    match literal {
        Literal::Quantity(value) => W::of_wide(*value),
        Literal::Text(text) => {
            let index = i64::try_from(plan.texts.get_index_of(text)?).ok()?;
            Some(W::of(-2 - index))
        }
        Literal::Bool(value) => Some(W::of(i64::from(*value))),
        Literal::Date(value) | Literal::DateTime(value) => Some(W::of(*value)),
        Literal::Option(index) => Some(W::of(i64::from(*index))),
    }
}
