//! What a customer is given or asked, as rules leave it: nothing of it is written before someone
//! reads it, as a struct or as the row of a table.

use arrow::datatypes::i256;
use loyal_dsl::ir::{Effect as Giving, RuleWord};
use loyal_dsl::types::Type;

use super::cell::Cell;
use super::describe::{Told, write_text};
use super::frame::Context;
use super::keys::{Keyed, subject};
use super::ledger::Share;
use super::limits::{Limited, granted_type};
use super::render::{at_places, write_quantity};
use crate::column::word::Word;
use crate::digits::write_digits;
use crate::outcome::Effect;
use crate::plan::op::EffectCells;

/// One effect of a customer.
pub(super) enum Given<'g, W> {
    /// As its rule makes it.
    Made(Made<'g, W>),
    /// As a redemption settled it.
    Settled(Box<Effect>),
}

/// One firing of a rule.
pub(super) struct Firing<'g, W> {
    /// The place of the rule.
    pub(super) index: usize,
    pub(super) limited: Limited<'g, W>,
    /// The rows of the subject's elements, from the outermost.
    pub(super) rows: &'g [usize],
}

/// An effect of a firing.
pub(super) struct Made<'g, W> {
    pub(super) firing: Firing<'g, W>,
    /// Its place in the rule.
    pub(super) at: usize,
    pub(super) giving: &'g Giving,
    pub(super) cells: &'g EffectCells,
    /// What limits leave of it.
    pub(super) share: Share,
}

/// An amount that is given or taken.
pub(super) struct Amount<'g, W> {
    taken: bool,
    ty: &'g Type,
    cell: Cell<W>,
    share: Share,
}

impl<W> Clone for Firing<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Firing<'_, W> {}

impl<W: Word> Given<'_, W> {
    /// The name of its rule.
    pub(super) fn rule(&self) -> &str {
        match self {
            Given::Made(made) => &made.firing.limited.rule.name,
            Given::Settled(effect) => &effect.rule,
        }
    }

    /// As outcomes hold it.
    pub(super) fn effect(&self) -> Effect {
        match self {
            Given::Made(made) => made.effect(),
            Given::Settled(effect) => (**effect).clone(),
        }
    }
}

impl<'g, W: Word> Firing<'g, W> {
    pub(super) fn context(&self) -> &'g Context<'g, W> {
        self.limited.context
    }

    /// The elements of its subject, from the outermost.
    pub(super) fn subject(&self) -> impl Iterator<Item = Keyed<'g>> + use<'g, W> {
        let Limited { context, customer, rule, .. } = self.limited;
        subject(context, &rule.for_each, customer, self.rows)
    }

    /// The idempotency key of the effect at a place of the rule.
    pub(super) fn key(&self, at: usize) -> String {
        let mut key = String::new();
        self.write_key(at, &mut key);
        key
    }

    /// As [`Firing::key`], at the end of a text.
    pub(super) fn write_key(&self, at: usize, out: &mut String) {
        self.write_key_start(out);
        self.write_key_end(at, out);
    }

    /// What the keys of all its effects begin with.
    pub(super) fn write_key_start(&self, out: &mut String) {
        let context = self.context();
        out.push_str(context.plan.rule_keys.get(self.index).map_or("", String::as_str));
        let customer = Keyed::customer(context, self.limited.customer);
        for part in std::iter::once(customer).chain(self.subject()) {
            out.push('/');
            part.write_part(context, out);
        }
    }

    /// The place in the rule; of a reversal that was made before, how often; then the period of a
    /// limit, or the day of the run.
    pub(super) fn write_key_end(&self, at: usize, out: &mut String) {
        out.push('/');
        write_digits(at as u64 + 1, 1, out);
        if let Some(before) = self.limited.times_before(at) {
            out.push('/');
            out.push_str(&before);
        }
        let start = out.len();
        out.push('/');
        let period = self.limited.write_key_period(out);
        if period.is_none() && self.limited.rule.for_each.is_empty() {
            out.push_str(self.context().as_of_text);
        }
        if out.len() == start + 1 {
            out.truncate(start);
        }
    }

