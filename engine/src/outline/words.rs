//! What a step does, in words. Arithmetic and comparisons have their signs, in every language.

mod kinds;
mod rows;

pub(super) use kinds::kind;

use loyal_dsl::ir::{Comparison, DatePart, Extreme, Period, RoundingMode, ShiftUnit, SpanBetween};
use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;

use super::names::Names;
use crate::column::divide::Round;
use crate::plan::op::{Op, Reg, RegionId, Register};

/// The sign of a comparison.
pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}

impl Names<'_> {
    /// What a step of a region does.
    pub(super) fn step(&self, region: RegionId, register: &Register) -> Message {
        let o = |reg: &Reg| self.operand(region, *reg);
        let infix = |a: &Reg, sign: &str, b: &Reg| infix(o(a), sign, o(b));
        match &register.op {
            Op::Literal(_) | Op::Denominator => Message::verbatim(self.text(register.span)),
            Op::Today => say!("today"),
            Op::Field(field) => {
                let column = self.column_of(region, *field, register);
                say!("column `{column}`", column)
            }
            Op::Constant(from) => self.operand(crate::plan::op::GLOBAL, *from),
            Op::Broadcast(_) => self.broadcast(region, register),
            Op::Reduce(reduction) => self.reduction(reduction),
            Op::Not(a) => say!("not {a}", a = o(a)),
            Op::Known(a) => say!("{a} is known", a = o(a)),
            Op::And(a, b) => say!("{a} and {b}", a = o(a), b = o(b)),
            Op::Or(a, b) => say!("{a} or {b}", a = o(a), b = o(b)),
            Op::Compare(comparison, a, b) | Op::CompareFractions(comparison, a, b) => {
                infix(a, sign(*comparison), b)
            }
            Op::CompareBits(same, a, b) => infix(a, if *same { "=" } else { "≠" }, b),
            Op::OrElse(a, b) => say!("{a}, else {b}", a = o(a), b = o(b)),
            Op::Cases(arms, otherwise) => self.cases(region, arms, *otherwise),
            Op::Negate(a) | Op::NegateFraction(a) => say!("−{a}", a = o(a)),
            Op::Add(a, b) | Op::AddFractions(a, b) => infix(a, "+", b),
            Op::Subtract(a, b) | Op::SubtractFractions(a, b) => infix(a, "−", b),
            Op::Multiply(a, b) | Op::MultiplyFractions(a, b) => infix(a, "×", b),
            Op::Quotient(a, b) | Op::DivideFractions(a, b) => infix(a, "÷", b),
            Op::Scale(a, places) => match places {
                1 => say!("{a} with 1 more place", a = o(a)),
                places => say!("{a} with {places} more places", a = o(a), places),
            },
            Op::ToFraction(a, _) => say!("{a} as a fraction", a = o(a)),
            Op::FullUnits(a, b) => say!("full {b} in {a}", a = o(a), b = o(b)),
            Op::Remainder(a, b) => say!("what is left of {a} after full {b}", a = o(a), b = o(b)),
            Op::Round(a, round) | Op::RoundFraction(a, round) => rounded(o(a), *round),
            Op::Extreme(which, known, items) | Op::ExtremeFraction(which, known, items) => {
                let items = Joint::Comma.of(items.iter().map(o).collect::<Vec<_>>());
                match (which, known) {
                    (Extreme::Largest, false) => say!("largest of {items}", items),
                    (Extreme::Largest, true) => say!("largest known of {items}", items),
                    (Extreme::Smallest, false) => say!("smallest of {items}", items),
                    (Extreme::Smallest, true) => say!("smallest known of {items}", items),
                }
            }
            Op::DatePart(part, a) => date_part(*part, o(a)),
            Op::StartOf(period, a) => start_of(*period, o(a)),
            Op::EndOf(period, a) => end_of(*period, o(a)),
            Op::Shift(unit, a, b) => shifted(*unit, o(a), o(b)),
            Op::Between(unit, a, b) => between(*unit, o(a), o(b)),
            Op::DateOf(a) => say!("date of {a}", a = o(a)),
            Op::Festival(_, year) => {
                let text = self.text(register.span);
                say!("`{text}` in year {year}", text, year = o(year))
            }
            Op::LunarAnniversary(a, year) => {
                say!("lunar anniversary of {a} in year {year}", a = o(a), year = o(year))
            }
            Op::KeyPath(keys) => {
                let keys = Joint::Comma.of(keys.iter().map(o).collect::<Vec<_>>());
                say!("keys {keys} as one text", keys)
            }
            Op::Script(script, arguments) => {
                let script = self.plan.program.scripts.get(*script);
                let script = script.map_or("", |script| script.name.as_str());
                let read = Joint::Comma.of(arguments.iter().map(o).collect::<Vec<_>>());
                say!("script `{script}` of {read}", script, read)
            }
            Op::Transition(measured) => {
                let read = Joint::Comma.of(measured.operands().iter().map(o).collect::<Vec<_>>());
                say!("what becomes of a level, from {read}", read)
            }
            Op::TransitionPart(part, a) => kinds::part(*part, o(a)),
        }
    }

    fn cases(&self, region: RegionId, arms: &[(Reg, Reg)], otherwise: Option<Reg>) -> Message {
        let o = |reg: Reg| self.operand(region, reg);
        let arms = arms
            .iter()
            .map(|(when, then)| say!("{value} where {when}", value = o(*then), when = o(*when)));
        let arms = Joint::Comma.of(arms.collect::<Vec<_>>());
        match otherwise {
            Some(otherwise) => {
                say!("first of: {arms}, else {otherwise}", arms, otherwise = o(otherwise))
            }
            None => say!("first of: {arms}", arms),
        }
    }
}

