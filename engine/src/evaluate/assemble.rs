//! Outcomes from registers and gathered subjects, customer by customer.

use std::mem::take;

use loyal_dsl::types::Type;

use super::cell::cell;
use super::effects::fire;
use super::engine::Engine;
use super::frame::{Context, Here};
use super::keys::customer_key;
use super::levels::Row;
use super::render::{option, quantity, render};
use crate::column::File;
use crate::column::word::Word;
use crate::outcome::{Effect, Outcome, RecordError, ScoreOutcome};
use crate::plan::op::{CUSTOMERS, Subject};

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
            let fault = fault.filter(|fault| applies || fault.rank == 0);
            let mut effects = Vec::new();
            for ((rule, subject), cursor) in subjects(context).enumerate().zip(&mut cursors) {
                let Some(gathered) = self.gathered.get(rule) else { continue };
                while gathered.lanes.get(*cursor) == Some(&lane) {
                    let wanted = applies && fault.is_none();
                    if let Some(subject) = subject.filter(|_| wanted) {
                        let width = subject.cells.len();
                        let cells = gathered.cells.get(*cursor * width..(*cursor + 1) * width);
                        let rule_of = context.plan.program.rules.get(rule);
                        let depth = rule_of.map_or(0, |rule| rule.for_each.len());
                        let rows = gathered.rows.get(*cursor * depth..(*cursor + 1) * depth);
                        let (cells, rows) = (cells.unwrap_or_default(), rows.unwrap_or_default());
                        let at = (rule, here.first + lane);
                        fire(context, at, (subject, cells, rows), (&customer, as_of), &mut effects);
                    }
                    *cursor += 1;
                }
            }
            self.kept.keep(context, file, lane, fault.is_some());
            outcomes.push(match fault {
                Some(fault) => Err(RecordError { customer, error: fault.detail }),
                None => Ok(outcome(context, file, lane, (customer, as_of), effects)),
            });
        }
        self.cursors = cursors;
    }
}

fn outcome<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    lane: usize,
    (customer, as_of): (String, &str),
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
        tiers: tiers.collect(),
        classes: classes.map(|(class, reg)| (class.name.clone(), shown(*reg))).collect(),
        scores: scores.collect(),
        effects,
    }
}

/// What is gathered of each rule's subjects.
fn subjects<'c, W>(context: &Context<'c, W>) -> impl Iterator<Item = Option<&'c Subject>> {
    let plan = context.plan;
    plan.subjects
        .iter()
        .map(|(region, at)| plan.regions.get(*region)?.collectors.get(*at)?.subject.as_ref())
}

/// A value as the outcome shows it: numbers without unit, options by name.
pub(super) fn shown<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    reg: usize,
    lane: usize,
) -> Option<String> {
    let register = context.plan.regions.get(CUSTOMERS)?.registers.get(reg)?;
    let cell = cell(file, reg, register.kind, lane);
    if !cell.known {
        return None;
    }
    Some(match &register.ty {
        Type::Quantity(..) => quantity(&register.ty, cell),
        Type::Choice(choice) => option(context, *choice, cell.numerator),
        ty => render(context, ty, cell),
    })
}
