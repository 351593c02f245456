//! The passes over all customers that make a population.

use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::{Expr, ExprKind, Literal, Program};
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::types::Type;

use super::fund::{self, Wish};
use super::ranking::Ranked;
use super::unranked::unranked;
use super::{Population, order};
use crate::batch::Batch;
use crate::evaluate::{Bound, Kept, Measure, Scratch};
use crate::outcome::arrow::{TableError, Tables};
use crate::outcome::{Outcome, RecordError, Sheets};
use crate::plan::{Plan, plan_measures};

/// What customers are ranked by, made ready to run: whether the programme is for a customer, then
/// its value in each ranking.
#[derive(Debug)]
pub(crate) struct Ranking {
    /// These values alone.
    values: Plan,
    /// With all that reads no rank: whoever fails in it does not count.
    counted: Plan,
}

impl Ranking {
    /// The rankings of a program; `None` where it has none.
    pub(crate) fn of(program: &Program, sources: &[SourceFile]) -> Option<Ranking> {
        if program.crowd.rankings.is_empty() {
            return None;
        }
        let everybody = Expr {
            kind: ExprKind::Literal(Literal::Bool(true)),
            ty: Type::Bool,
            optional: false,
            span: Span::default(),
        };
        let applies = program.applies_when.as_ref().unwrap_or(&everybody);
        let measures: Vec<&Expr> =
            std::iter::once(applies).chain(&program.crowd.rankings).collect();
        let values_alone = Program {
            applies_when: None,
            tiers: Vec::new(),
            classes: Vec::new(),
            scores: Vec::new(),
            rules: Vec::new(),
            published: Vec::new(),
            guarantees: Vec::new(),
            ..program.clone()
        };
        let values = plan_measures(&Arc::new(values_alone), sources, &measures);
        let counted = plan_measures(&Arc::new(unranked(program)), sources, &measures);
        Some(Ranking { values, counted })
    }

    /// The plan of the values alone.
    pub(crate) fn plan(&self) -> &Plan {
        &self.values
    }

    pub(crate) fn bind(&self, as_of: Date) -> Bound {
        self.values.bind(as_of)
    }

    pub(crate) fn bind_counted(&self, as_of: Date) -> Bound {
        self.counted.bind(as_of)
    }
}

/// A policy's outcomes on one day, with what they need of the population.
#[derive(Debug, Clone)]
pub struct Pass {
    pub(crate) program: Arc<Program>,
    pub(crate) bound: Bound,
    pub(crate) ranking: Option<Bound>,
    pub(crate) population: Option<Arc<Population>>,
}

/// What came of a batch in one pass.
#[derive(Debug)]
pub struct Evaluation {
    /// The outcome of every customer, in the order of the batch.
    pub results: Vec<Result<Outcome, RecordError>>,
    /// What is kept of them for later stages.
    pub kept: Kept,
}

/// What came of a batch in the last pass, as tables.
#[derive(Debug)]
pub struct Tabulated {
    /// The outcomes.
    pub sheets: Sheets,
    /// What is kept of the customers for later stages.
    pub kept: Kept,
}

impl Pass {
    /// Evaluates the customers of a batch.
    #[must_use]
    pub fn evaluate(&self, batch: &mut Batch) -> Evaluation {
        self.rank(batch);
        self.ranked(batch)
    }

    /// Evaluates the customers of a batch and lays their outcomes out as tables.
    pub fn tabulate(&self, batch: &mut Batch, tables: &Tables) -> Result<Tabulated, TableError> {
        self.rank(batch);
        if !self.program.crowd.budgets.is_empty() {
            let Evaluation { results, kept } = self.ranked(batch);
            return Ok(Tabulated { sheets: tables.sheets(results)?, kept });
        }
        let mut kept = Kept::default();
        let sheets = self
            .bound
            .with_scratch(|scratch| self.bound.tabulate_kept(batch, scratch, &mut kept, tables))?;
        Ok(Tabulated { sheets, kept })
    }

    /// Puts into a batch what the population tells of its customers.
    fn rank(&self, batch: &mut Batch) {
        if let (Some(ranking), Some(population)) = (&self.ranking, &self.population) {
            let mut values = Kept::default();
            let _ =
                ranking.with_scratch(|scratch| ranking.evaluate_kept(batch, scratch, &mut values));
            population.fill(&self.program, batch, &values);
        }
    }

    fn ranked(&self, batch: &Batch) -> Evaluation {
        let mut kept = Kept::default();
        let bound = &self.bound;
        let mut results =
            bound.with_scratch(|scratch| bound.evaluate_kept(batch, scratch, &mut kept));
        if let Some(population) = &self.population {
            population.grant(&self.program, &mut results, &kept);
        }
        bound.close(batch, &mut results);
        Evaluation { results, kept }
    }
}

