//! What is said to be missing is given, exactly, and one step less: with the one the condition
//! holds, with the other it does not.

use std::collections::{BTreeMap, BTreeSet};

use loyal_dsl::date::Date;
use loyal_dsl::ir::{AggregateKind, ExprKind, FieldKind, Program};
use loyal_engine::explain::{Condition, Explanation, Lack, MustBe};
use serde_json::Value as Json;

use super::{Shipped, shipped};

/// Where a measure stands in a record.
enum Standing {
    /// A field of the customer, by its path.
    Field(Vec<String>),
    /// A sum of a field over a list, by their paths.
    Sum(List, Vec<String>),
    /// How many elements a list has.
    Count(List),
    /// A field of the element for which a rule was asked.
    Element(Vec<String>, String, Vec<String>),
}

/// A list of the customer, and the field that tells its elements apart.
struct List {
    path: Vec<String>,
    key: Option<Vec<String>>,
}

/// A comparison that does not hold: where it stands, and what it lacks.
struct Missed<'e> {
    rule: Option<&'e str>,
    subject: Option<&'e str>,
    condition: &'e Condition,
    lack: &'e Lack,
}

#[test]
fn what_is_missing_makes_the_condition_hold_and_less_does_not() {
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for policy in &shipped() {
        let mut done = BTreeSet::new();
        for record in &policy.records {
            let explanation = policy.explain(record);
            for missed in missed(&explanation) {
                let at = (missed.condition.source.clone(), missed.condition.text.clone());
                if !done.contains(&at) && is_right(policy, record, &missed) {
                    done.insert(at);
                }
            }
        }
        given.insert(policy.name.clone(), done.len());
    }
    let policies = given.values().filter(|count| **count > 0).count();
    let all: usize = given.values().sum();
    assert!(policies >= 8 && all >= 40, "too little was given: {given:#?}");
}

/// The comparisons of tiers and rules that fail.
fn missed(explanation: &Explanation) -> Vec<Missed<'_>> {
    let mut found = Vec::new();
    for level in explanation.tiers.iter().flat_map(|tier| &tier.levels) {
        collect(&level.rise, (None, None), &mut found);
    }
    for rule in &explanation.rules {
        for subject in &rule.subjects {
            let key = subject.subject.values().next().map(String::as_str);
            if subject.subject.len() < 2 {
                for condition in &subject.conditions {
                    collect(condition, (Some(&rule.name), key), &mut found);
                }
            }
        }
    }
    found
}

fn collect<'e>(
    condition: &'e Condition,
    (rule, subject): (Option<&'e str>, Option<&'e str>),
    found: &mut Vec<Missed<'e>>,
) {
    if let Some(lack) = condition.lacks.as_ref().filter(|lack| lack.by.is_some()) {
        found.push(Missed { rule, subject, condition, lack });
    }
    condition.parts.iter().for_each(|part| collect(part, (rule, subject), found));
}

/// Gives what is missing, and one step less; false where the record has no place for it.
fn is_right(policy: &Shipped, record: &str, missed: &Missed<'_>) -> bool {
    let program = policy.policy.version_on(policy.day).expect("a day of the programme").program();
    let Some(standing) = standing(program, missed) else { return false };
    let Some(by) = missed.lack.by.as_deref().and_then(Amount::of) else { return false };
    let record: Json = serde_json::from_str(record).expect("JSON");
    let falls = matches!(missed.lack.must_be, MustBe::Less | MustBe::AtMost);
    let sign = if falls { -1 } else { 1 };
    let less = Amount { units: by.units - 1, ..by };
    for template in 0..8 {
        let changed = changed(&record, &standing, (by, sign), template);
        let Some(changed) = changed else { continue };
        if !reached(policy, &changed, missed, by, sign) {
            continue;
        }
        let short = self::changed(&record, &standing, (less, sign), template);
        let short = short.and_then(|short| holds(policy, &short, missed));
        assert_ne!(short, Some(true), "{}: less than {:?} is enough", policy.name, missed.lack);
        return true;
    }
    false
}

