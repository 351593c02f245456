//! What differs between two outcomes of one customer.

use std::collections::HashMap;
use std::hash::Hash;

use indexmap::IndexMap;
use serde::Serialize;

use super::shown::{self, Shown};
use crate::outcome::{Effect, Outcome, Published, RecordError};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Whether there is an outcome at all, or the programme applies.
    Outcome,
    /// A tier.
    Tier,
    /// A class.
    Class,
    /// A score.
    Score,
    /// Something given or asked.
    Effect,
    /// A published figure.
    Figure,
    /// A guarantee.
    Guarantee,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about.
    pub about: About,
    /// The name of the tier, class, score, rule, figure or guarantee.
    pub name: String,
    /// The element for which a rule fires, outermost first: `order: O-1`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// What it was; `None` where it was not there.
    pub before: Option<String>,
    /// What it is; `None` where it is there no more.
    pub after: Option<String>,
}

/// The differences between two results.
pub(super) fn between(
    before: &Result<Outcome, RecordError>,
    after: &Result<Outcome, RecordError>,
) -> Vec<Change> {
    match (before, after) {
        (Ok(before), Ok(after)) => outcomes(before, after),
        (Err(before), Err(after)) if before.error.message == after.error.message => Vec::new(),
        (before, after) => {
            let said = |result: &Result<Outcome, RecordError>| match result {
                Ok(_) => "an outcome".to_owned(),
                Err(error) => format!("failed: {}", error.error.message),
            };
            let name = "outcome".to_owned();
            vec![Change {
                about: About::Outcome,
                name,
                subject: String::new(),
                before: Some(said(before)),
                after: Some(said(after)),
            }]
        }
    }
}

fn outcomes(before: &Outcome, after: &Outcome) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.applies != after.applies {
        let said = |applies| Some(if applies { "applies" } else { "does not apply" }.to_owned());
        changes.push(Change {
            about: About::Outcome,
            name: "programme".to_owned(),
            subject: String::new(),
            before: said(before.applies),
            after: said(after.applies),
        });
    }
    changes.extend(named(About::Tier, &before.tiers, &after.tiers, shown::tier));
    changes.extend(named(About::Class, &before.classes, &after.classes, |segment| {
        shown::word(segment.as_ref())
    }));
    changes.extend(named(About::Score, &before.scores, &after.scores, shown::score));
    changes.extend(effects(&before.effects, &after.effects));
    let figures = |outcome: &Outcome| -> IndexMap<(String, String), Option<String>> {
        outcome.published.iter().flat_map(|(name, figure)| single(name, figure)).collect()
    };
    if before.published != after.published {
        let (before, after) = (figures(before), figures(after));
        changes.extend(
            differing(&before, &after, |figure| shown::word(figure.as_ref()))
                .map(|((name, subject), pair)| change(About::Figure, name, subject, pair)),
        );
    }
    let broken = |outcome: &Outcome| -> IndexMap<String, ()> {
        outcome.broken.iter().map(|broken| (broken.claim.clone(), ())).collect()
    };
    let claims = differing_keys(&broken(before), &broken(after));
    changes.extend(claims.into_iter().map(|(claim, breaks)| {
        let holds = |breaks: bool| Some(if breaks { "broken" } else { "holds" }.to_owned());
        change(About::Guarantee, &claim, "", (holds(!breaks), holds(breaks)))
    }));
    changes
}

fn named<T: PartialEq>(
    about: About,
    before: &IndexMap<String, T>,
    after: &IndexMap<String, T>,
    shown: impl Fn(&T) -> Shown,
) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    let found = differing(before, after, shown);
    found.map(|(name, pair)| change(about, name, "", pair)).collect()
}

/// Effects are the same thing by their key; where a key stands several times, in their order.
fn effects(before: &[Effect], after: &[Effect]) -> Vec<Change> {
    if before.iter().map(Given).eq(after.iter().map(Given)) {
        return Vec::new();
    }
    let (before, after) = (numbered(before), numbered(after));
    let found = differing(&before, &after, |Given(effect)| shown::effect(effect));
    found
        .filter_map(|(key, pair)| {
            let Given(effect) = after.get(key).or_else(|| before.get(key))?;
            let subject = effect.subject.iter().map(|(name, key)| format!("{name}: {key}"));
            let subject = subject.collect::<Vec<_>>().join(", ");
            Some(change(About::Effect, &effect.rule, &subject, pair))
        })
        .collect()
}