/// The passes before the last: it asks for one after the other, takes what comes of each, and ends
/// as a population.
#[derive(Debug)]
pub struct Survey {
    pass: Pass,
    /// Tells who counts in the rankings.
    counted: Option<Bound>,
    stage: Stage,
    population: Population,
    /// What earlier runs spent of each fund in its period, in millionths.
    before: Vec<i128>,
}

#[derive(Debug)]
enum Stage {
    /// By ranking: the values of the customers.
    Ranks(Vec<Vec<Measure>>),
    /// By budget: what customers ask for.
    Wishes(Vec<Vec<Wish>>),
    Done,
}

/// Evaluates batches for one pass of a survey.
#[derive(Debug, Clone)]
pub struct Gathering {
    pass: Pass,
    /// Where only the rankings are asked for.
    ranking: Option<Bound>,
}

impl Gathering {
    /// Evaluates the customers of a batch.
    #[must_use]
    pub fn evaluate(&self, batch: &mut Batch) -> Evaluation {
        let Some(ranking) = &self.ranking else { return self.pass.evaluate(batch) };
        let mut kept = Kept::default();
        let results = ranking.evaluate_kept(batch, &mut Scratch::default(), &mut kept);
        Evaluation { results, kept }
    }
}

impl Survey {
    pub(crate) fn new(pass: Pass, counted: Option<Bound>, policy: String, as_of: Date) -> Survey {
        let population = Population::empty(&pass.program, policy, as_of);
        let crowd = &pass.program.crowd;
        let stage = match (crowd.rankings.len(), crowd.budgets.len()) {
            (0, 0) => Stage::Done,
            (0, budgets) => Stage::Wishes(vec![Vec::new(); budgets]),
            (rankings, _) => Stage::Ranks(vec![Vec::new(); rankings]),
        };
        let before = vec![0; crowd.budgets.len()];
        Survey { pass, counted, stage, population, before }
    }

    /// What earlier runs spent of a budget in its period; says whether there is such a budget.
    pub fn spent_before(&mut self, budget: &str, amount: i128) -> bool {
        let budgets = &self.pass.program.crowd.budgets;
        let at = budgets.iter().position(|other| other.name == budget);
        if let Some(slot) = at.and_then(|at| self.before.get_mut(at)) {
            *slot = amount;
        }
        at.is_some()
    }

    /// Whether all passes are done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    /// What evaluates batches for the pass at hand, on any thread.
    #[must_use]
    pub fn gathering(&self) -> Gathering {
        let ranks = matches!(self.stage, Stage::Ranks(_));
        Gathering { pass: self.pass.clone(), ranking: self.counted.clone().filter(|_| ranks) }
    }

    /// Takes what came of a batch; `admitted` says of each row whether it counts.
    pub fn take(&mut self, evaluation: &Evaluation, admitted: impl Fn(usize) -> bool) {
        let program = &self.pass.program;
        let width = match self.stage {
            Stage::Ranks(_) => program.crowd.rankings.len() + 1,
            Stage::Wishes(_) | Stage::Done => crate::plan::measures::measures(program).len(),
        };
        let rows = evaluation.kept.measures.chunks(width.max(1));
        for (at, (result, row)) in evaluation.results.iter().zip(rows).enumerate() {
            let Some(outcome) = result.as_ref().ok().filter(|_| admitted(at)) else { continue };
            match &mut self.stage {
                Stage::Ranks(rankings) => {
                    let (applies, values) = row.split_first().unwrap_or((&None, &[]));
                    if applies.as_ref().is_some_and(Measure::holds) {
                        self.population.customers += 1;
                        for (ranking, value) in rankings.iter_mut().zip(values) {
                            ranking.extend(value.clone());
                        }
                    }
                }
                Stage::Wishes(all) => {
                    for (at, (budget, wishes)) in program.crowd.budgets.iter().zip(all).enumerate()
                    {
                        let order = order(program, at, row);
                        wishes.extend(fund::wishes(budget, outcome, order));
                    }
                }
                Stage::Done => {}
            }
        }
    }

    /// Ends the pass at hand.
    pub fn end_pass(&mut self) {
        let budgets = &self.pass.program.crowd.budgets;
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Ranks(rankings) => {
                self.population.rankings = rankings.into_iter().map(Ranked::of).collect();
                self.pass.population = Some(Arc::new(self.population.clone()));
                if budgets.is_empty() {
                    Stage::Done
                } else {
                    Stage::Wishes(vec![Vec::new(); budgets.len()])
                }
            }
            Stage::Wishes(wishes) => {
                let spending = budgets.iter().zip(&self.before).zip(wishes);
                self.population.spending = spending
                    .map(|((budget, before), wishes)| fund::spend(budget, *before, wishes))
                    .collect();
                Stage::Done
            }
            Stage::Done => Stage::Done,
        };
    }

    /// The population.
    #[must_use]
    pub fn finish(self) -> Population {
        self.population
    }
}
