//! A rule that fires: its effects with amounts, texts and idempotency keys.

use indexmap::IndexMap;
use loyal_dsl::ir::{Rule, RuleWord};

use super::cell::Cell;
use super::collect::is_made;
use super::describe::{describe, written};
use super::frame::Context;
use super::keys::subject_keys;
use crate::column::word::Word;
use crate::outcome::Effect;
use crate::plan::key_part;
use crate::plan::op::Subject;

/// One firing of a rule: its subject's cells and rows.
struct Firing<'f, W> {
    cells: &'f [Cell<W>],
    subject: IndexMap<String, String>,
    key: String,
}

/// The effects of one firing.
pub(super) fn fire<W: Word>(
    context: &Context<'_, W>,
    (index, customer_row): (usize, usize),
    (subject, cells, rows): (&Subject, &[Cell<W>], &[usize]),
    (customer, as_of): (&str, &str),
    effects: &mut Vec<Effect>,
) {
    let Some(rule) = context.plan.program.rules.get(index) else { return };
    let at = |cell: usize| cells.get(cell).copied().unwrap_or_default();
    if !rule.effects.iter().zip(&subject.effects).any(|(effect, c)| is_made(&effect.kind, c, &at)) {
        return;
    }
    let subject_keys = subject_keys(context, rule, customer_row, rows);
    let mut key = context.plan.rule_keys.get(index).cloned().unwrap_or_default();
    for part in [customer].into_iter().chain(subject_keys.iter().map(|(_, part)| part.as_str())) {
        key.push('/');
        key.push_str(&key_part(part));
    }
    let firing = Firing { cells, subject: subject_keys.into_iter().collect(), key };
    let reason = rule.because.as_ref().map(|text| written(context, text, &subject.reason, cells));
    let as_of = rule.for_each.is_empty().then_some(as_of);
    for (place, (giving, cells)) in (1..).zip(rule.effects.iter().zip(&subject.effects)) {
        if is_made(&giving.kind, cells, &at) {
            let mut effect = blank(context, index, rule, &firing);
            effect.key = match as_of {
                Some(as_of) => format!("{}/{place}/{as_of}", firing.key),
                None => format!("{}/{place}", firing.key),
            };
            effect.reason.clone_from(&reason);
            describe(context, &mut effect, giving, cells, firing.cells);
            effects.push(effect);
        }
    }
}

fn blank<W>(context: &Context<'_, W>, index: usize, rule: &Rule, firing: &Firing<'_, W>) -> Effect {
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
        ..Effect::default()
    }
}
