//! The outcome of a customer, as JSON lines have it.

use loyal_dsl::ir::{Figure, Program, ValueId};
use serde_json::{Map, Value, json};

use super::object;

/// What an effect may say beside what it always says.
const EFFECT_TEXTS: [&str; 24] = [
    "amount",
    "unit",
    "wished",
    "code",
    "last_day",
    "task",
    "channel",
    "to",
    "due",
    "reason",
    "status",
    "approval",
    "decided_by",
    "available",
    "rate",
    "least",
    "most",
    "missing",
    "message",
    "hours",
    "purpose",
    "of",
    "key",
    "source",
];
/// What a tier may say.
const TIER_TEXTS: [&str; 6] = ["before", "since", "until", "change", "lowered", "lost_on"];

/// The schema of an outcome.
#[must_use]
pub fn of_outcome(program: &Program) -> Value {
    let mut properties = Map::new();
    for name in ["customer", "program", "policy"] {
        properties.insert(name.to_owned(), text());
    }
    properties.insert("as_of".to_owned(), json!({ "type": "string", "format": "date" }));
    properties.insert("applies".to_owned(), json!({ "type": "boolean" }));
    let tiers = program.tiers.iter().map(|it| (it.name.clone(), tier(program, &it.name)));
    properties.insert("tiers".to_owned(), of_each(tiers));
    let classes = program.classes.iter().map(|class| {
        let options = options(program, &class.name);
        (class.name.clone(), json!({ "anyOf": [{ "enum": options }, { "type": "null" }] }))
    });
    properties.insert("classes".to_owned(), of_each(classes));
    let scores = program.scores.iter().map(|score| (score.name.clone(), of_score(program, score)));
    properties.insert("scores".to_owned(), of_each(scores));
    let rules: Vec<&str> = program.rules.iter().map(|rule| rule.name.as_str()).collect();
    properties.insert("effects".to_owned(), json!({ "type": "array", "items": effect(&rules) }));
    let figures = program.published.iter().map(|it| (it.name.clone(), figure(&it.figure)));
    properties.insert("published".to_owned(), of_each(figures));
    properties.insert("broken".to_owned(), broken());
    let required =
        ["customer", "program", "policy", "as_of", "tiers", "classes", "scores", "effects"];
    object(properties, &required.map(str::to_owned), true)
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn text_or_null() -> Value {
    json!({ "type": ["string", "null"] })
}

/// An object that has all of these.
fn of_each(entries: impl Iterator<Item = (String, Value)>) -> Value {
    let properties: Map<String, Value> = entries.collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    object(properties, &required, true)
}

fn options(program: &Program, name: &str) -> Vec<String> {
    let choice = program.choices.iter().find(|choice| choice.name == name);
    choice.map(|choice| choice.options.clone()).unwrap_or_default()
}

fn tier(program: &Program, name: &str) -> Value {
    let level = json!({ "enum": options(program, name) });
    let missing = json!({ "type": "object", "additionalProperties": text() });
    let step = of_each(
        [
            ("level".to_owned(), level.clone()),
            ("missing".to_owned(), json!({ "type": "array", "items": missing })),
        ]
        .into_iter(),
    );
    let loan =
        Map::from_iter([("instead_of".to_owned(), level.clone()), ("until".to_owned(), text())]);
    let mut properties: Map<String, Value> =
        TIER_TEXTS.iter().map(|name| ((*name).to_owned(), text())).collect();
    properties.insert("level".to_owned(), level);
    properties.insert("because".to_owned(), json!({ "type": "array", "items": text() }));
    properties.insert("lent".to_owned(), object(loan, &["instead_of".to_owned()], true));
    properties.insert("next".to_owned(), step.clone());
    properties.insert("keep".to_owned(), step);
    object(properties, &["level".to_owned()], true)
}

fn of_score(program: &Program, score: &loyal_dsl::ir::Score) -> Value {
    let parts = of_each(score.parts.iter().map(|part| (part.name.clone(), text_or_null())));
    let band = |_: ValueId| json!({ "anyOf": [{ "enum": options(program, &score.name) }, { "type": "null" }] });
    of_each(
        [
            ("total".to_owned(), text_or_null()),
            ("band".to_owned(), score.band.map_or_else(|| json!({ "type": "null" }), band)),
            ("parts".to_owned(), parts),
        ]
        .into_iter(),
    )
}

fn effect(rules: &[&str]) -> Value {
    let mut properties: Map<String, Value> =
        EFFECT_TEXTS.iter().map(|name| ((*name).to_owned(), text())).collect();
    properties.insert("rule".to_owned(), json!({ "enum": rules }));
    properties.insert("word".to_owned(), text());
    properties.insert("kind".to_owned(), text());
    let subject = json!({ "type": "object", "additionalProperties": text() });
    properties.insert("subject".to_owned(), subject);
    let options = ["kind", "amount", "unit", "code", "last_day"];
    let option = options.map(|name| (name.to_owned(), text())).into_iter().collect();
    let option = object(option, &["kind".to_owned()], true);
    properties.insert("options".to_owned(), json!({ "type": "array", "items": option }));
    let lot = of_each(["key", "amount"].map(|name| (name.to_owned(), text())).into_iter());
    properties.insert("lots".to_owned(), json!({ "type": "array", "items": lot }));
    object(properties, &["key", "rule", "word", "source", "kind"].map(str::to_owned), true)
}

fn figure(figure: &Figure) -> Value {
    match figure {
        Figure::Value(_) => text_or_null(),
        Figure::Each { .. } => json!({ "type": "object", "additionalProperties": text_or_null() }),
    }
}

fn broken() -> Value {
    let properties = ["claim", "source", "because"].map(|name| (name.to_owned(), text()));
    let required = ["claim", "source"].map(str::to_owned);
    json!({ "type": "array", "items": object(properties.into_iter().collect(), &required, true) })
}
