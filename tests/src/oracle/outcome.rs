//! The outcome of one customer, put together: tiers, classes, scores, then rules by name.

use indexmap::IndexMap;
use loyal_dsl::ir::{RuleWord, Score, ValueId};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome::{Effect, Outcome, ScoreOutcome};

use super::closing;
use super::expression::Customer;
use super::limit::{self, Ledgers};
use super::redeem;
use super::rule;
use super::select;
use super::text;
use super::tier;
use super::total;
use super::value::Failure;

/// The customer's outcome under the policy with this hash.
pub(super) fn outcome(
    customer: &Customer<'_>,
    policy: &str,
    sources: &[SourceFile],
) -> Result<Outcome, Failure> {
    let program = customer.program;
    let mut tiers = IndexMap::new();
    for tier in &program.tiers {
        tiers.insert(tier.name.clone(), tier::outcome(customer, tier, sources)?);
    }
    let mut classes = IndexMap::new();
    for class in &program.classes {
        classes.insert(class.name.clone(), shown(customer, class.segment)?);
    }
    let mut scores = IndexMap::new();
    for declared in &program.scores {
        scores.insert(declared.name.clone(), score(customer, declared)?);
    }
    let before = closing::closing(customer, sources)?;
    let effects = effects(customer, sources)?;
    let (published, broken) = total::closing(customer, &effects, sources, before)?;
    Ok(Outcome {
        customer: customer.key(),
        program: program.name.clone(),
        policy: policy.to_owned(),
        as_of: customer.today.to_string(),
        applies: applies(customer)?,
        tiers,
        classes,
        scores,
        effects,
        published,
        broken,
    })
}

fn score(customer: &Customer<'_>, score: &Score) -> Result<ScoreOutcome, Failure> {
    let mut parts = IndexMap::new();
    for part in &score.parts {
        parts.insert(part.name.clone(), shown(customer, part.value)?);
    }
    let band = score.band.map_or(Ok(None), |band| shown(customer, band))?;
    Ok(ScoreOutcome { total: shown(customer, score.total)?, band, parts })
}

/// Whether the programme is for the customer.
fn applies(customer: &Customer<'_>) -> Result<bool, Failure> {
    let condition = customer.program.applies_when.as_ref();
    condition.map_or(Ok(true), |condition| customer.holds(condition, &[customer.record]))
}

fn effects(customer: &Customer<'_>, sources: &[SourceFile]) -> Result<Vec<Effect>, Failure> {
    let program = customer.program;
    if !applies(customer)? {
        return Ok(Vec::new());
    }
    let mut fired = Vec::new();
    for rule in &program.rules {
        fired.push(rule::fired(customer, rule, sources)?);
    }
    let mut ledgers = Ledgers::new(program);
    let mut given = select::chosen(customer, &mut fired, &mut ledgers);
    given.extend(redeem::redeemed(customer, &mut fired, &mut ledgers));
    let mut effects = Vec::new();
    // Reversals ask what the other rules give.
    let mut order: Vec<_> = program.rules.iter().zip(fired).collect();
    // What one rule writes may hold another back.
    order.sort_by_key(|(rule, _)| {
        let contact = rule.word == RuleWord::Contact;
        (rule.word == RuleWord::Reversal, if contact { -rule.priority } else { 0 })
    });
    for (rule, fired) in order {
        match given.remove(rule.name.as_str()) {
            Some(given) => effects.extend(given),
            None => limit::granted(customer, rule, fired, &mut ledgers, &mut effects),
        }
    }
    effects.sort_by(|a, b| a.rule.cmp(&b.rule));
    Ok(effects)
}

/// A named value as outcomes show it.
fn shown(customer: &Customer<'_>, id: ValueId) -> Result<Option<String>, Failure> {
    let ty = &customer.program.values[id.0 as usize].expr.ty;
    let value = customer.named(id)?;
    Ok(value.map(|value| text::in_words(Some(&value), ty, customer.program, customer.zone)))
}
