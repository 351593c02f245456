//! Levels of tiers with memory, row by row: what becomes of them, and what outcomes say of it.

use std::borrow::Cow;

use indexmap::IndexMap;
use loyal_dsl::ir::{Change, Memory, Tier, TransitionPart};
use loyal_dsl::types::Type;

use super::cause::text_of;
use super::cell::{Cell, cell};
use super::frame::Context;
use super::render::{date, option, render, write};
use crate::column::calendar;
use crate::column::transition::{self, Standing, arrive};
use crate::column::word::Word;
use crate::column::{File, Flags, lanes_of};
use crate::outcome::{Loan, Step, TierOutcome};
use crate::plan::op::{CUSTOMERS, Measured, Reg};
use crate::plan::{BarRegisters, MemoryRegisters, StepRegisters, TierRegisters};

/// What becomes of the level in every lane, packed.
pub(super) fn transition<W: Word, const L: usize>(
    context: &Context<'_, W>,
    dst: Reg,
    measured: &Measured,
    file: &mut File<W, L>,
) {
    let operands = measured.operands();
    let error = operands.iter().fold(0, |error, reg| error | file.flags(*reg).error);
    let mut over = 0;
    for lane in lanes_of(!error).take_while(|lane| *lane < L) {
        let number = |reg: Reg| known(file, reg, lane);
        let given = |reg: Option<Reg>| reg.and_then(number);
        let stays = |level: i64| {
            let reg = usize::try_from(level).ok().and_then(|level| measured.stays.get(level));
            reg.is_some_and(|reg| file.flags(*reg).bits >> lane & 1 == 1)
        };
        let standing = Standing {
            today: context.as_of.days(),
            held: number(measured.held),
            since: number(measured.since),
            until: number(measured.until),
            lowered: number(measured.lowered).unwrap_or(0).max(0),
            qualified: number(measured.qualified).unwrap_or(0),
            life: given(measured.life),
            due: given(measured.due).unwrap_or(0),
            rises_from: given(measured.rises_from),
            valid_to: given(measured.valid_to),
            stays: &stays,
            ends: &measured.ends,
        };
        let word = arrive(&standing).map(transition::Arrived::packed);
        match (word, file.numbers.get_mut(dst).and_then(|lanes| lanes.get_mut(lane))) {
            (Some(word), Some(out)) => *out = W::of(word),
            _ => over |= 1 << lane,
        }
    }
    file.finish(dst, Flags { bits: 0, valid: !error, error }, over);
}

/// A part of the packed level in every lane.
pub(super) fn part<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: Reg,
    from: Reg,
    part: TransitionPart,
) {
    let Flags { valid, error, .. } = file.flags(from);
    let mut known = 0;
    for lane in lanes_of(valid).take_while(|lane| *lane < L) {
        let word = file.numbers(from).get(lane).and_then(|word| word.narrow()).unwrap_or_default();
        let slot = file.numbers.get_mut(dst).and_then(|lanes| lanes.get_mut(lane));
        if let Some((value, slot)) = transition::part(word, part).zip(slot) {
            *slot = W::of(value);
            known |= 1 << lane;
        }
    }
    file.set_flags(dst, Flags { bits: 0, valid: known, error });
}

/// The number of a lane, where it is known and fits 64 bits.
fn known<W: Word, const L: usize>(file: &File<W, L>, reg: Reg, lane: usize) -> Option<i64> {
    let known = file.flags(reg).valid >> lane & 1 == 1;
    file.numbers(reg).get(lane).filter(|_| known)?.narrow()
}

/// One customer's lane of a block.
#[derive(Clone, Copy)]
pub(super) struct Row<'r, W, const C: usize> {
    pub(super) context: &'r Context<'r, W>,
    pub(super) file: &'r File<W, C>,
    pub(super) lane: usize,
}

impl<'r, W: Word, const C: usize> Row<'r, W, C> {
    /// What the outcome says of a tier.
    pub(super) fn tier(&self, tier: &Tier, registers: &TierRegisters) -> TierOutcome {
        let place = self.place(registers);
        let next = registers.steps.get(place + 1).map(|step| Step {
            level: self.level_name(registers.level, place + 1).to_owned(),
            missing: self.missing(&step.rise),
        });
        let outcome = TierOutcome {
            level: self.level(registers.level).unwrap_or_default().to_owned(),
            next,
            ..TierOutcome::default()
        };
        match tier.memory.as_ref().zip(registers.memory.as_ref()) {
            Some((memory, found)) => {
                let step = registers.steps.get(place);
                let because = self.because(registers, found, place);
                let outcome = self.remembered(outcome, (memory, found), place, step);
                let because = because.into_iter().map(Cow::into_owned).collect();
                TierOutcome { because, ..outcome }
            }
            None => outcome,
        }
    }

