//! Decision tables, for all values of their parameters.

use loyal_dsl::ir::decision::{Decision, DecisionForm};
use loyal_dsl::ir::{Expr, Program};
use loyal_dsl::source::{SourceFile, Span};

use super::example::Example;
use super::finding::{Finding, Kind, Witness};
use super::formula::Formula;
use super::list::{Unreached, rows, unreached};
use super::space::{Area, Point, Space, TooLarge};
use super::terms::Terms;
use super::trial::{Trial, first_of};

/// What is found in a table.
pub(super) fn examine(
    program: &Program,
    sources: &[SourceFile],
    decision: &Decision,
) -> Vec<Finding> {
    let mut terms = Terms::new(program, sources, Some(decision));
    let conditions: Vec<&Expr> = decision.rows.iter().filter_map(|row| row.when.as_ref()).collect();
    let formulas: Vec<Formula> = conditions.iter().map(|when| terms.condition(when)).collect();
    let space = Space::new(&terms.domains(), formulas.iter());
    let mut table = Examined { decision, conditions, terms, space };
    table.findings(&formulas).unwrap_or_else(|TooLarge| {
        let (what, span) = (decision.name.clone(), decision.span);
        vec![Kind::TooLarge { what, span }.found(None)]
    })
}

struct Examined<'p> {
    decision: &'p Decision,
    /// Of the rows in their order, but for `otherwise`.
    conditions: Vec<&'p Expr>,
    terms: Terms<'p>,
    space: Space,
}

impl Examined<'_> {
    fn findings(&mut self, formulas: &[Formula]) -> Result<Vec<Finding>, TooLarge> {
        let areas = rows(&self.space, formulas)?;
        let ordered = match self.decision.form {
            DecisionForm::FirstMatch | DecisionForm::Cases => true,
            DecisionForm::Unique | DecisionForm::SumOfMatches => false,
        };
        let mut found = Vec::new();
        for (row, why) in unreached(&mut self.space, &areas, ordered)? {
            found.extend(self.unreached(row, why));
        }
        if self.wants_all() {
            found.extend(self.gap(&areas)?);
        }
        Ok(found)
    }

    /// Whether a value that no row matches is a finding.
    fn wants_all(&self) -> bool {
        let otherwise = self.decision.rows.iter().any(|row| row.when.is_none());
        match self.decision.form {
            DecisionForm::FirstMatch | DecisionForm::Unique => !otherwise,
            DecisionForm::SumOfMatches | DecisionForm::Cases => false,
        }
    }

    fn unreached(&self, row: usize, why: Unreached) -> Option<Finding> {
        let table = self.decision.name.clone();
        let span = self.row(row)?;
        match why {
            Unreached::Never => Some(Kind::RowNever { table, row: span }.found(None)),
            Unreached::Taken { by, point } => {
                let own = (*self.conditions.get(row)?).clone();
                let witness = self.proved(&point, own, |first| by.contains(&first));
                let by = by.iter().filter_map(|row| self.row(*row)).collect();
                Some(Kind::RowTaken { table, row: span, by }.found(witness))
            }
        }
    }

    fn row(&self, row: usize) -> Option<Span> {
        let mut rows = self.decision.rows.iter().filter(|row| row.when.is_some());
        rows.nth(row).map(|row| row.span)
    }

    /// A gap, if the engine finds it too.
    fn gap(&mut self, areas: &[Vec<Area>]) -> Result<Option<Finding>, TooLarge> {
        let usual = self.space.axes.iter().enumerate();
        let usual = usual.filter(|(column, _)| self.terms.is_amount(*column));
        let within: Area = usual.map(|(column, axis)| (column, axis.usual())).collect();
        let all: Vec<&Area> = areas.iter().flatten().collect();
        let Some(point) = self.space.uncovered(&within, &all)? else { return Ok(None) };
        let Some(witness) = self.without_row(&point) else { return Ok(None) };
        let (table, span) = (self.decision.name.clone(), self.decision.span);
        Ok(Some(Kind::Gap { table, span }.found(Some(witness))))
    }

    /// The example of a point, if a condition holds for it and the first row that matches is right.
    fn proved(
        &self,
        point: &Point,
        own: Expr,
        right: impl FnOnce(usize) -> bool,
    ) -> Option<Witness> {
        let example = self.terms.example(&self.space, point)?;
        let trial = Trial::new(&self.terms, &[self.first(), own])?;
        let found = trial.run(&self.terms, &example)?;
        let [Some(first), Some(own)] = found.as_slice() else { return None };
        let first: usize = first.parse().ok()?;
        (own == "yes" && right(first)).then(|| self.witness(&example))
    }

    /// The example of a point, if no row matches it.
    fn without_row(&self, point: &Point) -> Option<Witness> {
        let example = self.terms.example(&self.space, point)?;
        let found = Trial::new(&self.terms, &[self.first()])?.run(&self.terms, &example)?;
        (found == [Some("-1".to_owned())]).then(|| self.witness(&example))
    }

    fn first(&self) -> Expr {
        let conditions: Vec<Expr> = self.conditions.iter().map(|when| (*when).clone()).collect();
        first_of(&conditions)
    }

    fn witness(&self, example: &Example) -> Witness {
        self.terms.witness(example)
    }
}
