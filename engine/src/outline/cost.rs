//! What work is estimated to cost: about what each kernel takes in picoseconds a row, in full blocks
//! of 64 rows and words of 64 bits. The numbers rank steps by what they do, at about four of a
//! machine's instructions a nanosecond (as `plan::classes` counts them); a run that is measured
//! says what steps take.

use loyal_dsl::ir::SpanBetween;

use crate::plan::classes::Classes;
use crate::plan::op::{Collector, Op, Reduction, ReductionKind, Register};

/// A step on yes/no values: a few words for 64 rows.
const LOGIC: u64 = 60;
/// A column taken over.
const LOAD: u64 = 300;
/// A comparison, a sum.
const SIMPLE: u64 = 800;
/// A branch of cases, an operand of the largest or smallest of several.
const CHOICE: u64 = 700;
/// A product, a change of places.
const PRODUCT: u64 = 1_200;
/// A quotient that is rounded, whole units.
const DIVISION: u64 = 5_000;
/// Arithmetic with an unrounded quotient.
const FRACTION: u64 = 4_000;
/// Parts of a date, moved dates.
const CALENDAR: u64 = 6_000;
/// Festivals, lunar dates, business days, levels that are remembered.
const RARE: u64 = 40_000;
/// A call of a script.
const SCRIPT: u64 = 2_000_000;
/// An element found.
const WALK: u64 = 400;
/// A class looked up by a column.
const CUT: u64 = 700;
/// What a class says of eight conditions.
const ANSWERS: u64 = 500;
/// An element counted, summed, compared with the best.
const REDUCE: u64 = 900;
/// An element put into a list that is sorted.
const SORT: u64 = 12_000;
/// A rule looked at.
const GATHER: u64 = 150;
/// What a rule gives, to one customer in ten.
const GIVE: u64 = 20_000;
/// An outcome made, of which one in two customers is given something.
const OUTCOME: u64 = 900_000;

/// A step.
pub(super) fn step(register: &Register) -> u64 {
    match &register.op {
        Op::Literal(_) | Op::Today | Op::Constant(_) | Op::Denominator | Op::Reduce(_) => 0,
        Op::Field(_) => LOAD,
        Op::Not(_) | Op::Known(_) | Op::And(..) | Op::Or(..) | Op::CompareBits(..) => LOGIC,
        Op::Broadcast(_)
        | Op::Compare(..)
        | Op::Negate(_)
        | Op::Add(..)
        | Op::Subtract(..)
        | Op::ToFraction(..)
        | Op::Quotient(..)
        | Op::TransitionPart(..) => SIMPLE,
        Op::OrElse(..) => CHOICE * 2,
        Op::Cases(arms, otherwise) => CHOICE * count(arms.len() + usize::from(otherwise.is_some())),
        Op::Extreme(_, _, items) => CHOICE * count(items.len()),
        Op::Multiply(..) | Op::Scale(..) => PRODUCT,
        Op::FullUnits(..) | Op::Remainder(..) | Op::Round(..) | Op::RoundFraction(..) => DIVISION,
        Op::CompareFractions(..)
        | Op::NegateFraction(_)
        | Op::AddFractions(..)
        | Op::SubtractFractions(..)
        | Op::MultiplyFractions(..)
        | Op::DivideFractions(..) => FRACTION,
        Op::ExtremeFraction(_, _, items) => FRACTION * count(items.len()),
        Op::Between(SpanBetween::BusinessDays(_), ..)
        | Op::Festival(..)
        | Op::LunarAnniversary(..)
        | Op::KeyPath(_)
        | Op::Transition(_) => RARE,
        Op::DatePart(..)
        | Op::StartOf(..)
        | Op::EndOf(..)
        | Op::Shift(..)
        | Op::Between(..)
        | Op::DateOf(_) => CALENDAR,
        Op::Script(..) => SCRIPT,
    }
}

/// An element found, and whose it is.
pub(super) fn walk() -> u64 {
    WALK
}

/// What a class says of all conditions.
pub(super) fn classes(classes: &Classes) -> u64 {
    let (cuts, answers) = (classes.columns.len(), classes.conditions.len().div_ceil(8));
    CUT * count(cuts) + ANSWERS * count(answers)
}

/// An element taken into a reduction.
pub(super) fn reduction(reduction: &Reduction) -> u64 {
    match reduction.kind {
        ReductionKind::Count | ReductionKind::Any | ReductionKind::Every => REDUCE / 2,
        ReductionKind::Sum
        | ReductionKind::Average(_)
        | ReductionKind::Extreme(_)
        | ReductionKind::Pick(_) => REDUCE,
        ReductionKind::Distinct | ReductionKind::SumOfTop(_) => SORT,
    }
}

/// A row that a rule looks at.
pub(super) fn gathering(collector: &Collector) -> u64 {
    let subject = collector.subject.as_ref();
    let read = subject.map_or(0, |subject| subject.conditions.len() + subject.exceptions.len());
    GATHER * count(1 + read + collector.filters.len())
}

/// What a rule gives to a customer.
pub(super) fn giving() -> u64 {
    GIVE
}

/// A customer's outcome.
pub(super) fn outcome() -> u64 {
    OUTCOME
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
