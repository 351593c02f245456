//! What stages after all customers read of each: values of the customer beside the outcome.

use loyal_dsl::ir::{Expr, Portfolio, Program};

use super::CUSTOMERS;
use super::lower::Lowering;
use super::op::Reg;

/// Registers of the customers' region that are kept beside the outcomes.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Of [`measures`], in their order: values to compute with.
    pub(crate) measures: Vec<Reg>,
    /// Of the program's named values, in their order: values to show.
    pub(crate) figures: Vec<Reg>,
}

/// The expressions that later stages read of each customer, by stage.
pub(crate) fn measures(program: &Program) -> Vec<&Expr> {
    let crowd = &program.crowd;
    let budgets = crowd.budgets.iter().flat_map(|budget| &budget.order);
    let order = budgets.map(|precedence| &precedence.by);
    let portfolios = crowd.portfolios.iter().flat_map(portfolio_measures);
    crowd.rankings.iter().chain(order).chain(portfolios).collect()
}

/// Of a portfolio: the group, whether the customer is included, and what is read of those who are.
pub(crate) fn portfolio_measures(portfolio: &Portfolio) -> impl Iterator<Item = &Expr> {
    [&portfolio.by, &portfolio.include].into_iter().chain(&portfolio.members)
}

impl Kept {
    /// The registers of what is to be kept.
    pub(crate) fn lower(
        lowering: &mut Lowering<'_>,
        measures: &[&Expr],
        figures: &[&Expr],
    ) -> Kept {
        let mut registers = |expressions: &[&Expr]| {
            expressions.iter().map(|expr| lowering.inside(expr, &[CUSTOMERS])).collect()
        };
        Kept { measures: registers(measures), figures: registers(figures) }
    }

    /// All of them.
    pub(crate) fn registers(&self) -> impl Iterator<Item = Reg> {
        self.measures.iter().chain(&self.figures).copied()
    }
}