fn infix(a: Message, sign: &str, b: Message) -> Message {
    say!("{a} {sign} {b}", a, sign, b)
}

fn rounded(a: Message, round: Round) -> Message {
    let whole = match round.mode {
        RoundingMode::Down => say!("{a} rounded down", a),
        RoundingMode::Up => say!("{a} rounded up", a),
        RoundingMode::HalfUp => say!("{a} rounded half up", a),
        RoundingMode::HalfEven => say!("{a} rounded half even", a),
    };
    if round.step == 1 { whole } else { say!("{whole}, in steps", whole) }
}

fn date_part(part: DatePart, a: Message) -> Message {
    match part {
        DatePart::Year => say!("year of {a}", a),
        DatePart::Month => say!("month of {a}", a),
        DatePart::Day => say!("day of {a}", a),
        DatePart::Weekday => say!("weekday of {a}", a),
    }
}

fn start_of(period: Period, a: Message) -> Message {
    match period {
        Period::Month => say!("start of month of {a}", a),
        Period::Quarter => say!("start of quarter of {a}", a),
        Period::Year => say!("start of year of {a}", a),
    }
}

fn end_of(period: Period, a: Message) -> Message {
    match period {
        Period::Month => say!("end of month of {a}", a),
        Period::Quarter => say!("end of quarter of {a}", a),
        Period::Year => say!("end of year of {a}", a),
    }
}

fn shifted(unit: ShiftUnit, a: Message, count: Message) -> Message {
    match unit {
        ShiftUnit::Days => say!("{a} moved by {count} days", a, count),
        ShiftUnit::Months => say!("{a} moved by {count} months", a, count),
        ShiftUnit::Hours => say!("{a} moved by {count} hours", a, count),
        ShiftUnit::Minutes => say!("{a} moved by {count} minutes", a, count),
        ShiftUnit::BusinessDays(_) => say!("{a} moved by {count} business days", a, count),
    }
}

fn between(unit: SpanBetween, a: Message, b: Message) -> Message {
    match unit {
        SpanBetween::Days => say!("days from {a} to {b}", a, b),
        SpanBetween::Months => say!("months from {a} to {b}", a, b),
        SpanBetween::Years => say!("years from {a} to {b}", a, b),
        SpanBetween::Hours => say!("hours from {a} to {b}", a, b),
        SpanBetween::Minutes => say!("minutes from {a} to {b}", a, b),
        SpanBetween::BusinessDays(_) => say!("business days from {a} to {b}", a, b),
    }
}
