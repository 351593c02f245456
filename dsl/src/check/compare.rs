//! Comparisons.

use super::name::member_path;
use super::wording::this_is;
use super::{Checker, Problem, build};
use crate::ir::{Comparison, Expr};
use crate::source::Span;
use crate::syntax;
use crate::types::{Type, Unit};

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: &syntax::Expr,
        right: &syntax::Expr,
    ) -> Option<Expr> {
        let (first, second) = self.pair(left, right)?;
        let first = self.require_decided(first, left);
        let second = self.require_decided(second, right);
        self.comparison(comparison, first?, second?)
    }

    /// Both sides; a name of an option is read by the type of the other side.
    fn pair(&mut self, left: &syntax::Expr, right: &syntax::Expr) -> Option<(Expr, Expr)> {
        if self.is_free_name(left) && !self.is_free_name(right) {
            let second = self.infer(right, None)?;
            return Some((self.infer(left, Some(&second.ty))?, second));
        }
        let bands = self.bands_compared(left, right);
        let first = self.infer(left, bands.as_ref());
        let hint = first.as_ref().map(|first| first.ty.clone());
        // After a mistake on the left, a bare option on the right is no second mistake.
        if first.is_none() && self.is_free_name(right) {
            return None;
        }
        let second = self.infer(right, hint.as_ref());
        Some((first?, second?))
    }

    fn is_free_name(&self, expr: &syntax::Expr) -> bool {
        member_path(expr).is_some_and(|path| match path.as_slice() {
            [only] => {
                !self.stands_for_value(&only.text) && self.scope.element(&only.text).is_none()
            }
            _ => false,
        })
    }

    /// A comparison of checked sides.
    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: Expr,
        right: Expr,
    ) -> Option<Expr> {
        let (left, right) = match (&left.ty, &right.ty) {
            (Type::Date, Type::DateTime) => (left, self.as_date(right)?),
            (Type::DateTime, Type::Date) => (self.as_date(left)?, right),
            (Type::Quantity(..), Type::Quantity(..)) => {
                self.same_unit(&left, &right, say!("compared"))?;
                (left, right)
            }
            (a, b) if a == b => (left, right),
            _ => return self.incomparable(&left, &right),
        };
        if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            self.require_ordered(&left)?;
        }
        Some(build::compare(comparison, left, right))
    }

    fn incomparable(&mut self, left: &Expr, right: &Expr) -> Option<Expr> {
        let (expected, found) = (self.describe(&left.ty), self.describe(&right.ty));
        let other = Some((left.span, this_is(&expected)));
        self.report(Problem::Mismatch { expected, found, span: right.span, other })
    }

    pub(super) fn require_ordered(&mut self, expr: &Expr) -> Option<()> {
        let ordered = match &expr.ty {
            Type::Quantity(Unit::AnyMoney, _) | Type::Text | Type::Bool => false,
            Type::Quantity(..) | Type::Date | Type::DateTime => true,
            Type::Choice(choice) => {
                self.choices.get(*choice as usize).is_some_and(|choice| choice.ordered)
            }
        };
        if ordered {
            return Some(());
        }
        let what = self.describe(&expr.ty);
        self.report(Problem::NotOrdered { what, span: expr.span })
    }

    /// `x is one of a, b`
    pub(super) fn one_of(
        &mut self,
        value: &syntax::Expr,
        options: &[syntax::Expr],
        negated: bool,
        span: Span,
    ) -> Option<Expr> {
        let bands = options.first().and_then(|first| self.bands_compared(value, first));
        let value = self.decided(value, bands.as_ref())?;
        let mut tests = Vec::new();
        for option in options {
            let Some(checked) = self.decided(option, Some(&value.ty)) else { continue };
            tests.extend(self.comparison(Comparison::Equal, value.clone(), checked));
        }
        if tests.len() < options.len() {
            return None;
        }
        let any = build::any(tests).unwrap_or_else(|| build::boolean(false, span));
        Some(if negated { build::not(any) } else { any })
    }
}
