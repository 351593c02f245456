//! Which registers an operation reads, and the same operation on registers of other numbers.

use super::op::{Collector, Measured, Op, Reduction, Reg};

impl Measured {
    /// All of them, in reading order.
    pub(crate) fn operands(&self) -> Vec<Reg> {
        let held = [self.held, self.since, self.until, self.lowered, self.qualified];
        let optional = [self.life, self.due, self.rises_from, self.valid_to];
        let stays = self.stays.iter().copied();
        held.into_iter().chain(stays).chain(optional.into_iter().flatten()).collect()
    }

    fn renumber(&mut self, to: &dyn Fn(Reg) -> Reg) {
        let held = [
            &mut self.held,
            &mut self.since,
            &mut self.until,
            &mut self.lowered,
            &mut self.qualified,
        ];
        let optional = [&mut self.life, &mut self.due, &mut self.rises_from, &mut self.valid_to];
        let read = held.into_iter().chain(&mut self.stays).chain(optional.into_iter().flatten());
        read.for_each(|reg| *reg = to(*reg));
    }
}

impl Op {
    /// The operands in the same region, in reading order.
    pub(crate) fn operands(&self) -> Vec<Reg> {
        match self {
            Op::Literal(_)
            | Op::Today
            | Op::Constant(_)
            | Op::Denominator
            | Op::Field(_)
            | Op::Broadcast(_)
            | Op::Reduce(_) => Vec::new(),
            Op::Not(a)
            | Op::Known(a)
            | Op::Negate(a)
            | Op::Scale(a, _)
            | Op::ToFraction(a, _)
            | Op::NegateFraction(a)
            | Op::Round(a, _)
            | Op::RoundFraction(a, _)
            | Op::DatePart(_, a)
            | Op::StartOf(_, a)
            | Op::EndOf(_, a)
            | Op::DateOf(a)
            | Op::Festival(_, a)
            | Op::TransitionPart(_, a) => vec![*a],
            Op::And(a, b)
            | Op::Or(a, b)
            | Op::Compare(_, a, b)
            | Op::CompareFractions(_, a, b)
            | Op::CompareBits(_, a, b)
            | Op::OrElse(a, b)
            | Op::Add(a, b)
            | Op::Subtract(a, b)
            | Op::Multiply(a, b)
            | Op::Quotient(a, b)
            | Op::AddFractions(a, b)
            | Op::SubtractFractions(a, b)
            | Op::MultiplyFractions(a, b)
            | Op::DivideFractions(a, b)
            | Op::FullUnits(a, b)
            | Op::Remainder(a, b)
            | Op::Shift(_, a, b)
            | Op::Between(_, a, b)
            | Op::LunarAnniversary(a, b) => vec![*a, *b],
            Op::Transition(measured) => measured.operands(),
            Op::Extreme(_, _, items)
            | Op::ExtremeFraction(_, _, items)
            | Op::Script(_, items)
            | Op::KeyPath(items) => items.clone(),
            Op::Cases(arms, otherwise) => {
                arms.iter().flat_map(|(when, then)| [*when, *then]).chain(*otherwise).collect()
            }
        }
    }

    /// Reads the registers of other numbers in place of its operands in the same region.
    pub(crate) fn renumber(&mut self, to: &dyn Fn(Reg) -> Reg) {
        match self {
            Op::Literal(_)
            | Op::Today
            | Op::Constant(_)
            | Op::Denominator
            | Op::Field(_)
            | Op::Broadcast(_)
            | Op::Reduce(_) => {}
            Op::Not(a)
            | Op::Known(a)
            | Op::Negate(a)
            | Op::Scale(a, _)
            | Op::ToFraction(a, _)
            | Op::NegateFraction(a)
            | Op::Round(a, _)
            | Op::RoundFraction(a, _)
            | Op::DatePart(_, a)
            | Op::StartOf(_, a)
            | Op::EndOf(_, a)
            | Op::DateOf(a)
            | Op::Festival(_, a)
            | Op::TransitionPart(_, a) => *a = to(*a),
            Op::And(a, b)
            | Op::Or(a, b)
            | Op::Compare(_, a, b)
            | Op::CompareFractions(_, a, b)
            | Op::CompareBits(_, a, b)
            | Op::OrElse(a, b)
            | Op::Add(a, b)
            | Op::Subtract(a, b)
            | Op::Multiply(a, b)
            | Op::Quotient(a, b)
            | Op::AddFractions(a, b)
            | Op::SubtractFractions(a, b)
            | Op::MultiplyFractions(a, b)
            | Op::DivideFractions(a, b)
            | Op::FullUnits(a, b)
            | Op::Remainder(a, b)
            | Op::Shift(_, a, b)
            | Op::Between(_, a, b)
            | Op::LunarAnniversary(a, b) => (*a, *b) = (to(*a), to(*b)),
            Op::Transition(measured) => measured.renumber(to),
            Op::Extreme(_, _, items)
            | Op::ExtremeFraction(_, _, items)
            | Op::Script(_, items)
            | Op::KeyPath(items) => items.iter_mut().for_each(|item| *item = to(*item)),
            Op::Cases(arms, otherwise) => {
                for (when, then) in arms {
                    (*when, *then) = (to(*when), to(*then));
                }
                *otherwise = otherwise.map(to);
            }
        }
    }
}

impl Reduction {
    /// The registers of the child that it reads.
    pub(crate) fn operands(&self) -> impl Iterator<Item = Reg> {
        let key = self.key.map(|(key, _)| key);
        self.filter.into_iter().chain(self.value).chain(key)
    }

    /// Reads the registers of other numbers in their place.
    pub(crate) fn renumber(&mut self, to: &dyn Fn(Reg) -> Reg) {
        self.filter = self.filter.map(to);
        self.value = self.value.map(to);
        self.key = self.key.map(|(key, is_fraction)| (to(key), is_fraction));
    }
}

impl Collector {
    /// The registers of its region that it reads.
    pub(crate) fn operands(&self) -> impl Iterator<Item = Reg> {
        let subject = self.subject.iter().flat_map(|subject| {
            subject.conditions.iter().chain(&subject.exceptions).chain(&subject.cells)
        });
        self.filters.iter().chain(subject).copied()
    }

    /// Reads the registers of other numbers in their place.
    pub(crate) fn renumber(&mut self, to: &dyn Fn(Reg) -> Reg) {
        let subject = self.subject.iter_mut().flat_map(|subject| {
            let conditions = subject.conditions.iter_mut().chain(&mut subject.exceptions);
            conditions.chain(&mut subject.cells)
        });
        self.filters.iter_mut().chain(subject).for_each(|reg| *reg = to(*reg));
    }
}
