//! One customer's outcome as it was found: no text of it is written before it is read.

use super::Bound;
use super::describe::kind;
use super::found::{Found, Receiver};
use super::given::Given;
use super::keys::Keyed;
use super::render::at_places;
use super::{Kept, Scratch};
use crate::batch::Batch;
use crate::column::word::Word;
use crate::outcome::decimal::mantissa;
use crate::outcome::{Effect, Outcome, RecordError};

/// A customer's outcome, to be read while it is at hand. Tiers, classes and scores are named by
/// their place in the program.
#[derive(Clone, Copy)]
pub struct View<'v> {
    reads: &'v dyn Reads,
}

/// One effect of a [`View`].
#[derive(Clone, Copy)]
pub struct EffectView<'v> {
    reads: &'v dyn Reads,
    at: usize,
}

/// What is read of an outcome, in whatever width it was computed.
trait Reads {
    fn customer(&self) -> String;
    fn applies(&self) -> bool;
    fn level(&self, tier: usize) -> Option<&str>;
    fn segment(&self, class: usize) -> Option<&str>;
    fn total(&self, score: usize, places: u8) -> Option<i128>;
    fn effects(&self) -> usize;
    fn rule(&self, effect: usize) -> &str;
    fn kind(&self, effect: usize) -> &'static str;
    fn unit(&self, effect: usize) -> Option<&str>;
    fn code(&self, effect: usize) -> Option<&str>;
    fn amount(&self, effect: usize, places: u8) -> Option<i128>;
    fn write_key(&self, effect: usize, out: &mut String);
    fn write_reason(&self, effect: usize, out: &mut String) -> Option<()>;
    fn effect(&self, effect: usize) -> Effect;
    fn outcome(&self) -> Outcome;
}

impl<'v> View<'v> {
    /// The customer's key.
    #[must_use]
    pub fn customer(&self) -> String {
        self.reads.customer()
    }

    /// Whether the programme is for this customer.
    #[must_use]
    pub fn applies(&self) -> bool {
        self.reads.applies()
    }

    /// The level of a tier.
    #[must_use]
    pub fn level(&self, tier: usize) -> Option<&'v str> {
        self.reads.level(tier)
    }

    /// The segment of a class; `None` where none matches.
    #[must_use]
    pub fn segment(&self, class: usize) -> Option<&'v str> {
        self.reads.segment(class)
    }

    /// The total of a score in units of `10^-places`; `None` where it is not known or has more
    /// places.
    #[must_use]
    pub fn total(&self, score: usize, places: u8) -> Option<i128> {
        self.reads.total(score, places)
    }

    /// What is given and asked, in the order of the effects of [`View::outcome`].
    #[must_use]
    pub fn effects(&self) -> impl ExactSizeIterator<Item = EffectView<'v>> + use<'v> {
        let reads = self.reads;
        (0..reads.effects()).map(move |at| EffectView { reads, at })
    }

    /// All of it, with all texts.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.reads.outcome()
    }
}

impl<'v> EffectView<'v> {
    /// The rule's name.
    #[must_use]
    pub fn rule(&self) -> &'v str {
        self.reads.rule(self.at)
    }

    /// As [`Effect::kind`].
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.reads.kind(self.at)
    }

    /// `points`, or the currency's code.
    #[must_use]
    pub fn unit(&self) -> Option<&'v str> {
        self.reads.unit(self.at)
    }

    /// Code of a coupon or gift, name of a benefit or badge.
    #[must_use]
    pub fn code(&self) -> Option<&'v str> {
        self.reads.code(self.at)
    }

    /// How much, in units of `10^-places`; `None` where there is no amount or it has more places.
    #[must_use]
    pub fn amount(&self, places: u8) -> Option<i128> {
        self.reads.amount(self.at, places)
    }

    /// Writes the idempotency key at the end of a text.
    pub fn write_key(&self, out: &mut String) {
        self.reads.write_key(self.at, out);
    }

    /// Writes the reason at the end of a text; `None`, and nothing, where the rule gives none.
    pub fn write_reason(&self, out: &mut String) -> Option<()> {
        self.reads.write_reason(self.at, out)
    }

    /// All of it, with all texts.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.reads.effect(self.at)
    }
}

