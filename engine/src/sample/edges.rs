//! Where a program changes its mind: the constants with which it compares fields, and what lists
//! add up to.

use std::collections::HashMap;

use loyal_dsl::ir::{
    Aggregate, AggregateKind, Comparison, Expr, ExprKind, FieldId, FieldKind, Literal, Program,
    RecordId, Rule, ShiftUnit,
};
use loyal_dsl::types::Type;

use super::value::Value;
use crate::column::calendar;

/// The edges of a program on a day.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// By record and field: what it is compared with.
    pub(super) fields: HashMap<(RecordId, FieldId), Vec<Value>>,
    /// What lists of the customer are measured against.
    pub(super) lists: Vec<ListEdge>,
}

/// A threshold of a sum or a count over a list of the customer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ListEdge {
    pub(super) list: FieldId,
    pub(super) element: RecordId,
    pub(super) wanted: Wanted,
    /// What elements must be like to count.
    pub(super) asked: Vec<Asked>,
}

/// What elements come to, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// So many.
    Count(i64),
    /// This field adds up to so much.
    Sum(FieldId, i64),
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) field: FieldId,
    pub(super) comparison: Comparison,
    pub(super) value: Value,
}

/// Twice of what is below this, and of what lists add up to, has 18 digits.
const SHORT: u64 = 100_000_000_000_000_000;

impl Edges {
    /// Whether no value that is made around the edges has more than 18 digits.
    pub(super) fn are_short(&self) -> bool {
        let sums = self.lists.iter().map(|edge| match edge.wanted {
            Wanted::Sum(_, sum) => sum,
            Wanted::Count(_) => 0,
        });
        let quantity = |value: &Value| match value {
            Value::Quantity(number) => *number,
            _ => 0,
        };
        let asked = self.lists.iter().flat_map(|edge| &edge.asked).map(|it| quantity(&it.value));
        let values = self.fields.values().flatten().map(quantity);
        values.chain(asked).chain(sums).all(|number| number.unsigned_abs() < SHORT)
    }
}

/// The edges of a program on a day, as days since 1970-01-01.
pub(super) fn edges(program: &Program, today: i64) -> Edges {
    let mut finder = Finder { program, today, found: Edges::default() };
    let customer = vec![RecordId(0)];
    let values = program.values.iter().map(|value| &value.expr);
    for expr in program.applies_when.iter().chain(values) {
        finder.visit(expr, &customer);
    }
    for rule in &program.rules {
        finder.rule(rule);
    }
    finder.found
}

struct Finder<'p> {
    program: &'p Program,
    today: i64,
    found: Edges,
}

impl<'p> Finder<'p> {
    fn rule(&mut self, rule: &'p Rule) {
        let mut scope = vec![RecordId(0)];
        for hop in &rule.for_each {
            scope.push(hop.element);
            if let Some(filter) = &hop.filter {
                self.visit(filter, &scope);
            }
        }
        let exceptions = rule.exceptions.iter().map(|exception| &exception.condition);
        let effects = rule.effects.iter().flat_map(loyal_dsl::ir::Effect::expressions);
        for expr in rule.conditions.iter().chain(exceptions).chain(effects) {
            self.visit(expr, &scope);
        }
    }

    fn visit(&mut self, expr: &'p Expr, scope: &[RecordId]) {
        if let ExprKind::Compare(_, left, right) = &expr.kind {
            self.compared(left, right, scope);
            self.compared(right, left, scope);
        }
        let element = match &expr.kind {
            ExprKind::Aggregate(aggregate) => Some(aggregate.element),
            ExprKind::Pick(pick) => Some(pick.element),
            _ => None,
        };
        let scope: Vec<RecordId> = scope.iter().copied().chain(element).collect();
        for child in expr.children() {
            self.visit(child, &scope);
        }
    }

    fn compared(&mut self, side: &'p Expr, constant: &Expr, scope: &[RecordId]) {
        let side = self.resolved(side);
        match &side.kind {
            ExprKind::Field { depth, field } => {
                let Some(record) = scope.get(usize::from(*depth)) else { return };
                let value = self.value(constant, &side.ty);
                let all = self.found.fields.entry((*record, *field)).or_default();
                all.extend(value.filter(|value| !all.contains(value)));
            }
            ExprKind::Aggregate(aggregate) if aggregate.depth == 0 => {
                let edge = self.list_edge(aggregate, &side.ty, constant);
                let lists = &mut self.found.lists;
                lists.extend(edge.filter(|edge| !lists.contains(edge)));
            }
            _ => {}
        }
    }

