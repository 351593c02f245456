//! One step: the kernel that an operation names, run on a block.

use loyal_dsl::ir::{ShiftUnit, SpanBetween};

use super::frame::{Context, Here, literal};
use super::keys::key_path;
use super::levels;
use super::script;
use crate::batch::FieldData;
use crate::column::word::Word;
use crate::column::{
    File, Flags, calendar, divide, first_lanes, fraction, lanes_of, logic, lunar, number,
};
use crate::plan::op::{Kind, Op, Reg, Register};

/// Computes a register.
pub(crate) fn step<W: Word, const L: usize>(
    context: &Context<'_, W>,
    dst: Reg,
    register: &Register,
    file: &mut File<W, L>,
    here: &Here<'_, W>,
) {
    compute(context, dst, register, file, here);
    if W::WIDEST && register.sealed {
        number::fits(file, dst, register.kind == Kind::Fraction);
    }
}

fn compute<W: Word, const L: usize>(
    context: &Context<'_, W>,
    dst: Reg,
    register: &Register,
    file: &mut File<W, L>,
    here: &Here<'_, W>,
) {
    match &register.op {
        Op::Constant(_) | Op::Denominator | Op::Reduce(_) => {}
        Op::Literal(constant) => {
            let value = literal::<W>(context.plan, constant);
            let bits = if value == Some(W::of(1)) { u64::MAX } else { 0 };
            let bits = if register.kind == Kind::Bits { bits } else { 0 };
            fill(file, dst, value.unwrap_or_default());
            let over = if value.is_none() { u64::MAX } else { 0 };
            file.finish(dst, Flags { bits, ..Flags::KNOWN }, over);
        }
        Op::Today => {
            fill(file, dst, W::of(context.as_of.days()));
            file.set_flags(dst, Flags::KNOWN);
        }
        Op::Field(field) => load(file, dst, register.kind, here, field.0 as usize),
        Op::Broadcast(from) => broadcast(file, dst, *from, register.kind, here),
        Op::Not(a) => file.set_flags(dst, logic::not(file.flags(*a))),
        Op::And(a, b) => file.set_flags(dst, logic::and(file.flags(*a), file.flags(*b))),
        Op::Or(a, b) => file.set_flags(dst, logic::or(file.flags(*a), file.flags(*b))),
        Op::Known(a) => file.set_flags(dst, logic::known(file.flags(*a))),
        Op::Compare(comparison, a, b) => number::compare(file, dst, (*a, *b), *comparison),
        Op::CompareFractions(comparison, a, b) => {
            fraction::compare(file, dst, (*a, *b), *comparison);
        }
        Op::CompareBits(same, a, b) => {
            file.set_flags(dst, logic::equal(file.flags(*a), file.flags(*b), *same));
        }
        Op::OrElse(a, b) => {
            let missing = logic::is_missing(file.flags(*a));
            branches(file, dst, register.kind, &[(!missing, *a), (missing, *b)], 0);
        }
        Op::Cases(arms, otherwise) => cases(file, dst, register.kind, arms, *otherwise),
        Op::Negate(a) => number::unary(file, dst, *a, W::negated),
        Op::Add(a, b) => number::binary(file, dst, (*a, *b), W::plus),
        Op::Subtract(a, b) => number::binary(file, dst, (*a, *b), W::minus),
        Op::Multiply(a, b) => number::binary(file, dst, (*a, *b), W::times),
        Op::Scale(a, power) => number::scale(file, dst, *a, *power),
        Op::ToFraction(a, places) => fraction::of_number(file, dst, *a, *places),
        Op::Quotient(a, b) => fraction::quotient(file, dst, (*a, *b)),
        Op::NegateFraction(a) => fraction::negate(file, dst, *a),
        Op::AddFractions(a, b) => fraction::binary(file, dst, (*a, *b), fraction::add),
        Op::SubtractFractions(a, b) => fraction::binary(file, dst, (*a, *b), fraction::subtract),
        Op::MultiplyFractions(a, b) => fraction::binary(file, dst, (*a, *b), fraction::multiply),
        Op::DivideFractions(a, b) => fraction::divide_all(file, dst, (*a, *b)),
        Op::FullUnits(a, b) => divide::floor(file, dst, (*a, *b), false),
        Op::Remainder(a, b) => divide::floor(file, dst, (*a, *b), true),
        Op::Round(a, round) => divide::round(file, dst, *a, *round, false),
        Op::RoundFraction(a, round) => divide::round(file, dst, *a, *round, true),
        Op::Extreme(which, known, items) => number::extreme(file, dst, items, (*which, *known)),
        Op::ExtremeFraction(which, known, items) => {
            fraction::extreme(file, dst, items, (*which, *known));
        }
        Op::DatePart(part, a) => {
            dates(file, dst, (*a, *a), here.wanted, |day, _| calendar::part(day, *part));
        }
        Op::StartOf(period, a) => {
            dates(file, dst, (*a, *a), here.wanted, |day, _| calendar::start_of(day, *period));
        }
        Op::EndOf(period, a) => {
            dates(file, dst, (*a, *a), here.wanted, |day, _| calendar::end_of(day, *period));
        }
        Op::KeyPath(keys) => key_path(context, dst, keys, file, here),
        Op::Script(id, arguments) => script::run(context, dst, (*id, arguments), file, here),
        Op::Shift(unit, a, b) => {
            dates(file, dst, (*a, *b), here.wanted, |from, count| match unit {
                ShiftUnit::Days => calendar::add_days(from, count),
                ShiftUnit::Months => calendar::add_months(from, count),
                ShiftUnit::Hours => calendar::add_time(from, count, true),
                ShiftUnit::Minutes => calendar::add_time(from, count, false),
                ShiftUnit::BusinessDays(which) => {
                    context.plan.calendars.get(*which as usize)?.shift(from, count)
                }
            });
        }
        Op::Between(unit, a, b) => {
            dates(file, dst, (*a, *b), here.wanted, |from, to| match unit {
                SpanBetween::BusinessDays(which) => {
                    context.plan.calendars.get(*which as usize)?.between(from, to)
                }
                unit => calendar::between(from, to, *unit),
            });
        }
        Op::Transition(measured) => levels::transition(context, dst, measured, file),
        Op::TransitionPart(part, a) => levels::part(file, dst, *a, *part),
        Op::DateOf(a) => {
            let date = |micros| calendar::in_range(context.plan.zone.date(micros));
            dates(file, dst, (*a, *a), here.wanted, |micros, _| date(micros));
        }
        Op::Festival(which, a) => {
            dates(file, dst, (*a, *a), here.wanted, |year, _| lunar::festival(*which, year));
        }
        Op::LunarAnniversary(a, b) => dates(file, dst, (*a, *b), here.wanted, lunar::anniversary),
    }
}