/// Whether the measure came to what it should; then the condition must hold.
fn reached(policy: &Shipped, record: &Json, missed: &Missed<'_>, by: Amount, sign: i128) -> bool {
    let explained =
        policy.policy.explain_json(&record.to_string(), policy.day, Some(&policy.population));
    let Ok(explanation) = explained else { return false };
    let Some(condition) = again(&explanation, missed) else { return false };
    let before = missed.lack.value.as_deref().and_then(Amount::of);
    let now = condition.values.get(&missed.lack.measure).and_then(Option::as_deref);
    let expected = before.map(|before| before.plus(by, sign));
    if expected.is_none()
        || now.and_then(Amount::of).map(Amount::even) != expected.map(Amount::even)
    {
        return false;
    }
    let place = format!("{}: {:?}", policy.name, missed.lack);
    assert_eq!(condition.holds, Some(true), "{place}, given exactly: {condition:#?}");
    true
}

fn holds(policy: &Shipped, record: &Json, missed: &Missed<'_>) -> Option<bool> {
    let explained =
        policy.policy.explain_json(&record.to_string(), policy.day, Some(&policy.population));
    again(&explained.ok()?, missed)?.holds
}

/// The same condition in another explanation.
fn again(explanation: &Explanation, missed: &Missed<'_>) -> Option<Condition> {
    let mut all: Vec<&Condition> = Vec::new();
    match missed.rule {
        None => {
            let levels = explanation.tiers.iter().flat_map(|tier| &tier.levels);
            levels.for_each(|level| leaves(&level.rise, &mut all));
        }
        Some(name) => {
            let rule = explanation.rules.iter().find(|rule| rule.name == name)?;
            let own = rule.subjects.iter().filter(|subject| {
                subject.subject.values().next().map(String::as_str) == missed.subject
            });
            own.flat_map(|it| &it.conditions).for_each(|it| leaves(it, &mut all));
        }
    }
    let same =
        |it: &&&Condition| it.source == missed.condition.source && it.text == missed.condition.text;
    all.iter().find(same).map(|it| (*it).clone())
}

fn leaves<'e>(condition: &'e Condition, all: &mut Vec<&'e Condition>) {
    all.push(condition);
    condition.parts.iter().for_each(|part| leaves(part, all));
}

fn standing(program: &Program, missed: &Missed<'_>) -> Option<Standing> {
    let measure = missed.lack.measure.as_str();
    let customer = &program.records[0].fields;
    if let Some(subject) = missed.subject {
        let rule = program.rules.iter().find(|rule| Some(rule.name.as_str()) == missed.rule)?;
        let [hop] = rule.for_each.as_slice() else { return None };
        let own = measure.strip_prefix(&format!("{}.", hop.name)).unwrap_or(measure);
        let fields = &program.records[hop.element.0 as usize].fields;
        let field = fields.iter().find(|field| field.name() == own)?;
        let list = customer[hop.list.0 as usize].path.clone();
        return Some(Standing::Element(list, subject.to_owned(), field.path.clone()));
    }
    let plain = |name: &str| {
        customer.iter().find(|it| it.name() == name && matches!(it.kind, FieldKind::Scalar(_)))
    };
    if let Some(field) = plain(measure) {
        return Some(Standing::Field(field.path.clone()));
    }
    let value = program.values.iter().find(|value| value.name == measure)?;
    let ExprKind::Aggregate(aggregate) = &value.expr.kind else { return None };
    let element = &program.records[aggregate.element.0 as usize];
    let key = element.key.map(|key| element.fields[key.0 as usize].path.clone());
    let list = List { path: customer[aggregate.list.0 as usize].path.clone(), key };
    match (aggregate.kind, aggregate.value.as_ref().map(|value| &value.kind)) {
        (AggregateKind::Count, _) => Some(Standing::Count(list)),
        (AggregateKind::Sum, Some(ExprKind::Field { depth: 1, field })) => {
            Some(Standing::Sum(list, element.fields[field.0 as usize].path.clone()))
        }
        _ => None,
    }
}

