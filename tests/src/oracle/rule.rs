//! What a rule gives: for each subject in order, where every condition holds and no exception.

use indexmap::IndexMap;
use loyal_dsl::ir::{Rule, RuleWord};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome;

use super::effect;
use super::expression::{Customer, Scope};
use super::text;
use super::value::Failure;

/// For whom a rule fires: the elements in sight, and the key of each by its name.
#[derive(Clone)]
struct Subject<'a> {
    scope: Scope<'a>,
    keys: IndexMap<String, String>,
}

/// The effects of a rule on a customer.
pub(super) fn effects(
    customer: &Customer<'_>,
    rule: &Rule,
    sources: &[SourceFile],
) -> Result<Vec<outcome::Effect>, Failure> {
    let mut given = Vec::new();
    for subject in subjects(customer, rule)? {
        if !fires(customer, rule, &subject)? {
            continue;
        }
        for (place, giving) in rule.effects.iter().enumerate() {
            let blank = blank(customer, rule, sources, &subject, place + 1);
            let Some(mut effect) = effect::given(customer, giving, &subject.scope, blank)? else {
                continue;
            };
            effect.reason = match &rule.because {
                Some(template) => Some(effect::written(customer, template, &subject.scope)?),
                None => None,
            };
            given.push(effect);
        }
    }
    Ok(given)
}

fn subjects<'a>(customer: &Customer<'a>, rule: &Rule) -> Result<Vec<Subject<'a>>, Failure> {
    let mut subjects = vec![Subject { scope: vec![customer.record], keys: IndexMap::new() }];
    for hop in &rule.for_each {
        let mut inner = Vec::new();
        for subject in &subjects {
            let list = (subject.scope.len() - 1, hop.list);
            for (place, scope) in customer.passing(list, hop.filter.as_ref(), &subject.scope)? {
                let element = scope[scope.len() - 1];
                let key = customer.program.records[hop.element.0 as usize].key;
                let key = key.and_then(|key| element.scalar(key));
                let mut keys = subject.keys.clone();
                keys.insert(hop.name.clone(), key.map_or((place + 1).to_string(), text::key));
                inner.push(Subject { scope, keys });
            }
        }
        subjects = inner;
    }
    Ok(subjects)
}

fn fires(customer: &Customer<'_>, rule: &Rule, subject: &Subject<'_>) -> Result<bool, Failure> {
    for condition in &rule.conditions {
        if !customer.holds(condition, &subject.scope)? {
            return Ok(false);
        }
    }
    for exception in &rule.exceptions {
        if customer.holds(&exception.condition, &subject.scope)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The effect before anything is known of what it gives.
fn blank(
    customer: &Customer<'_>,
    rule: &Rule,
    sources: &[SourceFile],
    subject: &Subject<'_>,
    place: usize,
) -> outcome::Effect {
    let mut key = vec![customer.program.name.clone(), rule.name.clone(), customer.key()];
    key.extend(subject.keys.values().cloned());
    key.push(place.to_string());
    if rule.for_each.is_empty() {
        key.push(customer.today.to_string());
    }
    outcome::Effect {
        key: text::joined(&key),
        rule: rule.name.clone(),
        word: word(rule.word),
        source: source(rule, sources),
        subject: subject.keys.clone(),
        ..outcome::Effect::default()
    }
}

fn word(word: RuleWord) -> &'static str {
    match word {
        RuleWord::Earn => "earn",
        RuleWord::Reward => "reward",
        RuleWord::Redeem => "redeem",
        RuleWord::Recovery => "recovery",
        RuleWord::Contact => "contact",
        RuleWord::Penalty => "penalty",
        RuleWord::Reversal => "reversal",
    }
}

fn source(rule: &Rule, sources: &[SourceFile]) -> String {
    let file = &sources[rule.span.file as usize];
    let line = file.text.bytes().take(rule.span.start as usize).filter(|byte| *byte == b'\n');
    format!("{}:{}", file.name, line.count() + 1)
}
