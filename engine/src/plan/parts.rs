//! Long lists of steps are cut into parts, each a region of its own over the same elements: a part is
//! run over all elements of a block of customers before the next begins, so that its registers stay
//! in the cache, however many rules look at a list. What several parts read is computed in each.

use std::collections::{BTreeMap, BTreeSet};

use super::op::{CUSTOMERS, Collector, Entry, Kind, Op, Reduction, Reg, Region, RegionId};

/// The most registers of a part, unless one rule or reduction alone needs more: about those of as
/// many comparisons as classes can tell apart.
pub(crate) const MOST: usize = 256;

/// A part in the making.
struct Part {
    region: Region,
    /// The numbers of its registers by those of the whole.
    numbers: BTreeMap<Reg, Reg>,
}

/// Who reads the elements of a list.
enum Reader<'r> {
    /// A reduction, and the register of the parent that it fills.
    Reduction(Reg, &'r Reduction),
    Collector(&'r Collector),
}

/// Cuts every region with more registers than `most` that lies around no other. The first part keeps
/// its place.
pub(crate) fn split(regions: &mut Vec<Region>, most: usize) {
    for id in CUSTOMERS + 1..regions.len() {
        let Some(region) = regions.get(id) else { return };
        let is_around = regions.iter().any(|other| other.parent == id);
        if region.registers.len() <= most || is_around {
            continue;
        }
        let parts = parts(region, most);
        let places = (regions.len()..).take(parts.len().saturating_sub(1));
        let places: Vec<RegionId> = [id].into_iter().chain(places).collect();
        let parent = region.parent;
        for (place, part) in places.iter().zip(parts) {
            place_part(regions, *place, part);
        }
        if let Some(parent) = regions.get_mut(parent) {
            parent.schedule = with_parts(&parent.schedule, id, &places);
            parent.late = with_parts(&parent.late, id, &places);
        }
    }
}

/// The entries, with the folds of all parts where the whole was folded.
fn with_parts(entries: &[Entry], whole: RegionId, parts: &[RegionId]) -> Vec<Entry> {
    let folds = |entry: &Entry| match entry {
        Entry::Fold(child) if *child == whole => parts.iter().map(|at| Entry::Fold(*at)).collect(),
        Entry::Fold(_) | Entry::Step(_) => vec![*entry],
    };
    entries.iter().flat_map(folds).collect()
}

/// Puts a part into its place, where its reductions are found from now on.
fn place_part(regions: &mut Vec<Region>, place: RegionId, mut part: Region) {
    let parent = regions.get_mut(part.parent);
    let mut registers = parent.map(|parent| &mut parent.registers);
    for (reg, reduction) in &mut part.reductions {
        reduction.child = place;
        if let Some(register) = registers.as_mut().and_then(|all| all.get_mut(*reg)) {
            register.op = Op::Reduce(reduction.clone());
        }
    }
    match regions.get_mut(place) {
        Some(slot) => *slot = part,
        None => regions.push(part),
    }
}

/// The parts of a region, in the order of those who read its rows.
fn parts(whole: &Region, most: usize) -> Vec<Region> {
    let reductions = whole.reductions.iter().map(|(reg, it)| Reader::Reduction(*reg, it));
    let readers = reductions.chain(whole.collectors.iter().map(Reader::Collector));
    let (mut parts, mut part) = (Vec::new(), Part::of(whole));
    for reader in readers {
        let mut lacking = part.lacking(whole, &reader);
        if part.region.registers.len() + lacking.len() > most && !part.numbers.is_empty() {
            parts.push(std::mem::replace(&mut part, Part::of(whole)).finish(whole));
            lacking = part.lacking(whole, &reader);
        }
        part.add(whole, &lacking);
        part.read(&reader);
    }
    parts.push(part.finish(whole));
    parts
}

impl Reader<'_> {
    fn operands(&self) -> Vec<Reg> {
        match self {
            Reader::Reduction(_, reduction) => reduction.operands().collect(),
            Reader::Collector(collector) => collector.operands().collect(),
        }
    }
}

impl Part {
    /// A part without steps.
    fn of(whole: &Region) -> Part {
        let region = Region {
            parent: whole.parent,
            owner: whole.owner,
            list: whole.list,
            stage: whole.stage,
            level: whole.level,
            ..Region::default()
        };
        Part { region, numbers: BTreeMap::new() }
    }

    /// The registers that a reader needs and the part does not have.
    fn lacking(&self, whole: &Region, reader: &Reader<'_>) -> BTreeSet<Reg> {
        let (mut lacking, mut open) = (BTreeSet::new(), reader.operands());
        while let Some(reg) = open.pop() {
            let Some(register) = whole.registers.get(reg) else { continue };
            if !self.numbers.contains_key(&reg) && lacking.insert(reg) {
                open.extend(register.op.operands());
            }
        }
        lacking
    }

    /// Adds registers, operands before results as in the whole.
    fn add(&mut self, whole: &Region, lacking: &BTreeSet<Reg>) {
        for reg in lacking {
            let Some(register) = whole.registers.get(*reg) else { continue };
            let mut made = register.clone();
            made.op.renumber(&|operand| self.number(operand));
            let number = self.region.registers.len();
            if matches!(made.op, Op::Constant(_)) {
                self.region.constants.push(number);
            }
            self.numbers.insert(*reg, number);
            self.region.registers.push(made);
            if register.kind == Kind::Fraction {
                self.region.registers.extend(whole.registers.get(reg + 1).cloned());
            }
        }
    }

    fn read(&mut self, reader: &Reader<'_>) {
        match *reader {
            Reader::Reduction(reg, reduction) => {
                let mut reduction = reduction.clone();
                reduction.renumber(&|operand| self.number(operand));
                self.region.reductions.push((reg, reduction));
            }
            Reader::Collector(collector) => {
                let mut collector = collector.clone();
                collector.renumber(&|operand| self.number(operand));
                self.region.collectors.push(collector);
            }
        }
    }

    fn number(&self, reg: Reg) -> Reg {
        self.numbers.get(&reg).copied().unwrap_or_default()
    }

    /// The part, with the steps of the whole that are its own.
    fn finish(mut self, whole: &Region) -> Region {
        let own = |entry: &Entry| match entry {
            Entry::Step(reg) => self.numbers.get(reg).map(|number| Entry::Step(*number)),
            Entry::Fold(_) => None,
        };
        let (schedule, late) = (&whole.schedule, &whole.late);
        let (schedule, late) =
            (schedule.iter().filter_map(own).collect(), late.iter().filter_map(own).collect());
        (self.region.schedule, self.region.late) = (schedule, late);
        self.region
    }
}
