//! Yes/no, what is known, and how the one narrows the other.

use super::{Checker, build};
use crate::ir::{Expr, ExprKind};
use crate::syntax;
use crate::types::Type;

impl Checker<'_> {
    /// A yes/no that is never missing.
    pub(super) fn condition(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.decided(expr, Some(&Type::Bool))?;
        if checked.ty != Type::Bool {
            return self.mismatch("a condition (yes or no)", &checked, expr.span);
        }
        Some(checked)
    }

    pub(super) fn and(&mut self, left: &syntax::Expr, right: &syntax::Expr) -> Option<Expr> {
        let left = self.condition(left);
        let right = self.given(left.as_ref(), |checker| checker.condition(right));
        Some(build::and(left?, right?))
    }

    pub(super) fn or(&mut self, left: &syntax::Expr, right: &syntax::Expr) -> Option<Expr> {
        let (left, right) = (self.condition(left), self.condition(right));
        let (left, right) = (left?, right?);
        let span = left.span.to(right.span);
        Some(build::known(ExprKind::Or(Box::new(left), Box::new(right)), Type::Bool, span))
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

    /// What is known to be there where a condition holds: through `and`, and through named values.
    fn facts(&self, condition: &Expr, facts: &mut Vec<Expr>) {
        match &condition.kind {
            ExprKind::Known(value) => facts.push(Expr { optional: true, ..(**value).clone() }),
            ExprKind::And(left, right) => {
                self.facts(left, facts);
                self.facts(right, facts);
            }
            ExprKind::Value(id) => {
                if let Some(value) = self.values.get(id.0 as usize) {
                    self.facts(&value.expr, facts);
                }
            }
            _ => {}
        }
    }

    pub(super) fn known(
        &mut self,
        value: &syntax::Expr,
        negated: bool,
        hint: Option<&Type>,
    ) -> Option<Expr> {
        let known = build::is_known(self.infer(value, hint)?);
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
