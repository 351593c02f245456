//! Where an error began: back through the operands that reading needed.

use std::cmp::Ordering;

use super::cause::{At, constants, describe, unknown, value_name};
use super::cell::cell;
use super::engine::Engine;
use super::frame::{Context, Frame, Here};
use super::observe::Observer;
use super::reduce::Accumulator;
use crate::column::fraction::{Ratio, order};
use crate::column::word::Word;
use crate::column::{File, first_lanes, lanes_of};
use crate::outcome::ErrorDetail;
use crate::plan::op::{Kind, Op, Place, Reduction, Reg, Register};

impl<W: Word, const C: usize, const E: usize, O: Observer> Engine<W, C, E, O> {
    /// What is to be said of an error in a register.
    pub(super) fn origin<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        rank: usize,
        file: &File<W, L>,
        here: &Here<'_, W>,
        (reg, lane): (Reg, usize),
    ) -> ErrorDetail {
        let program = &context.plan.program;
        let rule =
            rank.checked_sub(context.plan.figures() + 1).and_then(|rule| program.rules.get(rule));
        let figure = rank.checked_sub(1).and_then(|at| program.published_of_each().nth(at));
        let figure = figure.map(|(name, ..)| name);
        let within = rule.map(|rule| rule.name.as_str()).or(figure).unwrap_or(&program.name);
        let frame = Frame { here: *here, file };
        let diagnosing = std::mem::replace(&mut self.diagnosing, true);
        let detail = self.trace(context, within, At { frame: &frame, lane }, reg);
        self.diagnosing = diagnosing;
        detail
    }

    fn trace(
        &mut self,
        context: &Context<'_, W>,
        within: &str,
        at: At<'_, W>,
        reg: Reg,
    ) -> ErrorDetail {
        let region = at.frame.here.region;
        let within = value_name(context, Place { region, reg }).unwrap_or(within);
        let register = context.plan.regions.get(region).and_then(|found| found.registers.get(reg));
        let Some(register) = register else { return unknown(within) };
        match &register.op {
            Op::Broadcast(from) => match at.frame.here.outer(at.lane) {
                Some((frame, lane)) => self.trace(context, within, At { frame, lane }, *from),
                None => unknown(within),
            },
            Op::Constant(from) => {
                let frame = Frame { here: constants(), file: context.globals };
                self.trace(context, within, At { frame: &frame, lane: 0 }, *from)
            }
            Op::Reduce(reduction) => self.trace_elements(context, within, at, register, reduction),
            op => match failed_operand(op, at) {
                Some(operand) => self.trace(context, within, at, operand),
                None => describe(context, within, at, register),
            },
        }
    }

    /// The first element whose reading failed; else the reduction itself.
    fn trace_elements(
        &mut self,
        context: &Context<'_, W>,
        within: &str,
        at: At<'_, W>,
        register: &Register,
        reduction: &Reduction,
    ) -> ErrorDetail {
        let child = reduction.child;
        let mut element = self.elements.get_mut(child).map(std::mem::take).unwrap_or_default();
        let mut found = None;
        let lanes = at.lane..at.lane + 1;
        let mut accumulator = Accumulator::default();
        accumulator.start(reduction.kind, at.frame.here.count);
        self.each_block(context, child, &mut element, at.frame, lanes.clone(), |_, file, block| {
            let active = first_lanes(block.count);
            accumulator.add(reduction, file, block.segments, active);
            true
        });
        let best = accumulator.best(at.lane);
        self.each_block(context, child, &mut element, at.frame, lanes, |engine, file, block| {
            let failed = failed_elements(reduction, file, block.count, best);
            if let Some((reg, lane)) = failed {
                let frame = Frame { here: *block, file };
                let at = At { frame: &frame, lane };
                found = Some(engine.trace(context, within, at, reg));
            }
            found.is_none()
        });
        if let Some(slot) = self.elements.get_mut(child) {
            *slot = element;
        }
        found.unwrap_or_else(|| describe(context, within, at, register))
    }
}

/// The first element, and its register, that failed where the reduction reads it.
fn failed_elements<W: Word, const E: usize>(
    reduction: &Reduction,
    file: &File<W, E>,
    count: usize,
    best: Option<Ratio<W>>,
) -> Option<(Reg, usize)> {
    lanes_of(first_lanes(count)).find_map(|lane| {
        let has = |word: u64| word >> lane & 1 == 1;
        let mut passes = true;
        if let Some(filter) = reduction.filter {
            if has(file.flags(filter).error) {
                return Some((filter, lane));
            }
            passes = has(file.flags(filter).bits);
        }
        let picked = reduction.key.is_none_or(|(key, fraction)| {
            let kind = if fraction { Kind::Fraction } else { Kind::Number };
            let key = cell(file, key, kind, lane);
            let order = best.map(|best| order((key.numerator, key.denominator), best));
            key.known && order.flatten().is_some_and(Ordering::is_eq)
        });
        let key = reduction.key.map(|(key, _)| key);
        let read = key.into_iter().chain(reduction.value.filter(|_| picked));
        read.into_iter().find(|reg| passes && has(file.flags(*reg).error)).map(|reg| (reg, lane))
    })
}

/// The operand from which a lane's error came, in reading order.
fn failed_operand<W: Word>(op: &Op, at: At<'_, W>) -> Option<Reg> {
    let state = |reg: Reg| at.frame.file.state(reg);
    let failed = |reg: &Reg| state(*reg).error >> at.lane & 1 == 1;
    if let Op::Cases(arms, otherwise) = op {
        for (when, then) in arms {
            if failed(when) {
                return Some(*when);
            }
            if state(*when).bits >> at.lane & 1 == 1 {
                return Some(*then).filter(failed);
            }
        }
        return otherwise.filter(failed);
    }
    op.operands().into_iter().find(failed)
}