impl<W: Word, const C: usize> Reads for Found<'_, W, C> {
    fn customer(&self) -> String {
        let context = self.row.context;
        Keyed::customer(context, self.customer).text(context)
    }

    fn applies(&self) -> bool {
        self.applies
    }

    fn level(&self, tier: usize) -> Option<&str> {
        let registers = self.row.context.plan.outputs.tiers.get(tier)?;
        self.row.level(registers.level)
    }

    fn segment(&self, class: usize) -> Option<&str> {
        self.row.level(*self.row.context.plan.outputs.classes.get(class)?)
    }

    fn total(&self, score: usize, places: u8) -> Option<i128> {
        let registers = self.row.context.plan.outputs.scores.get(score)?;
        let (ty, cell) = self.row.value(registers.total)?;
        at_places(ty, cell, places)
    }

    fn effects(&self) -> usize {
        self.effects.len()
    }

    fn rule(&self, effect: usize) -> &str {
        self.effects.get(effect).map_or("", Given::rule)
    }

    fn kind(&self, effect: usize) -> &'static str {
        match self.effects.get(effect) {
            Some(Given::Made(made)) => kind(made.giving),
            Some(Given::Settled(effect)) => effect.kind,
            None => "",
        }
    }

    fn unit(&self, effect: usize) -> Option<&str> {
        match self.effects.get(effect)? {
            Given::Made(made) => made.told().unit(),
            Given::Settled(effect) => effect.unit.as_deref(),
        }
    }

    fn code(&self, effect: usize) -> Option<&str> {
        match self.effects.get(effect)? {
            Given::Made(made) => made.told().code(),
            Given::Settled(effect) => effect.code.as_deref(),
        }
    }

    fn amount(&self, effect: usize, places: u8) -> Option<i128> {
        match self.effects.get(effect)? {
            Given::Made(made) => made.amount()?.at_places(places),
            Given::Settled(effect) => mantissa(effect.amount.as_deref()?, places),
        }
    }

    fn write_key(&self, effect: usize, out: &mut String) {
        match self.effects.get(effect) {
            Some(Given::Made(made)) => made.firing.write_key(made.at, out),
            Some(Given::Settled(effect)) => out.push_str(&effect.key),
            None => {}
        }
    }

    fn write_reason(&self, effect: usize, out: &mut String) -> Option<()> {
        match self.effects.get(effect)? {
            Given::Made(made) => made.firing.write_reason(out),
            Given::Settled(effect) => effect.reason.as_ref().map(|reason| out.push_str(reason)),
        }
    }

    fn effect(&self, effect: usize) -> Effect {
        self.effects.get(effect).map(Given::effect).unwrap_or_default()
    }

    fn outcome(&self) -> Outcome {
        Found::outcome(self)
    }
}

/// An outcome that later stages have added to.
impl Reads for Outcome {
    fn customer(&self) -> String {
        self.customer.clone()
    }

    fn applies(&self) -> bool {
        self.applies
    }

    fn level(&self, tier: usize) -> Option<&str> {
        self.tiers.get_index(tier).map(|(_, tier)| tier.level.as_str())
    }

    fn segment(&self, class: usize) -> Option<&str> {
        self.classes.get_index(class)?.1.as_deref()
    }

    fn total(&self, score: usize, places: u8) -> Option<i128> {
        mantissa(self.scores.get_index(score)?.1.total.as_deref()?, places)
    }

    fn effects(&self) -> usize {
        self.effects.len()
    }

    fn rule(&self, effect: usize) -> &str {
        self.effects.get(effect).map_or("", |effect| &effect.rule)
    }

    fn kind(&self, effect: usize) -> &'static str {
        self.effects.get(effect).map_or("", |effect| effect.kind)
    }

    fn unit(&self, effect: usize) -> Option<&str> {
        self.effects.get(effect)?.unit.as_deref()
    }

    fn code(&self, effect: usize) -> Option<&str> {
        self.effects.get(effect)?.code.as_deref()
    }

    fn amount(&self, effect: usize, places: u8) -> Option<i128> {
        mantissa(self.effects.get(effect)?.amount.as_deref()?, places)
    }

    fn write_key(&self, effect: usize, out: &mut String) {
        out.push_str(self.effects.get(effect).map_or("", |effect| &effect.key));
    }

    fn write_reason(&self, effect: usize, out: &mut String) -> Option<()> {
        self.effects.get(effect)?.reason.as_ref().map(|reason| out.push_str(reason))
    }

    fn effect(&self, effect: usize) -> Effect {
        self.effects.get(effect).cloned().unwrap_or_default()
    }

    fn outcome(&self) -> Outcome {
        self.clone()
    }
}

/// Hands the outcome of one customer to whoever reads it.
struct Reading<F, T> {
    read: Option<F>,
    result: Option<Result<T, RecordError>>,
}

impl<T, F: FnOnce(View<'_>) -> T> Receiver for Reading<F, T> {
    fn found<W: Word, const C: usize>(&mut self, found: &Found<'_, W, C>) {
        if let Some(read) = self.read.take() {
            self.result = Some(Ok(read(View { reads: found })));
        }
    }

    fn failed(&mut self, error: RecordError) {
        self.result = Some(Err(error));
    }
}

impl Bound {
    /// Reads the outcome of the one customer of a batch; `None` where there is none.
    pub(crate) fn read_one<T>(
        &self,
        batch: &Batch,
        scratch: &mut Scratch,
        read: impl FnOnce(View<'_>) -> T,
    ) -> Option<Result<T, RecordError>> {
        if self.inner.closing.is_some() {
            let result = self.evaluate_with(batch, scratch).pop()?;
            return Some(result.map(|outcome| read(View { reads: &outcome })));
        }
        let mut reading = Reading { read: Some(read), result: None };
        self.hand_over(batch, scratch, &mut Kept::default(), &mut reading);
        reading.result
    }
}
