//! Makes registers, each meaning once (hash-consing), and puts steps and folds in order.

use std::collections::{BTreeSet, HashMap};

use loyal_dsl::ir::FieldId;
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

use super::op::{
    CUSTOMERS, Entry, GLOBAL, Kind, Op, Place, Reduction, Reg, Region, RegionId, Register,
};

/// The regions under construction.
#[derive(Debug)]
pub(crate) struct Builder {
    regions: Vec<Region>,
    known: HashMap<(RegionId, Op, Type, bool), Reg>,
    lists: HashMap<(RegionId, RegionId, FieldId, u32), RegionId>,
}

impl Builder {
    /// A global region and one of customers.
    pub(crate) fn new() -> Builder {
        let customers = Region { level: 1, ..Region::default() };
        Builder {
            regions: vec![Region::default(), customers],
            known: HashMap::new(),
            lists: HashMap::new(),
        }
    }

    /// A register.
    pub(crate) fn register(&self, place: Place) -> Option<&Register> {
        self.regions.get(place.region)?.registers.get(place.reg)
    }

    /// A region.
    pub(crate) fn region(&mut self, region: RegionId) -> Option<&mut Region> {
        self.regions.get_mut(region)
    }

    /// The region of a list's elements: of `owner`'s list, seen from the rows of `parent`, after
    /// so many folds of the parent.
    pub(crate) fn list(
        &mut self,
        parent: RegionId,
        owner: RegionId,
        list: FieldId,
        stage: u32,
    ) -> RegionId {
        let key = (parent, owner, list, stage);
        if let Some(region) = self.lists.get(&key) {
            return *region;
        }
        let level = self.level(parent) + 1;
        let made = self.regions.len();
        self.regions.push(Region {
            parent,
            owner,
            list: Some(list),
            stage,
            level,
            ..Region::default()
        });
        self.lists.insert(key, made);
        made
    }

    fn level(&self, region: RegionId) -> usize {
        self.regions.get(region).map_or(0, |region| region.level)
    }

    /// The register of an operation, new or known.
    pub(crate) fn push(&mut self, region: RegionId, op: Op, ty: &Type, span: Span) -> Reg {
        self.make(region, op, ty, span, false)
    }

    /// The register of the same operation, whose result must fit 128 bits.
    pub(crate) fn seal(&mut self, place: Place, ty: &Type, span: Span) -> Place {
        let Some(op) = self.register(place).map(|register| register.op.clone()) else {
            return place;
        };
        Place { reg: self.make(place.region, op, ty, span, true), ..place }
    }

    fn make(&mut self, region: RegionId, op: Op, ty: &Type, span: Span, sealed: bool) -> Reg {
        let key = (region, op, ty.clone(), sealed);
        if let Some(reg) = self.known.get(&key) {
            return *reg;
        }
        let op = key.1.clone();
        let stage = self.stage(region, &op);
        let kind = Kind::of(ty);
        let registers = self.regions.get_mut(region).map(|region| &mut region.registers);
        let mut made = 0;
        if let Some(registers) = registers {
            made = registers.len();
            let register = Register { op: op.clone(), kind, ty: ty.clone(), span, stage, sealed };
            registers.push(register.clone());
            if kind == Kind::Fraction {
                registers.push(Register { op: Op::Denominator, kind: Kind::Number, ..register });
            }
        }
        self.note(region, made, op);
        self.known.insert(key, made);
        made
    }

    /// Keeps the lists of constants and of reductions.
    fn note(&mut self, region: RegionId, reg: Reg, op: Op) {
        match op {
            Op::Constant(_) => {
                if let Some(region) = self.regions.get_mut(region) {
                    region.constants.push(reg);
                }
            }
            Op::Reduce(reduction) => {
                if let Some(child) = self.regions.get_mut(reduction.child) {
                    child.reductions.push((reg, reduction));
                }
            }
            _ => {}
        }
    }

    fn stage(&self, region: RegionId, op: &Op) -> u32 {
        match op {
            Op::Reduce(Reduction { child, .. }) => {
                self.regions.get(*child).map_or(0, |child| child.stage + 1)
            }
            _ => op
                .operands()
                .into_iter()
                .filter_map(|reg| self.register(Place { region, reg }))
                .map(|register| register.stage)
                .max()
                .unwrap_or(0),
        }
    }

    /// The innermost of the regions of some registers; they lie within each other.
    pub(crate) fn innermost(&self, places: &[Place]) -> RegionId {
        places
            .iter()
            .map(|place| place.region)
            .max_by_key(|region| self.level(*region))
            .unwrap_or(GLOBAL)
    }

    /// The register in `region` that holds the value of a register of a region around it.
    pub(crate) fn bring(&mut self, place: Place, region: RegionId) -> Reg {
        if place.region == region {
            return place.reg;
        }
        let Some((ty, span)) = self.register(place).map(|from| (from.ty.clone(), from.span)) else {
            return place.reg;
        };
        if place.region == GLOBAL {
            return self.push(region, Op::Constant(place.reg), &ty, span);
        }
        let parent = self.regions.get(region).map_or(CUSTOMERS, |region| region.parent);
        if self.level(region) <= 1 {
            return place.reg;
        }
        let from = self.bring(place, parent);
        self.push(region, Op::Broadcast(from), &ty, span)
    }

    /// The regions with their steps in order: by stage; in a stage the steps as made, then the
    /// folds.
    pub(crate) fn finish(mut self) -> Vec<Region> {
        for region in 0..self.regions.len() {
            let schedule = self.schedule(region);
            if let Some(region) = self.regions.get_mut(region) {
                region.schedule = schedule;
            }
        }
        self.regions
    }

    /// The registers of a region that an operation reads, here or in a region within.
    fn read(&self, id: RegionId) -> BTreeSet<Reg> {
        let mut read = BTreeSet::new();
        for (at, region) in self.regions.iter().enumerate() {
            for register in &region.registers {
                match register.op {
                    Op::Broadcast(from) if region.parent == id => read.extend([from]),
                    Op::Constant(from) if id == GLOBAL => read.extend([from]),
                    _ if at == id => read.extend(register.op.operands()),
                    _ => {}
                }
            }
        }
        read
    }

    /// The steps that are needed only where their results need not fit 128 bits, and nobody
    /// reads those.
    fn is_idle(&self, id: RegionId, register: &Register, read: bool) -> bool {
        let key = (id, register.op.clone(), register.ty.clone(), true);
        !register.sealed && !read && self.known.contains_key(&key)
    }

    fn schedule(&self, id: RegionId) -> Vec<Entry> {
        let Some(region) = self.regions.get(id) else { return Vec::new() };
        let read = self.read(id);
        let computed = region.registers.iter().enumerate().filter(|(_, register)| {
            !matches!(register.op, Op::Constant(_) | Op::Denominator | Op::Reduce(_))
        });
        let computed =
            computed.filter(|(reg, register)| !self.is_idle(id, register, read.contains(reg)));
        let steps = computed.map(|(reg, register)| (register.stage, false, Entry::Step(reg)));
        let children = self
            .regions
            .iter()
            .enumerate()
            .filter(|(at, child)| *at > CUSTOMERS && child.parent == id);
        let folds = children.map(|(at, child)| (child.stage, true, Entry::Fold(at)));
        let mut entries: Vec<_> = steps.chain(folds).collect();
        entries.sort_by_key(|(stage, fold, _)| (*stage, *fold));
        entries.into_iter().map(|(_, _, entry)| entry).collect()
    }
}
