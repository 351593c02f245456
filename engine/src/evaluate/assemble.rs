//! Outcomes from registers and gathered subjects, customer by customer.

use std::collections::BTreeMap;
use std::mem::take;

use indexmap::IndexMap;
use loyal_dsl::ir::RuleWord;

use super::closing;
use super::effects::fire;
use super::engine::Engine;
use super::frame::{Context, Here};
use super::keys::customer_key;
use super::ledger::Ledgers;
use super::levels::Row;
use super::limits::taken;
use super::redeem::{good_lots, redeemed};
use super::render::shown;
use super::select::{Firings, chosen};
use super::till::Good;
use crate::column::File;
use crate::column::word::Word;
use crate::outcome::{Effect, Outcome, RecordError, ScoreOutcome};
use crate::plan::op::Subject;

impl<W: Word, const C: usize, const E: usize> Engine<W, C, E> {
    /// Adds the outcomes of a block.
    pub(super) fn assemble(
        &mut self,
        context: &Context<'_, W>,
        file: &File<W, C>,
        here: &Here<'_, W>,
        outcomes: &mut Vec<Result<Outcome, RecordError>>,
    ) {
        let mut cursors = take(&mut self.cursors);
        cursors.clear();
        cursors.resize(self.gathered.len(), 0);
        let as_of = context.as_of_text;
        for lane in 0..here.count {
            let customer = customer_key(context, here.first + lane);
            let applies = context.plan.outputs.applies;
            let applies = applies.is_none_or(|reg| file.flags(reg).bits >> lane & 1 == 1);
            let fault = self.faults.get_mut(lane).and_then(Option::take);
            let fault = fault.filter(|fault| applies || fault.rank <= context.plan.figures());
            let (mut effects, mut published) = (Vec::new(), Vec::new());
            let stands = applies && fault.is_none();
            let outcome_of = (customer.as_str(), as_of);
            let row = here.first + lane;
            let mut ledgers = Ledgers::default();
            let mut chosen = if context.plan.selections.is_empty() || !stands {
                BTreeMap::new()
            } else {
                chosen(context, outcome_of, &mut ledgers, |rule| {
                    self.firings(context, rule, cursors.get(rule).copied()?, (lane, row))
                })
            };
            if stands && !context.plan.redeems.is_empty() {
                let firings = |rule: usize| {
                    self.firings(context, rule, cursors.get(rule).copied()?, (lane, row))
                };
                let lots = || self.lots(context, &cursors, (lane, row));
                chosen.extend(redeemed(context, outcome_of, &mut ledgers, firings, lots));
            }
            for rule in context.plan.contacts.iter().filter(|_| stands) {
                let first = cursors.get(*rule).copied().filter(|_| !chosen.contains_key(rule));
                let firings =
                    first.and_then(|first| self.firings(context, *rule, first, (lane, row)));
                if let Some(firings) = firings {
                    let given = chosen.entry(*rule).or_default();
                    fire_all(&firings, outcome_of, &mut ledgers, given);
                }
            }
            // Reversals ask what the other rules give.
            for (rule, subject) in in_turn(context) {
                let Some(cursor) = cursors.get_mut(rule) else { continue };
                let Some(gathered) = self.gathered.get(rule) else { continue };
                let first = *cursor;
                while gathered.lanes.get(*cursor) == Some(&lane) {
                    *cursor += 1;
                }
                if let (Some((name, for_each)), Some(subject)) =
                    (closing::of_each(context, rule), subject)
                {
                    let found = (subject, gathered, first..*cursor);
                    let at = (rule, row);
                    published.extend(closing::figures(context, at, name, for_each, found));
                    continue;
                }
                if let Some(given) = chosen.remove(&rule) {
                    effects.extend(given);
                } else if stands && *cursor > first {
                    let firings = self.firings(context, rule, first, (lane, row));
                    if let Some(firings) = firings {
                        fire_all(&firings, outcome_of, &mut ledgers, &mut effects);
                    }
                }
            }
            if context.plan.reverses {
                effects.sort_by(|a, b| a.rule.cmp(&b.rule));
            }
            self.kept.keep(context, file, lane, fault.is_some());
            outcomes.push(match fault {
                Some(fault) => Err(RecordError { customer, error: fault.detail }),
                None => {
                    let mut outcome =
                        outcome(context, file, lane, (customer, as_of, applies), effects);
                    closing::close(context, file, lane, published, &mut outcome);
                    Ok(outcome)
                }
            });
        }
        self.cursors = cursors;
    }

