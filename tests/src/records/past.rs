//! Histories that a program's own rules could have made: without them no random record would have
//! been given anything before.

use jiff::ToSpan;
use jiff::civil::Date;
use loyal_dsl::ir::{FieldId, FieldKind, Program, RuleWord};
use loyal_engine::outcome::Effect;

use super::lots;
use super::random::Chance;
use crate::oracle::{Field, Oracle, Record, Value, of_text};

/// Adds to some histories what the program would give today, and the like of it on other days.
pub fn remember(
    program: &Program,
    oracle: &Oracle<'_>,
    today: Date,
    customers: &mut [Record],
    chance: &mut Chance,
) {
    let Some(history) = program.history else { return };
    let reverses = program.rules.iter().any(|rule| rule.word == RuleWord::Reversal);
    for customer in customers {
        lots::add(program, history.grants, today, customer, chance);
        if !chance.percent(60) {
            continue;
        }
        let Ok(outcome) = oracle.evaluate(customer) else { continue };
        for effect in &outcome.effects {
            if effect.task.is_some() {
                let task = task(effect, today, chance);
                add(program, history.tasks, customer, task);
            }
            let known = chance.percent(30);
            let others = chance.within(0, 2);
            for number in 0..=others {
                let key = match number {
                    0 if known => effect.key.clone(),
                    _ => format!("{}/{}", effect.key, chance.within(0, 999_999)),
                };
                let days = i64::from(number > 0 || chance.percent(50)) * chance.within(-1, 400);
                let date = today.checked_sub(days.days()).unwrap_or(today);
                let mut grant = grant(effect, key, date, chance);
                if reverses && chance.percent(40) {
                    grant.push((
                        "available",
                        Value::Date(today.checked_add(3.days()).unwrap_or(today)),
                    ));
                }
                add(program, history.grants, customer, grant);
            }
        }
    }
}

/// Larger amounts have no room for six places.
const SMALL: u64 = 1_000_000_000_000;

/// A field of an entry by its name.
type Named = (&'static str, Value);

fn grant(effect: &Effect, key: String, date: Date, chance: &mut Chance) -> Vec<Named> {
    let mut grant = vec![
        ("key", Value::Text(key)),
        ("rule", Value::Text(effect.rule.clone())),
        ("kind", Value::Text(effect.kind.to_owned())),
        ("date", Value::Date(date)),
    ];
    let part = chance.within(1, 3);
    let amount = effect.amount.as_ref().map(|amount| of_text(amount));
    let small = amount.filter(|amount| amount.to_integer().magnitude() < &SMALL.into());
    if let Some(amount) = small {
        let share = (amount * of_text("1000000") / of_text(&part.to_string())).floor();
        grant.push(("amount", Value::Quantity(share / of_text("1000000"))));
    }
    grant.extend(effect.of.iter().map(|of| ("of", Value::Text(of.clone()))));
    let code = effect.code.iter().filter(|_| chance.percent(70));
    grant.extend(code.map(|code| ("code", Value::Text(code.clone()))));
    grant.extend(effect.unit.iter().map(|unit| ("unit", Value::Text(unit.clone()))));
    let keys: Vec<&str> = effect.subject.values().map(String::as_str).collect();
    if !keys.is_empty() && chance.percent(80) {
        grant.push(("subject", Value::Text(keys.join("/"))));
    }
    if chance.percent(50) {
        let before = date.checked_sub(chance.within(0, 40).days());
        grant.push(("on", Value::Date(before.unwrap_or(date))));
    }
    grant
}

/// A task as it was asked for, due about now; some are done.
fn task(effect: &Effect, today: Date, chance: &mut Chance) -> Vec<Named> {
    let day = |chance: &mut Chance| {
        let days = chance.within(-3, 40).days();
        Value::Date(today.checked_sub(days).unwrap_or(today))
    };
    let mut task =
        vec![("key", Value::Text(effect.key.clone())), ("rule", Value::Text(effect.rule.clone()))];
    task.extend(effect.task.iter().map(|text| ("task", Value::Text(text.clone()))));
    let keys: Vec<&str> = effect.subject.values().map(String::as_str).collect();
    if !keys.is_empty() {
        task.push(("subject", Value::Text(keys.join("/"))));
    }
    if chance.percent(80) {
        task.push(("due", day(chance)));
    }
    if chance.percent(30) {
        task.push(("done", day(chance)));
    }
    task
}

/// Adds an entry to a list of the history, unless there is one of its key.
fn add(program: &Program, list: FieldId, customer: &mut Record, entry: Vec<Named>) {
    let place = list.0 as usize;
    let FieldKind::List(element) = program.records[0].fields[place].kind else {
        panic!("a history is made of lists");
    };
    let declared = &program.records[element.0 as usize];
    let fields = declared.fields.iter().map(|field| match field.kind {
        FieldKind::List(_) => Field::List(Vec::new()),
        FieldKind::Scalar(_) => {
            let value = entry.iter().find(|(name, _)| field.path == [*name]);
            Field::Scalar(value.map(|(_, value)| value.clone()))
        }
    });
    push(program, list, customer, Record { fields: fields.collect() });
}

/// Adds an entry unless there is one of its key.
pub(super) fn push(program: &Program, list: FieldId, customer: &mut Record, entry: Record) {
    let place = list.0 as usize;
    let FieldKind::List(element) = program.records[0].fields[place].kind else {
        panic!("a history is made of lists");
    };
    let key = program.records[element.0 as usize].key.expect("entries have a key");
    let Field::List(entries) = &mut customer.fields[place] else { panic!("it is a list") };
    if entries.iter().all(|other| other.scalar(key) != entry.scalar(key)) {
        entries.push(entry);
    }
}
