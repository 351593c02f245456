//! The regions of a plan, with all that is done in each.

mod costs;
mod rest;
mod work;

use std::collections::BTreeSet;

use loyal_dsl::date::Date;

use super::classes::cuts;
use super::names::Names;
use super::readers::readers;
use super::{Entry, RegionOutline, Rows};
use crate::evaluate::{Seen, Stopwatch};
use crate::plan::Inner;
use crate::plan::op::{CUSTOMERS, Entry as Planned, GLOBAL, Op, Reg, Region, RegionId};
use costs::Costs;
pub(super) use rest::rest;

/// A plan that is drawn.
struct Drawing<'p> {
    names: Names<'p>,
    uses: Vec<Vec<usize>>,
    costs: Costs<'p>,
}

/// The regions of a plan; `last` is the last number that was given to a step.
pub(super) fn draw(
    plan: &Inner,
    as_of: Option<Date>,
    seen: Option<&(&Stopwatch<'_>, Seen)>,
    last: &mut usize,
) -> Vec<RegionOutline> {
    let mut names = Names::new(plan, as_of);
    number(plan, &mut names, last);
    let drawing = Drawing { names, uses: readers(plan), costs: Costs::new(plan, seen) };
    plan.regions.iter().enumerate().map(|(id, region)| drawing.region(id, region)).collect()
}

/// Numbers what others may read by number: all but constants and columns, which have names.
fn number(plan: &Inner, names: &mut Names<'_>, last: &mut usize) {
    for (id, region) in plan.regions.iter().enumerate() {
        number_steps(id, &region.schedule, names, last);
        for (reg, _) in &region.reductions {
            names.number(region.parent, *reg, last);
        }
        number_steps(id, &region.late, names, last);
    }
}

fn number_steps(id: RegionId, entries: &[Planned], names: &mut Names<'_>, last: &mut usize) {
    for entry in entries {
        let Planned::Step(reg) = entry else { continue };
        let has_name = match names.register(id, *reg).map(|register| &register.op) {
            Some(Op::Field(_) | Op::Broadcast(_) | Op::Literal(_) | Op::Today) | None => true,
            Some(_) => id == GLOBAL && !names.hangs_on_date(*reg),
        };
        if !has_name {
            names.number(id, *reg, last);
        }
    }
}

impl Drawing<'_> {
    fn region(&self, id: RegionId, region: &Region) -> RegionOutline {
        let classes = self.names.plan.classes.get(id).and_then(Option::as_ref);
        let around = (id > CUSTOMERS && region.owner != region.parent).then_some(region.parent);
        let lanes = if id == GLOBAL { 1 } else { 64 };
        RegionOutline {
            rows: match id {
                GLOBAL => Rows::Run,
                CUSTOMERS => Rows::Customer,
                _ => Rows::Element,
            },
            list: self.names.list(id),
            within: around.and_then(|parent| self.names.list(parent)),
            elements: (id > CUSTOMERS).then(|| self.costs.elements(id)),
            registers: region.registers.len(),
            bytes: region.registers.len() * (lanes + 3) * size_of::<i64>(),
            idle: idle(region),
            cuts: classes.map(|classes| cuts(&self.names, id, classes)).unwrap_or_default(),
            entries: self.entries(id, region),
        }
    }

    fn entries(&self, id: RegionId, region: &Region) -> Vec<Entry> {
        let classes = self.names.plan.classes.get(id).and_then(Option::as_ref);
        let mut entries = Vec::new();
        if id > CUSTOMERS {
            entries.push(self.walk(id, region));
        }
        entries.extend(classes.map(|classes| self.classes(id, classes)));
        let kept: Option<BTreeSet<Reg>> = classes.map(|classes| {
            let steps = classes.entries().filter_map(|entry| match entry {
                Planned::Step(reg) => Some(*reg),
                Planned::Fold(_) => None,
            });
            steps.collect()
        });
        let planned = |entry: &Planned| match entry {
            Planned::Step(reg) => {
                let by_class = kept.as_ref().is_some_and(|kept| !kept.contains(reg));
                self.step(id, *reg, by_class)
            }
            Planned::Fold(child) => self.fold(*child),
        };
        entries.extend(region.schedule.iter().filter_map(planned));
        let reductions = region.reductions.iter().enumerate();
        entries.extend(reductions.map(|(at, it)| self.reduction(id, at, it)));
        let collectors = region.collectors.iter().enumerate();
        entries.extend(collectors.map(|(at, it)| self.gathering(id, at, it)));
        entries.extend(region.late.iter().filter_map(planned));
        entries
    }
}

/// Registers that nobody computes.
fn idle(region: &Region) -> usize {
    let steps: BTreeSet<Reg> = region
        .entries()
        .filter_map(|entry| match entry {
            Planned::Step(reg) => Some(*reg),
            Planned::Fold(_) => None,
        })
        .collect();
    let registers = region.registers.iter().enumerate();
    let idle = registers.filter(|(reg, register)| match register.op {
        Op::Constant(_) | Op::Denominator | Op::Reduce(_) => false,
        _ => !steps.contains(reg),
    });
    idle.count()
}
