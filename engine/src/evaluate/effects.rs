//! A rule that fires: its effects with amounts, texts and idempotency keys.

use arrow::datatypes::i256;
use indexmap::IndexMap;
use loyal_dsl::ir::{Effect as Giving, Rule, RuleWord};

use super::cell::Cell;
use super::describe::{describe, kind, unit, written};
use super::frame::Context;
use super::keys::subject_keys;
use super::ledger::{Ledger, Ledgers, Share, take};
use super::limits::{Bounds, Limited, granted_type};
use super::past::stands_in_history;
use super::render::quantity;
use crate::column::word::Word;
use crate::outcome::Effect;
use crate::plan::key_part;
use crate::plan::op::EffectCells;

/// One firing of a rule.
struct Firing {
    subject: IndexMap<String, String>,
    key: String,
    /// The end of its keys: the period of a limit, or the day of the run.
    period: Option<String>,
    reason: Option<String>,
}

/// A firing that has something to give, with what is known of it before.
pub(super) struct Begun<'b, W> {
    index: usize,
    pub(super) limited: Limited<'b, W>,
    firing: Firing,
    keys: Vec<String>,
    known: Vec<bool>,
}

impl<'b, W: Word> Begun<'b, W> {
    /// Nothing where the rule makes no effect for the subject.
    pub(super) fn of(
        limited: Limited<'b, W>,
        (index, rows): (usize, &[usize]),
        (customer, as_of): (&str, &str),
    ) -> Option<Begun<'b, W>> {
        limited.made().next()?;
        let Limited { context, customer: customer_row, rule, subject, cells } = limited;
        let subject_keys = subject_keys(context, &rule.for_each, customer_row, rows);
        let mut key = context.plan.rule_keys.get(index).cloned().unwrap_or_default();
        let parts = subject_keys.iter().map(|(_, part)| part.as_str());
        for part in [customer].into_iter().chain(parts) {
            key.push('/');
            key.push_str(&key_part(part));
        }
        let as_of = || rule.for_each.is_empty().then(|| as_of.to_owned());
        let reason = rule.because.as_ref();
        let firing = Firing {
            subject: subject_keys.into_iter().collect(),
            key,
            period: limited
                .key_period()
                .map_or_else(as_of, |period| Some(period).filter(|p| !p.is_empty())),
            reason: reason.map(|text| written(context, text, &subject.reason, cells)),
        };
        let keys: Vec<String> =
            (1..).zip(limited.times_before()).map(|at| firing.key(at)).collect();
        let stands = |key: &String| stands_in_history(context, customer_row, key);
        let known: Vec<bool> = match context.plan.program.history {
            Some(_) => keys.iter().map(stands).collect(),
            None => Vec::new(),
        };
        Some(Begun { index, limited, firing, keys, known })
    }

    /// Whether history has an effect of it, so that it uses no limit.
    pub(super) fn is_counted(&self) -> bool {
        self.known.contains(&true)
    }

    /// The effect at a place of the rule.
    pub(super) fn effect(&self, at: usize, giving: &Giving, cells: &EffectCells) -> Effect {
        let Limited { context, rule, .. } = self.limited;
        let mut effect = blank(context, self.index, rule, &self.firing);
        effect.key = self.keys.get(at).cloned().unwrap_or_default();
        describe(context, &mut effect, giving, cells, self.limited.cells);
        effect
    }
}

