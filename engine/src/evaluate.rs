//! Plan + batch → outcomes: blocks of customers through the regions of the plan, then the rules'
//! effects customer by customer.
//!
//! A block is run in 64-bit words; where a number does not fit, the whole block is run again in
//! 128 and then in 256 bits, so that width never shows in a result.

mod assemble;
mod block;
mod cause;
mod cell;
mod classes;
mod classify;
mod closing;
mod collect;
mod describe;
mod effects;
mod engine;
mod fold;
mod found;
mod frame;
mod given;
mod kept;
mod keys;
mod ledger;
mod levels;
mod limits;
mod observe;
mod origin;
mod past;
mod quoted;
mod redeem;
mod reduce;
mod render;
mod script;
mod select;
mod shown;
mod step;
mod stopwatch;
mod tables;
mod till;
mod totals;
mod view;
mod watched;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arrow::datatypes::i256;
use loyal_dsl::date::Date;

use crate::batch::Batch;
use crate::column::File;
use crate::column::word::Word;
use crate::outcome::{Outcome, RecordError};
use crate::plan::op::{Entry, GLOBAL};
use crate::plan::{Inner, Plan};
use classes::classifiers;
use classify::Classifier;
use engine::Engine;
use found::Receiver;
use frame::Context;
pub use kept::{Kept, Measure};
use observe::Observer;
pub(crate) use shown::constant_texts;
pub use stopwatch::Stopwatch;
pub(crate) use stopwatch::{Answered, Phase, RegionSeen, Seen, Time};
pub use view::{EffectView, View};

/// A plan for one as-of date: all that depends on the policy and the date alone is computed.
#[derive(Debug, Clone)]
pub struct Bound {
    inner: Arc<Constants>,
}

/// How many plans were bound; so that memory knows whose constants it holds.
static BOUND: AtomicU64 = AtomicU64::new(1);

/// The constants of a plan at a date, in every width in which they fit.
#[derive(Debug)]
struct Constants {
    plan: Arc<Inner>,
    as_of: Date,
    as_of_text: String,
    /// Tells bound plans apart, also after one is gone.
    id: u64,
    narrow: Option<File<i64, 1>>,
    medium: Option<File<i128, 1>>,
    wide: File<i256, 1>,
    /// By region: its classes.
    classes: Vec<Option<Classifier>>,
    /// What reads totals of effects.
    closing: Option<Bound>,
    /// Memory of earlier calls that no call uses now.
    idle: Mutex<Vec<Scratch>>,
}

/// Memory that calls of [`Bound::evaluate_with`] use again, one call after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    one: Widths<1, 16>,
    block: Widths<64, 64>,
}

/// The working memory of each width, for blocks of `C` customers and `E` elements.
#[derive(Debug, Default)]
struct Widths<const C: usize, const E: usize, O: Observer = ()> {
    narrow: Engine<i64, C, E, O>,
    medium: Engine<i128, C, E, O>,
    wide: Engine<i256, C, E, O>,
}

impl Plan {
    /// Fixes the as-of date.
    #[must_use]
    pub fn bind(&self, as_of: Date) -> Bound {
        let plan = Arc::clone(&self.inner);
        let narrow = Some(constants(&plan, as_of)).filter(|file| !file.overflow);
        let classes = narrow.as_ref().map_or_else(Vec::new, |globals| {
            let batch = Batch::default();
            classifiers(&context(&plan, as_of, globals, &batch))
        });
        let constants = Constants {
            narrow,
            classes,
            medium: Some(constants(&plan, as_of)).filter(|file| !file.overflow),
            wide: constants(&plan, as_of),
            idle: Mutex::default(),
            closing: plan.closing.as_ref().map(|closing| closing.bind(as_of)),
            plan,
            as_of,
            as_of_text: as_of.to_string(),
            id: BOUND.fetch_add(1, Ordering::Relaxed),
        };
        Bound { inner: Arc::new(constants) }
    }
}

/// What runs before there is a batch.
fn context<'c, W: Word>(
    plan: &'c Inner,
    as_of: Date,
    globals: &'c File<W, 1>,
    batch: &'c Batch,
) -> Context<'c, W> {
    Context { plan, as_of, as_of_text: "", bound: 0, globals, classes: &[], batch }
}