fn fill<W: Word, const L: usize>(file: &mut File<W, L>, dst: Reg, value: W) {
    if let Some(lanes) = file.numbers.get_mut(dst) {
        *lanes = [value; L];
    }
}

/// The result of dates or datetimes in every lane that is wanted and knows both operands.
fn dates<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: Reg,
    (a, b): (Reg, Reg),
    wanted: u64,
    operation: impl Fn(i64, i64) -> Option<i64>,
) {
    let flags = file.flags(a).both(file.flags(b));
    let mut over = 0;
    let (before, after) = file.numbers.split_at_mut_checked(dst).unwrap_or_default();
    if let (Some(x), Some(y), Some(out)) = (before.get(a), before.get(b), after.first_mut()) {
        for (lane, (out, (x, y))) in out.iter_mut().zip(x.iter().zip(y)).enumerate() {
            if (flags.valid & wanted) >> lane & 1 == 0 {
                continue;
            }
            match x.narrow().zip(y.narrow()).and_then(|(x, y)| operation(x, y)) {
                Some(value) => *out = W::of(value),
                None => over |= 1 << lane,
            }
        }
    }
    file.finish(dst, flags, over);
}

/// The rows of a column.
fn load<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: Reg,
    kind: Kind,
    here: &Here<'_, W>,
    field: usize,
) {
    let Some(FieldData::Scalar(column)) = here.rows.fields.get(field) else {
        file.set_flags(dst, Flags::default());
        return;
    };
    let values = column.values.get(here.first..).unwrap_or_default();
    let valid = column.known_from(here.first) & first_lanes(here.count.min(values.len()));
    let mut bits = 0;
    if kind == Kind::Bits {
        for (lane, value) in values.iter().take(here.count).enumerate() {
            bits |= u64::from(*value != 0) << lane;
        }
    } else if let Some(out) = file.numbers.get_mut(dst) {
        for (out, value) in out.iter_mut().take(here.count).zip(values) {
            *out = W::of(*value);
        }
    }
    file.set_flags(dst, Flags { bits: bits & valid, valid, error: 0 });
}

/// A register of the parent, for every element of its row.
fn broadcast<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: Reg,
    from: Reg,
    kind: Kind,
    here: &Here<'_, W>,
) {
    let Some(frame) = here.parent else { return };
    let state = frame.file.state(from);
    let mut flags = Flags::default();
    for segment in here.segments {
        let (mask, bit) = (segment.mask(), 1_u64 << segment.lane);
        let spread = |word: u64| if word & bit == 0 { 0 } else { mask };
        flags.bits |= spread(state.bits);
        flags.valid |= spread(state.valid);
        flags.error |= spread(state.error);
    }
    file.set_flags(dst, flags);
    let parts = match kind {
        Kind::Bits => 0,
        Kind::Number => 1,
        Kind::Fraction => 2,
    };
    for part in 0..parts {
        let values = frame.file.lanes(from + part);
        let Some(out) = file.numbers.get_mut(dst + part) else { return };
        for segment in here.segments {
            let value = values.get(segment.lane).copied().unwrap_or_default();
            if let Some(lanes) = out.get_mut(segment.start..segment.end) {
                lanes.fill(value);
            }
        }
    }
}

fn cases<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: Reg,
    kind: Kind,
    arms: &[(Reg, Reg)],
    otherwise: Option<Reg>,
) {
    let (mut open, mut failed) = (u64::MAX, 0);
    let mut state = Flags::default();
    let mut take = |file: &mut File<W, L>, mask: u64, value: Reg| {
        let flags = logic::choose([(mask, file.flags(value))].into_iter(), 0);
        state.bits |= flags.bits;
        state.valid |= flags.valid;
        state.error |= flags.error;
        if kind != Kind::Bits && mask != 0 {
            number::copy(file, dst, value, mask, kind == Kind::Fraction);
        }
    };
    for (when, then) in arms {
        let condition = file.flags(*when);
        failed |= open & condition.error;
        take(file, open & condition.bits, *then);
        open &= !(condition.bits | condition.error);
    }
    if let Some(otherwise) = otherwise {
        take(file, open, otherwise);
    }
    state.error |= failed;
    file.set_flags(dst, state);
}

fn branches<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: Reg,
    kind: Kind,
    masks: &[(u64, Reg)],
    failed: u64,
) {
    let states = masks.iter().map(|(mask, value)| (*mask, file.flags(*value)));
    let state = logic::choose(states, failed);
    if kind != Kind::Bits {
        for (mask, value) in masks.iter().filter(|(mask, _)| lanes_of(*mask).next().is_some()) {
            number::copy(file, dst, *value, *mask, kind == Kind::Fraction);
        }
    }
    file.set_flags(dst, state);
}
