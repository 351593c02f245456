//! What is said of an operation that failed: what is wrong, where, and with which values.

use std::borrow::Cow;
use std::ops::Range;

use arrow::datatypes::i256;
use indexmap::IndexMap;
use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::source::Span;
use loyal_dsl::types::{Type, Unit};

use super::cell::cell;
use super::frame::{Context, Frame, Here};
use super::render::render;
use super::script::{Call, value};
use crate::batch::{FieldData, Rows};
use crate::column::quotient::scaled;
use crate::column::word::Word;
use crate::column::{File, Flags};
use crate::outcome::ErrorDetail;
use crate::plan::op::{GLOBAL, Kind, Op, Place, Reg, Register};
use crate::plan::place_of;
use crate::script::Failure;

/// No rows: those of constants.
static NONE: Rows = Rows { len: 0, fields: Vec::<FieldData>::new() };

/// A lane of a block.
pub(super) struct At<'f, W> {
    pub(super) frame: &'f Frame<'f, W>,
    pub(super) lane: usize,
}

impl<W> Clone for At<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for At<'_, W> {}

/// The block of the constants.
pub(super) fn constants<W>() -> Here<'static, W> {
    Here::outermost(GLOBAL, &NONE, 0, 1)
}

/// The named value that a place is.
pub(super) fn value_name<'c, W>(context: &Context<'c, W>, place: Place) -> Option<&'c str> {
    let at = context.plan.values.iter().position(|value| *value == Some(place))?;
    context.plan.program.values.get(at).map(|value| value.name.as_str())
}

/// The value that cases take in a lane.
pub(super) fn taken<W: Word>(
    arms: &[(Reg, Reg)],
    otherwise: Option<Reg>,
    at: At<'_, W>,
) -> Option<Reg> {
    let holds = |when: Reg| at.frame.file.state(when).bits >> at.lane & 1 == 1;
    arms.iter().find(|(when, _)| holds(*when)).map(|(_, then)| *then).or(otherwise)
}

/// The error of the operation itself.
pub(super) fn describe<W: Word>(
    context: &Context<'_, W>,
    within: &str,
    at: At<'_, W>,
    register: &Register,
) -> ErrorDetail {
    let mut values = IndexMap::new();
    operand_values(context, at, &register.op, &mut values);
    if let Op::Script(script, arguments) = &register.op {
        return script_failure(context, within, at, (*script, arguments), values);
    }
    let (code, message) = fault(&register.op, at);
    ErrorDetail {
        code,
        message: message.to_string(),
        within: within.to_owned(),
        source: place_of(&context.plan.sources, register.span),
        expression: expression(context, register),
        values,
    }
}

/// The error of a script, which is run again to say what went wrong: at its own line, where one is
/// to blame.
fn script_failure<W: Word>(
    context: &Context<'_, W>,
    within: &str,
    at: At<'_, W>,
    (script, arguments): (usize, &[Reg]),
    values: IndexMap<String, String>,
) -> ErrorDetail {
    let Some(declared) = context.plan.program.scripts.get(script) else { return unknown(within) };
    let call = Call { script, arguments, region: at.frame.here.region };
    let Err(Failure { message, line }) = value(context, call, at.frame.file, at.lane) else {
        return unknown(within);
    };
    let lines = declared.body.split_inclusive('\n');
    let before = lines.take(line.unwrap_or(1).saturating_sub(1)).map(str::len).sum::<usize>();
    let Span { file, start, end } = declared.span;
    let place = Span { file, start: start + u32::try_from(before).unwrap_or_default(), end };
    let place = if line.is_some() { place } else { declared.name_span };
    let text = declared.body.get(before..).and_then(|rest| rest.lines().next());
    let text = text.filter(|_| line.is_some()).unwrap_or(&declared.name);
    ErrorDetail {
        code: "script_failed",
        message: format!("`{}`: {message}", declared.name),
        within: within.to_owned(),
        source: place_of(&context.plan.sources, place),
        expression: in_one_line(text).into_owned(),
        values,
    }
}

/// An error whose origin cannot be told.
pub(super) fn unknown(within: &str) -> ErrorDetail {
    let (code, message) = too_large();
    ErrorDetail {
        code,
        message: message.to_string(),
        within: within.to_owned(),
        source: String::new(),
        expression: String::new(),
        values: IndexMap::new(),
    }
}

fn too_large() -> (&'static str, Message) {
    ("overflow", say!("the value is too large to be held exactly"))
}

/// The code of what an operation that failed met, and its words.
fn fault<W: Word>(op: &Op, at: At<'_, W>) -> (&'static str, Message) {
    let is_zero = |reg: Reg| at.frame.file.lane(reg, at.lane) == W::default();
    match op {
        Op::Quotient(_, b)
        | Op::DivideFractions(_, b)
        | Op::FullUnits(_, b)
        | Op::Remainder(_, b)
            if is_zero(*b) =>
        {
            ("division_by_zero", say!("division by zero"))
        }
        Op::Festival(..) | Op::LunarAnniversary(..) => (
            "date_out_of_range",
            say!("festivals and lunar dates are known for the years 1901 to 2099 only"),
        ),
        Op::Shift(..)
        | Op::Between(..)
        | Op::StartOf(..)
        | Op::EndOf(..)
        | Op::DatePart(..)
        | Op::Transition(_)
        | Op::DateOf(_) => ("date_out_of_range", say!("the date lies outside the years 1 to 9999")),
        _ => too_large(),
    }
}

