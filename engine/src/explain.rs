//! Why an outcome is what it is: what decided every part of it, and what is missing to what did
//! not happen.
//!
//! Nothing is evaluated here. The conditions, operands and cases of a policy are published as
//! values by a copy of its program, which the evaluator of every run computes over the same
//! record; so an explanation cannot disagree with the outcome that it carries. What kept a rule
//! whose conditions hold is found by runs without it. This costs only when it is asked for.

mod account;
mod build;
mod condition;
mod decision;
mod gap;
mod instead;
mod questions;
mod reads;
mod rule;
mod told;
mod value;

use loyal_dsl::date::Date;

pub use account::{
    Clause, Condition, Decision, EffectAccount, ExceptionAccount, Explanation, Joined, Lack,
    LevelAccount, MustBe, RuleAccount, ScoreAccount, SubjectAccount, TierAccount, ValueAccount,
    Verdict,
};

pub use told::{Mark, Told};

use crate::batch::Batch;
use crate::outcome::Outcome;
use crate::policy::{EvaluateError, Policy};
use crate::population::{Population, PopulationError};
use condition::{Asking, Place};
use instead::Instead;
use questions::{Questions, Whose};

impl Policy {
    /// Why a customer record in JSON has the outcome that it has. A policy that looks at all
    /// customers needs what a run over them left ([`Policy::survey`]).
    pub fn explain_json(
        &self,
        record: &str,
        as_of: Date,
        population: Option<&Population>,
    ) -> Result<Explanation, EvaluateError> {
        let version = self.version_on(as_of)?;
        let mut batch = version.schema().read_json(record).map_err(EvaluateError::Rejected)?;
        match self.explain(&mut batch, None, as_of, population)? {
            Some(explanation) => Ok(explanation),
            None => Err(EvaluateError::NotOne(batch.customers.len)),
        }
    }

    /// Why a customer of a batch, by its key, or the only one, has the outcome that it has; `None`
    /// where the batch does not have it.
    pub fn explain(
        &self,
        batch: &mut Batch,
        customer: Option<&str>,
        as_of: Date,
        population: Option<&Population>,
    ) -> Result<Option<Explanation>, EvaluateError> {
        let version = self.version_on(as_of)?;
        if version.looks_at_all() && population.is_none() {
            return Err(PopulationError::Missing.into());
        }
        let results = self.pass(as_of, population)?.evaluate(batch).results;
        if customer.is_none() && results.len() != 1 {
            return Ok(None);
        }
        for result in results {
            match result {
                Ok(outcome) if customer.is_none_or(|it| it == outcome.customer) => {
                    return Ok(Some(self.account(batch, as_of, outcome)?));
                }
                Err(error) if customer.is_none_or(|it| it == error.customer) => {
                    return Err(EvaluateError::Failed(Box::new(error)));
                }
                Ok(_) | Err(_) => {}
            }
        }
        Ok(None)
    }

    fn account(
        &self,
        batch: &Batch,
        as_of: Date,
        outcome: Outcome,
    ) -> Result<Explanation, EvaluateError> {
        let program = self.version_on(as_of)?.program();
        let sources = self.warnings().sources.as_slice();
        let customer = outcome.customer.clone();
        let whose = Whose { batch, customer: &customer, as_of, sources };
        let mut asking = Asking { program, sources, questions: Questions::new(program) };

        let applies = program.applies_when.as_ref();
        let applies = applies.map(|expr| asking.condition(&Place::default(), expr));
        let values = asking.figures();
        let tiers: Vec<_> = program.tiers.iter().map(|tier| asking.tier(tier)).collect();
        let segments = program.classes.iter().map(|class| class.segment);
        let classes: Vec<_> = segments.filter_map(|segment| asking.value(segment)).collect();
        let scores: Vec<_> = program.scores.iter().map(|score| asking.score(score)).collect();
        let rules = program.rules.iter().filter(|_| outcome.applies);
        let rules: Vec<_> = rules.map(|rule| asking.rule(rule)).collect();

        let answers = asking.questions.answer(whose);
        let mut instead = Instead::new(program, whose);
        Ok(Explanation {
            applies_when: applies.map(|asked| asked.found(&answers, "")),
            values: values.iter().map(|asked| asked.found(&answers)).collect(),
            tiers: tiers.iter().map(|asked| asked.found(&outcome, &answers)).collect(),
            classes: classes.iter().map(|asked| asked.found(&answers)).collect(),
            scores: scores.iter().filter_map(|asked| asked.found(&answers)).collect(),
            rules: rules.iter().map(|it| it.found(&outcome, &answers, &mut instead)).collect(),
            outcome,
        })
    }
}
