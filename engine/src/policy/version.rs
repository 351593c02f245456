//! One version of the programme, ready to evaluate.

use std::fmt;
use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::message::Message;
use loyal_dsl::problems::Diagnostic;
use loyal_dsl::say;
use loyal_dsl::source::SourceFile;

use crate::evaluate::Bound;
use crate::needs::Needs;
use crate::plan::{Plan, plan};
use crate::population::{Groups, Pass, Population, PopulationError, Prepared, Ranking, Survey};
use crate::record::{ReadError, Schema};

/// A version of the programme: all that holds between two dates.
#[derive(Debug)]
pub struct Version {
    program: Arc<Program>,
    plan: Plan,
    needs: Needs,
    schema: Arc<Schema>,
    /// Its portfolios, in the order of the program.
    portfolios: Vec<Prepared>,
    /// By what it ranks customers, if it does.
    ranking: Option<Ranking>,
}

impl Version {
    pub(crate) fn new(program: Program, sources: &[SourceFile]) -> Result<Version, ReadError> {
        let program = Arc::new(program);
        let needs = Needs::of(&program);
        let schema = Arc::new(Schema::new(&program, &needs, false)?);
        let plan = plan(Arc::clone(&program), sources);
        let portfolios = Prepared::all(&program, sources)?;
        let ranking = Ranking::of(&program, sources);
        Ok(Version { program, plan, needs, schema, portfolios, ranking })
    }

    /// The checked program.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The fields that it reads.
    #[must_use]
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// When it holds.
    #[must_use]
    pub fn period(&self) -> Period {
        Period {
            from: self.program.effective_from.and_then(Date::from_days),
            through: self.program.effective_through.and_then(Date::from_days),
        }
    }

    /// What the plan finds wrong.
    pub(super) fn problems(&self) -> Vec<Diagnostic> {
        self.plan.problems()
    }

    /// The hash that its outcomes carry.
    pub(crate) fn hash(&self) -> &str {
        self.plan.hash()
    }

    /// The plan of its customers' outcomes.
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan of the values by which it ranks customers, if it does.
    pub(crate) fn ranks(&self) -> Option<&Plan> {
        self.ranking.as_ref().map(Ranking::plan)
    }

    /// The plans of its portfolios, by their names.
    pub(crate) fn portfolio_plans(&self) -> impl Iterator<Item = (&str, &Plan)> {
        let portfolios = self.program.crowd.portfolios.iter().zip(&self.portfolios);
        portfolios.map(|(portfolio, prepared)| (portfolio.name.as_str(), &prepared.plan))
    }

    pub(crate) fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The groups of its portfolios on a day.
    pub(super) fn groups(&self, as_of: Date) -> Vec<Groups> {
        Groups::all(&self.program, &self.portfolios, as_of)
    }

    /// Whether a customer's outcome needs more than the customer's record.
    #[must_use]
    pub fn looks_at_all(&self) -> bool {
        !self.program.crowd.rankings.is_empty() || !self.program.crowd.budgets.is_empty()
    }

    /// Outcomes on a day, with what they need of all customers.
    pub(crate) fn pass(
        &self,
        as_of: Date,
        population: Option<&Population>,
    ) -> Result<Pass, PopulationError> {
        match population {
            Some(population) => population.check(self.plan.hash(), as_of)?,
            None if self.looks_at_all() => return Err(PopulationError::Missing),
            None => {}
        }
        let mut pass = self.first_pass(as_of);
        pass.population = population.filter(|_| self.looks_at_all()).cloned().map(Arc::new);
        Ok(pass)
    }

    /// What makes a population.
    pub(crate) fn survey(&self, as_of: Date) -> Survey {
        let counted = self.ranking.as_ref().map(|ranking| ranking.bind_counted(as_of));
        Survey::new(self.first_pass(as_of), counted, self.plan.hash().to_owned(), as_of)
    }

    fn first_pass(&self, as_of: Date) -> Pass {
        Pass {
            program: Arc::clone(&self.program),
            bound: self.bind(as_of),
            ranking: self.ranking.as_ref().map(|ranking| ranking.bind(as_of)),
            population: None,
        }
    }

    pub(super) fn bind(&self, as_of: Date) -> Bound {
        self.plan.bind(as_of)
    }
}

/// The days on which a version holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day, if it has one.
    pub from: Option<Date>,
    /// Its last day, if it has one.
    pub through: Option<Date>,
}

impl Period {
    /// Whether a date lies in it.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.through.is_none_or(|last| date <= last)
    }

    /// As it is said: `from 2026-01-01 through 2026-12-31`.
    #[must_use]
    pub fn message(&self) -> Message {
        let day = |day: Date| day.to_string();
        match (self.from.map(day), self.through.map(day)) {
            (Some(from), Some(through)) => say!("from {from} through {through}", from, through),
            (Some(from), None) => say!("from {from}", from),
            (None, Some(through)) => say!("through {through}", through),
            (None, None) => say!("at all times"),
        }
    }
}

/// A date on which the programme does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotEffective {
    /// The programme's name.
    pub program: String,
    /// The date asked for.
    pub as_of: Date,
    /// When its versions hold.
    pub periods: Vec<Period>,
}

impl NotEffective {
    /// As it is said.
    #[must_use]
    pub fn message(&self) -> Message {
        let periods = self.periods.iter().map(Period::message);
        let periods = periods.reduce(|before, next| say!("{before} and {next}", before, next));
        let periods = periods.unwrap_or_else(|| say!("at no time"));
        let (program, as_of) = (&self.program, self.as_of.to_string());
        say!(
            "`{program}` is effective {periods}, and {as_of} is not in that time",
            program,
            periods,
            as_of
        )
    }
}

impl fmt::Display for NotEffective {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(formatter)
    }
}

impl std::error::Error for NotEffective {}
