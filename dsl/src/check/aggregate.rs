//! Reductions of lists.

use super::list::Place;
use super::name::member_path;
use super::{Checker, Problem, build};
use crate::ir::{Aggregate, AggregateKind as Kind, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::{self, AggregateKind, ListExpr, Name};
use crate::types::{Places, Type};

impl Checker<'_> {
    pub(super) fn aggregate(
        &mut self,
        kind: AggregateKind,
        value: Option<&syntax::Expr>,
        list: &ListExpr,
        span: Span,
    ) -> Option<Expr> {
        if kind == AggregateKind::Share {
            return self.share(list, span);
        }
        if kind == AggregateKind::AverageOverDays {
            return self.average_over_days(value?, list, span);
        }
        if let Some(element) = self.element_around(list) {
            return self.of_list_in(&element, kind, value, list, span);
        }
        if self.means_customers(list) {
            return self.customers_aggregate(kind, value, list, span);
        }
        let places = self.enter(list, None)?;
        let filters = self.window_filters(&places, list);
        let (condition, value) = self.reduced(kind, value, list);
        self.leave(places.len());
        let (filters, condition, value) = (filters?, condition?, value?);
        let reduction = Reduction { kind: kind.meaning(), condition, value, span };
        self.reduce(reduction, &places, filters)
    }

    /// The chosen element whose list it is: `lines of dearest`, `dearest.lines`.
    fn element_around(&self, list: &ListExpr) -> Option<Name> {
        let outermost = member_path(list.path.last()?)?;
        let name = outermost.first().copied()?;
        let (whole, only) = (list.path.len() > 1, outermost.len() == 1);
        (whole == only && self.names_element(name)).then(|| name.clone())
    }

    /// A reduction over a list of a chosen element, which is in sight under its name.
    fn of_list_in(
        &mut self,
        element: &Name,
        kind: AggregateKind,
        value: Option<&syntax::Expr>,
        list: &ListExpr,
        span: Span,
    ) -> Option<Expr> {
        let chosen = self.choice_named(element)?;
        let list = of_member(list, element);
        self.of_named(chosen, &element.text, span, |checker, _| {
            checker.aggregate(kind, value, &list, span)
        })
    }

    /// The `where` and the value of a reduction, under the frames of its list.
    pub(super) fn reduced(
        &mut self,
        kind: AggregateKind,
        value: Option<&syntax::Expr>,
        list: &ListExpr,
    ) -> (Option<Option<Expr>>, Option<Option<Expr>>) {
        let condition = match &list.filter {
            Some(filter) => self.condition(filter).map(Some),
            None => Some(None),
        };
        let fact = condition.clone().flatten();
        let value = self.given(fact.as_ref(), |checker| match (kind, value) {
            (AggregateKind::Every, Some(value)) => checker.condition(value).map(Some),
            (_, Some(value)) => checker.decided(value, None).map(Some),
            (_, None) => Some(None),
        });
        // `any C where …`: the condition is what must hold for one of them.
        if kind == AggregateKind::Any {
            let holds =
                condition.map(|holds| holds.or_else(|| Some(build::boolean(true, list.span))));
            return (Some(None), holds);
        }
        (condition, value)
    }

    /// The reduction over the innermost list, and over each list around it.
    fn reduce(
        &mut self,
        reduction: Reduction,
        places: &[Place],
        filters: Vec<Option<Expr>>,
    ) -> Option<Expr> {
        let Reduction { kind, condition, value, span } = reduction;
        let (ty, optional) = self.reduced_type(kind, value.as_ref(), span)?;
        if places.len() > 1 {
            self.require_nestable(kind, span)?;
        }
        let mut conditions = vec![condition];
        let mut value = value;
        let mut kind = kind;
        let mut result = None;
        for (place, filter) in places.iter().zip(filters).rev() {
            let filter = build::all(filter.into_iter().chain(conditions.pop().flatten()));
            let aggregate = Aggregate {
                kind,
                depth: place.depth,
                list: place.list,
                element: place.element,
                filter,
                value: value.take(),
            };
            let expr =
                build::make(ExprKind::Aggregate(Box::new(aggregate)), ty.clone(), optional, span);
            value = Some(expr.clone());
            result = Some(expr);
            kind = if kind == Kind::Count { Kind::Sum } else { kind };
        }
        result.map(|result| self.scope.narrowed(result))
    }

    pub(super) fn reduced_type(
        &mut self,
        kind: Kind,
        value: Option<&Expr>,
        span: Span,
    ) -> Option<(Type, bool)> {
        let Some(value) = value else { return Some((Type::WHOLE, false)) };
        match kind {
            Kind::DistinctCount if matches!(value.ty, Type::Quantity(_, Places::Fraction)) => {
                self.report(Problem::UnlikeFractions { span: value.span })
            }
            Kind::Count | Kind::DistinctCount => Some((Type::WHOLE, false)),
            Kind::Any | Kind::Every => Some((Type::Bool, false)),
            Kind::Max | Kind::Min => {
                self.require_ordered(value)?;
                Some((value.ty.clone(), true))
            }
            Kind::Sum | Kind::SumOfTop(_) | Kind::Average => match &value.ty {
                Type::Quantity(_, Places::Fraction) => {
                    self.report(Problem::UnlikeFractions { span: value.span })
                }
                Type::Quantity(unit, _) if kind == Kind::Average => {
                    Some((Type::Quantity(unit.clone(), Places::Fraction), true))
                }
                Type::Quantity(..) => Some((value.ty.clone(), false)),
                _ => self.mismatch(say!("a number, money or points"), value, span),
            },
        }
    }

    fn require_nestable(&mut self, kind: Kind, span: Span) -> Option<()> {
        let what = match kind {
            Kind::Average => say!("`average`"),
            Kind::DistinctCount => say!("`distinct count`"),
            Kind::SumOfTop(_) => say!("`sum of top`"),
            Kind::Count | Kind::Sum | Kind::Max | Kind::Min | Kind::Any | Kind::Every => {
                return Some(());
            }
        };
        self.report(Problem::NestedList { what, span })
    }
}

