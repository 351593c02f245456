//! A rule that fires: which of its effects are given, and how much of them limits leave.

use loyal_dsl::ir::Effect as Giving;

use super::describe::kind;
use super::frame::Context;
use super::given::{Firing, Given, Made};
use super::ledger::{Ledger, Ledgers, Share, take};
use super::limits::{Bounds, Limited};
use super::past::{has_history, stands_in_history};
use super::render::unit_of;
use crate::column::word::Word;
use crate::outcome::Effect;
use crate::plan::op::EffectCells;

/// A firing that has something to give, with what is known of it before.
pub(super) struct Begun<'b, W> {
    firing: Firing<'b, W>,
    /// By place: whether history has it; empty where there is no history.
    known: Vec<bool>,
}

impl<'b, W: Word> Begun<'b, W> {
    /// Nothing where the rule makes no effect for the subject.
    pub(super) fn of(firing: Firing<'b, W>) -> Option<Begun<'b, W>> {
        firing.limited.made().next()?;
        let Limited { context, customer, subject, .. } = firing.limited;
        let mut known = Vec::new();
        if has_history(context, customer) {
            let keys = (0..subject.effects.len()).map(|at| firing.key(at));
            known.extend(keys.map(|key| stands_in_history(context, customer, &key)));
        }
        Some(Begun { firing, known })
    }

    pub(super) fn limited(&self) -> Limited<'b, W> {
        self.firing.limited
    }

    /// Whether history has an effect of it, so that it uses no limit.
    pub(super) fn is_counted(&self) -> bool {
        self.known.contains(&true)
    }

    /// The effect at a place of the rule.
    pub(super) fn effect(&self, at: usize, giving: &'b Giving, cells: &'b EffectCells) -> Effect {
        let made = Made { firing: self.firing, at, giving, cells, share: Share::All };
        Effect { day: None, ..made.effect() }
    }
}

/// Adds the effects of one firing to those of the customer.
pub(super) fn fire<'g, W: Word>(
    firing: Firing<'g, W>,
    ledgers: &mut Ledgers,
    effects: &mut Vec<Given<'g, W>>,
) {
    let Some(begun) = Begun::of(firing) else { return };
    let (limited, index) = (firing.limited, firing.index);
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
            Some(_) if grants_now(effects, giving, &firing) => Share::Nothing,
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
            effects.push(Given::Made(Made { firing, at, giving, cells, share }));
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
fn grants_now<W: Word>(effects: &[Given<'_, W>], giving: &Giving, firing: &Firing<'_, W>) -> bool {
    let Some(reversal) = &giving.reversal else { return false };
    let of_rule = effects.iter().filter(|given| given.rule() == reversal.rule);
    let kind = kind(giving);
    let unit = giving.kind.amounts().first().copied().flatten();
    let unit = unit.and_then(|amount| unit_of(&amount.ty));
    let keys: Vec<String> = firing.subject().map(|key| key.text(firing.limited.context)).collect();
    of_rule.map(Given::effect).any(|given| {
        given.kind == kind && given.unit.as_deref() == unit && given.subject.values().eq(&keys)
    })
}
