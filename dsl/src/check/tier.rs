//! Tiers: which level a customer qualifies for, and what is remembered of it.

use super::memory::Clauses;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{self, Bars, Expr};
use crate::syntax::{Level, Tier};

/// Levels of a tier; what a run packs into one word.
const MOST_LEVELS: usize = 1000;

/// The measures of a tier, by level.
pub(super) struct Measures {
    pub(super) choice: u32,
    /// The level for which the customer qualifies.
    pub(super) qualified: Expr,
    /// Whether the rising bar is reached; always, for the lowest.
    pub(super) rises: Vec<Expr>,
    /// Whether the staying bar is, where there is one.
    pub(super) keeps: Vec<Option<Expr>>,
    pub(super) bars: Vec<Bars>,
}

impl<'a> Checker<'a> {
    /// The levels from the highest down; who meets none has the lowest.
    pub(super) fn check_tier(&mut self, tier: &'a Tier) -> Option<Progress> {
        let span = tier.name.span;
        if tier.levels.len() > MOST_LEVELS {
            let what = say!("the number of levels");
            return self.report(Problem::TooLarge { what, limit: MOST_LEVELS, span });
        }
        let clauses = self.clauses(tier)?;
        self.check_memory_words(tier, &clauses)?;
        let measures = self.measures(tier)?;
        let name = tier.name.text.clone();
        let Some(held_in) = clauses.held_in else {
            let progress = self.add_value(&name, measures.qualified, span);
            let Progress::Value(level) = progress else { return None };
            let declared =
                ir::Tier { name: name.clone(), level, bars: measures.bars, memory: None };
            self.tiers.insert(name, declared);
            return Some(progress);
        };
        let membership = self.membership(tier, held_in)?;
        let declared = self.remembered(tier, &clauses, measures, membership)?;
        let level = declared.level;
        self.tiers.insert(name, declared);
        Some(Progress::Value(level))
    }

    /// Refuses what only a tier with memory can say.
    fn check_memory_words(&mut self, tier: &Tier, clauses: &Clauses<'a>) -> Option<()> {
        if clauses.held_in.is_some() {
            return Some(());
        }
        let keeps = tier.levels.iter().map(|level| (&level.keeps_when, say!("keeps when")));
        let lives = tier.levels.iter().map(|level| (&level.life_when, say!("for life when")));
        let levels =
            keeps.chain(lives).filter_map(|(when, word)| Some((when.as_ref()?.span, word)));
        let others =
            tier.clauses.iter().map(|clause| (clause.span, super::memory::word(&clause.kind)));
        let (span, word) = levels.chain(others).next().unzip();
        let Some((span, word)) = span.zip(word) else { return Some(()) };
        let (what, tier) = (word, tier.name.text.clone());
        self.report(Problem::NoMemory { what, tier, span })
    }

    fn measures(&mut self, tier: &'a Tier) -> Option<Measures> {
        let choice = *self.choice_names.get(&tier.name.text)?;
        let (mut rises, mut keeps, mut bars, mut sound) = (vec![], vec![], vec![], true);
        for (index, level) in tier.levels.iter().enumerate() {
            sound &= self.level_has_its_condition(level, index == 0);
            let when = level.when.as_ref().map(|when| self.condition(when));
            let keep = level.keeps_when.as_ref().map(|when| self.condition(when));
            sound &= !matches!(when, Some(None)) && !matches!(keep, Some(None));
            bars.push(if sound { self.bars(level) } else { Bars::default() });
            rises.push(when.flatten().unwrap_or_else(|| build::boolean(true, level.name.span)));
            keeps.push(keep.flatten());
        }
        if !sound {
            return None;
        }
        let mut arms = Vec::new();
        let mut otherwise = None;
        for ((index, level), when) in (0u32..).zip(&tier.levels).zip(&rises) {
            let value = build::option(choice, index, level.name.span);
            if index == 0 {
                otherwise = Some(value);
            } else {
                arms.insert(0, (when.clone(), value));
            }
        }
        let qualified = self.joined(arms, otherwise, tier.name.span)?;
        Some(Measures { choice, qualified, rises, keeps, bars })
    }

    /// The lowest level has no condition, every other has one.
    fn level_has_its_condition(&mut self, level: &Level, lowest: bool) -> bool {
        let conditions = [&level.when, &level.keeps_when, &level.life_when];
        let sound =
            if lowest { conditions.into_iter().all(Option::is_none) } else { level.when.is_some() };
        if !sound {
            let (level, span) = (level.name.text.clone(), level.name.span);
            self.problems.push(Problem::LevelCondition { level, lowest, span });
        }
        sound
    }
}
