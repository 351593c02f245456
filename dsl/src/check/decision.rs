//! Tables and functions of cases as they are written, kept for the analysis.

use super::scope::Local;
use super::{Checker, table};
use crate::ir::decision::{Decision, DecisionForm, Parameter, Row};
use crate::ir::{Expr, ExprKind};
use crate::syntax::{self, Define, DefineBody, HitPolicy, Table};

impl Checker<'_> {
    /// Keeps a sound table, whose parameters are bound. Where the table says what a missing value
    /// means, its parameter may be missing.
    pub(super) fn note_table(&mut self, table: &Table) {
        let form = match table.hit {
            HitPolicy::FirstMatch => DecisionForm::FirstMatch,
            HitPolicy::Unique => DecisionForm::Unique,
            HitPolicy::SumOfMatches => DecisionForm::SumOfMatches,
            HitPolicy::BySlice => return,
        };
        for parameter in &table.parameters {
            let may_be_missing = table::decides_missing(table, parameter);
            let locals = self.scope.locals.iter_mut().rev();
            let local = locals
                .map(|(name, local)| (name, local))
                .find(|(name, _)| name.as_str() == parameter.name.text);
            if let Some((_, Local::Value { expr, .. })) = local {
                expr.optional |= may_be_missing;
            }
        }
        let (problems, nodes) = (self.problems.len(), self.nodes);
        let ty = self.type_named(&table.result);
        let rows: Option<Vec<Row>> = table
            .rows
            .iter()
            .map(|row| {
                let (when, then) = self.row(table, row, ty.as_ref())?;
                Some(Row { when, then, span: row.span })
            })
            .collect();
        self.problems.truncate(problems);
        self.nodes = nodes;
        let parameters = self.parameters(&table.parameters);
        if let Some(rows) = rows {
            let (name, span) = (table.name.text.clone(), table.name.span);
            self.decisions.push(Decision { form, name, parameters, rows, span });
        }
    }

    /// Keeps a sound function, whose parameters are bound, if it is one of cases.
    pub(super) fn note_function(&mut self, define: &Define, body: &Expr) {
        let (DefineBody::Cases(cases), ExprKind::Cases { arms, otherwise }) =
            (&define.body, &body.kind)
        else {
            return;
        };
        let spans = cases
            .iter()
            .map(|(value, when)| when.as_ref().map_or(value.span, |when| value.span.to(when.span)));
        let arms = arms.iter().map(|arm| (Some(arm.when.clone()), arm.then.clone()));
        let all = arms.chain(otherwise.iter().map(|value| (None, (**value).clone())));
        let rows = all.zip(spans).map(|((when, then), span)| Row { when, then, span });
        let decision = Decision {
            form: DecisionForm::Cases,
            name: define.name.text.clone(),
            parameters: self.parameters(&define.parameters),
            rows: rows.collect(),
            span: define.name.span,
        };
        self.decisions.push(decision);
    }

    fn parameters(&self, parameters: &[syntax::Parameter]) -> Vec<Parameter> {
        let declared = parameters.iter().map(|parameter| {
            let name = parameter.name.text.clone();
            let (ty, optional) = match self.scope.local(&name) {
                Some(Local::Value { expr, .. }) => (Some(expr.ty.clone()), expr.optional),
                Some(Local::Element(_) | Local::Failed) | None => (None, false),
            };
            Parameter { name, ty, optional }
        });
        declared.collect()
    }
}