    /// The place of the level that is held.
    pub(super) fn place(&self, registers: &TierRegisters) -> usize {
        let own = registers.memory.as_ref().map_or(registers.level, |memory| memory.own);
        let place = known(self.file, own, self.lane).and_then(|at| usize::try_from(at).ok());
        place.unwrap_or(0)
    }

    fn remembered(
        &self,
        outcome: TierOutcome,
        (memory, registers): (&Memory, &MemoryRegisters),
        place: usize,
        step: Option<&StepRegisters>,
    ) -> TierOutcome {
        let ending = self.ending(registers, place);
        let lost_on = ending.and_then(|ending| lost_on(memory, ending));
        let keep = ending.and(step).map(|step| Step {
            level: self.level_name(registers.own, place).to_owned(),
            missing: self.missing(kept_by(step)),
        });
        TierOutcome {
            before: self.text(registers.before),
            since: self.text(registers.since),
            until: self.text(registers.until),
            change: self.text(registers.change),
            lowered: self.lowered(registers).map(|lowered| lowered.to_string()),
            lent: self.lent(&outcome.level, registers),
            keep,
            lost_on: lost_on.map(|day| date(W::of(day))),
            ..outcome
        }
    }

    /// The last day of a level that today's measures would not keep.
    pub(super) fn ending(&self, registers: &MemoryRegisters, place: usize) -> Option<i64> {
        let until = known(self.file, registers.until, self.lane);
        let stays = registers.stays.get(place).is_some_and(|reg| self.holds(*reg));
        until.filter(|_| !stays)
    }

    /// By how many levels it is lowered, where it is.
    pub(super) fn lowered(&self, registers: &MemoryRegisters) -> Option<i64> {
        known(self.file, registers.lowered?, self.lane).filter(|lowered| *lowered > 0)
    }