/// The record with what is given; of lists, as copies of an element that stands there.
fn changed(
    record: &Json,
    standing: &Standing,
    (by, sign): (Amount, i128),
    template: usize,
) -> Option<Json> {
    let mut record = record.clone();
    match standing {
        Standing::Field(path) => {
            if template > 0 {
                return None;
            }
            let field = at(&mut record, path)?;
            *field = moved(field, by, sign)?;
        }
        Standing::Element(list, key, path) => {
            let elements = at(&mut record, list)?.as_array_mut()?;
            let element = elements.get_mut(template)?;
            let own = element.as_object()?.values().any(|it| it.as_str() == Some(key));
            let field = at(element, path).filter(|_| own)?;
            *field = moved(field, by, sign)?;
        }
        Standing::Sum(list, path) => {
            let elements = at(&mut record, &list.path)?.as_array_mut()?;
            let mut element = elements.get(template)?.clone();
            rekeyed(&mut element, list, "given");
            let amount = Amount { units: by.units * sign, ..by };
            *at(&mut element, path)? = Json::String(amount.to_string());
            elements.push(element);
        }
        Standing::Count(list) => {
            let elements = at(&mut record, &list.path)?.as_array_mut()?;
            let model = elements.get(template)?.clone();
            let count = (by.places == 0 && sign > 0).then_some(by.units)?;
            for number in 0..count {
                let mut element = model.clone();
                rekeyed(&mut element, list, &format!("given{number}"));
                elements.push(element);
            }
        }
    }
    Some(record)
}

/// Another key, where elements have one.
fn rekeyed(element: &mut Json, list: &List, key: &str) {
    if let Some(own) = list.key.as_ref().and_then(|path| at(element, path)) {
        *own = Json::String(key.to_owned());
    }
}

fn at<'r>(record: &'r mut Json, path: &[String]) -> Option<&'r mut Json> {
    path.iter().try_fold(record, |json, name| json.get_mut(name))
}

fn moved(field: &Json, by: Amount, sign: i128) -> Option<Json> {
    let text = field.as_str().map_or_else(|| field.to_string(), str::to_owned);
    let moved = Amount::of(&text)?.plus(by, sign);
    Some(match moved.day {
        true => Json::String(Date::from_days(i64::try_from(moved.units).ok()?)?.to_string()),
        false => Json::String(moved.to_string()),
    })
}

/// An exact amount, or a day.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Amount {
    units: i128,
    places: u32,
    day: bool,
}

impl Amount {
    /// Of `12.30 CNY`, `5 days`, `2026-06-30`.
    fn of(text: &str) -> Option<Amount> {
        if let Ok(day) = text.parse::<Date>() {
            return Some(Amount { units: day.days().into(), places: 0, day: true });
        }
        let number = text.split(' ').next()?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let units = format!("{whole}{part}").parse().ok()?;
        Some(Amount { units, places: u32::try_from(part.len()).ok()?, day: false })
    }

    fn plus(self, other: Amount, sign: i128) -> Amount {
        let places = self.places.max(other.places);
        let scaled = |it: Amount| it.units * 10i128.pow(places - it.places);
        Amount { units: scaled(self) + sign * scaled(other), places, day: self.day }
    }

    /// With places enough to be compared.
    fn even(self) -> Amount {
        Amount { units: self.units * 10i128.pow(12 - self.places.min(12)), places: 12, ..self }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.abs(), width = self.places as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - self.places as usize);
        let point = if part.is_empty() { "" } else { "." };
        write!(formatter, "{sign}{whole}{point}{part}")
    }
}
