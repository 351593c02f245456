//! What is found of one customer, and who takes it: as an outcome, or as rows of tables.

use indexmap::IndexMap;

use super::closing::{self, Figure};
use super::given::Given;
use super::keys::Keyed;
use super::levels::Row;
use super::render::shown;
use crate::column::word::Word;
use crate::outcome::{Outcome, RecordError, ScoreOutcome};

/// What a customer's outcome is read from.
pub(super) struct Found<'f, W, const C: usize> {
    /// Its registers.
    pub(super) row: Row<'f, W, C>,
    /// Its row in the batch.
    pub(super) customer: usize,
    /// Whether the programme is for it.
    pub(super) applies: bool,
    pub(super) effects: &'f [Given<'f, W>],
    /// Of elements, in the order of the program.
    pub(super) figures: &'f [Figure<'f>],
}

/// Takes the outcomes of customers in their order.
pub(crate) trait Receiver {
    /// A customer that has an outcome.
    fn found<W: Word, const C: usize>(&mut self, found: &Found<'_, W, C>);

    /// A customer of whom reading the outcome failed.
    fn failed(&mut self, error: RecordError);
}

impl Receiver for Vec<Result<Outcome, RecordError>> {
    fn found<W: Word, const C: usize>(&mut self, found: &Found<'_, W, C>) {
        self.push(Ok(found.outcome()));
    }

    fn failed(&mut self, error: RecordError) {
        self.push(Err(error));
    }
}

impl<W: Word, const C: usize> Found<'_, W, C> {
    /// As a struct.
    pub(super) fn outcome(&self) -> Outcome {
        let Row { context, file, lane } = self.row;
        let (program, outputs) = (&context.plan.program, &context.plan.outputs);
        let shown = |reg: usize| shown(context, file, reg, lane);
        let tiers = program.tiers.iter().zip(&outputs.tiers);
        let tiers =
            tiers.map(|(tier, registers)| (tier.name.clone(), self.row.tier(tier, registers)));
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
        let mut outcome = Outcome {
            customer: Keyed::customer(context, self.customer).text(context),
            program: program.name.clone(),
            policy: context.plan.hash.clone(),
            as_of: context.as_of_text.to_owned(),
            applies: self.applies,
            tiers: tiers.collect(),
            classes: classes.map(|(class, reg)| (class.name.clone(), shown(*reg))).collect(),
            scores: scores.collect(),
            effects: self.effects.iter().map(Given::effect).collect(),
            published: IndexMap::new(),
            broken: Vec::new(),
        };
        closing::close(&self.row, self.figures, &mut outcome);
        outcome
    }
}
