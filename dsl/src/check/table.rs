//! Decision tables.

use super::scope::Local;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{Comparison, Expr};
use crate::syntax::{Cell, CellKind, HitPolicy, Parameter, Row, Table};
use crate::types::Type;

impl<'a> Checker<'a> {
    /// A table for itself, with parameters that stand for any value of their types.
    pub(super) fn check_table(&mut self, table: &'a Table) -> Option<Progress> {
        self.check_head_row(table)?;
        self.bind_parameters(&table.parameters)?;
        self.require_otherwise_last(table.rows.iter().map(|row| (row.span, is_otherwise(row))))?;
        self.table_body(table)?;
        if table.hit == HitPolicy::Unique {
            self.check_unique(table)?;
        }
        self.note_table(table);
        Some(Progress::Function)
    }

    fn check_head_row(&mut self, table: &Table) -> Option<()> {
        let columns = table.columns();
        let fits = table.heads.len() == columns.len() + 1
            && columns.iter().zip(&table.heads).all(|(column, head)| column.name.text == head.text);
        if let (false, Some(first), Some(last)) = (fits, table.heads.first(), table.heads.last()) {
            let result =
                if table.heads.len() > table.parameters.len() { &last.text } else { "result" };
            let parameters = table.parameters.iter().map(|parameter| parameter.name.text.clone());
            let expected = parameters.chain([result.to_owned()]).collect();
            let span = first.span.to(last.span);
            return self.report(Problem::TableHead { expected, span });
        }
        Some(())
    }

    /// The table as cases over its parameters, which are bound in the scope.
    pub(super) fn table_body(&mut self, table: &Table) -> Option<Expr> {
        if table.hit == HitPolicy::BySlice {
            return self.slices(table);
        }
        let ty = self.type_named(&table.result);
        let rows: Vec<Option<(Option<Expr>, Expr)>> =
            table.rows.iter().map(|row| self.row(table, row, ty.as_ref())).collect();
        let ty = ty?;
        let rows: Vec<(Option<Expr>, Expr)> = rows.into_iter().collect::<Option<_>>()?;
        for (_, result) in &rows {
            self.require_type(&ty, result)?;
        }
        match table.hit {
            HitPolicy::FirstMatch | HitPolicy::Unique | HitPolicy::BySlice => {
                self.first_match(rows, table)
            }
            HitPolicy::SumOfMatches => self.sum_of_matches(rows, &ty, table),
        }
    }

    /// The condition of a row (`None`: always) and its result.
    pub(super) fn row(
        &mut self,
        table: &Table,
        row: &Row,
        ty: Option<&Type>,
    ) -> Option<(Option<Expr>, Expr)> {
        if is_otherwise(row) {
            return Some((None, self.infer(&row.result, ty)?));
        }
        let columns = table.columns();
        if row.cells.len() != columns.len() {
            let (expected, found) = (columns.len(), row.cells.len());
            return self.report(Problem::CellCount { expected, found, span: row.span });
        }
        let tests: Vec<Option<Option<Expr>>> = columns
            .into_iter()
            .zip(&row.cells)
            .map(|(parameter, cell)| self.cell(&parameter.name.text, cell))
            .collect();
        let tests: Vec<Option<Expr>> = tests.into_iter().collect::<Option<_>>()?;
        let condition = build::all(tests.into_iter().flatten());
        let result = self.given(condition.as_ref(), |checker| checker.infer(&row.result, ty))?;
        Some((Some(condition.unwrap_or_else(|| build::boolean(true, row.span))), result))
    }

