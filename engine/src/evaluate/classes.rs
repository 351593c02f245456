//! The classes of a plan at a date: how its constants cut the columns, and what the conditions
//! say of one example of each class.

use std::collections::BTreeSet;

use loyal_dsl::ir::Comparison;

use super::classify::{Classifier, Sorted, Texts};
use super::frame::{Context, Here};
use super::step::step;
use crate::batch::Rows;
use crate::column::class::{Answers, Parts};
use crate::column::number::holds;
use crate::column::{File, Flags, Registers, first_lanes, lanes_of};
use crate::plan::classes::{ClassColumn, Classes, MOST};
use crate::plan::op::{Kind, Op, Region, RegionId};

/// How many classes are tried at once.
const LANES: usize = 64;

/// A column's parts by their examples: a value each, or none for what is missing.
struct Cut {
    /// Ascending; where the part changes.
    bounds: Vec<i64>,
    /// The part of values that reach so many bounds.
    parts: Vec<usize>,
    examples: Vec<Option<i64>>,
}

/// By region: its classes, where it has any and no condition fails by its constants.
pub(super) fn classifiers(context: &Context<'_, i64>) -> Vec<Option<Classifier>> {
    let plan = context.plan;
    let regions = plan.regions.iter().zip(&plan.classes).enumerate();
    regions
        .map(|(id, (region, classes))| classifier(context, id, region, classes.as_ref()?))
        .collect()
}

fn classifier(
    context: &Context<'_, i64>,
    id: RegionId,
    region: &Region,
    classes: &Classes,
) -> Option<Classifier> {
    let cuts: Vec<Cut> = classes.columns.iter().map(|column| cut(context, column)).collect();
    let count = cuts.iter().fold(1, |all: usize, cut| all.saturating_mul(cut.examples.len()));
    if count > MOST {
        return None;
    }
    let (answers, may_miss) = answers(context, id, region, classes, &cuts, count)?;
    let mut columns = Vec::with_capacity(cuts.len());
    let mut step = 1;
    for (column, cut) in classes.columns.iter().zip(&cuts) {
        columns.push(sorted(context, region, column, cut, step)?);
        step *= cut.examples.len();
    }
    let conditions = classes.conditions.clone();
    Some(Classifier {
        columns,
        answers,
        conditions,
        may_miss,
        #[cfg(test)]
        classes: count,
    })
}

/// Cuts a column at its bounds; parts of which every comparison says the same are one.
fn cut(context: &Context<'_, i64>, column: &ClassColumn) -> Cut {
    let constant = |reg| context.globals.lane(reg, 0);
    let mut tests = Vec::new();
    for (test, reg) in &column.tests {
        if context.globals.flags(*reg).valid & 1 == 1 {
            tests.push((*test, constant(*reg)));
        }
    }
    if column.kind == Kind::Bits {
        tests.push((Comparison::Equal, 0));
    }
    let mut bounds = BTreeSet::new();
    for (test, value) in &tests {
        let (at, after) = match test {
            Comparison::Equal | Comparison::NotEqual => (true, true),
            Comparison::Less | Comparison::GreaterOrEqual => (true, false),
            Comparison::LessOrEqual | Comparison::Greater => (false, true),
        };
        bounds.extend(Some(*value).filter(|_| at));
        bounds.extend(value.checked_add(1).filter(|_| after));
    }
    let before = bounds.first().map_or(1, |first| first.saturating_sub(1));
    let (mut said, mut parts, mut examples) = (Vec::new(), Vec::new(), Vec::new());
    for example in [before].into_iter().chain(bounds.iter().copied()) {
        let says: Vec<bool> =
            tests.iter().map(|(test, value)| holds(*test, example.cmp(value))).collect();
        parts.push(said.iter().position(|known| *known == says).unwrap_or_else(|| {
            said.push(says);
            examples.push(Some(example));
            examples.len() - 1
        }));
    }
    examples.extend(column.optional.then_some(None));
    Cut { bounds: bounds.into_iter().collect(), parts, examples }
}

