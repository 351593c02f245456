//! Aggregates and picks: in which region their elements are computed, and when.
//!
//! The elements of a list are a child region of the innermost region that the reduction reads
//! besides its own element: mostly the owner of the list, but an element further in where the
//! filter or the value speaks of it. Reductions of one list seen from the same region share one
//! child region, unless one must wait for a fold that the others need not.

use loyal_dsl::ir::{Aggregate, AggregateKind, Expr, Extreme, FieldId, Pick};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Places, Type};

use super::lower::{Lowering, Scope};
use super::op::{CUSTOMERS, Kind, Op, Place, Reduction, ReductionKind, RegionId};
use super::walk::{children, depths_read};

/// Stands in a scope for an element whose region is not known yet.
const UNKNOWN: RegionId = usize::MAX;

impl Lowering<'_> {
    pub(crate) fn aggregate(
        &mut self,
        aggregate: &Aggregate,
        scope: Scope<'_>,
        ty: &Type,
        span: Span,
    ) -> Place {
        let read: Vec<&Expr> = aggregate.filter.iter().chain(&aggregate.value).collect();
        let inner = self.enter(aggregate.depth, aggregate.list, &read, scope);
        let filter = aggregate.filter.as_ref().map(|filter| self.inside(filter, &inner));
        let value = aggregate.value.as_ref().map(|value| self.inside(value, &inner));
        let value_type = aggregate.value.as_ref().map_or(&Type::Bool, |value| &value.ty);
        let reduction = Reduction {
            child: child_of(&inner),
            kind: reduction_kind(aggregate.kind, value_type),
            filter,
            value,
            value_kind: Kind::of(value_type),
            key: None,
        };
        self.reduce(reduction, ty, span)
    }

    pub(crate) fn pick(&mut self, pick: &Pick, scope: Scope<'_>, ty: &Type, span: Span) -> Place {
        let read: Vec<&Expr> = pick.filter.iter().chain([&pick.order.key, &pick.value]).collect();
        let inner = self.enter(pick.depth, pick.list, &read, scope);
        let filter = pick.filter.as_ref().map(|filter| self.inside(filter, &inner));
        let key = self.inside(&pick.order.key, &inner);
        let value = self.inside(&pick.value, &inner);
        let reduction = Reduction {
            child: child_of(&inner),
            kind: ReductionKind::Pick(pick.order.which),
            filter,
            value: Some(value),
            value_kind: Kind::of(&pick.value.ty),
            key: Some((key, Kind::of(&pick.order.key.ty) == Kind::Fraction)),
        };
        self.reduce(reduction, ty, span)
    }

    fn reduce(&mut self, reduction: Reduction, ty: &Type, span: Span) -> Place {
        let parent = self.builder.region(reduction.child).map_or(CUSTOMERS, |child| child.parent);
        Place { region: parent, reg: self.builder.push(parent, Op::Reduce(reduction), ty, span) }
    }

    /// The scope with the element of a list on top.
    fn enter(
        &mut self,
        depth: u8,
        list: FieldId,
        read: &[&Expr],
        scope: Scope<'_>,
    ) -> Vec<RegionId> {
        let height = scope.len();
        let mask = read.iter().fold(0, |all, expr| all | depths_read(expr, height + 1));
        let outer = mask & ((1 << height.min(63)) - 1);
        let innermost = (63 - outer.leading_zeros().min(63)) as usize;
        let owner = usize::from(depth);
        let region_at = |depth: usize| scope.get(depth).copied().unwrap_or(CUSTOMERS);
        let parent = region_at(innermost.max(owner));
        let expressions: Vec<(&Expr, usize)> =
            read.iter().map(|expr| (*expr, height + 1)).collect();
        let stage = self.stage(&expressions, scope, parent);
        let region = self.builder.list(parent, region_at(owner), list, stage);
        scope.iter().copied().chain([region]).collect()
    }

    /// How many folds of `parent` must have run before the elements below `scope` can be looked
    /// at; every expression stands in a scope of its own height.
    pub(crate) fn stage(
        &mut self,
        expressions: &[(&Expr, usize)],
        scope: Scope<'_>,
        parent: RegionId,
    ) -> u32 {
        let mut stage = 0;
        for (expr, height) in expressions {
            let mut extended = scope.to_vec();
            extended.resize((*height).max(scope.len()), UNKNOWN);
            stage = stage.max(self.stage_of(expr, &mut extended, scope.len(), parent));
        }
        stage
    }

    fn stage_of(
        &mut self,
        expr: &Expr,
        scope: &mut Vec<RegionId>,
        limit: usize,
        parent: RegionId,
    ) -> u32 {
        if depths_read(expr, scope.len()) >> limit.min(63) == 0 {
            let place = self.lower(expr, scope);
            let register = self.builder.register(place);
            return register.filter(|_| place.region == parent).map_or(0, |found| found.stage);
        }
        let mut stage = 0;
        for (child, inner) in children(expr) {
            if inner {
                scope.push(UNKNOWN);
            }
            stage = stage.max(self.stage_of(child, scope, limit, parent));
            if inner {
                scope.pop();
            }
        }
        stage
    }

    /// The register of an expression in the region on top of the scope.
    pub(crate) fn inside(&mut self, expr: &Expr, scope: Scope<'_>) -> usize {
        let place = self.root(expr, scope);
        self.builder.bring(place, child_of(scope))
    }
}

fn child_of(scope: Scope<'_>) -> RegionId {
    scope.last().copied().unwrap_or(CUSTOMERS)
}

fn reduction_kind(kind: AggregateKind, value: &Type) -> ReductionKind {
    match kind {
        AggregateKind::Count => ReductionKind::Count,
        AggregateKind::Sum => ReductionKind::Sum,
        AggregateKind::Average => ReductionKind::Average(match value {
            Type::Quantity(_, Places::Fixed(places)) => u32::from(*places),
            _ => 0,
        }),
        AggregateKind::Max => ReductionKind::Extreme(Extreme::Largest),
        AggregateKind::Min => ReductionKind::Extreme(Extreme::Smallest),
        AggregateKind::DistinctCount => ReductionKind::Distinct,
        AggregateKind::Any => ReductionKind::Any,
        AggregateKind::Every => ReductionKind::Every,
        AggregateKind::SumOfTop(count) => ReductionKind::SumOfTop(count),
    }
}
