//! Tables by slice: each row takes the part of the amount between its bounds.

use super::scope::Local;
use super::table::is_otherwise;
use super::{Checker, FigureProblem, Problem, build};
use crate::ir::{Comparison, Expr, ExprKind, Extreme, Literal};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, CellKind, Row, Table};
use crate::types::{Type, Unit};

/// Places to which bounds are brought before they are compared.
const MOST_PLACES: u8 = 12;

/// Where a slice begins and ends; the last has no end.
struct Slice<'r> {
    row: &'r Row,
    /// Written where the row says it; else the slice begins where the one before ends.
    from: Option<&'r syntax::Expr>,
    to: Option<&'r syntax::Expr>,
    span: Span,
}

impl Checker<'_> {
    /// The sum of what the rows say of their slices. In a row, the parameter stands for the slice;
    /// a row that does not name it is a rate of the slice.
    pub(super) fn slices(&mut self, table: &Table) -> Option<Expr> {
        let ty = self.type_named(&table.result)?;
        let (name, amount) = self.sliced(table)?;
        let slices = self.slice_rows(table)?;
        let zero = match &amount.ty {
            Type::Quantity(unit, _) => build::quantity(0, unit.clone(), 0, table.name.span),
            _ => return None,
        };
        let mut reached = vec![zero.clone()];
        let mut parts = Vec::new();
        for slice in slices {
            let Some(part) = self.slice(&slice, &amount, &mut reached) else { continue };
            parts.push(self.of_slice(&name, slice.row, part, &ty));
        }
        if parts.len() < table.rows.len() {
            return None;
        }
        self.summed(parts.into_iter().collect::<Option<_>>()?)
    }

    /// The name of the parameter that is cut, and what it stands for.
    fn sliced(&mut self, table: &Table) -> Option<(String, Expr)> {
        let [parameter] = table.parameters.as_slice() else {
            return self.report(FigureProblem::SliceOf { span: table.name.span }.into());
        };
        let name = parameter.name.text.clone();
        match self.scope.local(&name)?.clone() {
            Local::Value { expr, .. } if matches!(expr.ty, Type::Quantity(..)) => {
                Some((name, expr))
            }
            Local::Failed => None,
            Local::Value { .. } | Local::Element(_) => {
                self.report(FigureProblem::SliceOf { span: parameter.name.span }.into())
            }
        }
    }

    fn slice_rows<'r>(&mut self, table: &'r Table) -> Option<Vec<Slice<'r>>> {
        let rows: Vec<Option<Slice<'r>>> =
            table.rows.iter().map(|row| self.slice_row(row)).collect();
        let rows: Vec<Slice<'r>> = rows.into_iter().collect::<Option<_>>()?;
        let Some((last, before)) = rows.split_last() else {
            return self.report(Problem::Empty { span: table.name.span });
        };
        if let Some(open) = before.iter().find(|slice| slice.to.is_none()) {
            let why = say!("without end where others follow");
            return self.report(FigureProblem::SliceCell { why, span: open.span }.into());
        }
        if last.to.is_some() {
            return self.report(FigureProblem::SliceOpen { span: last.span }.into());
        }
        Some(rows)
    }

    fn slice_row<'r>(&mut self, row: &'r Row) -> Option<Slice<'r>> {
        let open = Slice { row, from: None, to: None, span: row.span };
        if is_otherwise(row) {
            return Some(open);
        }
        let [cell] = row.cells.as_slice() else {
            let (expected, found) = (1, row.cells.len());
            return self.report(Problem::CellCount { expected, found, span: row.span });
        };
        let (from, to) = match &cell.kind {
            CellKind::Any | CellKind::Otherwise => (None, None),
            CellKind::Range { from, to, .. } => (Some(from), Some(to)),
            CellKind::Compare(Comparison::LessOrEqual | Comparison::Less, to) => (None, Some(to)),
            CellKind::Compare(Comparison::Greater | Comparison::GreaterOrEqual, from) => {
                (Some(from), None)
            }
            CellKind::Compare(Comparison::Equal | Comparison::NotEqual, _)
            | CellKind::Values(_) => return self.not_a_slice(say!("a single value"), cell.span),
            CellKind::Missing | CellKind::Known => {
                return self.not_a_slice(say!("missing or known"), cell.span);
            }
        };
        Some(Slice { from, to, span: cell.span, ..open })
    }

    fn not_a_slice<T>(&mut self, why: Message, span: Span) -> Option<T> {
        self.report(FigureProblem::SliceCell { why, span }.into())
    }

    /// The part of the amount in a slice. `reached` holds the bounds of the slices before, and
    /// gets that of this one.
    fn slice(&mut self, slice: &Slice<'_>, amount: &Expr, reached: &mut Vec<Expr>) -> Option<Expr> {
        let from = match slice.from {
            Some(from) => Some(self.slice_bound(from, amount)?),
            None => None,
        };
        let begin = largest(reached.clone(), amount, slice.span);
        if let Some(from) = from
            && reached.last().is_none_or(|before| !same_bound(before, &from))
        {
            let before =
                (reached.len() > 1).then(|| reached.last().map(|last| last.span)).flatten();
            self.problems.push(FigureProblem::SliceGap { span: slice.span, before }.into());
        }
        let mut top = amount.clone();
        if let Some(to) = slice.to {
            let to = self.slice_bound(to, amount)?;
            if let (Some(begin), Some(end)) = (figure(&begin), figure(&to))
                && end <= begin
            {
                return self
                    .not_a_slice(say!("empty: it ends where it begins, or before"), slice.span);
            }
            top = extreme(Extreme::Smallest, vec![amount.clone(), to.clone()], slice.span)?;
            reached.push(to);
        }
        self.charge(amount.size() + begin.size() * 2, amount.height() + 4, slice.span)?;
        let top = extreme(Extreme::Largest, vec![top, begin.clone()], slice.span)?;
        let ty = self.common_type(&top, &begin)?;
        let kind = ExprKind::Subtract(Box::new(top), Box::new(begin));
        Some(build::known(kind, ty, slice.span))
    }

    fn slice_bound(&mut self, bound: &syntax::Expr, amount: &Expr) -> Option<Expr> {
        let bound = self.decided(bound, Some(&amount.ty))?;
        self.same_unit(amount, &bound, say!("compared"))?;
        Some(bound)
    }

    /// What a row says of its slice.
    fn of_slice(&mut self, name: &str, row: &Row, part: Expr, ty: &Type) -> Option<Expr> {
        self.scope.locals.push((name.to_owned(), Local::value(part.clone())));
        let said = self.decided(&row.result, Some(ty));
        self.scope.locals.pop();
        let mut said = said?;
        if !contains(&said, &part) {
            if !matches!(said.ty, Type::Quantity(Unit::Number, _)) {
                return self.mismatch(say!("a rate, such as `2%`,"), &said, row.result.span);
            }
            said = self.product(said, part, row.result.span)?;
        }
        self.require_type(ty, &said)?;
        Some(said)
    }
}

