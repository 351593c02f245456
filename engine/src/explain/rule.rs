//! Rules: what is asked for every subject, and how it ended.

use indexmap::IndexMap;
use loyal_dsl::ir::{Expr, Hop, Rule};

use super::account::{
    Clause, Condition, EffectAccount, ExceptionAccount, RuleAccount, SubjectAccount, Verdict,
};
use super::asking::{AskedValues, Asking, Place, values_found};
use super::build::{not, yes};
use super::condition::AskedCondition;
use super::decision::{AskedDecision, decisions_found};
use super::instead::Instead;
use super::questions::{Answers, Asked, key_of};
use crate::outcome::{Effect, Outcome};
use crate::plan::place_of;

/// A rule that is asked for.
#[derive(Debug)]
pub(super) struct AskedRule {
    name: String,
    source: String,
    each: Option<String>,
    hops: Vec<AskedHop>,
    /// The subjects that the rule looks at; none of the customer alone.
    subjects: Option<Asked>,
    conditions: Vec<AskedCondition>,
    exceptions: Vec<(String, AskedCondition)>,
    effects: Vec<AskedEffect>,
}

/// A list that a rule goes over.
#[derive(Debug)]
struct AskedHop {
    name: String,
    all: Asked,
    filter: Option<AskedCondition>,
}

#[derive(Debug)]
struct AskedEffect {
    clause: Clause,
    when: Option<AskedCondition>,
    reads: AskedValues,
    decisions: Vec<AskedDecision>,
}

impl Asking<'_> {
    pub(super) fn rule(&mut self, rule: &Rule) -> AskedRule {
        let hops = (0..rule.for_each.len()).filter_map(|at| self.hop(&rule.for_each, at));
        let hops: Vec<AskedHop> = hops.collect();
        let mut place = Place::of_each(&rule.for_each);
        let subjects = (!hops.is_empty()).then(|| self.ask(&place, &yes()));
        let mut conditions = Vec::new();
        for condition in &rule.conditions {
            conditions.push(self.condition(&place, condition));
            place = place.after(condition);
        }
        let mut exceptions = Vec::new();
        for exception in &rule.exceptions {
            let asked = self.condition(&place, &exception.condition);
            exceptions.push((exception.name.clone(), asked));
            place = place.after(&not(&exception.condition));
        }
        let effects = rule.effects.iter().map(|effect| self.effect(&place, effect)).collect();
        let each = rule.for_each.last().and_then(|hop| hop.filter.as_ref());
        AskedRule {
            name: rule.name.clone(),
            source: place_of(self.sources, rule.span),
            each: each.map(|filter| self.clause(filter.span).text),
            hops,
            subjects,
            conditions,
            exceptions,
            effects,
        }
    }

    /// All elements of a list, also those that the rule leaves out.
    fn hop(&mut self, for_each: &[Hop], at: usize) -> Option<AskedHop> {
        let mut hops = for_each.get(..=at)?.to_vec();
        let filter = hops.last_mut()?.filter.take();
        let place = Place::of_each(&hops);
        Some(AskedHop {
            name: hops.last()?.name.clone(),
            all: self.ask(&place, &yes()),
            filter: filter.map(|filter| self.condition(&place, &filter)),
        })
    }

    fn effect(&mut self, place: &Place, effect: &loyal_dsl::ir::Effect) -> AskedEffect {
        let when = effect.when.as_ref().map(|when| self.condition(place, when));
        let place = effect.when.as_ref().map_or_else(|| place.clone(), |when| place.after(when));
        let [amount, wished] = effect.kind.amounts();
        // What is given before `at most … each` says how it is made up.
        let amount: Option<&Expr> = wished.or(amount);
        AskedEffect {
            clause: self.clause(effect.span),
            when,
            reads: amount.map(|amount| self.values(&place, amount)).unwrap_or_default(),
            decisions: amount.map(|amount| self.decisions(&place, amount)).unwrap_or_default(),
        }
    }
}

impl AskedRule {
    pub(super) fn found(
        &self,
        outcome: &Outcome,
        answers: &Answers,
        instead: &mut Instead<'_>,
    ) -> RuleAccount {
        let mut subjects = Vec::new();
        match self.subjects {
            None => subjects.push(self.subject(outcome, answers, instead, "")),
            Some(asked) => {
                for (at, hop) in self.hops.iter().enumerate() {
                    subjects.extend(self.left_out(answers, (at, hop)));
                }
                let keys = answers.keys(asked);
                subjects.extend(
                    keys.into_iter().map(|key| self.subject(outcome, answers, instead, key)),
                );
            }
        }
        RuleAccount {
            name: self.name.clone(),
            source: self.source.clone(),
            each: self.each.clone(),
            subjects,
        }
    }

