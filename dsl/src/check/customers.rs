//! What a group reads of its customers: `average of loyalty`, `count of customers where …`.
//!
//! What is reduced is checked among the customers, and becomes a field of the group's list of
//! them; so the reduction is one over a list like any other.

use super::crowd::CrowdProblem;
use super::name::member_path;
use super::{Checker, Problem, build, scope};
use crate::ir::{self, Aggregate, Arm, Expr, ExprKind, FieldId, FieldKind, Filled, RecordId};
use crate::source::Span;
use crate::syntax::{self, AggregateKind, ListExpr, Name};
use crate::types::{Places, Type};

/// The other side of a portfolio: its customers, while the groups are checked.
pub(super) struct Customers<'a> {
    pub(super) checker: Checker<'a>,
    /// Who is included.
    pub(super) include: Expr,
    /// What is read of them.
    pub(super) members: Vec<Expr>,
}

/// What customers are called, whatever their record is.
const CUSTOMERS: &str = "customers";

impl<'a> Checker<'a> {
    /// Whether a list is that of the group's customers: none is named, or they are.
    pub(super) fn means_customers(&self, list: &ListExpr) -> bool {
        let [only] = list.path.as_slice() else { return list.path.is_empty() };
        let Some(customers) = &self.customers else { return false };
        let named =
            |name: &Name| name.text == CUSTOMERS || name.text == customers.checker.customer_name();
        let path = member_path(only).unwrap_or_default();
        matches!(path.as_slice(), [name] if named(name) && !self.stands_for_value(&name.text))
    }

    pub(super) fn customers_aggregate(
        &mut self,
        kind: AggregateKind,
        value: Option<&syntax::Expr>,
        list: &ListExpr,
        span: Span,
    ) -> Option<Expr> {
        if self.customers.is_none() {
            return self.report(Problem::Crowd(CrowdProblem::NoListNamed { span }));
        }
        if let Some(window) = &list.window {
            let span = window.span;
            return self.report(Problem::Crowd(CrowdProblem::CustomersUndated { span }));
        }
        let (filter, value) =
            self.among_customers(|customers| customers.read_of_one(kind, value, list))??;
        let (list, element) = self.members(span)?;
        let filter = self.read_member(filter, element)?;
        let value = self.read_member(value, element)?;
        let kind = kind.meaning();
        let (ty, optional) = self.reduced_type(kind, value.as_ref(), span)?;
        let aggregate = Aggregate { kind, depth: 0, list, element, filter, value };
        let expr = build::make(ExprKind::Aggregate(Box::new(aggregate)), ty, optional, span);
        Some(self.scope.narrowed(expr))
    }

    /// The condition and the value of a reduction, in the scope of a customer. Values that are
    /// missing are passed over.
    fn read_of_one(
        &mut self,
        kind: AggregateKind,
        value: Option<&syntax::Expr>,
        list: &ListExpr,
    ) -> Option<(Option<Expr>, Option<Expr>)> {
        let filter = match &list.filter {
            Some(filter) => Some(self.condition(filter)?),
            None => None,
        };
        if kind == AggregateKind::Any {
            return Some((None, filter));
        }
        let value = self.given(filter.as_ref(), |customers| match (kind, value) {
            (AggregateKind::Every, Some(value)) => customers.condition(value).map(Some),
            (_, Some(value)) => customers.infer(value, None).map(Some),
            (_, None) => Some(None),
        })?;
        Some((filter, value))
    }

    /// Checks something in the scope of a customer.
    fn among_customers<T>(&mut self, check: impl FnOnce(&mut Checker<'a>) -> T) -> Option<T> {
        let mut customers = self.customers.take()?;
        let checker = &mut customers.checker;
        std::mem::swap(&mut self.choices, &mut checker.choices);
        checker.nodes = self.nodes;
        checker.depth = self.depth;
        let result = check(checker);
        self.nodes = checker.nodes;
        std::mem::swap(&mut self.choices, &mut checker.choices);
        self.customers = Some(customers);
        Some(result)
    }

    /// The group's list of its customers.
    fn members(&mut self, span: Span) -> Option<(FieldId, RecordId)> {
        let fields = &self.records.first()?.fields;
        let known = (0u32..).map(FieldId).zip(fields).find_map(|(id, field)| match field.kind {
            FieldKind::List(element) if field.filled == Some(Filled::Members) => {
                Some((id, element))
            }
            FieldKind::List(_) | FieldKind::Scalar(_) => None,
        });
        if known.is_some() {
            return known;
        }
        let name = self.customers.as_ref()?.checker.customer_name().to_owned();
        let element = RecordId(u32::try_from(self.records.len()).ok()?);
        self.records.push(ir::Record { name, fields: Vec::new(), key: None, dated_by: None });
        let kind = FieldKind::List(element);
        let id = self.add_filled(RecordId(0), Filled::Members, kind, false, span)?;
        Some((id, element))
    }

    /// The field of the group's customer that holds what is read of one.
    fn read_member(&mut self, read: Option<Expr>, element: RecordId) -> Option<Option<Expr>> {
        let Some(read) = read else { return Some(None) };
        if let Type::Quantity(_, Places::Fraction) = read.ty {
            return self.report(Problem::UnlikeFractions { span: read.span });
        }
        let (ty, optional, span) = (read.ty.clone(), read.optional, read.span);
        let customers = self.customers.as_mut()?;
        let arm = Arm { when: customers.include.clone(), then: read };
        let read = build::cases(vec![arm], None, ty.clone(), span);
        let known = customers.members.iter().position(|member| *member == read);
        let at = known.unwrap_or(customers.members.len());
        if known.is_none() {
            customers.members.push(read);
        }
        let member = Filled::Member(u32::try_from(at).ok()?);
        let kind = FieldKind::Scalar(ty.clone());
        let field = self.add_filled(element, member, kind, optional, span)?;
        let depth = self.scope.next_depth();
        Some(Some(scope::field(depth, field, ty, optional, span)))
    }

    /// `share of C where …`: missing over nothing.
    pub(super) fn share(&mut self, list: &ListExpr, span: Span) -> Option<Expr> {
        let all = ListExpr { filter: None, ..list.clone() };
        let some = self.aggregate(AggregateKind::Count, None, list, span)?;
        let all = self.aggregate(AggregateKind::Count, None, &all, span)?;
        let ty = Type::Quantity(crate::types::Unit::Number, Places::Fraction);
        let when = build::compare(ir::Comparison::Greater, all.clone(), build::whole(0, span));
        let then = build::known(ExprKind::Divide(Box::new(some), Box::new(all)), ty.clone(), span);
        Some(build::cases(vec![Arm { when, then }], None, ty, span))
    }

    /// Whether a name means something of a customer, where a group is looked at.
    pub(super) fn of_one_customer(&self, name: &str) -> bool {
        self.customers.as_ref().is_some_and(|customers| {
            let checker = &customers.checker;
            checker.stands_for_value(name) || checker.customer_name() == name
        })
    }
}
