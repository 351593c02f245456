//! What a rule gives: for each subject in order, where every condition holds and no exception.

use indexmap::IndexMap;
use loyal_dsl::ir::{Effect, EffectKind, Expr, Grant, MoneyForm, Part, Rule, RuleWord, Template};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome;

use super::expression::{Customer, Scope};
use super::number;
use super::text;
use super::value::{Failure, Value};

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
        for (place, effect) in rule.effects.iter().enumerate() {
            let blank = blank(customer, rule, sources, &subject, place + 1);
            given.extend(filled(customer, rule, effect, &subject, blank)?);
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
        kind: "",
        subject: subject.keys.clone(),
        amount: None,
        unit: None,
        wished: None,
        code: None,
        last_day: None,
        task: None,
        channel: None,
        to: None,
        due: None,
        reason: None,
    }
}

/// The effect as it is given, if it is.
fn filled(
    customer: &Customer<'_>,
    rule: &Rule,
    effect: &Effect,
    subject: &Subject<'_>,
    blank: outcome::Effect,
) -> Result<Option<outcome::Effect>, Failure> {
    let scope = &subject.scope;
    if let Some(when) = &effect.when
        && !customer.holds(when, scope)?
    {
        return Ok(None);
    }
    let Some(mut given) = of_kind(customer, &effect.kind, subject, blank)? else { return Ok(None) };
    given.last_day = words(customer, effect.last_day.as_ref(), subject)?;
    given.reason = match &rule.because {
        Some(template) => Some(reason(customer, template, subject)?),
        None => None,
    };
    Ok(Some(given))
}

fn of_kind(
    customer: &Customer<'_>,
    kind: &EffectKind,
    subject: &Subject<'_>,
    mut given: outcome::Effect,
) -> Result<Option<outcome::Effect>, Failure> {
    given.kind = kind_name(kind);
    match kind {
        EffectKind::Points(grant) | EffectKind::Money(_, grant) => {
            return granted(customer, grant, subject, given);
        }
        EffectKind::Coupon { code, worth } | EffectKind::Gift { code, worth } => {
            given.code = Some(code.clone());
            if let Some(worth) = worth
                && let Some(value) = customer.read(worth, &subject.scope)?
            {
                let (amount, unit) = text::amount(&value, &worth.ty);
                (given.amount, given.unit) = (Some(amount), Some(unit));
            }
        }
        EffectKind::Benefit { name } | EffectKind::Badge { name } => {
            given.code = Some(name.clone());
        }
        EffectKind::Task { title, channel, due } => {
            given.task = Some(title.clone());
            given.channel.clone_from(channel);
            given.due = words(customer, due.as_ref(), subject)?;
        }
        EffectKind::Escalate { to, due } => {
            given.to = Some(to.clone());
            given.due = words(customer, due.as_ref(), subject)?;
        }
        EffectKind::FollowUp { due } => {
            given.due = words(customer, due.as_ref(), subject)?;
        }
    }
    Ok(Some(given))
}

/// A grant of more than nothing; what was wished for stands beside it where it is more.
fn granted(
    customer: &Customer<'_>,
    grant: &Grant,
    subject: &Subject<'_>,
    mut given: outcome::Effect,
) -> Result<Option<outcome::Effect>, Failure> {
    let amount = customer.read(&grant.amount, &subject.scope)?;
    let Some(amount) = amount.filter(|amount| *amount > Value::Quantity(number::whole(0))) else {
        return Ok(None);
    };
    if let Some(wished) = &grant.wished {
        let value = customer.read(wished, &subject.scope)?.filter(|wished| *wished > amount);
        given.wished = value.map(|value| text::amount(&value, &wished.ty).0);
    }
    let (figure, unit) = text::amount(&amount, &grant.amount.ty);
    (given.amount, given.unit) = (Some(figure), Some(unit));
    Ok(Some(given))
}

fn words(
    customer: &Customer<'_>,
    expr: Option<&Expr>,
    subject: &Subject<'_>,
) -> Result<Option<String>, Failure> {
    let Some(expr) = expr else { return Ok(None) };
    let value = customer.read(expr, &subject.scope)?;
    Ok(value.map(|value| text::in_words(Some(&value), &expr.ty, customer.program, customer.zone)))
}

fn reason(
    customer: &Customer<'_>,
    template: &Template,
    subject: &Subject<'_>,
) -> Result<String, Failure> {
    let mut reason = String::new();
    for part in &template.parts {
        match part {
            Part::Text(text) => reason.push_str(text),
            Part::Value(expr) => {
                let value = customer.read(expr, &subject.scope)?;
                let (program, zone) = (customer.program, customer.zone);
                reason.push_str(&text::in_words(value.as_ref(), &expr.ty, program, zone));
            }
        }
    }
    Ok(reason)
}

fn word(word: RuleWord) -> &'static str {
    match word {
        RuleWord::Earn => "earn",
        RuleWord::Reward => "reward",
        RuleWord::Recovery => "recovery",
    }
}

fn kind_name(kind: &EffectKind) -> &'static str {
    match kind {
        EffectKind::Points(_) => "points",
        EffectKind::Money(MoneyForm::Credit, _) => "credit",
        EffectKind::Money(MoneyForm::Cash, _) => "cash",
        EffectKind::Money(MoneyForm::Discount, _) => "discount",
        EffectKind::Coupon { .. } => "coupon",
        EffectKind::Gift { .. } => "gift",
        EffectKind::Benefit { .. } => "benefit",
        EffectKind::Badge { .. } => "badge",
        EffectKind::Task { .. } => "task",
        EffectKind::Escalate { .. } => "escalation",
        EffectKind::FollowUp { .. } => "follow_up",
    }
}

fn source(rule: &Rule, sources: &[SourceFile]) -> String {
    let file = &sources[rule.span.file as usize];
    let line = file.text.bytes().take(rule.span.start as usize).filter(|byte| *byte == b'\n');
    format!("{}:{}", file.name, line.count() + 1)
}