    /// What a cell asks of its parameter; inside, `None` for nothing.
    fn cell(&mut self, parameter: &str, cell: &Cell) -> Option<Option<Expr>> {
        let (value, size, height) = match self.scope.local(parameter)?.clone() {
            Local::Value { expr, size, height } => (Expr { span: cell.span, ..expr }, size, height),
            Local::Element(_) | Local::Failed => return None,
        };
        self.charge(size.saturating_mul(readings(&cell.kind)), height, cell.span)?;
        let known = value.optional.then(|| build::is_known(value.clone()));
        let decided = Expr { optional: false, ..value.clone() };
        let test = match &cell.kind {
            CellKind::Any | CellKind::Otherwise => return Some(None),
            CellKind::Missing => return Some(Some(build::not(build::is_known(value)))),
            CellKind::Known => return Some(Some(build::is_known(value))),
            CellKind::Compare(comparison, bound) => {
                let bound = self.decided(bound, Some(&decided.ty))?;
                self.comparison(*comparison, decided, bound)?
            }
            CellKind::Range { from, to, includes_end } => {
                let from = self.decided(from, Some(&decided.ty));
                let to = self.decided(to, Some(&decided.ty));
                let below = if *includes_end { Comparison::LessOrEqual } else { Comparison::Less };
                let above = self.comparison(Comparison::GreaterOrEqual, decided.clone(), from?)?;
                build::and(above, self.comparison(below, decided, to?)?)
            }
            CellKind::Values(values) => self.one_of_values(&decided, values)?,
        };
        Some(build::all(known.into_iter().chain([test])))
    }

    fn one_of_values(&mut self, value: &Expr, values: &[crate::syntax::Expr]) -> Option<Expr> {
        let checked: Vec<Option<Expr>> = values
            .iter()
            .map(|option| {
                let option = self.decided(option, Some(&value.ty))?;
                self.comparison(Comparison::Equal, value.clone(), option)
            })
            .collect();
        let tests: Vec<Expr> = checked.into_iter().collect::<Option<_>>()?;
        build::any(tests)
    }

    fn first_match(&mut self, rows: Vec<(Option<Expr>, Expr)>, table: &Table) -> Option<Expr> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        for (condition, result) in rows {
            match condition {
                Some(condition) => arms.push((condition, result)),
                None => otherwise = Some(result),
            }
        }
        self.joined(arms, otherwise, table.name.span)
    }

    /// Every row that matches counts; `otherwise` counts where none does.
    fn sum_of_matches(
        &mut self,
        rows: Vec<(Option<Expr>, Expr)>,
        ty: &Type,
        table: &Table,
    ) -> Option<Expr> {
        let span = table.name.span;
        let Type::Quantity(unit, _) = ty else {
            let expected = say!("a number, money or points");
            let found = self.describe(ty);
            return self.report(Problem::Mismatch {
                expected,
                found,
                span: table.result.span,
                other: None,
            });
        };
        let zero = build::quantity(0, unit.clone(), 0, span);
        let none = build::all(rows.iter().filter_map(|(when, _)| when.clone()).map(build::not));
        let mut parts = Vec::new();
        for (condition, result) in rows {
            let condition = condition.or_else(|| none.clone());
            let condition = condition.unwrap_or_else(|| build::boolean(true, span));
            parts.push(self.joined(vec![(condition, result)], Some(zero.clone()), span)?);
        }
        if parts.is_empty() {
            return Some(zero);
        }
        self.summed(parts)
    }
}

pub(super) fn is_otherwise(row: &Row) -> bool {
    row.cells.first().is_some_and(|cell| cell.kind == CellKind::Otherwise)
}

/// How often a cell reads its parameter at most.
fn readings(cell: &CellKind) -> usize {
    match cell {
        CellKind::Any | CellKind::Otherwise => 0,
        CellKind::Missing | CellKind::Known | CellKind::Compare(..) => 2,
        CellKind::Range { .. } => 3,
        CellKind::Values(values) => values.len() + 1,
    }
}

/// Whether the column of a parameter says what a missing value means.
pub(super) fn decides_missing(table: &Table, parameter: &Parameter) -> bool {
    let name = &parameter.name.text;
    let column = table.columns().into_iter().position(|column| column.name.text == *name);
    let Some(column) = column else { return false };
    table
        .rows
        .iter()
        .filter_map(|row| row.cells.get(column))
        .any(|cell| matches!(cell.kind, CellKind::Missing | CellKind::Known))
}
