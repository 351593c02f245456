//! A program that publishes what is reached in it.

use std::collections::BTreeSet;

use loyal_dsl::ir::{Figure, Program, Published, Value, ValueId};
use loyal_dsl::source::SourceFile;

use super::Place;
use super::seen::Seen;
use super::walk::{Probe, probes};
use crate::outcome::{self, Outcome};
use crate::policy::Version;
use crate::record::ReadError;

/// A copy of a version with its probes.
#[derive(Debug)]
pub(super) struct Probed {
    pub(super) version: Version,
    /// Each with the name under which it is published.
    probes: Vec<(String, Probe)>,
}

impl Probed {
    pub(super) fn new(program: &Program, sources: &[SourceFile]) -> Result<Probed, ReadError> {
        let mut copy = program.clone();
        let probes = probes(program);
        let width = probes.len().to_string().len();
        let mut named = Vec::new();
        for (at, probe) in probes.into_iter().enumerate() {
            // No name of a policy has a space in it. A version has its own numbers.
            let name = format!("probe {at:0width$}");
            let figure = ValueId(u32::try_from(copy.values.len()).unwrap_or(u32::MAX));
            copy.values.push(Value {
                name: name.clone(),
                expr: probe.reached.clone(),
                span: probe.place.0,
            });
            copy.published.push(Published { name: name.clone(), figure: Figure::Value(figure) });
            named.push((name, probe));
        }
        copy.published.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Probed { version: Version::new(copy, sources)?, probes: named })
    }

    /// The points that an outcome of the copy comes to.
    pub(super) fn reached(&self, outcome: &Outcome) -> BTreeSet<Place> {
        let mut seen = Seen::default();
        seen.outcomes(self.version.program(), &[outcome]);
        self.add_to(&mut seen, std::slice::from_ref(outcome));
        seen.points.into_iter().filter_map(|(place, covered)| covered.then_some(place)).collect()
    }

    /// Adds what outcomes of the copy say of its points.
    pub(super) fn add_to(&self, seen: &mut Seen, outcomes: &[Outcome]) {
        let mine = |outcome: &&Outcome| outcome.policy == self.version.hash();
        let mine: Vec<&Outcome> = outcomes.iter().filter(mine).collect();
        for (name, probe) in &self.probes {
            let reached = |outcome: &&Outcome| match outcome.published.get(name) {
                Some(outcome::Published::Value(Some(text))) => text == "yes",
                Some(outcome::Published::Value(None) | outcome::Published::Each(_)) | None => false,
            };
            seen.add(probe.place.clone(), mine.iter().any(reached));
        }
    }
}
