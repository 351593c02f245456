//! Why an outcome is what it is: what decided every part of it, and what is missing to what did
//! not happen.
//!
//! Nothing is evaluated here. The conditions, operands and cases of a policy are published as
//! values by a copy of its program, which the evaluator of every run computes over the same
//! record; so an explanation cannot disagree with the outcome that it carries. What kept a rule
//! whose conditions hold is found by runs without it. This costs only when it is asked for.

mod account;
mod asking;
mod build;
mod condition;
mod decision;
mod gap;
mod inquiry;
mod instead;
mod lack;
mod questions;
mod reads;
mod rule;
mod told;
mod value;

use loyal_dsl::date::Date;

pub use account::{
    Change, Clause, Condition, Decision, EffectAccount, ExceptionAccount, Explanation, Joined,
    Lack, LevelAccount, MustBe, RuleAccount, ScoreAccount, SubjectAccount, TierAccount, TimeUnit,
    ValueAccount, Verdict, Way,
};

pub use told::{Mark, Told};

use crate::batch::Batch;
use crate::policy::{EvaluateError, Policy, Version};
use crate::population::{Groups, OneGroup, Pass, Population, PopulationError};
use inquiry::Inquiry;

/// Explains outcomes of one policy on one day: what it asks of records is planned once.
#[derive(Debug)]
pub struct Explainer<'p> {
    version: &'p Version,
    pass: Pass,
    inquiry: Inquiry<'p>,
}

impl Policy {
    /// What explains outcomes of a day. A policy that looks at all customers needs what a run over
    /// them left ([`Policy::survey`]).
    pub fn explainer(
        &self,
        as_of: Date,
        population: Option<&Population>,
    ) -> Result<Explainer<'_>, EvaluateError> {
        let version = self.version_on(as_of)?;
        if version.looks_at_all() && population.is_none() {
            return Err(PopulationError::Missing.into());
        }
        let sources = self.warnings().sources.as_slice();
        let inquiry = Inquiry::of(version.program(), sources, as_of);
        Ok(Explainer { version, pass: self.pass(as_of, population)?, inquiry })
    }

    /// Why a customer record in JSON has the outcome that it has, as [`Explainer::explain_json`].
    pub fn explain_json(
        &self,
        record: &str,
        as_of: Date,
        population: Option<&Population>,
    ) -> Result<Explanation, EvaluateError> {
        self.explainer(as_of, population)?.explain_json(record)
    }

    /// Why a group of customers, by its key, has the outcome that it has; `None` where the
    /// portfolio does not have it. The groups have taken what is kept of all customers.
    pub fn explain_group(
        &self,
        groups: Groups,
        group: &str,
        as_of: Date,
    ) -> Result<Option<Explanation>, EvaluateError> {
        let portfolio = groups.name().to_owned();
        match groups.one(group) {
            None => Ok(None),
            Some(Err(error)) => Err(EvaluateError::Failed(Box::new(error))),
            Some(Ok(OneGroup { program, batch, outcome })) => {
                let sources = self.warnings().sources.as_slice();
                let explanation = Inquiry::of(&program, sources, as_of).account(&batch, outcome);
                Ok(Some(Explanation { portfolio: Some(portfolio), ..explanation }))
            }
        }
    }
}

impl Explainer<'_> {
    /// Why a customer record in JSON has the outcome that it has.
    pub fn explain_json(&mut self, record: &str) -> Result<Explanation, EvaluateError> {
        let schema = self.version.schema();
        let mut batch = schema.read_json(record).map_err(EvaluateError::Rejected)?;
        match self.explain(&mut batch, None)? {
            Some(explanation) => Ok(explanation),
            None => Err(EvaluateError::NotOne(batch.customers.len)),
        }
    }

    /// Why a customer of a batch, by its key, or the only one, has the outcome that it has; `None`
    /// where the batch does not have it.
    pub fn explain(
        &mut self,
        batch: &mut Batch,
        customer: Option<&str>,
    ) -> Result<Option<Explanation>, EvaluateError> {
        let results = self.pass.evaluate(batch).results;
        if customer.is_none() && results.len() != 1 {
            return Ok(None);
        }
        for result in results {
            match result {
                Ok(outcome) if customer.is_none_or(|it| it == outcome.customer) => {
                    return Ok(Some(self.inquiry.account(batch, outcome)));
                }
                Err(error) if customer.is_none_or(|it| it == error.customer) => {
                    return Err(EvaluateError::Failed(Box::new(error)));
                }
                Ok(_) | Err(_) => {}
            }
        }
        Ok(None)
    }
}
