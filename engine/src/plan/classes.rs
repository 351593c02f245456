//! Classes of elements: conditions that only compare an element's own columns with constants are
//! the same for all elements of one class, so that a fold looks at every element once, however
//! many windows and tests there are.
//!
//! The constants cut each column into few parts; a class is one part of every column. What a
//! condition says of each class is known when the plan is bound to a date. Such conditions cannot
//! fail where the constants did not, so that it makes no difference that all of them are known
//! before anything is read.

mod column;

use std::collections::BTreeSet;

use loyal_dsl::ir::{FieldKind, Program};

pub(crate) use column::ClassColumn;
use column::{column, op};

use super::op::{CUSTOMERS, Entry, Kind, Op, Reg, Region, RegionId};

/// The most classes of a region: a class is one byte.
pub(crate) const MOST: usize = 256;

/// The classes of a region's rows.
#[derive(Debug, Clone)]
pub(crate) struct Classes {
    pub(crate) columns: Vec<ClassColumn>,
    /// The steps from the columns and constants to the conditions, in order.
    pub(crate) formula: Vec<Reg>,
    /// The registers whose states are those of a row's class.
    pub(crate) conditions: Vec<Reg>,
    /// The region's schedule without the steps that only the conditions need.
    pub(crate) schedule: Vec<Entry>,
    /// Its late steps without those.
    pub(crate) late: Vec<Entry>,
}

impl Classes {
    /// All that is done for rows whose conditions are told by class.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.schedule.iter().chain(&self.late)
    }
}

/// When a region gets classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Where they take less time than a mask a comparison.
    IfFaster,
    /// Wherever there is a condition for them.
    #[cfg(test)]
    Always,
    /// Nowhere.
    #[cfg(test)]
    Never,
}

/// The classes of every region.
pub(crate) fn classify(
    program: &Program,
    regions: &[Region],
    wanted: Wanted,
) -> Vec<Option<Classes>> {
    (0..regions.len()).map(|id| classes(program, regions, id, wanted)).collect()
}

fn classes(program: &Program, regions: &[Region], id: RegionId, wanted: Wanted) -> Option<Classes> {
    let region = regions.get(id).filter(|_| id > CUSTOMERS)?;
    let demanded = demanded(regions, id);
    let optional = optional_fields(program, regions, id);
    let mut dropped = BTreeSet::new();
    loop {
        let found = attempt(region, &demanded, &optional, &dropped)?;
        let classes =
            found.columns.iter().fold(1, |all: usize, column| all.saturating_mul(column.parts()));
        if classes <= MOST {
            return Some(found).filter(|found| found.is_wanted(wanted));
        }
        // What is too much by itself goes first, then what helps least.
        let order = |column: &&ClassColumn| (column.parts() <= MOST, column.gain());
        dropped.insert(found.columns.iter().min_by_key(order)?.reg);
    }
}

/// The classes by all columns that are not dropped; none where there is no condition for them.
fn attempt(
    region: &Region,
    demanded: &[Reg],
    optional: &[bool],
    dropped: &BTreeSet<Reg>,
) -> Option<Classes> {
    let pure = pure(region, dropped);
    let is_pure = |reg: Reg| pure.get(reg) == Some(&true);
    let (live, conditions) = reached(region, demanded, is_pure);
    let (formula, _) = reached(region, &conditions, |_| false);
    let is_column = |reg: &Reg| matches!(op(region, *reg), Some(Op::Field(_)));
    let columns: Vec<ClassColumn> = formula
        .iter()
        .filter(|reg| is_column(reg))
        .filter_map(|reg| column(region, *reg, &formula, optional))
        .collect();
    if columns.is_empty() {
        return None;
    }
    let is_live = |entry: &Entry| match entry {
        Entry::Step(reg) => live.contains(reg),
        Entry::Fold(_) => true,
    };
    let live_of = |entries: &[Entry]| entries.iter().copied().filter(is_live).collect();
    let is_step = |reg: &Reg| !is_column(reg) && !matches!(op(region, *reg), Some(Op::Constant(_)));
    let formula = formula.iter().copied().filter(is_step).collect();
    let (schedule, late) = (live_of(&region.schedule), live_of(&region.late));
    Some(Classes { columns, formula, conditions, schedule, late })
}

