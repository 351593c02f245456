//! Values, tiers, classes and scores: what they are, and what decided.

use loyal_dsl::ir::{Bar, Expr, ExprKind, Score, Tier, Value, ValueId};
use loyal_dsl::types::Type;

use super::account::{Condition, Joined, LevelAccount, ScoreAccount, TierAccount, ValueAccount};
use super::asking::{AskedValues, Asking, Place, values_found};
use super::condition::AskedCondition;
use super::decision::{AskedDecision, decisions_found};
use super::questions::{Answers, Asked};
use super::reads::is_any_money;
use crate::outcome::Outcome;
use crate::plan::place_of;

/// A named value that is asked for.
#[derive(Debug)]
pub(super) struct AskedValue {
    name: String,
    source: String,
    value: Option<Asked>,
    reads: AskedValues,
    decisions: Vec<AskedDecision>,
}

/// A tier that is asked for.
#[derive(Debug)]
pub(super) struct AskedTier {
    name: String,
    levels: Vec<AskedLevel>,
}

#[derive(Debug)]
struct AskedLevel {
    level: String,
    rise: Vec<Vec<AskedCondition>>,
    keep: Vec<Vec<AskedCondition>>,
}

/// A score that is asked for.
#[derive(Debug)]
pub(super) struct AskedScore {
    total: Option<AskedValue>,
    band: Option<AskedValue>,
    parts: Vec<AskedValue>,
}

impl Asking<'_> {
    /// Asks for the values that a `define` declares; not for what reads totals of effects.
    pub(super) fn figures(&mut self) -> Vec<AskedValue> {
        let closing = self.program.closing_values();
        let is_closing = |id: &ValueId| closing.get(id.0 as usize).copied().unwrap_or_default();
        let figures: Vec<(ValueId, &Value)> = self.program.figures().collect();
        // What a tier is made of is told of the tier.
        let is_own = |value: &Value| !value.name.contains('.');
        let figures = figures.into_iter().filter(|(id, value)| !is_closing(id) && is_own(value));
        figures.map(|(id, value)| self.value_of(id, value)).collect()
    }

    /// Asks for a named value.
    pub(super) fn value(&mut self, id: ValueId) -> Option<AskedValue> {
        let value = self.program.values.get(id.0 as usize)?;
        Some(self.value_of(id, value))
    }

    fn value_of(&mut self, id: ValueId, value: &Value) -> AskedValue {
        let place = Place::default();
        let whole = Expr { kind: ExprKind::Value(id), ..value.expr.clone() };
        AskedValue {
            name: value.name.clone(),
            source: place_of(self.sources, value.span),
            value: (!is_any_money(&whole)).then(|| self.ask(&place, &whole)),
            reads: self.values(&place, &value.expr),
            decisions: self.decisions(&place, &value.expr),
        }
    }

    pub(super) fn tier(&mut self, tier: &Tier) -> AskedTier {
        let level = self.program.values.get(tier.level.0 as usize).map(|value| &value.expr.ty);
        let options = match level {
            Some(Type::Choice(choice)) => {
                let choice = self.program.choices.get(*choice as usize);
                choice.map(|choice| choice.options.clone()).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let levels = options.into_iter().zip(&tier.bars).skip(1).map(|(level, bars)| AskedLevel {
            level,
            rise: self.alternatives(&bars.rise),
            keep: self.alternatives(&bars.keep),
        });
        let mut levels: Vec<AskedLevel> = levels.collect();
        levels.reverse();
        AskedTier { name: tier.name.clone(), levels }
    }

    fn alternatives(&mut self, all: &[Vec<Bar>]) -> Vec<Vec<AskedCondition>> {
        let place = Place::default();
        let of_one = |bars: &Vec<Bar>| {
            bars.iter().map(|bar| self.condition(&place, &bar.met)).collect::<Vec<_>>()
        };
        all.iter().map(of_one).collect()
    }

    pub(super) fn score(&mut self, score: &Score) -> AskedScore {
        AskedScore {
            total: self.total(score),
            band: score.band.and_then(|band| self.value(band)),
            parts: score.parts.iter().filter_map(|part| self.value(part.value)).collect(),
        }
    }
}

impl Asking<'_> {
    /// The total of a score is made of its parts, which are told of themselves.
    fn total(&mut self, score: &Score) -> Option<AskedValue> {
        let total = self.value(score.total)?;
        Some(AskedValue { reads: Vec::new(), decisions: Vec::new(), ..total })
    }
}

impl AskedValue {
    pub(super) fn found(&self, answers: &Answers) -> ValueAccount {
        ValueAccount {
            name: self.name.clone(),
            source: self.source.clone(),
            value: self.value.and_then(|value| answers.said(value, "")),
            reads: values_found(&self.reads, answers, ""),
            decisions: decisions_found(&self.decisions, answers, ""),
        }
    }
}

impl AskedScore {
    pub(super) fn found(&self, answers: &Answers) -> Option<ScoreAccount> {
        Some(ScoreAccount {
            total: self.total.as_ref()?.found(answers),
            band: self.band.as_ref().map(|band| band.found(answers)),
            parts: self.parts.iter().map(|part| part.found(answers)).collect(),
        })
    }
}

impl AskedTier {
    pub(super) fn found(&self, outcome: &Outcome, answers: &Answers) -> TierAccount {
        let levels = self.levels.iter().map(|level| LevelAccount {
            level: level.level.clone(),
            rise: any(&level.rise, answers).unwrap_or_default(),
            keep: any(&level.keep, answers),
        });
        TierAccount {
            name: self.name.clone(),
            outcome: outcome.tiers.get(&self.name).cloned().unwrap_or_default(),
            levels: levels.collect(),
        }
    }
}

/// Alternatives as one condition; none where there are none.
fn any(alternatives: &[Vec<AskedCondition>], answers: &Answers) -> Option<Condition> {
    let all = |parts: &Vec<AskedCondition>| {
        let parts = parts.iter().map(|part| part.found(answers, "")).collect();
        joined(Joined::All, parts)
    };
    joined(Joined::Any, alternatives.iter().filter_map(all).collect())
}

fn joined(how: Joined, mut parts: Vec<Condition>) -> Option<Condition> {
    if parts.len() < 2 {
        return parts.pop();
    }
    let holds = |part: &Condition| part.holds == Some(true);
    let (word, holds) = match how {
        Joined::All => ("; ", parts.iter().all(holds)),
        Joined::Any => (" | ", parts.iter().any(holds)),
    };
    let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    Some(Condition {
        text: texts.join(word),
        source: parts.first().map(|part| part.source.clone()).unwrap_or_default(),
        holds: Some(holds),
        joined: Some(how),
        parts,
        ..Condition::default()
    })
}
