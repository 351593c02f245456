//! What is done over the rows of a region, in words: values brought in, reductions, rules.

use loyal_dsl::ir::Extreme;
use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;
use loyal_dsl::source::Span;

use crate::outline::names::Names;
use crate::plan::op::{
    CUSTOMERS, Collector, Op, Reduction, ReductionKind, Reg, RegionId, Register,
};

impl Names<'_> {
    /// A value of the rows around, for every element.
    pub(super) fn broadcast(&self, region: RegionId, register: &Register) -> Message {
        let Op::Broadcast(from) = register.op else { return Message::verbatim("") };
        let parent = self.plan.regions.get(region).map_or(CUSTOMERS, |region| region.parent);
        say!("{a} of the row around", a = self.operand(parent, from))
    }

    /// What a list comes to.
    pub(in crate::outline) fn reduction(&self, reduction: &Reduction) -> Message {
        let o = |reg: Reg| self.operand(reduction.child, reg);
        let list = self.list(reduction.child).unwrap_or_default();
        let value = || reduction.value.map_or_else(|| Message::verbatim(""), o);
        let whole = match reduction.kind {
            ReductionKind::Count => say!("count of `{list}`", list),
            ReductionKind::Sum => say!("sum of {value}", value = value()),
            ReductionKind::Average(_) => say!("average of {value}", value = value()),
            ReductionKind::Extreme(Extreme::Largest) => say!("largest {value}", value = value()),
            ReductionKind::Extreme(Extreme::Smallest) => say!("smallest {value}", value = value()),
            ReductionKind::Distinct => say!("count of different {value}", value = value()),
            ReductionKind::Any => say!("whether any has {value}", value = value()),
            ReductionKind::Every => say!("whether every one has {value}", value = value()),
            ReductionKind::SumOfTop(count) => {
                say!("sum of the {count} largest {value}", count, value = value())
            }
            ReductionKind::Pick(which) => {
                let key = reduction.key.map_or_else(|| Message::verbatim(""), |(key, _)| o(key));
                match which {
                    Extreme::Largest => {
                        say!("{value} of the one with the largest {key}", value = value(), key)
                    }
                    Extreme::Smallest => {
                        say!("{value} of the one with the smallest {key}", value = value(), key)
                    }
                }
            }
        };
        match reduction.filter {
            Some(filter) => say!("{whole} where {filter}", whole, filter = o(filter)),
            None => whole,
        }
    }

    /// For whom a rule is looked at, and what is kept of them.
    pub(in crate::outline) fn gathering(&self, region: RegionId, collector: &Collector) -> Message {
        let o = |reg: &Reg| self.operand(region, *reg);
        let Some(subject) = &collector.subject else {
            let filters = Joint::Comma.of(collector.filters.iter().map(o).collect::<Vec<_>>());
            return say!("look ahead where {filters}", filters);
        };
        let kept = match subject.cells.len() {
            1 => say!("keep 1 value"),
            count => say!("keep {count} values", count),
        };
        let conditions = collector.filters.iter().chain(&subject.conditions).map(o);
        let conditions: Vec<Message> = conditions.collect();
        let found = if conditions.is_empty() {
            kept
        } else {
            say!("{kept} where {conditions}", kept, conditions = Joint::Comma.of(conditions))
        };
        let exceptions: Vec<Message> = subject.exceptions.iter().map(o).collect();
        if exceptions.is_empty() {
            return found;
        }
        say!("{found}, unless {exceptions}", found, exceptions = Joint::EachOr.of(exceptions))
    }

    /// The name of a rule, of a figure published of elements, or of lots of points, and its text.
    pub(in crate::outline) fn collected(&self, index: usize) -> (Option<String>, Option<Span>) {
        let program = &self.plan.program;
        if let Some(rule) = program.rules.get(index) {
            return (Some(rule.name.clone()), Some(rule.span));
        }
        let figure = index.saturating_sub(program.rules.len());
        if let Some((name, _, value)) = program.published_of_each().nth(figure) {
            return (Some(name.to_owned()), Some(value.span));
        }
        let lots = index.checked_sub(self.plan.first_lots());
        let lots = lots.and_then(|at| program.lots.get(at));
        lots.map_or((None, None), |lots| (Some(lots.points.clone()), Some(lots.left.span)))
    }
}
