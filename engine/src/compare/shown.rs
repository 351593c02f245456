//! Parts of outcomes in words, so that two can be held against each other.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::outcome::{Effect, ScoreOutcome, TierOutcome};

/// A part of an outcome: what it is in short, and all else that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    short: String,
    more: Map<String, Value>,
}

/// A level, and what is known of it.
pub(super) fn tier(tier: &TierOutcome) -> Shown {
    shown(tier.level.clone(), tier, &["level"])
}

/// A segment or a figure.
pub(super) fn word(word: Option<&String>) -> Shown {
    Shown { short: or_none(word), more: Map::new() }
}

/// The total with its band, and the parts.
pub(super) fn score(score: &ScoreOutcome) -> Shown {
    let band = score.band.as_ref().map(|band| format!(" ({band})")).unwrap_or_default();
    let short = or_none(score.total.as_ref()) + &band;
    shown(short, &score.parts, &[])
}

/// What is given or asked. Where the rule stands is no part of it.
pub(super) fn effect(effect: &Effect) -> Shown {
    let unit = effect.unit.as_deref();
    let kind = (unit != Some(effect.kind)).then(|| effect.kind.replace('_', " "));
    let parts = [kind.as_deref(), effect.amount.as_deref(), unit, effect.code.as_deref()];
    let short = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let said = ["key", "rule", "word", "source", "kind", "subject", "amount", "unit", "code"];
    shown(short, effect, &said)
}

/// All of it but what the short form says.
fn shown(short: String, value: &impl Serialize, said: &[&str]) -> Shown {
    let mut more = match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    };
    more.retain(|name, _| !said.contains(&name.as_str()));
    Shown { short, more }
}

impl Shown {
    /// By itself: what is there now, or was.
    pub(super) fn whole(&self) -> String {
        self.short.clone()
    }

    /// Both, each with what the other does not have.
    pub(super) fn against(&self, other: &Shown) -> (String, String) {
        (self.beside(other), other.beside(self))
    }

    fn beside(&self, other: &Shown) -> String {
        let names = self.more.iter().filter(|(name, value)| other.more.get(*name) != Some(*value));
        let fields: Vec<String> = names
            .map(|(name, value)| format!("{} {}", name.replace('_', " "), text(value)))
            .collect();
        match fields.as_slice() {
            [] => self.short.clone(),
            some => format!("{}; {}", self.short, some.join(", ")),
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => NONE.to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(" or "),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name} {}", text(value)));
            fields.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What stands where there is nothing.
const NONE: &str = "—";

fn or_none(text: Option<&String>) -> String {
    text.cloned().unwrap_or_else(|| NONE.to_owned())
}
