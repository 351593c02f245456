//! Scripts, run lane by lane.

use loyal_dsl::types::{Places, Type};

use super::frame::{Context, Here};
use super::render::text;
use crate::column::word::Word;
use crate::column::{File, Flags, Registers, first_lanes, lanes_of};
use crate::plan::op::{Reg, RegionId};
use crate::script::{Failure, Value};

/// A call: which script, and the registers of its arguments in a region.
#[derive(Clone, Copy)]
pub(super) struct Call<'c> {
    pub(super) script: usize,
    pub(super) arguments: &'c [Reg],
    pub(super) region: RegionId,
}

/// Runs a script for every lane that knows all arguments; where it fails, so does the lane.
pub(super) fn run<W: Word, const L: usize>(
    context: &Context<'_, W>,
    dst: Reg,
    (script, arguments): (usize, &[Reg]),
    file: &mut File<W, L>,
    here: &Here<'_, W>,
) {
    let call = Call { script, arguments, region: here.region };
    let known = arguments.iter().fold(Flags::KNOWN, |all, reg| all.both(file.flags(*reg)));
    let (mut flags, mut over) = (known, 0);
    for lane in lanes_of(known.valid & here.wanted & first_lanes(here.count.min(L))) {
        let bit = 1 << lane;
        let value = match value(context, call, file, lane) {
            Ok(Value::Bool(holds)) => {
                flags.bits |= if holds { bit } else { 0 };
                continue;
            }
            Ok(Value::Quantity(mantissa, _)) => W::of_wide(mantissa),
            Ok(Value::Date(days)) => Some(W::of(days)),
            Ok(Value::Option(option)) => Some(W::of(i64::from(option))),
            Ok(Value::Text(_)) | Err(_) => {
                flags = flags.fail(bit);
                continue;
            }
        };
        over |= if value.is_none() { bit } else { 0 };
        if let Some(slot) = file.numbers.get_mut(dst).and_then(|lanes| lanes.get_mut(lane)) {
            *slot = value.unwrap_or_default();
        }
    }
    file.finish(dst, flags, over);
}

/// What a script gives in one lane.
pub(super) fn value<W: Word>(
    context: &Context<'_, W>,
    call: Call<'_>,
    file: &dyn Registers<W>,
    lane: usize,
) -> Result<Value, Failure> {
    let arguments = call.arguments.iter().filter_map(|reg| {
        let region = context.plan.regions.get(call.region)?;
        let (number, holds) = (file.lane(*reg, lane), file.state(*reg).bits >> lane & 1 == 1);
        Some(match &region.registers.get(*reg)?.ty {
            Type::Bool => Value::Bool(holds),
            Type::Text => Value::Text(text(context, number).to_owned()),
            Type::Date | Type::DateTime => Value::Date(number.narrow()?),
            Type::Choice(_) => Value::Option(u32::try_from(number.narrow()?).ok()?),
            Type::Quantity(_, Places::Fixed(places)) => Value::Quantity(number.medium()?, *places),
            Type::Quantity(_, Places::Fraction) => return None,
        })
    });
    context.plan.scripts.run(call.script, arguments.collect())
}