/// A column with the numbers of its parts, which lie `step` classes apart.
fn sorted(
    context: &Context<'_, i64>,
    region: &Region,
    column: &ClassColumn,
    cut: &Cut,
    step: usize,
) -> Option<Sorted> {
    let number = |part: usize| u8::try_from(part * step).ok();
    let numbers: Vec<u8> = cut.parts.iter().map(|part| number(*part)).collect::<Option<_>>()?;
    let last = number(cut.examples.len() - 1)?;
    let missing = column.optional.then_some(last);
    let texts = column.is_text.then(|| texts(context, region, column, cut, &numbers));
    let parts = match &texts {
        Some(texts) => Parts::same(texts.other),
        None => Parts::new(cut.bounds.clone(), numbers),
    };
    Some(Sorted { field: column.field.0 as usize, parts, missing, texts })
}

/// The registers of the texts that a column is compared with, and their numbers.
fn texts(
    context: &Context<'_, i64>,
    region: &Region,
    column: &ClassColumn,
    cut: &Cut,
    numbers: &[u8],
) -> Texts {
    let mut named = Vec::new();
    for reg in &region.constants {
        let Some(Op::Constant(from)) = region.registers.get(*reg).map(|found| &found.op) else {
            continue;
        };
        let code = context.globals.lane(*from, 0);
        let asked = column.tests.iter().any(|(_, constant)| constant == from);
        let at = cut.bounds.iter().position(|bound| *bound == code).filter(|_| asked);
        let number = at.and_then(|at| numbers.get(at + 1));
        named.extend(number.map(|number| (*reg, *number)));
    }
    Texts { named, other: numbers.last().copied().unwrap_or_default(), codes: Vec::new() }
}

/// What the conditions say of every class, and whether one may be missing; none where one fails.
fn answers(
    context: &Context<'_, i64>,
    id: RegionId,
    region: &Region,
    classes: &Classes,
    cuts: &[Cut],
    count: usize,
) -> Option<(Answers, bool)> {
    let (mut answers, mut may_miss) = (Answers::default(), false);
    for first in (0..count).step_by(LANES) {
        let file = examples(context, id, region, classes, cuts, first);
        let active = first_lanes((count - first).min(LANES));
        for (at, condition) in classes.conditions.iter().enumerate() {
            let flags = file.flags(*condition);
            if flags.error & active != 0 {
                return None;
            }
            may_miss |= flags.valid & active != active;
            for (question, lanes) in
                [(at, flags.bits), (at + classes.conditions.len(), flags.valid)]
            {
                for lane in lanes_of(lanes & active) {
                    answers.say_yes(question, u8::try_from(first + lane).ok()?);
                }
            }
        }
    }
    Some((answers, may_miss))
}

/// The registers of a region for an example of each class from `first`.
fn examples(
    context: &Context<'_, i64>,
    id: RegionId,
    region: &Region,
    classes: &Classes,
    cuts: &[Cut],
    first: usize,
) -> File<i64, LANES> {
    let mut file = File::default();
    file.resize(region.registers.len());
    for reg in &region.constants {
        if let Some(Op::Constant(from)) = region.registers.get(*reg).map(|found| &found.op) {
            let flags = context.globals.flags(*from);
            let spread = |word: u64| if word & 1 == 1 { u64::MAX } else { 0 };
            let (bits, valid) = (spread(flags.bits), spread(flags.valid));
            file.set_flags(*reg, Flags { bits, valid, error: spread(flags.error) });
            if let Some(lanes) = file.numbers.get_mut(*reg) {
                *lanes = [context.globals.lane(*from, 0); LANES];
            }
        }
    }
    let mut apart = 1;
    for (column, cut) in classes.columns.iter().zip(cuts) {
        let mut flags = Flags::default();
        for lane in 0..LANES {
            let part = (first + lane) / apart % cut.examples.len();
            let Some(Some(value)) = cut.examples.get(part) else { continue };
            flags.valid |= 1 << lane;
            flags.bits |= u64::from(column.kind == Kind::Bits && *value != 0) << lane;
            if let Some(slot) = file.numbers.get_mut(column.reg).and_then(|n| n.get_mut(lane)) {
                *slot = *value;
            }
        }
        file.set_flags(column.reg, flags);
        apart *= cut.examples.len();
    }
    let rows = Rows::default();
    let here = Here::outermost(id, &rows, 0, LANES);
    for reg in &classes.formula {
        if let Some(register) = region.registers.get(*reg) {
            step(context, *reg, register, &mut file, &here);
        }
    }
    file
}
