//! Where a customer stands among all: `rank of spend`, `top 20% of customers by spend`.

use super::crowd::CrowdProblem;
use super::scope::Scope;
use super::{Checker, Problem, build};
use crate::ir::{Comparison, Expr, ExprKind, Filled};
use crate::source::Span;
use crate::syntax;
use crate::types::{Type, Unit};

impl Checker<'_> {
    /// 1 for who has nobody above; missing for who has no value.
    pub(super) fn rank(&mut self, by: &syntax::Expr, span: Span) -> Option<Expr> {
        let above = self.above(by, span)?;
        let (ty, optional) = (Type::WHOLE, above.optional);
        let one = build::whole(1, span);
        Some(build::make(ExprKind::Add(Box::new(above), Box::new(one)), ty, optional, span))
    }

    /// Whether fewer than the share of all customers stand above; no for who has no value.
    pub(super) fn top_share(
        &mut self,
        share: &syntax::Expr,
        by: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let share = self.infer(share, None)?;
        let above = self.above(by, span)?;
        let places = share.ty.places()?;
        let all = self.filled(Filled::PopulationSize, Type::WHOLE, false, span)?;
        let ty = Type::Quantity(Unit::Number, crate::types::Places::Fixed(places));
        let least = build::known(ExprKind::Multiply(Box::new(share), Box::new(all)), ty, span);
        let known = above.optional.then(|| build::is_known(above.clone()));
        let within = build::compare(Comparison::Less, Expr { optional: false, ..above }, least);
        build::all(known.into_iter().chain([Expr { span, ..within }]))
    }

    /// How many customers stand strictly above, by a value in the scope of the customer alone.
    fn above(&mut self, by: &syntax::Expr, span: Span) -> Option<Expr> {
        if self.customers.is_some() {
            return self.report(Problem::Crowd(CrowdProblem::GroupsUnranked { span }));
        }
        let inner = Scope::customer(self.customer_name());
        let outer = std::mem::replace(&mut self.scope, inner);
        let value = self.infer(by, None);
        self.scope = outer;
        let value = value?;
        self.require_ordered(&value)?;
        if self.reads_rankings(&value) {
            return self.report(Problem::Crowd(CrowdProblem::RankOfRank { span: value.span }));
        }
        let (optional, ranking) = (value.optional, self.ranking(value)?);
        self.filled(Filled::Above(ranking), Type::WHOLE, optional, span)
    }

    /// The ranking by a value, new or known.
    fn ranking(&mut self, value: Expr) -> Option<u32> {
        let known = self.rankings.iter().position(|ranking| *ranking == value);
        let at = known.unwrap_or(self.rankings.len());
        if known.is_none() {
            self.rankings.push(value);
        }
        u32::try_from(at).ok()
    }

    /// Whether a value of the customer depends on where customers stand.
    fn reads_rankings(&self, expr: &Expr) -> bool {
        let own = match &expr.kind {
            ExprKind::Field { depth: 0, field } => self
                .records
                .first()
                .and_then(|record| record.fields.get(field.0 as usize))
                .is_some_and(|field| {
                    matches!(field.filled, Some(Filled::Above(_) | Filled::PopulationSize))
                }),
            ExprKind::Value(id) => {
                self.values.get(id.0 as usize).is_some_and(|value| self.reads_rankings(&value.expr))
            }
            _ => false,
        };
        own || expr.children().into_iter().any(|child| self.reads_rankings(child))
    }
}
