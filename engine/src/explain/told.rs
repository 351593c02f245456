//! Explanations as sentences: a tree of lines that can be said in every language.

mod figure;
mod lack;
mod rule;

use indexmap::IndexMap;
use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;

use self::figure::figure;
use super::account::{
    Clause, Condition, Decision, Explanation, Joined, Lack, LevelAccount, RuleAccount,
    ScoreAccount, TierAccount, ValueAccount,
};

/// A line of an explanation, with the lines that explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it tells of.
    pub mark: Mark,
    /// The sentence.
    pub said: Message,
    /// `file:line`; empty where it has no place of its own.
    pub source: String,
    /// Why.
    pub below: Vec<Told>,
}

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Something that is so, or was given.
    Yes,
    /// Something that is not so, or was not given.
    No,
    /// Neither.
    Plain,
}

impl Told {
    fn new(mark: Mark, said: Message, source: &str, below: Vec<Told>) -> Told {
        Told { mark, said, source: source.to_owned(), below }
    }
}

impl Explanation {
    /// All of it, as sentences.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        let mut told = Vec::new();
        if let Some(condition) = &self.applies_when {
            let (mark, said) = if self.outcome.applies {
                (Mark::Yes, say!("the programme is for this customer"))
            } else {
                (
                    Mark::No,
                    say!("the programme is not for this customer: nothing is given or asked"),
                )
            };
            told.push(Told::new(mark, said, &condition.source, vec![condition.told()]));
        }
        let rules = self.rules.iter().map(RuleAccount::told);
        section(&mut told, say!("rules"), rules.collect());
        section(&mut told, say!("tiers"), self.tiers.iter().map(TierAccount::told).collect());
        section(&mut told, say!("classes"), self.classes.iter().map(ValueAccount::told).collect());
        section(&mut told, say!("scores"), self.scores.iter().map(ScoreAccount::told).collect());
        section(&mut told, say!("values"), self.values.iter().map(ValueAccount::told).collect());
        told
    }
}

impl Explanation {
    /// Of a tier, class, score, rule or value, what decided it.
    #[must_use]
    pub fn told_of(&self, name: &str) -> Option<Told> {
        let value = |all: &[ValueAccount]| {
            all.iter().find(|value| value.name == name).map(ValueAccount::told)
        };
        let tier = self.tiers.iter().find(|tier| tier.name == name).map(TierAccount::told);
        let score = || self.scores.iter().find(|score| score.total.name == name);
        let rule = || self.rules.iter().find(|rule| rule.name == name).map(RuleAccount::told);
        tier.or_else(|| value(&self.classes))
            .or_else(|| score().map(ScoreAccount::told))
            .or_else(rule)
            .or_else(|| value(&self.values))
    }
}

fn section(told: &mut Vec<Told>, title: Message, below: Vec<Told>) {
    if !below.is_empty() {
        told.push(Told::new(Mark::Plain, title, "", below));
    }
}

impl Condition {
    /// The condition as a sentence, with its parts below.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut below = Vec::new();
        below.extend(self.parts.iter().filter(|part| part.holds.is_some()).map(Condition::told));
        let said = self.said_of_known().unwrap_or_else(|| self.said());
        let mark = match self.holds {
            Some(true) => Mark::Yes,
            Some(false) => Mark::No,
            None => Mark::Plain,
        };
        Told::new(mark, said, &self.source, below)
    }

    /// Where it asks whether a value is known.
    fn said_of_known(&self) -> Option<Message> {
        let text = self.text.as_str();
        let holds = self.holds.filter(|_| self.known)?;
        Some(if holds == self.negated {
            say!("`{text}` is not known", text)
        } else {
            let value = figure(self.values.values().next().and_then(Option::as_deref));
            say!("`{text}` is known: {value}", text, value)
        })
    }

    fn said(&self) -> Message {
        let (text, values) = (self.text.as_str(), listed(&self.values));
        match (self.holds, &self.lacks, &values) {
            (Some(true), _, Some(values)) if self.negated => {
                say!("`{text}` does not hold, as asked: {values}", text, values)
            }
            (Some(true), _, Some(values)) => say!("`{text}` holds: {values}", text, values),
            (Some(true), _, None) if self.negated => say!("`{text}` does not hold, as asked", text),
            (Some(true), _, None) => say!("`{text}` holds", text),
            (Some(false), Some(lack), _) if self.negated => {
                say!("`{text}` holds, and must not: {values}", text, values = lack.said())
            }
            (Some(false), Some(lack), _) => {
                say!("`{text}` does not hold: {lack}", text, lack = lack.said())
            }
            (Some(false), None, _) if self.joined == Some(Joined::Any) => {
                say!("none of `{text}` holds", text)
            }
            (Some(false), None, Some(values)) if self.negated => {
                say!("`{text}` holds, and must not: {values}", text, values)
            }
            (Some(false), None, Some(values)) => {
                say!("`{text}` does not hold: {values}", text, values)
            }
            (Some(false), None, None) if self.negated => say!("`{text}` holds, and must not", text),
            (Some(false), None, None) => say!("`{text}` does not hold", text),
            (None, _, _) => say!("`{text}` was not read", text),
        }
    }

    /// All comparisons of which each must hold, and which do not; only the condition itself where
    /// one of its parts would be enough.
    fn lacking<'c>(&'c self, lacks: &mut Vec<&'c Lack>) {
        if self.holds != Some(false) || self.joined == Some(Joined::Any) {
            return;
        }
        lacks.extend(&self.lacks);
        self.parts.iter().for_each(|part| part.lacking(lacks));
    }

    /// The first part that does not hold, down to the comparison.
    #[must_use]
    pub fn first_failed(&self) -> Option<&Condition> {
        if self.holds != Some(false) {
            return None;
        }
        Some(self.parts.iter().find_map(Condition::first_failed).unwrap_or(self))
    }
}

