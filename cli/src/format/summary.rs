//! A run in figures: customers, levels, segments, bands, and what every rule gave. Amounts are
//! summed exactly.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use loyal_dsl::ir::{Program, ValueId};
use loyal_dsl::types::Type;
use loyal_engine::outcome::sum::Sum;
use loyal_engine::outcome::{Effect, Outcome, RecordError};

use super::grid::drawn;
use crate::visible;

/// What a segment or band is called where there is none.
const NONE: &str = "—";

pub(super) struct Summary {
    program: Arc<Program>,
    customers: u64,
    failed: u64,
    /// By name of the tier, class or score, then by level, segment or band.
    groups: BTreeMap<(String, String), u64>,
    /// By rule, kind and unit.
    given: BTreeMap<(String, &'static str, String), Given>,
}

#[derive(Default)]
struct Given {
    effects: u64,
    customers: u64,
    sum: Sum,
}

impl Summary {
    pub(super) fn new(program: Arc<Program>) -> Summary {
        let (groups, given) = (BTreeMap::new(), BTreeMap::new());
        Summary { program, customers: 0, failed: 0, groups, given }
    }

    pub(super) fn add(&mut self, result: &Result<Outcome, RecordError>) {
        match result {
            Ok(outcome) => self.add_outcome(outcome),
            Err(_) => self.failed += 1,
        }
    }

    fn add_outcome(&mut self, outcome: &Outcome) {
        self.customers += 1;
        for (name, tier) in &outcome.tiers {
            self.count(name, &tier.level);
        }
        for (name, segment) in &outcome.classes {
            self.count(name, segment.as_deref().unwrap_or(NONE));
        }
        for (name, score) in &outcome.scores {
            self.count(name, score.band.as_deref().unwrap_or(NONE));
        }
        let mut last = None;
        for effect in &outcome.effects {
            let key = key(effect);
            let given = self.given.entry(key.clone()).or_default();
            given.add(effect);
            // Effects of a rule stand together, those of one kind need not.
            let seen = last.get_or_insert_with(Vec::new);
            if !seen.contains(&key) {
                given.customers += 1;
                seen.push(key);
            }
        }
    }

    fn count(&mut self, name: &str, option: &str) {
        *self.groups.entry((name.to_owned(), option.to_owned())).or_default() += 1;
    }

    /// The summary as text.
    pub(super) fn view(&self, rejected: u64, width: u16) -> String {
        let mut text = format!(
            "{}: {}",
            visible::line(&self.program.name),
            counted(self.customers, "customer")
        );
        for (count, what) in [(self.failed, "failed"), (rejected, "rejected")] {
            if count > 0 {
                let _ = write!(text, ", {count} {what}");
            }
        }
        text.push('\n');
        let groups: Vec<_> = self.group_rows();
        if !groups.is_empty() {
            let table = drawn(["of", "group", "#customers"], groups, width);
            let _ = writeln!(text, "\n{table}");
        }
        if !self.given.is_empty() {
            let header = ["rule", "gives", "#effects", "#customers", "#sum"];
            let table = drawn(header, self.given_rows(), width);
            let _ = writeln!(text, "\n{table}");
        }
        text
    }

    /// Tiers from the highest level, then classes and scores as declared; groups without a
    /// customer too, but for the nameless one.
    fn group_rows(&self) -> Vec<[String; 3]> {
        let program = &self.program;
        let tiers = program.tiers.iter().map(|tier| (&tier.name, Some(tier.level), true));
        let classes = program.classes.iter().map(|class| (&class.name, Some(class.segment), false));
        let scores = program.scores.iter().filter(|score| score.band.is_some());
        let scores = scores.map(|score| (&score.name, score.band, false));
        let mut rows = Vec::new();
        for (name, value, highest_first) in tiers.chain(classes).chain(scores) {
            let mut options = value.map_or(&[][..], |value| self.options(value)).to_vec();
            if highest_first {
                options.reverse();
            }
            let nameless = (name.clone(), NONE.to_owned());
            if self.groups.contains_key(&nameless) {
                options.push(NONE.to_owned());
            }
            for option in options {
                let count = self.groups.get(&(name.clone(), option.clone())).copied();
                rows.push([name.clone(), option, count.unwrap_or(0).to_string()]);
            }
        }
        rows
    }

    fn options(&self, value: ValueId) -> &[String] {
        let value = usize::try_from(value.0).ok().and_then(|at| self.program.values.get(at));
        match value.map(|value| &value.expr.ty) {
            Some(Type::Choice(choice)) => usize::try_from(*choice)
                .ok()
                .and_then(|at| self.program.choices.get(at))
                .map_or(&[], |choice| choice.options.as_slice()),
            _ => &[],
        }
    }

    fn given_rows(&self) -> Vec<[String; 5]> {
        self.given
            .iter()
            .map(|((rule, kind, unit), given)| {
                let (effects, customers) = (given.effects.to_string(), given.customers.to_string());
                [rule.clone(), kind.replace('_', " "), effects, customers, given.sum.text(unit)]
            })
            .collect()
    }
}

fn key(effect: &Effect) -> (String, &'static str, String) {
    (effect.rule.clone(), effect.kind, effect.unit.clone().unwrap_or_default())
}

impl Given {
    fn add(&mut self, effect: &Effect) {
        self.effects += 1;
        if let Some(amount) = &effect.amount {
            self.sum = self.sum.plus(amount);
        }
    }
}

fn counted(count: u64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