/// `lines of dearest` as `dearest.lines`.
fn of_member(list: &ListExpr, element: &Name) -> ListExpr {
    let mut list = list.clone();
    if list.path.len() > 1 {
        list.path.pop();
        if let Some(step) = list.path.pop() {
            list.path.push(within(&step, element));
        }
    }
    list
}

/// A path as one of the element's.
fn within(step: &syntax::Expr, element: &Name) -> syntax::Expr {
    let span = step.span;
    let kind = match &step.kind {
        syntax::ExprKind::Member(inner, name) => {
            syntax::ExprKind::Member(Box::new(within(inner, element)), name.clone())
        }
        syntax::ExprKind::Name(name) => {
            let owner = syntax::Expr { kind: syntax::ExprKind::Name(element.clone()), span };
            syntax::ExprKind::Member(Box::new(owner), name.clone())
        }
        other => other.clone(),
    };
    syntax::Expr { kind, span }
}

/// A reduction before it is spread over the lists of its path.
struct Reduction {
    kind: Kind,
    condition: Option<Expr>,
    value: Option<Expr>,
    span: Span,
}

impl AggregateKind {
    pub(super) fn meaning(self) -> Kind {
        match self {
            AggregateKind::Count | AggregateKind::Share => Kind::Count,
            AggregateKind::Sum => Kind::Sum,
            AggregateKind::Average | AggregateKind::AverageOverDays => Kind::Average,
            AggregateKind::Max => Kind::Max,
            AggregateKind::Min => Kind::Min,
            AggregateKind::DistinctCount => Kind::DistinctCount,
            AggregateKind::Any => Kind::Any,
            AggregateKind::Every => Kind::Every,
            AggregateKind::SumOfTop(count) => Kind::SumOfTop(count),
        }
    }
}