fn listed(values: &IndexMap<String, Option<String>>) -> Option<Message> {
    let said = |(text, value): (&String, &Option<String>)| {
        let value = figure(value.as_deref());
        say!("`{text}` = {value}", text, value)
    };
    let all: Vec<Message> = values.iter().map(said).collect();
    (!all.is_empty()).then(|| say!("{all}", all = Joint::Comma.of(all)))
}

impl ValueAccount {
    fn told(&self) -> Told {
        let (name, value) = (&self.name, figure(self.value.as_deref()));
        let said = match listed(&self.reads) {
            Some(reads) => say!("`{name}` is {value}, from {reads}", name, value, reads),
            None => say!("`{name}` is {value}", name, value),
        };
        let below = self.decisions.iter().map(Decision::told).collect();
        Told::new(Mark::Plain, said, &self.source, below)
    }
}

impl Decision {
    fn told(&self) -> Told {
        let mut below: Vec<Told> = self.passed.iter().map(Condition::told).collect();
        below.extend(self.when.iter().map(Condition::told));
        match &self.decided {
            Some(Clause { text, source }) => {
                Told::new(Mark::Yes, say!("decided by `{text}`", text), source, below)
            }
            None => Told::new(Mark::No, say!("no case holds"), "", below),
        }
    }
}

impl TierAccount {
    fn told(&self) -> Told {
        let (name, level) = (&self.name, &self.outcome.level);
        let change = self.outcome.change.as_deref().map(figure::change);
        let said = match (change, &self.outcome.until) {
            (Some(change), Some(until)) => {
                say!(
                    "`{name}` is {level} ({change}), good through {until}",
                    name,
                    level,
                    change,
                    until
                )
            }
            (Some(change), None) => say!("`{name}` is {level} ({change})", name, level, change),
            (None, _) => say!("`{name}` is {level}", name, level),
        };
        let below = self.levels.iter().flat_map(LevelAccount::told).collect();
        Told::new(Mark::Plain, said, "", below)
    }
}

impl LevelAccount {
    fn told(&self) -> Vec<Told> {
        let level = &self.level;
        let one = |condition: &Condition, reached: Message, missed: Message| {
            let (mark, said) = if condition.holds == Some(true) {
                (Mark::Yes, reached)
            } else {
                (Mark::No, missed)
            };
            Told::new(mark, said, &condition.source, vec![condition.told()])
        };
        let missed = self.missed();
        let mut told = Vec::new();
        if self.rise.holds.is_some() {
            told.push(one(&self.rise, say!("{level} is reached", level), missed));
        }
        told.extend(self.keep.iter().map(|keep| {
            let (kept, lost) =
                (say!("{level} can stay", level), say!("{level} cannot stay", level));
            one(keep, kept, lost)
        }));
        told
    }
}

impl LevelAccount {
    /// What is missing to it: all of it.
    fn missed(&self) -> Message {
        let level = &self.level;
        let mut lacks = Vec::new();
        self.rise.lacking(&mut lacks);
        match lacks.as_slice() {
            [lack] => lack.said_for(level),
            _ => None,
        }
        .unwrap_or_else(|| {
            let each: Option<Vec<Message>> =
                lacks.iter().map(|lack| lack.said_of_measure()).collect();
            match each.filter(|each| !each.is_empty()) {
                Some(each) => {
                    let each = Joint::Comma.of(each);
                    say!("{level} is not reached: {each}", level, each)
                }
                None => say!("{level} is not reached", level),
            }
        })
    }
}

impl ScoreAccount {
    fn told(&self) -> Told {
        let mut told = self.total.told();
        told.below.extend(self.parts.iter().map(ValueAccount::told));
        told.below.extend(self.band.iter().map(ValueAccount::told));
        told
    }
}