/// Adds the effects of one firing to those of the customer.
pub(super) fn fire<W: Word>(
    limited: Limited<'_, W>,
    (index, rows): (usize, &[usize]),
    outcome_of: (&str, &str),
    ledgers: &mut Ledgers,
    effects: &mut Vec<Effect>,
) {
    let Some(begun) = Begun::of(limited, (index, rows), outcome_of) else { return };
    let (context, counted) = (limited.context, begun.is_counted());
    if !counted && !ledgers.admits_contact(limited.own()) {
        return;
    }
    let selections = context.plan.selections.as_slice();
    let mut ledger = ledgers.take_out(selections, index);
    if !counted && !ledger.admits(limited.own()) {
        ledgers.put_back(selections, index, ledger);
        return;
    }
    let given = effects.len();
    for (at, giving, cells) in limited.made() {
        if begun.known.get(at) == Some(&true) {
            continue;
        }
        let share = match adjusted(context, giving) {
            Some(_) if grants_now(effects, (giving, &begun.firing)) => Share::Nothing,
            Some(of) => {
                let mut other = ledgers.take_out(selections, of);
                let bounds = limited.kept(giving, cells);
                let share = granted(
                    limited,
                    (giving, cells),
                    &mut [(&mut ledger, limited.own()), (&mut other, bounds)],
                );
                ledgers.put_back(selections, of, other);
                share
            }
            None => granted(limited, (giving, cells), &mut [(&mut ledger, limited.own())]),
        };
        if share != Share::Nothing {
            let mut effect = begun.effect(at, giving, cells);
            cut(&mut effect, giving, share);
            effect.day = limited.date();
            effects.push(effect);
        }
    }
    if !counted && effects.len() > given {
        ledger.note_firing(limited.own());
        if limited.rule.is_marketing() {
            ledgers.note_contact();
        }
    }
    ledgers.put_back(selections, index, ledger);
}

/// What limits leave of an effect.
pub(super) fn granted<W: Word>(
    limited: Limited<'_, W>,
    (giving, cells): (&Giving, &EffectCells),
    kept: &mut [(&mut Ledger, Bounds<'_, W>)],
) -> Share {
    let amount = limited.amount(giving, cells.amount);
    amount.map_or(Share::All, |amount| take(kept, amount))
}

/// The place of the rule whose grants an effect adjusts.
fn adjusted<W>(context: &Context<'_, W>, giving: &Giving) -> Option<usize> {
    let reversal = giving.reversal.as_ref().filter(|reversal| reversal.adjusts.is_some())?;
    let rules = &context.plan.program.rules;
    rules.iter().position(|rule| rule.name == reversal.rule)
}

/// Whether the rule whose grants an effect adjusts gives the subject something of the kind in this
/// run, which only the next can adjust.
fn grants_now(effects: &[Effect], (giving, firing): (&Giving, &Firing)) -> bool {
    let Some(reversal) = &giving.reversal else { return false };
    let kind = kind(giving);
    let unit = giving.kind.amounts().first().copied().flatten().and_then(|amount| unit(&amount.ty));
    effects.iter().any(|given| {
        given.rule == reversal.rule
            && given.kind == kind
            && given.unit == unit
            && given.subject.values().eq(firing.subject.values())
    })
}

/// Keeps the amount wished for, where only a part is granted.
fn cut(effect: &mut Effect, giving: &Giving, share: Share) {
    if let (Share::Part(part), [Some(amount), _]) = (share, giving.kind.amounts()) {
        let ty = granted_type(&amount.ty);
        let cell = Cell { numerator: part, denominator: i256::ONE, known: true, holds: false };
        let wished = effect.amount.replace(quantity(&ty, cell));
        effect.wished = effect.wished.take().or(wished);
    }
}

impl Firing {
    /// The idempotency key of the effect at a place of the rule; of a reversal that was made
    /// before, with how often.
    fn key(&self, (place, before): (usize, Option<String>)) -> String {
        let mut key = format!("{}/{place}", self.key);
        for part in before.iter().chain(&self.period) {
            key.push('/');
            key.push_str(part);
        }
        key
    }
}

fn blank<W>(context: &Context<'_, W>, index: usize, rule: &Rule, firing: &Firing) -> Effect {
    Effect {
        rule: rule.name.clone(),
        word: match rule.word {
            RuleWord::Earn => "earn",
            RuleWord::Reward => "reward",
            RuleWord::Redeem => "redeem",
            RuleWord::Recovery => "recovery",
            RuleWord::Contact => "contact",
            RuleWord::Penalty => "penalty",
            RuleWord::Reversal => "reversal",
        },
        source: context.plan.rule_sources.get(index).cloned().unwrap_or_default(),
        subject: firing.subject.clone(),
        reason: firing.reason.clone(),
        ..Effect::default()
    }
}