    /// The conditions that decided what became of the level.
    pub(super) fn because(
        &self,
        registers: &TierRegisters,
        memory: &MemoryRegisters,
        place: usize,
    ) -> Vec<Cow<'r, str>> {
        let steps = |place: usize| registers.steps.get(place);
        let before = known(self.file, memory.before, self.lane);
        let before = before.and_then(|at| usize::try_from(at).ok());
        let change = known(self.file, memory.change, self.lane);
        let change = change.and_then(|at| Change::ALL.get(usize::try_from(at).ok()?));
        match change {
            Some(Change::Joined | Change::Rose) => {
                steps(place).map_or_else(Vec::new, |step| self.reached(&step.rise))
            }
            Some(Change::Renewed) => steps(place).map_or_else(Vec::new, |step| {
                let kept = self.reached(&step.keep);
                if kept.is_empty() { self.reached(&step.rise) } else { kept }
            }),
            Some(Change::Fell) if self.lowers(memory) => {
                let holding = memory.at_once.iter().filter(|(when, _)| self.holds(*when));
                holding.map(|(_, span)| text_of(self.context, *span)).collect()
            }
            Some(Change::Fell) => before.and_then(steps).map_or_else(Vec::new, |step| {
                let bars = kept_by(step).iter();
                self.texts(bars.flatten().filter(|bar| !self.holds(bar.met)))
            }),
            Some(Change::Held) | None => Vec::new(),
        }
    }

    /// Whether a condition lowers the level that did not before.
    fn lowers(&self, memory: &MemoryRegisters) -> bool {
        let number = |reg: Reg| known(self.file, reg, self.lane).unwrap_or_default();
        memory.lowered.is_some_and(|now| number(now) > number(memory.lowered_before))
    }

    /// The conditions of the first alternative that is reached.
    fn reached(&self, alternatives: &[Vec<BarRegisters>]) -> Vec<Cow<'r, str>> {
        let mut whole = alternatives.iter().filter(|bars| bars.iter().all(|it| self.holds(it.met)));
        whole.next().map_or_else(Vec::new, |bars| self.texts(bars.iter()))
    }

    /// Each text once.
    fn texts<'b>(&self, bars: impl Iterator<Item = &'b BarRegisters>) -> Vec<Cow<'r, str>> {
        let mut texts = Vec::new();
        for bar in bars {
            let text = text_of(self.context, bar.condition);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// What is lent, where it is more than the own level.
    pub(super) fn lent(&self, level: &str, registers: &MemoryRegisters) -> Option<Loan> {
        let instead_of = self.level(registers.own).filter(|own| *own != level)?;
        let given = |reg: &Reg| self.level(*reg).is_some_and(|lent| lent == level);
        let loan = registers.loans.iter().find(|(reg, _)| given(reg));
        let until = loan.and_then(|(_, until)| *until).and_then(|until| self.text(until));
        Some(Loan { instead_of: instead_of.to_owned(), until })
    }

    /// By alternative: what is missing; nothing where one is met.
    fn missing(&self, alternatives: &[Vec<BarRegisters>]) -> Vec<IndexMap<String, String>> {
        let missing: Vec<IndexMap<String, String>> = alternatives
            .iter()
            .map(|bars| {
                let distances = distances(self, bars);
                distances.map(|(name, bar)| (name.into_owned(), self.distance(bar))).collect()
            })
            .collect();
        if missing.iter().any(IndexMap::is_empty) { Vec::new() } else { missing }
    }

    fn distance(&self, bar: &BarRegisters) -> String {
        let mut out = String::new();
        self.write_distance(bar, &mut out);
        out
    }

    /// How far a condition is from being met, at the end of a text.
    pub(super) fn write_distance(&self, bar: &BarRegisters, out: &mut String) {
        match bar.missing.and_then(|reg| self.value(reg)) {
            Some((ty, cell)) => write(self.context, ty, cell, out),
            None => out.push_str("not met"),
        }
    }

    fn holds(&self, reg: Reg) -> bool {
        self.file.flags(reg).bits >> self.lane & 1 == 1
    }

    /// The name of the level in a register, where it is known.
    pub(super) fn level(&self, reg: Reg) -> Option<&'r str> {
        let level = known(self.file, reg, self.lane)?;
        Some(self.name(reg, level))
    }

    /// The name of the level at a place.
    pub(super) fn level_name(&self, reg: Reg, place: usize) -> &'r str {
        self.name(reg, i64::try_from(place).unwrap_or_default())
    }

    fn name(&self, reg: Reg, level: i64) -> &'r str {
        let region = self.context.plan.regions.get(CUSTOMERS);
        match region.and_then(|region| region.registers.get(reg)).map(|register| &register.ty) {
            Some(Type::Choice(choice)) => option(self.context, *choice, W::of(level)),
            _ => "",
        }
    }

    /// A value with its type; none where it is missing or failed.
    pub(super) fn value(&self, reg: Reg) -> Option<(&'r Type, Cell<W>)> {
        let region = self.context.plan.regions.get(CUSTOMERS)?;
        let register = region.registers.get(reg)?;
        let cell = cell(self.file, reg, register.kind, self.lane);
        cell.known.then_some((&register.ty, cell))
    }

    /// A value in words with its unit.
    fn text(&self, reg: Reg) -> Option<String> {
        let (ty, cell) = self.value(reg)?;
        Some(render(self.context, ty, cell))
    }
}

/// The day on which a level is lost that is good until a day.
pub(super) fn lost_on(memory: &Memory, until: i64) -> Option<i64> {
    let last = match memory.grace {
        Some(grace) => transition::later(until, grace),
        None => Some(until),
    };
    calendar::add_days(last?, 1)
}

/// The conditions that keep a level.
pub(super) fn kept_by(step: &StepRegisters) -> &[Vec<BarRegisters>] {
    if step.keep.is_empty() { &step.rise } else { &step.keep }
}

/// The conditions that are not met, by what they measure; of several on one measure the last.
pub(super) fn distances<'r, W: Word, const C: usize>(
    row: &Row<'r, W, C>,
    bars: &'r [BarRegisters],
) -> impl Iterator<Item = (Cow<'r, str>, &'r BarRegisters)> {
    let row = *row;
    let name = move |bar: &BarRegisters| text_of(row.context, bar.span);
    let unmet = move || bars.iter().filter(move |bar| !row.holds(bar.met));
    unmet().enumerate().filter_map(move |(at, bar)| {
        let own = name(bar);
        let is_same = |other: &BarRegisters| other.span == bar.span || name(other) == own;
        let first = !unmet().take(at).any(&is_same);
        let last = unmet().rfind(|other| is_same(other));
        first.then_some((own, last?))
    })
}
