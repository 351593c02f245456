//! A rule that fires: its effects with amounts, texts and idempotency keys.

use arrow::datatypes::i256;
use indexmap::IndexMap;
use loyal_dsl::ir::{Effect as Giving, Rule, RuleWord};

use super::cell::Cell;
use super::describe::{describe, written};
use super::frame::Context;
use super::keys::subject_keys;
use super::limits::{Ledger, Limited, Share, granted_type};
use super::past::stands_in_history;
use super::render::quantity;
use crate::column::word::Word;
use crate::outcome::Effect;
use crate::plan::key_part;
use crate::plan::op::Subject;

/// One firing of a rule.
struct Firing {
    subject: IndexMap<String, String>,
    key: String,
    /// The end of its keys: the period of a limit, or the day of the run.
    period: Option<String>,
    reason: Option<String>,
}

/// The effects of one firing.
pub(super) fn fire<W: Word>(
    context: &Context<'_, W>,
    (index, customer_row): (usize, usize),
    (subject, cells, rows): (&Subject, &[Cell<W>], &[usize]),
    (customer, as_of): (&str, &str),
    (ledger, effects): (&mut Ledger, &mut Vec<Effect>),
) {
    let Some(rule) = context.plan.program.rules.get(index) else { return };
    let limited = Limited { rule, subject, cells };
    if limited.made().next().is_none() {
        return;
    }
    let subject_keys = subject_keys(context, &rule.for_each, customer_row, rows);
    let mut key = context.plan.rule_keys.get(index).cloned().unwrap_or_default();
    for part in [customer].into_iter().chain(subject_keys.iter().map(|(_, part)| part.as_str())) {
        key.push('/');
        key.push_str(&key_part(part));
    }
    let as_of = || rule.for_each.is_empty().then(|| as_of.to_owned());
    let firing = Firing {
        subject: subject_keys.into_iter().collect(),
        key,
        period: limited
            .key_period()
            .map_or_else(as_of, |period| Some(period).filter(|p| !p.is_empty())),
        reason: rule.because.as_ref().map(|text| written(context, text, &subject.reason, cells)),
    };
    let keys: Vec<String> = (1..).zip(limited.times_before()).map(|at| firing.key(at)).collect();
    let stands = |key: &String| stands_in_history(context, customer_row, key);
    let known: Vec<bool> = match context.plan.program.history {
        Some(_) => keys.iter().map(stands).collect(),
        None => Vec::new(),
    };
    let counted = known.contains(&true);
    if !counted && !ledger.admits(limited) {
        return;
    }
    let given = effects.len();
    for (at, giving, cells) in limited.made() {
        if known.get(at) == Some(&true) {
            continue;
        }
        let share = ledger.take(limited, giving, cells.amount);
        if share != Share::Nothing {
            let mut effect = blank(context, index, rule, &firing);
            effect.key = keys.get(at).cloned().unwrap_or_default();
            describe(context, &mut effect, giving, cells, limited.cells);
            cut(&mut effect, giving, share);
            effects.push(effect);
        }
    }
    if !counted && effects.len() > given {
        ledger.note_firing(limited);
    }
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