    /// The lots of a customer by kind of points, the earliest earned first.
    fn lots(
        &self,
        context: &Context<'_, W>,
        cursors: &[usize],
        (lane, row): (usize, usize),
    ) -> Vec<(String, Vec<Good>)> {
        let lots = (context.plan.first_lots()..).zip(&context.plan.program.lots);
        let of_kind = lots.map(|(at, lots)| {
            let found = self.gathered.get(at).zip(cursors.get(at).copied());
            let good = found.map(|(gathered, first)| {
                let lanes = gathered.lanes.get(first..).unwrap_or_default();
                let count = lanes.iter().take_while(|of| **of == lane).count();
                good_lots(context, lots, row, (gathered, first..first + count))
            });
            (lots.points.clone(), good.unwrap_or_default())
        });
        of_kind.collect()
    }

    /// The subjects of a customer for which a rule fires, of which the first is known.
    fn firings<'g>(
        &'g self,
        context: &'g Context<'g, W>,
        rule: usize,
        first: usize,
        (lane, customer): (usize, usize),
    ) -> Option<Firings<'g, W>> {
        let gathered = self.gathered.get(rule)?;
        let (region, at) = context.plan.subjects.get(rule)?;
        let region = context.plan.regions.get(*region)?;
        let subject = region.collectors.get(*at)?.subject.as_ref()?;
        let declared = context.plan.program.rules.get(rule)?;
        let lanes = gathered.lanes.get(first..).unwrap_or_default();
        let count = lanes.iter().take_while(|of| **of == lane).count();
        let places = first..first + count;
        Some(Firings { context, customer, rule: (rule, declared), subject, gathered, places })
    }
}

/// The effects of a rule for all its subjects of one customer, in the order in which it takes them.
fn fire_all<W: Word>(
    firings: &Firings<'_, W>,
    outcome_of: (&str, &str),
    ledgers: &mut Ledgers,
    effects: &mut Vec<Effect>,
) {
    let (rule, declared) = firings.rule;
    let limited = firings.places.clone().map(|at| firings.limited(at));
    for place in taken(declared.taking, limited) {
        let at = firings.places.start + place;
        fire(firings.limited(at), (rule, firings.rows(at)), outcome_of, ledgers, effects);
    }
}

fn outcome<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    lane: usize,
    (customer, as_of, applies): (String, &str, bool),
    effects: Vec<Effect>,
) -> Outcome {
    let (program, outputs) = (&context.plan.program, &context.plan.outputs);
    let shown = |reg: usize| shown(context, file, reg, lane);
    let row = Row { context, file, lane };
    let tiers = program.tiers.iter().zip(&outputs.tiers);
    let tiers = tiers.map(|(tier, registers)| (tier.name.clone(), row.tier(tier, registers)));
    let classes = program.classes.iter().zip(&outputs.classes);
    let scores = program.scores.iter().zip(&outputs.scores).map(|(score, registers)| {
        let parts = score.parts.iter().zip(&registers.parts);
        let outcome = ScoreOutcome {
            total: shown(registers.total),
            band: registers.band.and_then(shown),
            parts: parts.map(|(part, reg)| (part.name.clone(), shown(*reg))).collect(),
        };
        (score.name.clone(), outcome)
    });
    Outcome {
        customer,
        program: program.name.clone(),
        policy: context.plan.hash.clone(),
        as_of: as_of.to_owned(),
        applies,
        tiers: tiers.collect(),
        classes: classes.map(|(class, reg)| (class.name.clone(), shown(*reg))).collect(),
        scores: scores.collect(),
        effects,
        published: IndexMap::new(),
        broken: Vec::new(),
    }
}

/// Rules and published figures, by their places, in the order in which they are assembled.
fn in_turn<'c, W>(context: &Context<'c, W>) -> impl Iterator<Item = (usize, Option<&'c Subject>)> {
    let rules = &context.plan.program.rules;
    let reverses = |at: &usize| rules.get(*at).is_some_and(|rule| rule.word == RuleWord::Reversal);
    let others = subjects(context).enumerate().filter(move |(at, _)| !reverses(at));
    let reversals = context.plan.reverses.then(|| subjects(context).enumerate());
    others.chain(reversals.into_iter().flatten().filter(move |(at, _)| reverses(at)))
}

/// What is gathered of each rule's subjects.
fn subjects<'c, W>(context: &Context<'c, W>) -> impl Iterator<Item = Option<&'c Subject>> {
    let plan = context.plan;
    plan.subjects
        .iter()
        .map(|(region, at)| plan.regions.get(*region)?.collectors.get(*at)?.subject.as_ref())
}
