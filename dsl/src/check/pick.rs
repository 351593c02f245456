//! Values of one chosen element of a list.

use super::list::Place;
use super::name::{field_id, member_path};
use super::scope::Frame;
use super::{Checker, Problem, build};
use crate::ir::{Expr, ExprKind, Extreme, Order, Pick, RecordId};
use crate::source::Span;
use crate::syntax::{self, AggregateKind, ExprKind as Syntax, ListExpr, Name};

/// How an element is chosen.
pub(super) struct Chosen {
    pub(super) place: Place,
    filter: Option<Expr>,
    order: Order,
}

impl Checker<'_> {
    /// `(latest order in orders).amount`
    pub(super) fn member_of_element(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let mut path = Vec::new();
        let mut base = expr;
        while let Syntax::Member(inner, name) = &base.kind {
            path.insert(0, name.text.as_str());
            base = inner;
        }
        if let Syntax::Pick { .. } = &base.kind {
            return self.field_of_pick(base, &path, expr.span);
        }
        let base = self.infer(base, None)?;
        self.mismatch(say!("an element of a list"), &base, base.span)
    }

    /// A field of what a choice finds.
    pub(super) fn field_of_pick(
        &mut self,
        choice: &syntax::Expr,
        path: &[&str],
        span: Span,
    ) -> Option<Expr> {
        let Syntax::Pick { which, element, key, list } = &choice.kind else { return None };
        self.pick(which.meaning(), element, key.as_deref(), list, path, span)
    }

    /// `amount of latest order in orders`; `None` where this is a product.
    pub(super) fn field_of_element(
        &mut self,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Option<Option<Expr>> {
        let path = member_path(left)?;
        let path: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        match &right.kind {
            Syntax::Pick { .. } => Some(self.field_of_pick(right, &path, span)),
            Syntax::Name(name) => self.field_of_named(name, &path, span),
            _ => None,
        }
    }

    /// `latest order in orders` for itself, in `is known`: what it was chosen by.
    pub(super) fn picked_at_all(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        self.field_of_pick(expr, &[], expr.span)
    }

    fn pick(
        &mut self,
        which: Extreme,
        element: &Name,
        key: Option<&syntax::Expr>,
        list: &ListExpr,
        field: &[&str],
        span: Span,
    ) -> Option<Expr> {
        let chosen = self.chosen_from(which, element, key, list, span)?;
        let (record, key) = (chosen.place.element, chosen.order.key.clone());
        self.of_chosen(chosen, "", span, |checker, depth| match field {
            [] => Some(key),
            field => checker.field_of_record(depth, record, field, span),
        })
    }

    /// How an element is chosen from a list in sight.
    fn chosen_from(
        &mut self,
        which: Extreme,
        element: &Name,
        key: Option<&syntax::Expr>,
        list: &ListExpr,
        span: Span,
    ) -> Option<Chosen> {
        let places = self.enter(list, Some(element))?;
        let found = self.ordered(&places, key, list);
        self.leave(places.len());
        let ([place], (filter, key)) = (places.as_slice(), found?) else {
            return self.report(Problem::NestedList { what: say!("a chosen element"), span });
        };
        Some(Chosen { place: *place, filter, order: Order { which, key } })
    }

    /// The choice that an expression writes.
    pub(super) fn choice(&mut self, expr: &syntax::Expr) -> Option<Chosen> {
        let Syntax::Pick { which, element, key, list } = &expr.kind else { return None };
        self.chosen_from(which.meaning(), element, key.as_deref(), list, expr.span)
    }

    /// A value of the chosen element, which is read with its frame in sight, under a name.
    pub(super) fn of_chosen(
        &mut self,
        chosen: Chosen,
        name: &str,
        span: Span,
        read: impl FnOnce(&mut Self, u8) -> Option<Expr>,
    ) -> Option<Expr> {
        let Chosen { place, filter, order } = chosen;
        let depth = self.scope.next_depth();
        let (name, record) = (name.to_owned(), place.element);
        self.scope.frames.push(Frame { name, record, bare: false, built_in: false });
        let value = self.given(filter.as_ref(), |checker| read(checker, depth));
        self.leave(1);
        let value = value?;
        let ty = value.ty.clone();
        let (depth, list, element) = (place.depth, place.list, place.element);
        let pick = Pick { depth, list, element, filter, order, value };
        let expr = build::make(ExprKind::Pick(Box::new(pick)), ty, true, span);
        Some(self.scope.narrowed(expr))
    }

    /// Which elements there are to choose from, and by what.
    fn ordered(
        &mut self,
        places: &[Place],
        key: Option<&syntax::Expr>,
        list: &ListExpr,
    ) -> Option<(Option<Expr>, Expr)> {
        let filters = self.window_filters(places, list);
        let (condition, _) = self.reduced(AggregateKind::Count, None, list);
        let place = *places.last()?;
        let depth = self.scope.next_depth().saturating_sub(1);
        let condition = condition?;
        let key = self.given(condition.as_ref(), |checker| match key {
            Some(key) => {
                let key = checker.decided(key, None)?;
                checker.require_ordered(&key).map(|()| key)
            }
            None => checker.date_of_element(place.element, depth, list),
        });
        let filter = build::all(filters?.pop().flatten().into_iter().chain(condition));
        Some((filter, key?))
    }

    fn date_of_element(&mut self, element: RecordId, depth: u8, list: &ListExpr) -> Option<Expr> {
        match self.record(element)?.dated_by {
            Some(date) => self.field_at(depth, element, date, list.span),
            None => {
                let list_name = self.record(element)?.name.clone();
                self.report(Problem::Undated { list: list_name, span: list.span })
            }
        }
    }

    fn field_of_record(
        &mut self,
        depth: u8,
        record: RecordId,
        path: &[&str],
        span: Span,
    ) -> Option<Expr> {
        match self.record(record).and_then(|record| field_id(record, path)) {
            Some(field) => self.field_at(depth, record, field, span),
            None => self.unknown_field(record, &path.join("."), span),
        }
    }
}