    fn list_edge(&self, aggregate: &Aggregate, ty: &Type, constant: &Expr) -> Option<ListEdge> {
        let Some(Value::Quantity(most)) = self.value(constant, ty) else { return None };
        let wanted = match (aggregate.kind, aggregate.value.as_ref().map(|value| &value.kind)) {
            (AggregateKind::Count, None) => Wanted::Count(most),
            (AggregateKind::Sum, Some(ExprKind::Field { depth: 1, field })) => {
                Wanted::Sum(*field, most)
            }
            _ => return None,
        };
        let customer = self.program.records.first()?;
        let list = customer.fields.get(aggregate.list.0 as usize)?;
        if list.optional || most <= 0 {
            return None;
        }
        let mut asked = Vec::new();
        if let Some(filter) = &aggregate.filter {
            self.asked(filter, true, &mut asked)?;
        }
        Some(ListEdge { list: aggregate.list, element: aggregate.element, wanted, asked })
    }

    /// What elements must be like to pass a filter; of alternatives the first that can be told.
    fn asked(&self, filter: &Expr, holds: bool, all: &mut Vec<Asked>) -> Option<()> {
        match (&filter.kind, holds) {
            (ExprKind::And(left, right), true) | (ExprKind::Or(left, right), false) => {
                self.asked(left, holds, all)?;
                self.asked(right, holds, all)
            }
            (ExprKind::And(left, right), false) | (ExprKind::Or(left, right), true) => {
                let known = all.len();
                self.asked(left, holds, all).or_else(|| {
                    all.truncate(known);
                    self.asked(right, holds, all)
                })
            }
            (ExprKind::Not(inner), _) => self.asked(inner, !holds, all),
            (ExprKind::Field { depth: 1, field }, _) => {
                let (field, comparison) = (*field, Comparison::Equal);
                all.push(Asked { field, comparison, value: Value::Bool(holds) });
                Some(())
            }
            (ExprKind::Compare(comparison, left, right), _) => {
                let ExprKind::Field { depth: 1, field } = left.kind else { return None };
                let value = self.value(right, &left.ty)?;
                let comparison = if holds { *comparison } else { comparison.opposite() };
                all.push(Asked { field, comparison, value });
                Some(())
            }
            _ => None,
        }
    }

    /// What an expression is, through the names that it has.
    fn resolved(&self, expr: &'p Expr) -> &'p Expr {
        let mut found = expr;
        for _ in 0..self.program.values.len() {
            let ExprKind::Value(id) = &found.kind else { break };
            let Some(value) = self.program.values.get(id.0 as usize) else { break };
            found = &value.expr;
        }
        found
    }

    fn value(&self, constant: &Expr, field: &Type) -> Option<Value> {
        match &constant.kind {
            ExprKind::Literal(literal) => Value::of(literal, &constant.ty, field),
            _ if *field == Type::Date => self.day(constant).map(Value::Day),
            _ => None,
        }
    }

    /// A day that depends on today alone.
    fn day(&self, expr: &Expr) -> Option<i64> {
        match &expr.kind {
            ExprKind::Today => Some(self.today),
            ExprKind::Literal(Literal::Date(day)) => Some(*day),
            ExprKind::StartOf(period, of) => calendar::start_of(self.day(of)?, *period),
            ExprKind::EndOf(period, of) => calendar::end_of(self.day(of)?, *period),
            ExprKind::Shift { from, count, unit } => {
                let (from, count) = (self.day(from)?, whole(count)?);
                match unit {
                    ShiftUnit::Days => calendar::add_days(from, count),
                    ShiftUnit::Months => calendar::add_months(from, count),
                    ShiftUnit::Hours | ShiftUnit::Minutes | ShiftUnit::BusinessDays(_) => None,
                }
            }
            _ => None,
        }
    }
}

/// A constant count.
fn whole(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        ExprKind::Literal(Literal::Quantity(count)) => i64::try_from(*count).ok(),
        ExprKind::Negate(of) => whole(of)?.checked_neg(),
        _ => None,
    }
}

/// The field of the customer that lists these elements.
pub(super) fn list_of(program: &Program, element: RecordId) -> Option<usize> {
    let fields = &program.records.first()?.fields;
    fields.iter().position(|field| field.kind == FieldKind::List(element) && !field.optional)
}
