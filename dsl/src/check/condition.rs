//! Yes/no, what is known, and how the one narrows the other.

use super::{Checker, build};
use crate::ir::{Aggregate, AggregateKind, Comparison, Expr, ExprKind, Literal};
use crate::syntax::{self, Binary, ExprKind as Syntax};
use crate::types::Type;

impl Checker<'_> {
    /// A yes/no that is never missing.
    pub(super) fn condition(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.decided(expr, Some(&Type::Bool))?;
        if checked.ty != Type::Bool {
            return self.mismatch(say!("a condition (yes or no)"), &checked, expr.span);
        }
        Some(checked)
    }

    /// `a and b and …`: each is read where those before it hold.
    pub(super) fn and(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let (before, day) = (self.scope.facts.len(), self.scope.day.clone());
        let mut conditions = Vec::new();
        for operand in chain(expr, Binary::And) {
            let condition = self.condition(operand);
            self.assume(condition.as_ref());
            self.note_day(operand);
            conditions.push(condition);
        }
        self.scope.facts.truncate(before);
        self.scope.day = day;
        build::all(conditions.into_iter().collect::<Option<Vec<_>>>()?)
    }

    /// `a or b or …`: each is read where those before it do not hold.
    pub(super) fn or(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let (before, day) = (self.scope.facts.len(), self.scope.day.clone());
        let mut conditions = Vec::new();
        for operand in chain(expr, Binary::Or) {
            let condition = self.condition(operand);
            self.assume_not(condition.as_ref());
            self.note_day(operand);
            conditions.push(condition);
        }
        self.scope.facts.truncate(before);
        self.scope.day = day;
        build::any(conditions.into_iter().collect::<Option<Vec<_>>>()?)
    }

    /// Checks under the facts that follow from a condition.
    pub(super) fn given<T>(
        &mut self,
        condition: Option<&Expr>,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.scope.facts.len();
        self.assume(condition);
        let result = check(self);
        self.scope.facts.truncate(before);
        result
    }

    /// Adds the facts that follow from a condition to the scope.
    pub(super) fn assume(&mut self, condition: Option<&Expr>) {
        if let Some(condition) = condition {
            let mut facts = Vec::new();
            self.facts(condition, &mut facts);
            self.scope.facts.append(&mut facts);
        }
    }

    /// Adds the facts that follow from a condition that does not hold.
    pub(super) fn assume_not(&mut self, condition: Option<&Expr>) {
        self.assume(condition.cloned().map(build::not).as_ref());
    }

    /// What is known to be there where a condition holds: through `and`, `not`, and named values.
    fn facts(&self, condition: &Expr, facts: &mut Vec<Expr>) {
        match &condition.kind {
            ExprKind::Known(value) => facts.push(Expr { optional: true, ..(**value).clone() }),
            ExprKind::And(left, right) => {
                self.facts(left, facts);
                self.facts(right, facts);
            }
            ExprKind::Not(condition) => self.facts_without(condition, facts),
            ExprKind::Compare(comparison, left, right) => {
                facts.extend(self.some_counted(*comparison, left, right));
            }
            ExprKind::Value(id) => {
                if let Some(value) = self.values.get(id.0 as usize) {
                    self.facts(&value.expr, facts);
                }
            }
            _ => {}
        }
    }

    /// What is known to be there where a condition does not hold: `x is missing or …`.
    fn facts_without(&self, condition: &Expr, facts: &mut Vec<Expr>) {
        match &condition.kind {
            ExprKind::Not(condition) => self.facts(condition, facts),
            ExprKind::Or(left, right) => {
                self.facts_without(left, facts);
                self.facts_without(right, facts);
            }
            ExprKind::Compare(comparison, left, right) => {
                facts.extend(self.some_counted(comparison.opposite(), left, right));
            }
            ExprKind::Value(id) => {
                if let Some(value) = self.values.get(id.0 as usize) {
                    self.facts_without(&value.expr, facts);
                }
            }
            _ => {}
        }
    }

    /// The count that a comparison finds above zero: of what it counts there is at least one.
    fn some_counted(&self, comparison: Comparison, count: &Expr, than: &Expr) -> Option<Expr> {
        let ExprKind::Literal(Literal::Quantity(than)) = than.kind else { return None };
        let above = match comparison {
            Comparison::Greater => than >= 0,
            Comparison::GreaterOrEqual | Comparison::Equal => than > 0,
            Comparison::NotEqual => than == 0,
            Comparison::Less | Comparison::LessOrEqual => false,
        };
        let count = match count.kind {
            ExprKind::Value(id) => &self.values.get(id.0 as usize)?.expr,
            _ => count,
        };
        let counts = |list: &Aggregate| list.kind == AggregateKind::Count;
        let counts = matches!(&count.kind, ExprKind::Aggregate(list) if counts(list));
        (above && counts).then(|| Expr { optional: true, ..count.clone() })
    }

    pub(super) fn known(
        &mut self,
        value: &syntax::Expr,
        negated: bool,
        hint: Option<&Type>,
    ) -> Option<Expr> {
        let value = match &value.kind {
            Syntax::Pick { .. } => self.picked_at_all(value),
            Syntax::Name(name) if self.names_element(name) => self.named_at_all(name),
            _ => self.infer(value, hint),
        };
        let known = build::is_known(value?);
        Some(if negated { build::not(known) } else { known })
    }

    pub(super) fn or_else(
        &mut self,
        left: &syntax::Expr,
        right: &syntax::Expr,
        hint: Option<&Type>,
    ) -> Option<Expr> {
        let first = self.infer(left, hint);
        let hint = first.as_ref().map(|first| first.ty.clone()).or_else(|| hint.cloned());
        let second = self.infer(right, hint.as_ref());
        let (first, second) = (first?, second?);
        let ty = self.common_type(&first, &second)?;
        let (optional, span) = (second.optional && first.optional, first.span.to(second.span));
        let kind = ExprKind::OrElse(Box::new(first), Box::new(second));
        Some(build::make(kind, ty, optional, span))
    }
}

/// The operands of `a and b and c`, which the parser nests to the left.
pub(super) fn chain(expr: &syntax::Expr, operator: Binary) -> Vec<&syntax::Expr> {
    let mut operands = Vec::new();
    let mut rest = expr;
    while let Syntax::Binary(found, left, right) = &rest.kind
        && *found == operator
    {
        operands.push(right.as_ref());
        rest = left;
    }
    operands.push(rest);
    operands.reverse();
    operands
}
