//! Constants of a plan on a day, as they are read.

use arrow::datatypes::i256;
use loyal_dsl::date::Date;

use super::cell::cell;
use super::constants;
use super::context;
use super::render::render;
use crate::batch::Batch;
use crate::plan::Inner;
use crate::plan::op::GLOBAL;

/// By register of the global region: its value.
pub(crate) fn constant_texts(plan: &Inner, as_of: Date) -> Vec<String> {
    let Some(region) = plan.regions.get(GLOBAL) else { return Vec::new() };
    let (file, batch) = (constants::<i256>(plan, as_of), Batch::default());
    let context = context(plan, as_of, &file, &batch);
    let registers = region.registers.iter().enumerate();
    let texts = registers
        .map(|(reg, register)| render(&context, &register.ty, cell(&file, reg, register.kind, 0)));
    texts.collect()
}
