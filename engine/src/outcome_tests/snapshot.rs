//! Whole outcomes as they were reviewed, in a file beside that of the tests: `tests.outcomes.json`
//! of `tests.yaml`. What changes with every edit of the policy is left out: its hash, and lines.

#![expect(clippy::disallowed_methods, reason = "the caller names the folder to be read")]

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use loyal_dsl::message::Message;
use loyal_dsl::say;
use serde_json::Value;

use super::Difference;
use crate::outcome::Outcome;
use crate::record::{Place, ReadError};

/// The reviewed outcomes of a file of tests.
#[derive(Debug)]
pub(super) struct Snapshots {
    path: PathBuf,
    /// By the test's name.
    reviewed: IndexMap<String, Value>,
}

impl Snapshots {
    /// Those of a file of tests.
    pub(super) fn read(tests: &Path) -> Result<Snapshots, ReadError> {
        let path = tests.with_extension("outcomes.json");
        let name: Arc<str> = path.display().to_string().into();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => "{}".to_owned(),
            Err(error) => {
                return Err(Place::file(&name).error(Message::verbatim(error.to_string())));
            }
        };
        let reviewed = serde_json::from_str(&text).map_err(|error| {
            let line = u64::try_from(error.line()).unwrap_or(1);
            let error = Place::line(&name, line)
                .error(say!("broken JSON: {error}", error = error.to_string()));
            error.help(say!("`loyal test --accept` writes the file; remove it to begin anew"))
        })?;
        Ok(Snapshots { path, reviewed })
    }

    /// How an outcome differs from that which was reviewed.
    pub(super) fn difference(&self, test: &str, outcome: &Outcome) -> Option<Difference> {
        let found = lasting(outcome);
        let reviewed = self.reviewed.get(test);
        if reviewed == Some(&found) {
            return None;
        }
        let names = reviewed.map(|reviewed| differing(reviewed, &found)).unwrap_or_default();
        Some(Difference::Outcome { expected: reviewed.map(pretty), found: pretty(&found), names })
    }

    /// The file as it is once outcomes are accepted, if it differs. Without one, what was reviewed
    /// stays.
    pub(super) fn accepted<'o>(
        &self,
        outcomes: impl Iterator<Item = (&'o str, Option<&'o Outcome>)>,
    ) -> Option<(PathBuf, Option<String>)> {
        let mut accepted = IndexMap::new();
        for (test, outcome) in outcomes {
            let value = outcome.map(lasting).or_else(|| self.reviewed.get(test).cloned());
            accepted.extend(value.map(|value| (test.to_owned(), value)));
        }
        if accepted == self.reviewed {
            return None;
        }
        let text = serde_json::to_string_pretty(&accepted).ok()? + "\n";
        Some((self.path.clone(), Some(text).filter(|_| !accepted.is_empty())))
    }
}

/// What of an outcome is its own.
fn lasting(outcome: &Outcome) -> Value {
    let mut value = serde_json::to_value(outcome).unwrap_or_default();
    remove(&mut value, "policy");
    for list in ["effects", "broken"] {
        let elements = value.get_mut(list).and_then(Value::as_array_mut);
        elements.into_iter().flatten().for_each(|element| remove(element, "source"));
    }
    value
}

/// What differs, by name: tiers, classes, scores, figures, and rules by their effects.
fn differing(reviewed: &Value, found: &Value) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in ["tiers", "classes", "scores", "published"] {
        let of = |outcome: &Value| outcome.get(part).and_then(Value::as_object).cloned();
        let (before, now) = (of(reviewed).unwrap_or_default(), of(found).unwrap_or_default());
        let all = now.keys().chain(before.keys());
        names.extend(all.filter(|name| before.get(*name) != now.get(*name)).cloned());
    }
    let (before, now) = (by_rule(reviewed), by_rule(found));
    let rules = now.keys().chain(before.keys());
    names.extend(
        rules.filter(|rule| before.get(*rule) != now.get(*rule)).map(|it| (*it).to_owned()),
    );
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The effects of each rule.
fn by_rule(outcome: &Value) -> IndexMap<&str, Vec<&Value>> {
    let mut rules: IndexMap<&str, Vec<&Value>> = IndexMap::new();
    for effect in outcome.get("effects").and_then(Value::as_array).into_iter().flatten() {
        let rule = effect.get("rule").and_then(Value::as_str).unwrap_or_default();
        rules.entry(rule).or_default().push(effect);
    }
    rules
}

fn remove(value: &mut Value, name: &str) {
    if let Some(map) = value.as_object_mut() {
        map.remove(name);
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
