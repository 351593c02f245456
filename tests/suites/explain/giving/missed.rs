//! What explanations say is missing, and the same in others.

use loyal_engine::explain::{Condition, Explanation, Lack, Verdict};

use super::asked::Place;

/// A comparison that does not hold: where it stands, and what it lacks.
pub(super) struct Missed<'e> {
    pub(super) place: Place,
    pub(super) subject: Vec<String>,
    /// It keeps the subject from the list that the rule looks at.
    pub(super) listing: bool,
    pub(super) lack: &'e Lack,
}

/// The conditions of levels and rules that do not hold, and by how much.
pub(super) fn missed(explanation: &Explanation) -> Vec<Missed<'_>> {
    let mut found = Vec::new();
    each(explanation, &mut |of, subject, condition, _| {
        if let Some(lack) = condition.lacks.as_ref().filter(|lack| lack.change.is_some()) {
            let (place, subject) = (place(of, condition), subject.to_vec());
            let listing = verdict_of(explanation, &place, &subject) == Some(&Verdict::NotListed);
            found.push(Missed { place, subject, listing, lack });
        }
    });
    found
}

fn place(of: &str, condition: &Condition) -> Place {
    let (source, text) = (condition.source.clone(), condition.text.clone());
    Place { of: of.to_owned(), source, text }
}

/// The same condition in another explanation, and whether what it is of is reached.
pub(super) fn again(explanation: &Explanation, missed: &Missed<'_>) -> Option<(Condition, bool)> {
    let mut found = None;
    each(explanation, &mut |of, subject, condition, reached| {
        if missed.subject == subject && missed.place == place(of, condition) && found.is_none() {
            found = Some((condition.clone(), reached));
        }
    });
    // A subject that is listed is no more told of why it is not.
    let verdict = verdict_of(explanation, &missed.place, &missed.subject);
    let listed = verdict.is_some_and(|verdict| *verdict != Verdict::NotListed);
    if found.is_none() && missed.listing && listed {
        return Some((Condition { holds: Some(true), ..Condition::default() }, false));
    }
    found
}

/// How a rule ended for a subject.
pub(super) fn verdict_of<'e>(
    explanation: &'e Explanation,
    place: &Place,
    subject: &[String],
) -> Option<&'e Verdict> {
    let rule = explanation.rules.iter().find(|rule| rule.name == place.of)?;
    let own = rule.subjects.iter().find(|it| it.subject.values().eq(subject))?;
    Some(&own.verdict)
}

/// Every part of every condition of levels and rules: of what, for which subject, and whether that
/// level is reached.
fn each<'e>(
    explanation: &'e Explanation,
    with: &mut impl FnMut(&str, &[String], &'e Condition, bool),
) {
    for tier in &explanation.tiers {
        for level in &tier.levels {
            let of = format!("{} {}", tier.name, level.level);
            for condition in [Some(&level.rise), level.keep.as_ref()].into_iter().flatten() {
                let reached = condition.holds == Some(true);
                parts(condition, &mut |part| with(&of, &[], part, reached));
            }
        }
    }
    for rule in &explanation.rules {
        for subject in &rule.subjects {
            let key: Vec<String> = subject.subject.values().cloned().collect();
            let effects = subject.effects.iter().filter_map(|effect| effect.when.as_ref());
            for condition in subject.conditions.iter().chain(effects) {
                parts(condition, &mut |part| with(&rule.name, &key, part, false));
            }
        }
    }
}

fn parts<'e>(condition: &'e Condition, with: &mut dyn FnMut(&'e Condition)) {
    with(condition);
    condition.parts.iter().for_each(|part| parts(part, with));
}
