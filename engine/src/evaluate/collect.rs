//! Which subjects a rule fires for, and which errors reading it meets.

use std::mem::take;

use loyal_dsl::ir::{EffectKind, Rule};

use super::cell::{Cell, cell};
use super::engine::{Engine, Fault};
use super::frame::{Context, Here};
use super::observe::{Observer, Part};
use crate::column::word::Word;
use crate::column::{File, Flags, first_lanes, lanes_of};
use crate::plan::op::{Collector, EffectCells, Kind, LimitCells, Reg, Subject};

impl<W: Word, const C: usize, const E: usize, O: Observer> Engine<W, C, E, O> {
    /// The errors of what every outcome shows.
    pub(super) fn outputs(
        &mut self,
        context: &Context<'_, W>,
        file: &File<W, C>,
        here: &Here<'_, W>,
    ) {
        let active = first_lanes(here.count);
        for reg in context.plan.outputs.demanded().chain(context.plan.kept.registers()) {
            for lane in lanes_of(file.flags(reg).error & active) {
                self.fault(context, 0, file, here, (reg, lane));
            }
        }
    }

    /// Gathers the subjects of every rule that looks at the rows of a region.
    pub(super) fn collect<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        file: &mut File<W, L>,
        here: &Here<'_, W>,
    ) {
        let Some(region) = context.plan.regions.get(here.region) else { return };
        let mut fired = take(&mut self.fired);
        fired.clear();
        for (at, collector) in region.collectors.iter().enumerate() {
            fired.push(self.fires(context, collector, file, here));
            self.observer.end(Part::Gathering(here.region, at), here.count);
        }
        let wanted = fired.iter().fold(0, |all, lanes| all | lanes);
        if wanted != 0 {
            let here = Here { wanted, ..*here };
            let short = here.classes(context).map(|classes| &classes.late);
            self.entries(context, short.unwrap_or(&region.late), file, &here);
        }
        for (at, (collector, lanes)) in region.collectors.iter().zip(&fired).enumerate() {
            for lane in lanes_of(*lanes) {
                self.gather(context, collector, file, here, lane);
            }
            self.observer.end(Part::Gathering(here.region, at), 0);
        }
        self.fired = fired;
    }

    /// The lanes for which a rule fires; none in the regions of its outer hops.
    fn fires<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        collector: &Collector,
        file: &File<W, L>,
        here: &Here<'_, W>,
    ) -> u64 {
        let mut open = first_lanes(here.count);
        let subject = collector.subject.as_ref();
        let conditions = subject.into_iter().flat_map(|subject| &subject.conditions);
        for reg in collector.filters.iter().chain(conditions) {
            open = self.read(context, collector, file, here, (*reg, open, true));
        }
        let Some(subject) = subject else { return 0 };
        for reg in &subject.exceptions {
            open = self.read(context, collector, file, here, (*reg, open, false));
        }
        open
    }

    /// The lanes of `open` for which a condition holds (or an exception does not).
    fn read<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        collector: &Collector,
        file: &File<W, L>,
        here: &Here<'_, W>,
        (reg, open, wanted): (Reg, u64, bool),
    ) -> u64 {
        let flags = file.flags(reg);
        if !is_lots(context, collector) {
            for lane in lanes_of(open & flags.error) {
                self.fault(context, rank(context, collector), file, here, (reg, lane));
            }
        }
        if wanted { open & flags.bits } else { open & !flags.bits & !flags.error }
    }

    fn gather<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        collector: &Collector,
        file: &File<W, L>,
        here: &Here<'_, W>,
        lane: usize,
    ) {
        let Some(subject) = &collector.subject else { return };
        let failed = |reg: &Reg| file.flags(*reg).error >> lane & 1 == 1;
        if subject.cells.iter().any(failed) {
            if is_lots(context, collector) {
                return;
            }
            let rule = context.plan.program.rules.get(collector.rule);
            let found = match rule {
                Some(rule) => first_failed(rule, subject, file, lane),
                // A published figure is one cell.
                None => subject.cells.first().copied(),
            };
            if let Some(reg) = found {
                self.fault(context, rank(context, collector), file, here, (reg, lane));
                return;
            }
        }
        let Some(region) = context.plan.regions.get(here.region) else { return };
        let Some(gathered) = self.gathered.get_mut(collector.rule) else { return };
        if gathered.lanes.is_empty() {
            self.busy.push(collector.rule);
        }
        gathered.lanes.push(here.customer(lane));
        push_rows(here, lane, &mut gathered.rows);
        for reg in &subject.cells {
            let kind = region.registers.get(*reg).map_or(Kind::Bits, |register| register.kind);
            gathered.cells.push(cell(file, *reg, kind, lane));
        }
    }

    /// Keeps an error of a customer, if it is the first in reading order.
    fn fault<const L: usize>(
        &mut self,
        context: &Context<'_, W>,
        rank: usize,
        file: &File<W, L>,
        here: &Here<'_, W>,
        (reg, lane): (Reg, usize),
    ) {
        let customer = here.customer(lane);
        let mut path = Vec::new();
        push_rows(here, lane, &mut path);
        let known = self.faults.get(customer).and_then(Option::as_ref);
        if known.is_some_and(|known| (known.rank, &known.path) <= (rank, &path)) {
            return;
        }
        let detail = self.origin(context, rank, file, here, (reg, lane));
        if let Some(slot) = self.faults.get_mut(customer) {
            *slot = Some(Fault { rank, path, detail });
        }
    }
}

