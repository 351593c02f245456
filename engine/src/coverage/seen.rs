//! What is seen of a policy.

use std::collections::BTreeMap;

use loyal_dsl::ir::{Program, ValueId};
use loyal_dsl::source::Span;

use super::{Naming, Place, PointKind};
use crate::outcome::Outcome;

/// By point, whether it is covered.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) points: BTreeMap<Place, bool>,
}

impl Seen {
    pub(super) fn add(&mut self, place: Place, covered: bool) {
        *self.points.entry(place).or_default() |= covered;
    }

    /// What outcomes show: rules that give, and what is held.
    pub(super) fn outcomes(&mut self, program: &Program, outcomes: &[&Outcome]) {
        for rule in &program.rules {
            let gives = |outcome: &&Outcome| outcome.effects.iter().any(|it| it.rule == rule.name);
            let place = (rule.span, PointKind::Rule, Naming::Name(rule.name.clone()));
            self.add(place, outcomes.iter().any(gives));
        }
        for tier in &program.tiers {
            self.options(program, (&tier.name, tier.level), &|option| {
                let level = |it: &Outcome| Some(it.tiers.get(&tier.name)?.level == option);
                outcomes.iter().any(|it| level(it) == Some(true))
            });
        }
        for class in &program.classes {
            self.options(program, (&class.name, class.segment), &|option| {
                let segment = |it: &Outcome| it.classes.get(&class.name).cloned().flatten();
                outcomes.iter().any(|it| segment(it).as_deref() == Some(option))
            });
        }
        for score in &program.scores {
            let Some(band) = score.band else { continue };
            self.options(program, (&score.name, band), &|option| {
                let band = |it: &Outcome| it.scores.get(&score.name)?.band.clone();
                outcomes.iter().any(|it| band(it).as_deref() == Some(option))
            });
        }
    }

    /// The levels, segments or bands of a value.
    fn options(
        &mut self,
        program: &Program,
        (name, value): (&str, ValueId),
        is_held: &dyn Fn(&str) -> bool,
    ) {
        let Some(choice) = program.choices.iter().find(|choice| choice.name == name) else {
            return;
        };
        let value = program.values.get(value.0 as usize);
        let span = value.map_or_else(Span::default, |value| value.span);
        for option in &choice.options {
            let place = (span, PointKind::Level, Naming::Name(format!("{name}: {option}")));
            self.add(place, is_held(option));
        }
    }
}
