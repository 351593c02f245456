//! The pieces of work of a region.

use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;

use super::super::words::kind;
use super::super::{Entry, Measured, Work, cost};
use super::Drawing;
use crate::plan::classes::Classes;
use crate::plan::op::{
    Collector, GLOBAL, Kind, Place as At, Reduction, Reg, Region, RegionId, Register,
};

impl Drawing<'_> {
    pub(super) fn step(&self, id: RegionId, reg: Reg, by_class: bool) -> Option<Entry> {
        let register = self.names.register(id, reg)?;
        let work = if id == GLOBAL && !self.names.hangs_on_date(reg) {
            Work::Literal
        } else if by_class {
            Work::ByClass
        } else {
            Work::Step
        };
        let step = match self.names.constant(reg).filter(|_| id == GLOBAL) {
            Some(value) if work == Work::Literal => Message::verbatim(value),
            Some(value) => {
                say!("{step} = {value}", step = self.names.step(id, register), value)
            }
            None => self.names.step(id, register),
        };
        let estimate = if by_class { 0 } else { cost::step(register) };
        let measured = self.costs.part(id, |seen| seen.steps.get(reg)).filter(|_| id != GLOBAL);
        Some(Entry {
            measured: measured.map(|measured| self.answered(id, reg, register, measured)),
            estimated_ps: self.costs.estimate(id, estimate),
            ..self.entry(work, At { region: id, reg }, register, step)
        })
    }

    /// What is measured of a step, with how often it held.
    fn answered(
        &self,
        id: RegionId,
        reg: Reg,
        register: &Register,
        measured: Measured,
    ) -> Measured {
        let is_condition = register.kind == Kind::Bits;
        match self.costs.answered(id, reg).filter(|_| is_condition) {
            Some(found) => {
                Measured { asked: Some(found.asked), held: Some(found.held), ..measured }
            }
            None => measured,
        }
    }

    /// What the result of a step is, where it stands, and who reads it.
    fn entry(&self, work: Work, at: At, register: &Register, step: Message) -> Entry {
        let At { region, reg } = at;
        Entry {
            number: self.names.number_of(region, reg),
            name: self.names.value(region, reg).map(str::to_owned),
            ty: Some(kind(&self.names.plan.program, &register.ty)),
            uses: self.uses.get(region).and_then(|region| region.get(reg)).copied(),
            place: self.names.place(register.span),
            ..Entry::of(work, step)
        }
    }

    pub(super) fn fold(&self, child: RegionId) -> Option<Entry> {
        let list = self.names.list(child)?;
        Some(Entry::of(Work::Fold, say!("all of `{list}`, in one pass", list)))
    }

    pub(super) fn walk(&self, id: RegionId, region: &Region) -> Entry {
        let list = self.names.list(id).unwrap_or_default();
        let owner = self.names.record(region.owner);
        let field = owner.zip(region.list);
        let field = field.and_then(|(owner, list)| owner.fields.get(list.0 as usize));
        Entry {
            place: field.and_then(|field| self.names.place(field.span)),
            estimated_ps: self.costs.estimate(id, cost::walk()),
            measured: self.costs.part(id, |seen| Some(&seen.walk)),
            ..Entry::of(Work::Walk, say!("find the elements of `{list}`", list))
        }
    }

    pub(super) fn classes(&self, id: RegionId, classes: &Classes) -> Entry {
        let columns = classes.columns.iter().map(|column| self.names.column(id, column.field));
        let columns = Joint::Comma.of(columns.collect::<Vec<_>>());
        let step = match classes.conditions.len() {
            1 => say!("class by {columns}, which answers 1 condition", columns),
            count => say!("class by {columns}, which answers {count} conditions", columns, count),
        };
        let conditions = classes.conditions.iter();
        let places = conditions.filter_map(|reg| self.names.register(id, *reg));
        Entry {
            shared: places.filter_map(|register| self.names.place(register.span)).collect(),
            estimated_ps: self.costs.estimate(id, cost::classes(classes)),
            measured: self.costs.part(id, |seen| Some(&seen.classes)),
            ..Entry::of(Work::Classes, step)
        }
    }

    pub(super) fn reduction(
        &self,
        id: RegionId,
        at: usize,
        (reg, reduction): &(Reg, Reduction),
    ) -> Entry {
        let region = self.names.plan.regions.get(id).map_or(id, |region| region.parent);
        let step = self.names.reduction(reduction);
        let measured = self.costs.part(id, |seen| seen.reductions.get(at));
        let estimated_ps = self.costs.estimate(id, cost::reduction(reduction));
        let entry = match self.names.register(region, *reg) {
            Some(register) => self.entry(Work::Reduction, At { region, reg: *reg }, register, step),
            None => Entry::of(Work::Reduction, step),
        };
        Entry { estimated_ps, measured, ..entry }
    }

    pub(super) fn gathering(&self, id: RegionId, at: usize, collector: &Collector) -> Entry {
        let (name, span) = self.names.collected(collector.rule);
        Entry {
            name,
            place: span.and_then(|span| self.names.place(span)),
            estimated_ps: self.costs.estimate(id, cost::gathering(collector)),
            measured: self.costs.part(id, |seen| seen.gatherings.get(at)),
            ..Entry::of(Work::Gathering, self.names.gathering(id, collector))
        }
    }
}