/// The furthest bound so far: figures that are written out grow, others may not.
fn largest(reached: Vec<Expr>, amount: &Expr, span: Span) -> Expr {
    let fixed = reached.iter().all(|bound| figure(bound).is_some());
    let last = reached.last().cloned().unwrap_or_else(|| amount.clone());
    if fixed { last } else { extreme(Extreme::Largest, reached, span).unwrap_or(last) }
}

fn extreme(which: Extreme, items: Vec<Expr>, span: Span) -> Option<Expr> {
    let ty = items.iter().map(|item| &item.ty).max_by_key(|ty| ty.places().unwrap_or(u8::MAX))?;
    let ty = ty.clone();
    Some(build::known(ExprKind::Extreme { which, known_only: false, items }, ty, span))
}

/// A figure that is written out, at the finest scale.
fn figure(expr: &Expr) -> Option<i128> {
    let (ExprKind::Literal(Literal::Quantity(mantissa)), Some(places)) =
        (&expr.kind, expr.ty.places())
    else {
        return None;
    };
    let finer = MOST_PLACES.checked_sub(places)?;
    mantissa.checked_mul(10i128.checked_pow(u32::from(finer))?)
}

fn same_bound(before: &Expr, from: &Expr) -> bool {
    match (figure(before), figure(from)) {
        (Some(before), Some(from)) => before == from,
        _ => before == from,
    }
}

fn contains(expr: &Expr, part: &Expr) -> bool {
    expr == part || expr.children().into_iter().any(|child| contains(child, part))
}