    /// The elements that do not stand in the list that the rule looks at.
    fn left_out(&self, answers: &Answers, (at, hop): (usize, &AskedHop)) -> Vec<SubjectAccount> {
        let Some(filter) = &hop.filter else { return Vec::new() };
        let keys = answers.keys(hop.all).into_iter();
        let out = keys.filter(|key| filter.holds(answers, key) == Some(false));
        out.map(|key| SubjectAccount {
            subject: self.names(key, at, answers),
            verdict: Verdict::NotListed,
            conditions: vec![filter.found(answers, key)],
            exceptions: Vec::new(),
            effects: Vec::new(),
        })
        .collect()
    }

    fn subject(
        &self,
        outcome: &Outcome,
        answers: &Answers,
        instead: &mut Instead<'_>,
        key: &str,
    ) -> SubjectAccount {
        let made: Vec<&Effect> = outcome
            .effects
            .iter()
            .filter(|effect| effect.rule == self.name && key_of(effect) == key)
            .collect();
        let conditions = asked_of(&self.conditions, answers, key);
        let exceptions: Vec<ExceptionAccount> = self
            .exceptions
            .iter()
            .filter(|(_, asked)| asked.holds(answers, key).is_some())
            .map(|(name, asked)| ExceptionAccount {
                name: name.clone(),
                condition: asked.found(answers, key),
            })
            .collect();
        let failed = conditions.iter().any(|condition| condition.holds != Some(true));
        let excepted = exceptions.iter().find(|exception| exception.condition.holds == Some(true));
        let verdict = if !made.is_empty() {
            Verdict::Applied
        } else if failed {
            Verdict::ConditionFailed
        } else if let Some(exception) = excepted {
            Verdict::Excepted { exception: exception.name.clone() }
        } else {
            instead.verdict(&self.name, key)
        };
        let effects = match verdict {
            Verdict::ConditionFailed | Verdict::Excepted { .. } | Verdict::NotListed => Vec::new(),
            Verdict::Applied
            | Verdict::NothingToGive
            | Verdict::GrantedBefore { .. }
            | Verdict::OtherChosen { .. }
            | Verdict::Limited { .. }
            | Verdict::BudgetSpent
            | Verdict::HeldBack => self.effects_found(&made, answers, instead, key),
        };
        let subject = match self.hops.len() {
            0 => IndexMap::new(),
            depth => self.names(key, depth - 1, answers),
        };
        SubjectAccount { subject, verdict, conditions, exceptions, effects }
    }

    fn effects_found(
        &self,
        made: &[&Effect],
        answers: &Answers,
        instead: &mut Instead<'_>,
        key: &str,
    ) -> Vec<EffectAccount> {
        let effects = (1..).zip(&self.effects).map(|(place, asked)| {
            let made = made.iter().find(|effect| place_in_rule(effect) == Some(place));
            EffectAccount {
                clause: asked.clause.clone(),
                key: made.map(|effect| effect.key.clone()),
                when: asked.when.as_ref().map(|when| when.found(answers, key)),
                reads: values_found(&asked.reads, answers, key),
                decisions: decisions_found(&asked.decisions, answers, key),
                cut_by: made.map(|effect| instead.cut_by(effect)).unwrap_or_default(),
            }
        });
        effects.collect()
    }

    /// The elements of a key, by the names of the lists' elements.
    fn names(&self, key: &str, last: usize, answers: &Answers) -> IndexMap<String, String> {
        let mut names = IndexMap::new();
        let mut begin = String::new();
        for (at, hop) in self.hops.iter().enumerate().take(last + 1) {
            let rest = key.strip_prefix(&begin).unwrap_or(key);
            let own = if at == last {
                rest.to_owned()
            } else {
                let begins = |known: &&&str| key.starts_with(&format!("{known}/"));
                let known = answers.keys(hop.all);
                let outer = known.iter().filter(begins).max_by_key(|known| known.len());
                outer
                    .map(|outer| outer.strip_prefix(&begin).unwrap_or(outer).to_owned())
                    .unwrap_or_default()
            };
            begin = format!("{begin}{own}/");
            names.insert(hop.name.clone(), own);
        }
        names
    }
}

/// Conditions down to the first that does not hold.
fn asked_of(asked: &[AskedCondition], answers: &Answers, key: &str) -> Vec<Condition> {
    let read = asked.iter().filter(|condition| condition.holds(answers, key).is_some());
    read.map(|condition| condition.found(answers, key)).collect()
}

/// Which effect of its rule it is, counted from one.
fn place_in_rule(effect: &Effect) -> Option<usize> {
    // programme/rule/customer/…elements/place, then what tells runs apart.
    effect.key.split('/').nth(3 + effect.subject.len())?.parse().ok()
}