/// Adds the values that an operation reads. What the language makes of a text (a sign turned, a
/// year as twelve months) is no value that a reader knows, so only fields, what lists come to,
/// named values and today are shown, each once.
fn operand_values<W: Word>(
    context: &Context<'_, W>,
    at: At<'_, W>,
    op: &Op,
    values: &mut IndexMap<String, String>,
) {
    match op {
        Op::Cases(arms, otherwise) => {
            if let Some(reg) = taken(arms, *otherwise, at) {
                add_value(context, at, reg, values);
            }
        }
        Op::Broadcast(from) => {
            if let Some((frame, lane)) = at.frame.here.outer(at.lane) {
                add_value(context, At { frame, lane }, *from, values);
            }
        }
        Op::Constant(from) => {
            let frame = Frame { here: constants(), file: context.globals };
            add_value(context, At { frame: &frame, lane: 0 }, *from, values);
        }
        op => {
            for reg in op.operands() {
                add_value(context, at, reg, values);
            }
        }
    }
}

fn add_value<W: Word>(
    context: &Context<'_, W>,
    at: At<'_, W>,
    reg: Reg,
    values: &mut IndexMap<String, String>,
) {
    let region = at.frame.here.region;
    let register = context.plan.regions.get(region).and_then(|found| found.registers.get(reg));
    let Some(register) = register else { return };
    let name = match &register.op {
        Op::Field(_) | Op::Reduce(_) => text_of(context, register.span).into_owned(),
        Op::Today => "today".to_owned(),
        Op::Literal(_) => return,
        op => match value_name(context, Place { region, reg }) {
            Some(name) => name.to_owned(),
            None => return operand_values(context, at, op, values),
        },
    };
    values.entry(name).or_insert_with(|| value_text(context, at, reg, register));
}

fn value_text<W: Word>(
    context: &Context<'_, W>,
    at: At<'_, W>,
    reg: Reg,
    register: &Register,
) -> String {
    let state = at.frame.file.state(reg);
    let fraction = register.kind == Kind::Fraction;
    let mut value = File::<W, 1>::default();
    value.resize(2);
    for (part, slot) in value.numbers.iter_mut().enumerate() {
        if part == 0 && register.kind != Kind::Bits || part == 1 && fraction {
            *slot = [at.frame.file.lane(reg + part, at.lane)];
        }
    }
    let bit = |word: u64| word >> at.lane & 1;
    let flags = Flags { bits: bit(state.bits), valid: bit(state.valid), error: bit(state.error) };
    value.set_flags(0, flags);
    let cell = cell(&value, 0, register.kind, 0);
    let small = fraction && cell.known && cell.numerator != W::default();
    if small && scaled(cell.numerator, cell.denominator, READABLE) == "0" {
        return small_fraction(&register.ty, cell.numerator, cell.denominator);
    }
    render(context, &register.ty, cell)
}

/// A fraction that is nothing at so many places is shown by its parts.
const READABLE: u8 = 3;

fn small_fraction<W: Word>(ty: &Type, n: W, d: W) -> String {
    let (n, d) = i256::reduced(n.widest(), d.widest());
    match ty {
        Type::Quantity(Unit::Money(currency), _) => format!("{n}/{d} {}", currency.0),
        Type::Quantity(Unit::Points(points), _) => format!("{n}/{d} {}", points.name),
        Type::Quantity(Unit::Duration(length), _) => length.counted(&format!("{n}/{d}")),
        _ => format!("{n}/{d}"),
    }
}

/// The text of what failed; that of a date moved has its parentheses and its unit.
fn expression<W>(context: &Context<'_, W>, register: &Register) -> String {
    let Span { file, start, end } = register.span;
    if !matches!(register.op, Op::Shift(..)) {
        return text_of(context, register.span).into_owned();
    }
    let source = context.plan.sources.get(file as usize).map_or("", |source| &source.text);
    let range = moved(source, start as usize, end as usize);
    in_one_line(source.get(range).unwrap_or_default()).into_owned()
}

/// Where the text of a date moved begins and ends.
fn moved(source: &str, mut start: usize, mut end: usize) -> Range<usize> {
    let text = source.get(start..end).unwrap_or_default();
    let (opened, closed) = (text.matches('(').count(), text.matches(')').count());
    let before = source.get(..start).unwrap_or_default();
    let after = source.get(end..).unwrap_or_default();
    let open = before.bytes().rev().take_while(|byte| *byte == b'(').count();
    let close = after.bytes().take_while(|byte| *byte == b')').count();
    start -= open.min(closed.saturating_sub(opened));
    end += close.min(opened.saturating_sub(closed));
    let after = source.get(end..).unwrap_or_default();
    let word = after.trim_start_matches(' ');
    let word = word.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let unit = UNITS.contains(&word).then(|| after.find(word)).flatten();
    start..unit.map_or(end, |at| end + at + word.len())
}

const UNITS: [&str; 12] = [
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
    "year", "years",
];

/// A place of the policy in one line.
pub(super) fn text_of<'c, W>(context: &Context<'c, W>, span: Span) -> Cow<'c, str> {
    let source = context.plan.sources.get(span.file as usize);
    let text = source.and_then(|source| source.text.get(span.start as usize..span.end as usize));
    in_one_line(text.unwrap_or_default())
}

fn in_one_line(text: &str) -> Cow<'_, str> {
    if text.trim() == text && !text.contains("  ") && !text.contains(is_other_space) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_other_space(sign: char) -> bool {
    sign != ' ' && sign.is_whitespace()
}