/// Whether it gathers lots. Who reads them has read the balance, which fails where one of them
/// does.
fn is_lots<W>(context: &Context<'_, W>, collector: &Collector) -> bool {
    collector.rule >= context.plan.first_lots()
}

/// When a collector is read: after what every outcome shows, figures of elements before rules.
fn rank<W>(context: &Context<'_, W>, collector: &Collector) -> usize {
    let rules = context.plan.program.rules.len();
    match collector.rule.checked_sub(rules) {
        Some(figure) => figure + 1,
        None => context.plan.figures() + collector.rule + 1,
    }
}

/// The rows of the elements that a lane stands for, from the outermost.
fn push_rows<W>(here: &Here<'_, W>, lane: usize, rows: &mut Vec<usize>) {
    if let Some((frame, owner)) = here.outer(lane) {
        push_rows(&frame.here, owner, rows);
        rows.push(here.first + lane);
    }
}

/// Whether an effect is made: its condition holds, and there is something to give.
pub(super) fn is_made<W: Word>(
    kind: &EffectKind,
    cells: &EffectCells,
    cell: &dyn Fn(usize) -> Cell<W>,
) -> bool {
    let wanted = cells.when.is_none_or(|when| cell(when).holds);
    let above = |amount| {
        let amount = cell(amount);
        amount.known && amount.numerator > W::default()
    };
    let gives = match kind {
        EffectKind::Points(_)
        | EffectKind::Money(..)
        | EffectKind::Cost(_)
        | EffectKind::Take(_) => cells.amount.is_some_and(above),
        EffectKind::Chosen(_) => cells.amount.is_none_or(above),
        EffectKind::Offer(options) => {
            options.iter().zip(&cells.options).any(|(option, c)| is_made(&option.kind, c, cell))
        }
        EffectKind::Coupon { .. }
        | EffectKind::Gift { .. }
        | EffectKind::Benefit { .. }
        | EffectKind::Badge { .. }
        | EffectKind::Task { .. }
        | EffectKind::Escalate { .. }
        | EffectKind::FollowUp { .. }
        | EffectKind::Suspend { .. }
        | EffectKind::Forfeit { .. }
        | EffectKind::Message(_) => true,
    };
    wanted && gives
}

/// The first register that failed where reading the effects of a subject gets to it.
fn first_failed<W: Word, const L: usize>(
    rule: &Rule,
    subject: &Subject,
    file: &File<W, L>,
    lane: usize,
) -> Option<Reg> {
    let reg = |at: &usize| subject.cells.get(*at).copied();
    let state = |at: usize| reg(&at).map_or(Flags::default(), |reg| file.flags(reg));
    let failed = |at: &usize| state(*at).error >> lane & 1 == 1;
    let read = |at: usize| {
        // A failed amount is found before this is asked, and yes/no cells have no number.
        reg(&at).map_or(Cell::default(), |reg| cell(file, reg, Kind::Number, lane))
    };
    let mut made = false;
    for (effect, cells) in rule.effects.iter().zip(&subject.effects) {
        if let Some(when) = cells.when {
            if failed(&when) {
                return reg(&when);
            }
            if !read(when).holds {
                continue;
            }
        }
        let options = cells.options.iter().flat_map(|option| {
            // Of an option whose condition does not hold nothing more is read.
            let open = option.when.is_none_or(|when| failed(&when) || read(when).holds);
            option.when.into_iter().chain(option.amount.filter(|_| open))
        });
        if let Some(amount) = cells.amount.into_iter().chain(options).find(failed) {
            return reg(&amount);
        }
        if !is_made(&effect.kind, cells, &read) {
            continue;
        }
        made = true;
        if let Some(at) = rest(&effect.kind, cells, &read).into_iter().find(failed) {
            return reg(&at);
        }
    }
    let limits = subject.limits.iter().flat_map(LimitCells::all);
    let rest = subject.worth.into_iter().chain(subject.date).chain(limits);
    rest.chain(subject.reason.iter().copied()).find(|at| made && failed(at)).and_then(|at| reg(&at))
}

/// What is read of an effect that is made, after its condition and its amounts.
fn rest<W: Word>(
    kind: &EffectKind,
    cells: &EffectCells,
    cell: &dyn Fn(usize) -> Cell<W>,
) -> Vec<usize> {
    let mut all: Vec<usize> =
        [cells.wished, cells.due, cells.last_day].into_iter().flatten().collect();
    all.extend(cells.approvals.iter().flatten());
    let others = [cells.channel, cells.before, cells.available, cells.balance, cells.least];
    all.extend(others.into_iter().flatten());
    all.extend(cells.limits.iter().flat_map(LimitCells::all).chain(cells.message.iter().copied()));
    if let EffectKind::Offer(options) = kind {
        for (option, cells) in options.iter().zip(&cells.options) {
            if is_made(&option.kind, cells, cell) {
                all.extend(rest(&option.kind, cells, cell));
            }
        }
    }
    all
}