/// What an effect gives or asks. Where its rule stands is no part of it: an edit above a rule moves
/// it for every customer, and none of them gets anything else.
#[derive(Clone, Copy)]
struct Given<'a>(&'a Effect);

impl PartialEq for Given<'_> {
    fn eq(&self, other: &Given<'_>) -> bool {
        let (Given(one), Given(other)) = (self, other);
        if one.source == other.source {
            return one == other;
        }
        one.key == other.key && **one == Effect { source: one.source.clone(), ..(*other).clone() }
    }
}

fn numbered(effects: &[Effect]) -> IndexMap<(&str, usize), Given<'_>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let numbered = effects.iter().map(|effect| {
        let count = seen.entry(&effect.key).or_default();
        *count += 1;
        ((&*effect.key, *count), Given(effect))
    });
    numbered.collect()
}

/// A figure of the customer, or each of its elements.
fn single(name: &str, figure: &Published) -> Vec<((String, String), Option<String>)> {
    match figure {
        Published::Value(value) => vec![((name.to_owned(), String::new()), value.clone())],
        Published::Each(values) => values
            .iter()
            .map(|(key, value)| ((name.to_owned(), key.clone()), value.clone()))
            .collect(),
    }
}

/// What it was and what it is.
type Pair = (Option<String>, Option<String>);

/// What is not the same in both: first what is there after, in its order, then what is gone.
fn differing<'a, K: Eq + Hash, T: PartialEq>(
    before: &'a IndexMap<K, T>,
    after: &'a IndexMap<K, T>,
    shown: impl Fn(&T) -> Shown,
) -> impl Iterator<Item = (&'a K, Pair)> {
    let mut found = Vec::new();
    for (key, new) in after {
        match before.get(key) {
            // Most are, so that words are made only where they are needed.
            Some(old) if old == new => {}
            Some(old) => {
                let (old, new) = (shown(old), shown(new));
                if old != new {
                    let (old, new) = old.against(&new);
                    found.push((key, (Some(old), Some(new))));
                }
            }
            None => found.push((key, (None, Some(shown(new).whole())))),
        }
    }
    for (key, old) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        found.push((key, (Some(shown(old).whole()), None)));
    }
    found.into_iter()
}

/// The keys that only one has, and whether it is the second.
fn differing_keys(
    before: &IndexMap<String, ()>,
    after: &IndexMap<String, ()>,
) -> Vec<(String, bool)> {
    let new = after.keys().filter(|key| !before.contains_key(*key)).map(|key| (key.clone(), true));
    let gone =
        before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), false));
    new.chain(gone).collect()
}

fn change(about: About, name: &str, subject: &str, (before, after): Pair) -> Change {
    Change { about, name: name.to_owned(), subject: subject.to_owned(), before, after }
}

#[cfg(test)]
mod tests {
    use super::effects;
    use crate::outcome::Effect;

    fn effect(key: &str, source: &str, amount: &str) -> Effect {
        let (key, source) = (key.to_owned(), source.to_owned());
        Effect { key, source, amount: Some(amount.to_owned()), kind: "points", ..Effect::default() }
    }

    #[test]
    fn a_rule_that_is_moved_gives_the_same() {
        let before = [effect("a", "p.loyal:3", "5"), effect("b", "p.loyal:9", "7")];
        let moved = [effect("a", "p.loyal:4", "5"), effect("b", "p.loyal:10", "7")];
        assert_eq!(effects(&before, &moved), []);
        let turned = [effect("b", "p.loyal:4", "7"), effect("a", "p.loyal:9", "5")];
        assert_eq!(effects(&before, &turned), []);
    }

    #[test]
    fn a_rule_that_is_moved_and_gives_more_is_one_change() {
        let before = [effect("a", "p.loyal:3", "5"), effect("b", "p.loyal:9", "7")];
        let after = [effect("a", "p.loyal:4", "5"), effect("b", "p.loyal:10", "8")];
        let changes = effects(&before, &after);
        let [change] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!(change.before.as_deref(), Some("points 7"));
        assert_eq!(change.after.as_deref(), Some("points 8"));
    }
}
