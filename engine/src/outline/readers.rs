//! Who reads a register: how often.

use crate::plan::op::{CUSTOMERS, GLOBAL, Op, Reg, Region, RegionId};
use crate::plan::{Inner, TierRegisters};

/// By region and register: by how many steps, rules and parts of outcomes it is read.
pub(super) fn readers(plan: &Inner) -> Vec<Vec<usize>> {
    let mut uses: Vec<Vec<usize>> =
        plan.regions.iter().map(|region| vec![0; region.registers.len()]).collect();
    for (id, region) in plan.regions.iter().enumerate() {
        for reg in of_steps(region).chain(of_rules(region)) {
            add(&mut uses, id, reg, 1);
        }
        for (_, reduction) in &region.reductions {
            let key = reduction.key.map(|(key, _)| key);
            for reg in [reduction.filter, reduction.value, key].into_iter().flatten() {
                add(&mut uses, id, reg, 1);
            }
        }
    }
    for reg in of_outcomes(plan) {
        add(&mut uses, CUSTOMERS, reg, 1);
    }
    through(plan, &mut uses);
    uses
}

fn add(uses: &mut [Vec<usize>], region: RegionId, reg: Reg, times: usize) {
    if let Some(uses) = uses.get_mut(region).and_then(|region| region.get_mut(reg)) {
        *uses += times;
    }
}

fn of_steps(region: &Region) -> impl Iterator<Item = Reg> {
    let steps = region.entries().filter_map(|entry| match entry {
        crate::plan::op::Entry::Step(reg) => region.registers.get(*reg),
        crate::plan::op::Entry::Fold(_) => None,
    });
    steps.flat_map(|register| register.op.operands())
}

fn of_rules(region: &Region) -> impl Iterator<Item = Reg> {
    region.collectors.iter().flat_map(|collector| {
        let subject = collector.subject.iter().flat_map(|subject| {
            subject.conditions.iter().chain(&subject.exceptions).chain(&subject.cells)
        });
        collector.filters.iter().chain(subject).copied()
    })
}

fn of_outcomes(plan: &Inner) -> Vec<Reg> {
    let demanded = plan.outputs.demanded().chain(plan.kept.registers());
    demanded.chain(plan.outputs.tiers.iter().flat_map(of_tier)).collect()
}

/// What tells of a tier why, and how far it is to the next level.
fn of_tier(tier: &TierRegisters) -> Vec<Reg> {
    let bars = tier.steps.iter().flat_map(|step| step.rise.iter().chain(&step.keep)).flatten();
    let mut read: Vec<Reg> =
        bars.flat_map(|bar| [bar.met].into_iter().chain(bar.missing)).collect();
    if let Some(memory) = &tier.memory {
        read.extend([memory.own, memory.before, memory.lowered_before]);
        read.extend(&memory.stays);
        read.extend(memory.loans.iter().flat_map(|(level, day)| [*level].into_iter().chain(*day)));
        read.extend(memory.at_once.iter().map(|(when, _)| *when));
    }
    read
}

/// Whoever reads what stands for a constant reads the constant; a value that is brought into a
/// list is read once by it.
fn through(plan: &Inner, uses: &mut [Vec<usize>]) {
    for (id, region) in plan.regions.iter().enumerate().rev() {
        for (reg, register) in region.registers.iter().enumerate() {
            let read = uses.get(id).and_then(|region| region.get(reg)).copied().unwrap_or(0);
            match register.op {
                Op::Constant(from) => add(uses, GLOBAL, from, read),
                Op::Broadcast(from) => add(uses, region.parent, from, usize::from(read > 0)),
                _ => {}
            }
        }
    }
}
