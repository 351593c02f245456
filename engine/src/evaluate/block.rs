//! Runs the regions of a plan for one block of customers.

use std::mem::take;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Literal;
use loyal_dsl::types::Type;

use super::collect::{Fault, Gathered};
use super::fold::Element;
use super::step::step;
use crate::batch::{Batch, Rows};
use crate::column::word::Word;
use crate::column::{File, Flags, Registers, first_lanes};
use crate::outcome::{Outcome, RecordError};
use crate::plan::Inner;
use crate::plan::op::{CUSTOMERS, Entry, Kind, RegionId, Register};

/// What a run reads besides its own registers.
#[derive(Debug)]
pub(crate) struct Context<'c, W> {
    pub(crate) plan: &'c Inner,
    pub(crate) as_of: Date,
    pub(crate) globals: &'c File<W, 1>,
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
    pub(crate) segments: &'h [Segment],
    pub(crate) parent: Option<&'h Frame<'h, W>>,
}

/// A block with its registers, as the regions within it see it.
pub(crate) struct Frame<'h, W> {
    pub(crate) here: Here<'h, W>,
    pub(crate) file: &'h dyn Registers<W>,
}

impl<'h, W> Here<'h, W> {
    /// The parent's frame and the lane in it to which a lane belongs.
    pub(crate) fn outer(&self, lane: usize) -> Option<(&'h Frame<'h, W>, usize)> {
        let segment = self.segments.iter().find(|segment| lane < segment.end)?;
        Some((self.parent?, segment.lane))
    }

    /// The lane of the customer to whom a lane belongs.
    pub(crate) fn customer(&self, lane: usize) -> usize {
        match self.outer(lane) {
            Some((frame, owner)) => frame.here.customer(owner),
            None => lane,
        }
    }
}

/// The working memory of one width: registers of all regions, and what a block leaves behind.
#[derive(Debug)]
pub(crate) struct Engine<W, const C: usize, const E: usize> {
    pub(super) customers: File<W, C>,
    pub(super) elements: Vec<Element<W, E>>,
    /// By rule.
    pub(super) gathered: Vec<Gathered<W>>,
    /// By customer lane.
    pub(super) faults: Vec<Option<Fault>>,
    /// A number did not fit `W`.
    pub(super) overflow: bool,
    /// Elements are run again only to find where an error began.
    pub(super) diagnosing: bool,
}

impl<W, const C: usize, const E: usize> Default for Engine<W, C, E> {
    fn default() -> Self {
        Engine {
            customers: File { numbers: Vec::new(), flags: Vec::new(), overflow: false },
            elements: Vec::new(),
            gathered: Vec::new(),
            faults: Vec::new(),
            overflow: false,
            diagnosing: false,
        }
    }
}

impl<W: Word, const C: usize, const E: usize> Engine<W, C, E> {
    /// Evaluates a block of customers and adds their outcomes; says no, and adds nothing, where a
    /// number did not fit.
    pub(crate) fn run(
        &mut self,
        context: &Context<'_, W>,
        (first, count): (usize, usize),
        ready: &mut bool,
        outcomes: &mut Vec<Result<Outcome, RecordError>>,
    ) -> bool {
        if !*ready {
            self.prepare(context);
            *ready = true;
        }
        self.clear();
        let rows = &context.batch.customers;
        let here = Here { region: CUSTOMERS, rows, first, count, segments: &[], parent: None };
        let mut file = take(&mut self.customers);
        self.region(context, &mut file, &here);
        if !self.overflow {
            self.outputs(context, &file, &here);
            self.collect(context, &file, &here);
            self.assemble(context, &file, &here, outcomes);
        }
        self.customers = file;
        !self.overflow
    }

    fn clear(&mut self) {
        self.overflow = false;
        self.gathered.iter_mut().for_each(Gathered::clear);
        self.faults.iter_mut().for_each(|fault| *fault = None);
    }

    /// Makes room, and writes the constants into every region.
    fn prepare(&mut self, context: &Context<'_, W>) {
        let plan = context.plan;
        self.elements.resize_with(plan.regions.len(), Element::default);
        self.gathered.resize_with(plan.program.rules.len(), Gathered::default);
        self.faults.resize_with(C, || None);
        for (region, held) in plan.regions.iter().zip(&mut self.elements).skip(CUSTOMERS + 1) {
            held.file.resize(region.registers.len());
            for reg in &region.constants {
                constant(context, *reg, region.registers.get(*reg), &mut held.file);
            }
        }
        if let Some(region) = plan.regions.get(CUSTOMERS) {
            self.customers.resize(region.registers.len());
            for reg in &region.constants {
                constant(context, *reg, region.registers.get(*reg), &mut self.customers);
            }
        }
    }

    /// Runs the steps and folds of a region for one block.
    pub(super) fn region<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        file: &mut File<W, L>,
        here: &Here<'_, W>,
    ) {
        let Some(region) = context.plan.regions.get(here.region) else { return };
        for entry in &region.schedule {
            match entry {
                Entry::Step(reg) => {
                    if let Some(register) = region.registers.get(*reg) {
                        step(context, *reg, register, file, here);
                    }
                }
                Entry::Fold(child) => self.fold(context, *child, file, here),
            }
        }
        self.overflow |= take(&mut file.overflow);
    }
}

/// Fills a register with a register of the global region; a text takes its code in the batch.
fn constant<W: Word, const L: usize>(
    context: &Context<'_, W>,
    reg: usize,
    register: Option<&Register>,
    file: &mut File<W, L>,
) {
    let Some(register) = register else { return };
    let crate::plan::op::Op::Constant(from) = register.op else { return };
    let spread = |word: u64| if word & 1 == 1 { u64::MAX } else { 0 };
    let state = context.globals.flags(from);
    file.set_flags(
        reg,
        Flags { bits: spread(state.bits), valid: spread(state.valid), error: spread(state.error) },
    );
    let parts = if register.kind == Kind::Fraction { 2 } else { 1 };
    for part in 0..parts {
        let mut value = context.globals.lane(from + part, 0);
        if register.ty == Type::Text {
            value = text_code(context, value);
        }
        if let Some(lanes) = file.numbers.get_mut(reg + part) {
            *lanes = [value; L];
        }
    }
}

/// The batch's code of a constant text; a text that the batch does not have keeps its own code,
/// which no record has.
fn text_code<W: Word>(context: &Context<'_, W>, value: W) -> W {
    constant_text(context.plan, value)
        .and_then(|text| context.batch.texts.code(text))
        .map_or(value, W::of)
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
