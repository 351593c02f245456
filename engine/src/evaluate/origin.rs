//! Where an error began: back through the operands that reading needed.

use std::cmp::Ordering;

use indexmap::IndexMap;
use loyal_dsl::source::Span;

use super::cell::cell;
use super::engine::Engine;
use super::frame::{Context, Frame, Here};
use super::reduce::Accumulator;
use super::render::render;
use crate::batch::Rows;
use crate::column::fraction::{Ratio, order};
use crate::column::word::Word;
use crate::column::{File, first_lanes, lanes_of};
use crate::outcome::ErrorDetail;
use crate::plan::op::{GLOBAL, Kind, Op, Place, Reduction, Reg, Register};
use crate::plan::place_of;

/// A lane of a block.
struct At<'f, W> {
    frame: &'f Frame<'f, W>,
    lane: usize,
}

impl<W> Clone for At<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for At<'_, W> {}

impl<W: Word, const C: usize, const E: usize> Engine<W, C, E> {
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
        let rule = rank.checked_sub(1).and_then(|rule| program.rules.get(rule));
        let within = rule.map_or(&program.name, |rule| &rule.name);
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
        let Some(register) = register else { return ErrorDetail::unknown(within) };
        match &register.op {
            Op::Broadcast(from) => match at.frame.here.outer(at.lane) {
                Some((frame, lane)) => self.trace(context, within, At { frame, lane }, *from),
                None => ErrorDetail::unknown(within),
            },
            Op::Constant(from) => {
                let rows = Rows::default();
                let here = Here {
                    region: GLOBAL,
                    rows: &rows,
                    first: 0,
                    count: 1,
                    segments: &[],
                    parent: None,
                };
                let frame = Frame { here, file: context.globals };
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

/// The named value that a place is.
fn value_name<'c, W>(context: &Context<'c, W>, place: Place) -> Option<&'c str> {
    let at = context.plan.values.iter().position(|value| *value == Some(place))?;
    context.plan.program.values.get(at).map(|value| value.name.as_str())
}

/// The error of the operation itself.
fn describe<W: Word>(
    context: &Context<'_, W>,
    within: &str,
    at: At<'_, W>,
    register: &Register,
) -> ErrorDetail {
    let registers = context.plan.regions.get(at.frame.here.region).map(|region| &region.registers);
    let register_of = |reg: Reg| registers.and_then(|registers| registers.get(reg));
    let divides_by_zero =
        divisor(&register.op).is_some_and(|reg| at.frame.file.lane(reg, at.lane) == W::default());
    let mut values = IndexMap::new();
    for reg in register.op.operands() {
        if let Some(operand) = register_of(reg) {
            let text = text_of(context, operand.span);
            values.entry(text).or_insert_with(|| value_text(context, at, reg, operand));
        }
    }
    let code = if divides_by_zero { "division_by_zero" } else { "overflow" };
    let message = if divides_by_zero {
        "division by zero"
    } else {
        "the value is too large to be held exactly"
    };
    ErrorDetail {
        code,
        message: message.to_owned(),
        within: within.to_owned(),
        source: place_of(&context.plan.sources, register.span),
        expression: text_of(context, register.span),
        values,
    }
}

/// The divisor of an operation that fails where it is zero.
fn divisor(op: &Op) -> Option<Reg> {
    match op {
        Op::Quotient(_, b)
        | Op::DivideFractions(_, b)
        | Op::FullUnits(_, b)
        | Op::Remainder(_, b) => Some(*b),
        _ => None,
    }
}

fn value_text<W: Word>(
    context: &Context<'_, W>,
    at: At<'_, W>,
    reg: Reg,
    register: &Register,
) -> String {
    let state = at.frame.file.state(reg);
    let fraction = register.kind == Kind::Fraction;
    let mut value = File::<W, 1> { numbers: Vec::new(), flags: Vec::new(), overflow: false };
    value.resize(2);
    for (part, slot) in value.numbers.iter_mut().enumerate() {
        if part == 0 && register.kind != Kind::Bits || part == 1 && fraction {
            *slot = [at.frame.file.lane(reg + part, at.lane)];
        }
    }
    let bit = |word: u64| word >> at.lane & 1;
    let flags = crate::column::Flags {
        bits: bit(state.bits),
        valid: bit(state.valid),
        error: bit(state.error),
    };
    value.set_flags(0, flags);
    render(context, &register.ty, cell(&value, 0, register.kind, 0))
}

fn text_of<W>(context: &Context<'_, W>, span: Span) -> String {
    let source = context.plan.sources.get(span.file as usize);
    let text = source.and_then(|source| source.text.get(span.start as usize..span.end as usize));
    text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl ErrorDetail {
    /// An error whose origin cannot be told.
    fn unknown(within: &str) -> ErrorDetail {
        ErrorDetail {
            code: "overflow",
            message: "the value is too large to be held exactly".to_owned(),
            within: within.to_owned(),
            source: String::new(),
            expression: String::new(),
            values: IndexMap::new(),
        }
    }
}