/// Runs the global region.
fn constants<W: Word>(plan: &Inner, as_of: Date) -> File<W, 1> {
    let mut file = File::<W, 1>::default();
    let Some(region) = plan.regions.get(GLOBAL) else { return file };
    file.resize(region.registers.len());
    let (batch, none) = (Batch::default(), File::default());
    let context = context(plan, as_of, &none, &batch);
    let here = cause::constants();
    for entry in &region.schedule {
        if let Entry::Step(reg) = entry
            && let Some(register) = region.registers.get(*reg)
        {
            step::step(&context, *reg, register, &mut file, &here);
        }
    }
    file
}

impl Bound {
    /// The outcome of every customer of a batch, in order. Memory is kept for the next call.
    #[must_use]
    pub fn evaluate(&self, batch: &Batch) -> Vec<Result<Outcome, RecordError>> {
        self.with_scratch(|scratch| self.evaluate_with(batch, scratch))
    }

    /// Works with memory of an earlier call.
    pub(crate) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let idle = &self.inner.idle;
        let mut scratch = idle.lock().ok().and_then(|mut idle| idle.pop()).unwrap_or_default();
        let done = work(&mut scratch);
        if let Ok(mut idle) = idle.lock() {
            idle.push(scratch);
        }
        done
    }

    /// As [`Bound::evaluate`], with memory that the caller keeps: of this plan or of another.
    #[must_use]
    pub fn evaluate_with(
        &self,
        batch: &Batch,
        scratch: &mut Scratch,
    ) -> Vec<Result<Outcome, RecordError>> {
        let mut results = self.evaluate_kept(batch, scratch, &mut Kept::default());
        self.close(batch, &mut results);
        results
    }

    /// As [`Bound::evaluate_with`], with what later stages read of the customers, and without what
    /// reads totals of effects.
    #[must_use]
    pub fn evaluate_kept(
        &self,
        batch: &Batch,
        scratch: &mut Scratch,
        kept: &mut Kept,
    ) -> Vec<Result<Outcome, RecordError>> {
        let mut outcomes = Vec::with_capacity(batch.customers.len);
        self.hand_over(batch, scratch, kept, &mut outcomes);
        outcomes
    }

    /// Hands over the outcome of every customer, without what reads totals of effects.
    fn hand_over(
        &self,
        batch: &Batch,
        scratch: &mut Scratch,
        kept: &mut Kept,
        receiver: &mut impl Receiver,
    ) {
        if batch.customers.len == 1 {
            self.blocks(batch, &mut scratch.one, kept, receiver);
        } else {
            self.blocks(batch, &mut scratch.block, kept, receiver);
        }
    }

    /// The as-of date.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.inner.as_of
    }

    fn blocks<const C: usize, const E: usize, O: Observer>(
        &self,
        batch: &Batch,
        widths: &mut Widths<C, E, O>,
        kept: &mut Kept,
        receiver: &mut impl Receiver,
    ) {
        let constants = &*self.inner;
        let mut ready = Ready::default();
        for first in (0..batch.customers.len).step_by(C) {
            let rows = (first, C.min(batch.customers.len - first));
            let narrow = constants.narrow.as_ref();
            let medium = constants.medium.as_ref();
            let done = narrow.is_some_and(|globals| {
                let context = self.context(globals, batch);
                widths.narrow.run(&context, rows, &mut ready.narrow, receiver, kept)
            }) || medium.is_some_and(|globals| {
                let context = self.context(globals, batch);
                widths.medium.run(&context, rows, &mut ready.medium, receiver, kept)
            });
            if !done {
                let context = self.context(&constants.wide, batch);
                widths.wide.run(&context, rows, &mut ready.wide, receiver, kept);
            }
        }
    }

    fn context<'c, W: Word>(&'c self, globals: &'c File<W, 1>, batch: &'c Batch) -> Context<'c, W> {
        let constants = &*self.inner;
        Context {
            plan: &constants.plan,
            as_of: constants.as_of,
            as_of_text: &constants.as_of_text,
            bound: constants.id,
            globals,
            classes: &constants.classes,
            batch,
        }
    }
}

/// Which engines hold this batch's constants.
#[derive(Debug, Default)]
struct Ready {
    narrow: bool,
    medium: bool,
    wide: bool,
}
