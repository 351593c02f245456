//! What is found in one decision.

use loyal_dsl::ir::{Expr, Program};
use loyal_dsl::source::{SourceFile, Span};

use super::decided::Decided;
use super::finding::{Finding, Kind, RowKind};
use super::formula::Formula;
use super::list::{Unreached, rows, unreached};
use super::proof::{Proof, always, is_known};
use super::search::search;
use super::space::{Area, Space, TooLarge, meet};
use super::terms::Terms;
use super::trial::first_of;
use super::worse::worse;

/// More rows than these are not held against one another: that takes time and memory that grow with
/// their square.
const MOST_ROWS: usize = 5_000;

/// What is found in a decision.
pub(super) fn examine(
    program: &Program,
    sources: &[SourceFile],
    decided: &Decided<'_>,
) -> Vec<Finding> {
    let too_large = || {
        let (what, span) = (decided.name.clone(), decided.span);
        vec![Kind::TooLarge { what, span }.found(Vec::new())]
    };
    if decided.list.len() > MOST_ROWS {
        return too_large();
    }
    let mut terms = Terms::new(program, sources, decided.decision);
    let when = |terms: &mut Terms<'_>, when: Option<&Expr>| {
        when.map_or(Formula::Constant(true), |when| terms.condition(when))
    };
    let formulas: Vec<Formula> =
        decided.list.iter().map(|row| when(&mut terms, row.when)).collect();
    let known = decided.total.map_or(Formula::Constant(true), |total| terms.known(total));
    let space = Space::new(&terms.domains(), formulas.iter().chain([&known]));
    let mut examined = Examined { decided, terms, space };
    examined.findings(&formulas, &known).unwrap_or_else(|TooLarge| too_large())
}

/// Rows that nobody reaches and for which somebody is sought who proves it: of a table that is wrong
/// throughout, the first tell enough.
const MOST_PROVED: usize = 20;

struct Examined<'d, 'p> {
    decided: &'d Decided<'p>,
    terms: Terms<'p>,
    space: Space,
}

impl Examined<'_, '_> {
    fn findings(
        &mut self,
        formulas: &[Formula],
        known: &Formula,
    ) -> Result<Vec<Finding>, TooLarge> {
        let areas = rows(&self.space, formulas)?;
        let mut found = Vec::new();
        for (row, why) in unreached(&mut self.space, &areas, self.decided.ordered)? {
            found.extend(self.unreached(row, why, found.len() < MOST_PROVED));
        }
        if self.decided.complete && self.decided.list.iter().all(|row| row.when.is_some()) {
            for within in self.space.areas(known)? {
                if found.iter().all(|finding: &Finding| !is_gap(finding)) {
                    found.extend(self.gap(&within, &areas)?);
                }
            }
        }
        if self.decided.ordered || self.decided.rows == RowKind::Row {
            found.extend(self.worse(&areas)?);
        }
        Ok(found)
    }

    fn unreached(&self, row: usize, why: Unreached, proved: bool) -> Option<Finding> {
        let own = self.decided.list.get(row).filter(|row| row.meant)?;
        let (by, witnesses) = match why {
            Unreached::Never => (Vec::new(), Vec::new()),
            Unreached::Taken { by, point } => {
                let proof = if proved { self.proof(own.when.cloned()) } else { None };
                let witness = proof.and_then(|proof| {
                    let example = self.terms.example(&self.space, &point)?;
                    proof.shown(&self.terms, &example, |found| {
                        let [Some(first), holds] = found else { return false };
                        let first: Option<usize> = first.parse().ok();
                        first.is_some_and(|first| by.contains(&first))
                            && holds.as_deref() == Some("yes")
                    })
                });
                (by, witness.into_iter().collect())
            }
        };
        let by: Vec<Span> =
            by.iter().filter_map(|row| self.decided.list.get(*row)).map(|row| row.span).collect();
        let (rows, of) = (self.decided.rows, self.decided.name.clone());
        let row = (self.terms.text(own.span), own.span);
        Some(Kind::Unreached { rows, of, row, by }.found(witnesses))
    }

    /// A gap, if the engine finds it too.
    fn gap(&mut self, known: &Area, areas: &[Vec<Area>]) -> Result<Option<Finding>, TooLarge> {
        let Some(within) = meet(known, &self.terms.usual_area(&self.space)) else {
            return Ok(None);
        };
        let all: Vec<&Area> = areas.iter().flatten().collect();
        let Some(point) = self.space.uncovered(&within, &all)? else { return Ok(None) };
        let witness = self.proof(self.decided.total.map(is_known)).and_then(|proof| {
            let example = self.terms.example(&self.space, &point)?;
            let right = |found: &[Option<String>]| {
                let [first, known] = found else { return false };
                first.as_deref() == Some("-1") && known.as_deref() == Some("yes")
            };
            proof.shown(&self.terms, &example, right).or_else(|| {
                let conditions = self.decided.list.iter().filter_map(|row| row.when);
                let conditions: Vec<&Expr> = conditions.collect();
                let customers = !self.terms.has_parameters();
                customers.then(|| search(&self.terms, &proof, &conditions, &example, right))?
            })
        });
        let Some(witness) = witness else { return Ok(None) };
        let (rows, of, span) = (self.decided.rows, self.decided.name.clone(), self.decided.span);
        Ok(Some(Kind::Gap { rows, of, span }.found(vec![witness])))
    }

    /// A measure of which more gives less, though elsewhere it gives more.
    fn worse(&mut self, areas: &[Vec<Area>]) -> Result<Option<Finding>, TooLarge> {
        let values: Option<Vec<i128>> = self.decided.list.iter().map(|row| row.value).collect();
        let (Some(values), RowKind::Row | RowKind::Level | RowKind::Case) =
            (values, self.decided.rows)
        else {
            return Ok(None);
        };
        let usual = self.terms.usual_area(&self.space);
        for column in self.terms.measures(self.decided.rows == RowKind::Level) {
            let Some((less, more)) = worse(&mut self.space, &usual, areas, &values, column)? else {
                continue;
            };
            let proved = self.proof(None).and_then(|proof| {
                let examples = [&less, &more].map(|point| self.terms.example(&self.space, point));
                let value = |found: &[Option<String>]| {
                    let first: usize = found.first()?.as_ref()?.parse().ok()?;
                    values.get(first).copied()
                };
                let [Some(less), Some(more)] = examples else { return None };
                let first = proof.value(&self.terms, &less, value)?;
                let second = proof.value(&self.terms, &more, value)?;
                (first.0 > second.0).then_some([first.1, second.1])
            });
            if let Some(witnesses) = proved {
                let (rows, of) = (self.decided.rows, self.decided.name.clone());
                let (measure, span) = (self.terms.measure(column), self.decided.span);
                let worse = Kind::Worse { rows, of, measure, span };
                return Ok(Some(worse.found(witnesses.to_vec())));
            }
        }
        Ok(None)
    }

    /// What the engine says of an example: the first row that matches, and whether a condition
    /// holds.
    fn proof(&self, own: Option<Expr>) -> Option<Proof> {
        let conditions: Vec<Expr> = self
            .decided
            .list
            .iter()
            .map(|row| row.when.cloned().unwrap_or_else(|| always(row.span)))
            .collect();
        let own = own.unwrap_or_else(|| always(self.decided.span));
        Proof::new(&self.terms, &[first_of(&conditions), own])
    }
}

fn is_gap(finding: &Finding) -> bool {
    matches!(finding.diagnostic.code, "L1401" | "L1408" | "L1409")
}
