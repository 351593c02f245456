//! Values by condition.

use super::{Checker, Problem, build};
use crate::ir::{Arm, Expr};
use crate::source::Span;
use crate::syntax::{self, DefineBody};
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn define_body(
        &mut self,
        body: &DefineBody,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        match body {
            DefineBody::Expr(expr) => self.infer(expr, hint),
            DefineBody::Cases(cases) => self.define_cases(cases, hint, span),
        }
    }

    fn define_cases(
        &mut self,
        cases: &[(syntax::Expr, Option<syntax::Expr>)],
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        self.require_otherwise_last(
            cases.iter().map(|(value, when)| (value.span, when.is_none())),
        )?;
        let before = self.scope.facts.len();
        let mut arms = Vec::new();
        let mut otherwise = None;
        for (value, when) in cases {
            match when {
                Some(when) => {
                    let when = self.condition(when);
                    let then = self.given(when.as_ref(), |checker| checker.infer(value, hint));
                    self.assume_not(when.as_ref());
                    arms.push(when.zip(then));
                }
                None => otherwise = Some(self.infer(value, hint)),
            }
        }
        self.scope.facts.truncate(before);
        let otherwise = otherwise.map_or(Some(None), |value| value.map(Some))?;
        let arms: Vec<(Expr, Expr)> = arms.into_iter().collect::<Option<_>>()?;
        self.joined(arms, otherwise, span)
    }

    /// Requires that nothing follows `otherwise`.
    pub(super) fn require_otherwise_last(
        &mut self,
        lines: impl Iterator<Item = (Span, bool)>,
    ) -> Option<()> {
        let mut found = None;
        for (span, is_otherwise) in lines {
            if let Some(otherwise) = found {
                return self.report(Problem::AfterOtherwise { span, otherwise });
            }
            found = is_otherwise.then_some(span);
        }
        Some(())
    }

    /// Cases whose values are brought to one type.
    pub(super) fn joined(
        &mut self,
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Expr>,
        span: Span,
    ) -> Option<Expr> {
        let mut values = arms.iter().map(|(_, then)| then).chain(&otherwise);
        let Some(first) = values.next().cloned() else {
            return self.report(Problem::Empty { span });
        };
        let mut common = first;
        for value in values {
            common.ty = self.common_type(&common, value)?;
        }
        let arms = arms.into_iter().map(|(when, then)| Arm { when, then }).collect();
        Some(build::cases(arms, otherwise, common.ty, span))
    }
}