    /// Whether another firing is this one: of the same rule, for the same subject.
    pub(super) fn is(&self, other: &Firing<'_, W>) -> bool {
        let same = (self.index, self.limited.customer) == (other.index, other.limited.customer);
        same && self.rows == other.rows
    }

    /// Why, at the end of a text; nothing where the rule gives no reason.
    pub(super) fn write_reason(&self, out: &mut String) -> Option<()> {
        let Limited { context, rule, subject, cells, .. } = self.limited;
        let reason = rule.because.as_ref()?;
        write_text(context, reason, &subject.reason, cells, out);
        Some(())
    }

    /// Where the rule stands.
    pub(super) fn source(&self) -> &'g str {
        let sources = &self.context().plan.rule_sources;
        sources.get(self.index).map_or("", String::as_str)
    }

    /// The word of the rule.
    pub(super) fn word(&self) -> &'static str {
        match self.limited.rule.word {
            RuleWord::Earn => "earn",
            RuleWord::Reward => "reward",
            RuleWord::Redeem => "redeem",
            RuleWord::Recovery => "recovery",
            RuleWord::Contact => "contact",
            RuleWord::Penalty => "penalty",
            RuleWord::Reversal => "reversal",
        }
    }
}

impl<'g, W: Word> Made<'g, W> {
    /// What it gives or asks.
    pub(super) fn told(&self) -> Told<'g, W> {
        let Limited { context, cells, .. } = self.firing.limited;
        Told { context, giving: self.giving, at: self.cells, cells }
    }

    /// How much.
    pub(super) fn amount(&self) -> Option<Amount<'g, W>> {
        let told = self.told();
        let (ty, cell) = told.amount()?;
        Some(Amount { taken: told.is_taken(), ty, cell, share: self.share })
    }

    /// How much it would have been.
    pub(super) fn wished(&self) -> Option<Amount<'g, W>> {
        let told = self.told();
        let cut = || told.amount().filter(|_| matches!(self.share, Share::Part(_)));
        let (ty, cell) = told.wished().or_else(cut)?;
        Some(Amount { taken: told.is_taken(), ty, cell, share: Share::All })
    }

    /// As outcomes hold it.
    pub(super) fn effect(&self) -> Effect {
        let (firing, told) = (&self.firing, self.told());
        let mut effect = Effect {
            key: firing.key(self.at),
            rule: firing.limited.rule.name.clone(),
            word: firing.word(),
            source: firing.source().to_owned(),
            day: firing.limited.date(),
            ..Effect::default()
        };
        let context = firing.context();
        effect.subject.extend(firing.subject().map(|key| (key.name.to_owned(), key.text(context))));
        let mut reason = String::new();
        effect.reason = firing.write_reason(&mut reason).map(|()| reason);
        told.describe(&mut effect);
        effect.amount = self.amount().map(|amount| amount.text());
        effect.wished = self.wished().map(|amount| amount.text());
        effect
    }
}

impl<W: Word> Amount<'_, W> {
    /// At the end of a text.
    fn write(&self, out: &mut String) {
        match self.part() {
            Some((ty, part)) => write_quantity(&ty, part, out),
            None => {
                out.push_str(if self.taken { "-" } else { "" });
                write_quantity(self.ty, self.cell, out);
            }
        }
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// In units of `10^-places`; `None` where that does not fit.
    pub(super) fn at_places(&self, places: u8) -> Option<i128> {
        match self.part() {
            Some((ty, part)) => at_places(&ty, part, places),
            None => {
                let amount = at_places(self.ty, self.cell, places)?;
                if self.taken { amount.checked_neg() } else { Some(amount) }
            }
        }
    }

    /// What is granted of it, where that is not all.
    fn part(&self) -> Option<(Type, Cell<i256>)> {
        let Share::Part(part) = self.share else { return None };
        let cell = Cell { numerator: part, denominator: i256::ONE, known: true, holds: false };
        Some((granted_type(self.ty), cell))
    }
}