/// By register: whether it is a yes/no that follows from columns and constants alone.
fn pure(region: &Region, dropped: &BTreeSet<Reg>) -> Vec<bool> {
    let mut pure: Vec<bool> = Vec::with_capacity(region.registers.len());
    for (reg, register) in region.registers.iter().enumerate() {
        let all = |regs: &[Reg]| regs.iter().all(|reg| pure.get(*reg) == Some(&true));
        let column =
            |reg: Reg| matches!(op(region, reg), Some(Op::Field(_))) && !dropped.contains(&reg);
        let constant = |reg: Reg| matches!(op(region, reg), Some(Op::Constant(_)));
        let is_bits = register.kind == Kind::Bits;
        pure.push(match &register.op {
            Op::Constant(_) => is_bits,
            Op::Field(_) => is_bits && column(reg),
            Op::Compare(_, a, b) => column(*a) && constant(*b) || constant(*a) && column(*b),
            Op::Known(a) => column(*a) || all(&[*a]),
            Op::And(..) | Op::Or(..) | Op::Not(_) | Op::CompareBits(..) => {
                all(&register.op.operands())
            }
            Op::OrElse(..) | Op::Cases(..) => is_bits && all(&register.op.operands()),
            _ => false,
        });
    }
    pure
}

/// The registers that are needed for some, and those among them that are taken as they are.
pub(super) fn reached(
    region: &Region,
    from: &[Reg],
    is_taken: impl Fn(Reg) -> bool,
) -> (BTreeSet<Reg>, Vec<Reg>) {
    let (mut reached, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut open = from.to_vec();
    while let Some(reg) = open.pop() {
        let Some(found) = op(region, reg) else { continue };
        if is_taken(reg) && !matches!(found, Op::Constant(_)) {
            taken.insert(reg);
        } else if reached.insert(reg) {
            open.extend(found.operands());
        }
    }
    (reached, taken.into_iter().collect())
}

/// The registers of a region that are read by others than its own steps.
fn demanded(regions: &[Region], id: RegionId) -> Vec<Reg> {
    let collectors = regions.get(id).into_iter().flat_map(|region| &region.collectors);
    let cells = collectors.filter_map(|it| it.subject.as_ref()).flat_map(|it| &it.cells);
    asked(regions, id).into_iter().chain(cells.copied()).collect()
}

/// The registers of a region that others than its own steps read before it is known what fires.
fn asked(regions: &[Region], id: RegionId) -> Vec<Reg> {
    let mut asked = asked_within(regions, id);
    let children = (0..regions.len())
        .filter(|child| regions.get(*child).is_some_and(|region| region.parent == id));
    asked.extend(children.flat_map(|child| broadcasts(regions, child)));
    asked
}

/// The registers that reductions and rules read of the rows of a region.
pub(super) fn asked_within(regions: &[Region], id: RegionId) -> Vec<Reg> {
    let Some(region) = regions.get(id) else { return Vec::new() };
    let mut asked = Vec::new();
    for (_, reduction) in &region.reductions {
        asked.extend(reduction.operands());
    }
    for collector in &region.collectors {
        asked.extend(&collector.filters);
        let subject = collector.subject.iter();
        asked.extend(subject.flat_map(|it| it.conditions.iter().chain(&it.exceptions)));
    }
    asked
}

/// The registers of its parent that a region reads.
pub(super) fn broadcasts(regions: &[Region], child: RegionId) -> impl Iterator<Item = Reg> {
    let registers = regions.get(child).into_iter().flat_map(|region| &region.registers);
    registers.filter_map(|register| match register.op {
        Op::Broadcast(from) => Some(from),
        _ => None,
    })
}

/// By field of a region's record: whether it may be missing.
fn optional_fields(program: &Program, regions: &[Region], id: RegionId) -> Vec<bool> {
    let fields = record_of(program, regions, id).and_then(|record| program.records.get(record));
    fields.map_or_else(Vec::new, |record| record.fields.iter().map(|f| f.optional).collect())
}

/// The record of a region's rows.
pub(crate) fn record_of(program: &Program, regions: &[Region], id: RegionId) -> Option<usize> {
    if id <= CUSTOMERS {
        return Some(0);
    }
    let region = regions.get(id)?;
    let owner = program.records.get(record_of(program, regions, region.owner)?)?;
    match owner.fields.get(region.list?.0 as usize)?.kind {
        FieldKind::List(record) => Some(record.0 as usize),
        FieldKind::Scalar(_) => None,
    }
}

// What a row costs, in about a machine's instruction, as measured over lists of twelve (see also
// `column`):

/// a step on yes/no values alone,
const LOGIC: usize = 1;
/// looking up in which part of a column a value lies,
const LOOKUP: usize = 6;
/// looking up what a class says of eight conditions.
const ANSWERS: usize = 6;

impl Classes {
    fn is_wanted(&self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::IfFaster => self.is_faster(),
            #[cfg(test)]
            Wanted::Always => true,
            #[cfg(test)]
            Wanted::Never => false,
        }
    }

    fn is_faster(&self) -> bool {
        let comparisons: usize = self.columns.iter().map(|column| column.tests.len()).sum();
        let logic = self.formula.len().saturating_sub(comparisons) * LOGIC;
        let saved: usize = self.columns.iter().map(ClassColumn::gain).sum();
        let answers = self.conditions.len().div_ceil(8) * ANSWERS;
        saved + logic > self.columns.len() * LOOKUP + answers
    }
}
