//! What a rule gives: for each subject in order, where every condition holds and no exception.

use indexmap::IndexMap;
use loyal_dsl::ir::{Hop, Rule, RuleWord};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome;

use super::calendar;
use super::effect;
use super::expression::{Customer, Scope};
use super::limit::{self, Fired};
use super::number::whole;
use super::redeem;
use super::text;
use super::value::Failure;

/// For whom a rule fires: the elements in sight, and the key of each by its name.
#[derive(Clone)]
pub(super) struct Subject<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) keys: IndexMap<String, String>,
    /// The place of each element in its list.
    pub(super) places: Vec<usize>,
}

/// The subjects for which a rule fires, with what it would give each.
pub(super) fn fired(
    customer: &Customer<'_>,
    rule: &Rule,
    sources: &[SourceFile],
) -> Result<Vec<Fired>, Failure> {
    let mut fired = Vec::new();
    for subject in subjects(customer, &rule.for_each)? {
        if fires(customer, rule, &subject)? {
            fired.push(read(customer, rule, sources, &subject)?);
        }
    }
    Ok(fired)
}

/// All that a rule would give a subject: its effects, then its limits, then why.
fn read(
    customer: &Customer<'_>,
    rule: &Rule,
    sources: &[SourceFile],
    subject: &Subject<'_>,
) -> Result<Fired, Failure> {
    let mut effects = Vec::new();
    let mut kept = Vec::new();
    for (place, giving) in rule.effects.iter().enumerate() {
        let blank = blank(rule, sources, subject);
        let effect = effect::given(customer, giving, &subject.scope, blank)?;
        let limits = giving.kept_limits().iter().filter(|_| effect.is_some());
        let bounds = limits.map(|limit| limit::bound(customer, limit, &subject.scope));
        kept.push(bounds.collect::<Result<Vec<_>, _>>()?);
        effects.extend(effect.map(|effect| (place, effect)));
    }
    let mut key = vec![customer.program.name.clone(), rule.name.clone(), customer.key()];
    key.extend(subject.keys.values().cloned());
    let begin = text::joined(&key);
    let places = subject.places.clone();
    let none = Fired {
        effects: Vec::new(),
        bounds: Vec::new(),
        kept: Vec::new(),
        key: (begin, None),
        places,
        worth: whole(0),
        again: Vec::new(),
        asked: None,
    };
    if effects.is_empty() {
        return Ok(none);
    }
    let worth = match &rule.worth {
        Some(worth) => customer.read(worth, &subject.scope)?.expect("a known worth").number(),
        None => whole(0),
    };
    if let Some(date) = &rule.date {
        let day = customer.read(date, &subject.scope)?.map(|day| calendar::days(day.date()));
        effects.iter_mut().for_each(|(_, effect)| effect.day = day);
    }
    let bounds = rule.limits.iter().map(|limit| limit::bound(customer, limit, &subject.scope));
    let bounds = bounds.collect::<Result<Vec<_>, _>>()?;
    if let Some(template) = &rule.because {
        let reason = effect::written(customer, template, &subject.scope)?;
        effects.iter_mut().for_each(|(_, effect)| effect.reason = Some(reason.clone()));
    }
    let end = limit::key_end(customer, rule, &bounds);
    let again = rule.effects.iter().map(|effect| {
        let Some(reversal) = &effect.reversal else { return Ok(None) };
        let before = customer.read(&reversal.before, &subject.scope)?.expect("a count").number();
        Ok((before > whole(0)).then(|| (before + whole(1)).to_integer().to_string()))
    });
    let again = again.collect::<Result<Vec<_>, Failure>>()?;
    let asked = redeem::asked(customer, rule, &effects, &subject.scope)?;
    let (key, places) = ((none.key.0, end), none.places);
    Ok(Fired { effects, bounds, kept, key, worth, places, again, asked })
}

/// The elements of hops, from the outermost.
pub(super) fn subjects<'a>(
    customer: &Customer<'a>,
    hops: &[Hop],
) -> Result<Vec<Subject<'a>>, Failure> {
    let mut subjects =
        vec![Subject { scope: vec![customer.record], keys: IndexMap::new(), places: Vec::new() }];
    for hop in hops {
        let mut inner = Vec::new();
        for subject in &subjects {
            let list = (subject.scope.len() - 1, hop.list);
            for (place, scope) in customer.passing(list, hop.filter.as_ref(), &subject.scope)? {
                let element = scope[scope.len() - 1];
                let key = customer.program.records[hop.element.0 as usize].key;
                let key = key.and_then(|key| element.scalar(key));
                let mut keys = subject.keys.clone();
                keys.insert(hop.name.clone(), key.map_or((place + 1).to_string(), text::key));
                let places = [subject.places.as_slice(), &[place]].concat();
                inner.push(Subject { scope, keys, places });
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
fn blank(rule: &Rule, sources: &[SourceFile], subject: &Subject<'_>) -> outcome::Effect {
    outcome::Effect {
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
