//! Runs the regions of a plan for one block of customers.

use std::mem::take;

use loyal_dsl::types::Type;

use super::engine::{Element, Engine, Gathered};
use super::found::Receiver;
use super::frame::{Context, Here, constant_text};
use super::kept::Kept;
use super::observe::{Observer, Part};
use super::step::step;
use crate::column::word::Word;
use crate::column::{File, Flags, Registers, first_lanes};
use crate::plan::op::{CUSTOMERS, Entry, Kind, Op, Register};

impl<W: Word, const C: usize, const E: usize, O: Observer> Engine<W, C, E, O> {
    /// Evaluates a block of customers and hands their outcomes over; says no, and hands over nothing, where a
    /// number did not fit.
    pub(crate) fn run(
        &mut self,
        context: &Context<'_, W>,
        (first, count): (usize, usize),
        ready: &mut bool,
        receiver: &mut impl Receiver,
        kept: &mut Kept,
    ) -> bool {
        if !*ready {
            self.prepare(context);
            *ready = true;
        }
        self.clear();
        let rows = &context.batch.customers;
        let here = Here::outermost(CUSTOMERS, rows, first, count);
        let mut file = take(&mut self.customers);
        self.observer.begin();
        self.region(context, &mut file, &here);
        if !self.overflow {
            self.outputs(context, &file, &here);
            self.collect(context, &mut file, &here);
            self.assemble(context, &file, &here, receiver);
            kept.append(&mut self.kept);
            self.observer.end(Part::Outcomes, count);
        }
        self.observer.block(size_of::<W>(), !self.overflow);
        self.customers = file;
        !self.overflow
    }

    fn clear(&mut self) {
        self.overflow = false;
        self.kept.clear();
        for rule in self.busy.drain(..) {
            self.gathered.get_mut(rule).into_iter().for_each(Gathered::clear);
        }
        self.faults.iter_mut().for_each(|fault| *fault = None);
    }

    /// Makes room, and writes the constants into every region: all of a new plan, the texts of a
    /// new batch.
    fn prepare(&mut self, context: &Context<'_, W>) {
        let plan = context.plan;
        let fresh = self.bound.replace(context.bound) != Some(context.bound);
        self.elements.resize_with(plan.regions.len(), Element::default);
        self.gathered.resize_with(plan.subjects.len(), Gathered::default);
        self.faults.resize_with(C, || None);
        let regions = plan.regions.iter().zip(&mut self.elements).enumerate();
        for (id, (region, held)) in regions.skip(CUSTOMERS + 1) {
            held.file.room(region.registers.len(), fresh);
            for reg in &region.constants {
                constant(context, *reg, region.registers.get(*reg), &mut held.file, fresh);
            }
            if fresh {
                held.classifier = context.classes.get(id).cloned().flatten();
            }
            if let Some(classifier) = &mut held.classifier {
                classifier.renew(&held.file);
            }
        }
        if let Some(region) = plan.regions.get(CUSTOMERS) {
            self.customers.room(region.registers.len(), fresh);
            for reg in &region.constants {
                constant(context, *reg, region.registers.get(*reg), &mut self.customers, fresh);
            }
        }
    }

    /// Runs the steps and folds of a region for one block; those that conditions need only where
    /// they are not told by class.
    pub(super) fn region<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        file: &mut File<W, L>,
        here: &Here<'_, W>,
    ) {
        let Some(region) = context.plan.regions.get(here.region) else { return };
        let short = here.classes(context).map(|classes| &classes.schedule);
        self.entries(context, short.unwrap_or(&region.schedule), file, here);
    }

    /// Runs steps and folds in their order.
    pub(super) fn entries<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        entries: &[Entry],
        file: &mut File<W, L>,
        here: &Here<'_, W>,
    ) {
        let Some(region) = context.plan.regions.get(here.region) else { return };
        for entry in entries {
            match entry {
                Entry::Step(reg) => {
                    if let Some(register) = region.registers.get(*reg) {
                        step(context, *reg, register, file, here);
                        let active = first_lanes(here.count) & here.wanted;
                        let count = active.count_ones() as usize;
                        self.observer.end(Part::Step(here.region, *reg), count);
                        if O::WATCHES && register.kind == Kind::Bits {
                            self.observer.answer((here.region, *reg), file.flags(*reg), active);
                        }
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
    fresh: bool,
) {
    let Some(register) = register.filter(|register| fresh || register.ty == Type::Text) else {
        return;
    };
    let Op::Constant(from) = register.op else { return };
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
        file.steady(reg + part, value);
    }
}

/// The batch's code of a constant text; a text that the batch does not have keeps its own code,
/// which no record has.
fn text_code<W: Word>(context: &Context<'_, W>, value: W) -> W {
    constant_text(context.plan, value)
        .and_then(|text| context.batch.texts.code(text))
        .map_or(value, W::of)
}
