//! `average over days of amount in balances in last 6 months`: a value stands from its date to the
//! day before the next element's, and weighs by the days of the window on which it stood.

use super::list::Place;
use super::name::member_path;
use super::scope::Frame;
use super::{Checker, Problem, build};
use crate::ir::{Aggregate, AggregateKind as Kind, Arm, Comparison, Expr, ExprKind, Extreme};
use crate::ir::{FieldId, ShiftUnit};
use crate::source::Span;
use crate::syntax::{self, AggregateKind, ListExpr};
use crate::types::{Places, Type};

/// The list of an average, and what its elements and the window are dated by.
struct Standing {
    place: Place,
    dated_by: FieldId,
    first: Expr,
    last: Expr,
    span: Span,
}

impl Checker<'_> {
    pub(super) fn average_over_days(
        &mut self,
        value: &syntax::Expr,
        list: &ListExpr,
        span: Span,
    ) -> Option<Expr> {
        if list.window.is_none() {
            return self.report(Problem::NoWindow { span: list.span });
        }
        let frames = self.scope.frames.len();
        let places = self.enter(list, None)?;
        let average = match places.as_slice() {
            [place] => self.average_over(value, list, *place, span),
            _ => self.report(Problem::NestedList { what: say!("`average over days`"), span }),
        };
        self.scope.frames.truncate(frames);
        average
    }

    /// Under the frame of the list.
    fn average_over(
        &mut self,
        value: &syntax::Expr,
        list: &ListExpr,
        place: Place,
        span: Span,
    ) -> Option<Expr> {
        let standing = self.standing(list, place, span);
        let (condition, value) = self.reduced(AggregateKind::AverageOverDays, Some(value), list);
        let (standing, condition, value) = (standing?, condition?, value??);
        let (ty, _) = self.reduced_type(Kind::Average, Some(&value), span)?;
        let days = self.days_stood(&standing, list)?;
        let known = value.optional.then(|| build::is_known(value.clone()));
        let filter = build::all(condition.into_iter().chain(known).chain([days.some]));
        let weighed = weighed(value, days.count.clone())?;
        let sum = |value: Expr| standing.reduction(Kind::Sum, filter.clone(), value);
        let (total, days) = (sum(weighed), sum(days.count));
        Some(self.scope.narrowed(quotient(total, days, ty)))
    }

    /// The window's days, with the element out of sight.
    fn standing(&mut self, list: &ListExpr, place: Place, span: Span) -> Option<Standing> {
        let window = list.window.as_ref()?;
        let Some(dated_by) = self.record(place.element)?.dated_by else {
            let path = list.path.first().and_then(member_path)?;
            let list = path.last()?.text.clone();
            return self.report(Problem::Undated { list, span: window.span });
        };
        let frames = self.scope.frames.clone();
        self.scope.frames.last_mut()?.hide();
        let days = self.days_of_window(window);
        self.scope.frames = frames;
        match days? {
            Some((first, end)) => Some(Standing { place, dated_by, first, last: end, span }),
            None => self.report(Problem::NoWindow { span: window.span }),
        }
    }

    /// On how many days of the window an element's value stood.
    fn days_stood(&mut self, standing: &Standing, list: &ListExpr) -> Option<Stood> {
        let date = self.day_of_element(standing)?;
        let next = self.next_date(standing, list)?;
        let before_next = build::shift_by(next, -1, ShiftUnit::Days);
        let from = build::extreme(Extreme::Largest, false, vec![date, standing.first.clone()]);
        let to = build::extreme(Extreme::Smallest, true, vec![before_next, standing.last.clone()]);
        let some = build::compare(Comparison::LessOrEqual, from.clone(), to.clone());
        let count = build::add(build::between(false, from, to), build::whole(1, standing.span));
        Some(Stood { some, count })
    }

    /// The date of the element that comes next; missing for the last.
    fn next_date(&mut self, standing: &Standing, list: &ListExpr) -> Option<Expr> {
        let this = self.moment_of_element(standing)?;
        let frames = self.scope.frames.clone();
        let frame = self.scope.frames.last_mut()?;
        let other = Frame { bare: true, ..frame.clone() };
        frame.hide();
        self.scope.frames.push(other);
        let (condition, _) = self.reduced(AggregateKind::Count, None, list);
        let (moment, date) = (self.moment_of_element(standing), self.day_of_element(standing));
        self.scope.frames = frames;
        let later = build::compare(Comparison::Greater, moment?, this);
        let filter = build::all([later].into_iter().chain(condition?));
        Some(standing.reduction(Kind::Min, filter, date?))
    }

    /// What dates the innermost element.
    fn moment_of_element(&mut self, standing: &Standing) -> Option<Expr> {
        let depth = self.scope.next_depth().checked_sub(1)?;
        self.field_at(depth, standing.place.element, standing.dated_by, standing.span)
    }

    fn day_of_element(&mut self, standing: &Standing) -> Option<Expr> {
        let moment = self.moment_of_element(standing)?;
        self.as_date(moment)
    }
}

/// Whether a value stood at all, and if so for how many days.
struct Stood {
    some: Expr,
    count: Expr,
}

impl Standing {
    fn reduction(&self, kind: Kind, filter: Option<Expr>, value: Expr) -> Expr {
        let Place { depth, list, element } = self.place;
        let (ty, optional) = (value.ty.clone(), kind == Kind::Min);
        let aggregate = Aggregate { kind, depth, list, element, filter, value: Some(value) };
        build::make(ExprKind::Aggregate(Box::new(aggregate)), ty, optional, self.span)
    }
}

/// A value times the days on which it stood.
fn weighed(value: Expr, days: Expr) -> Option<Expr> {
    let Type::Quantity(_, Places::Fixed(_)) = value.ty else { return None };
    let (ty, optional, span) = (value.ty.clone(), value.optional, value.span);
    let kind = ExprKind::Multiply(Box::new(value), Box::new(days));
    Some(build::make(kind, ty, optional, span))
}

/// The total by the days; missing where there are none.
fn quotient(total: Expr, days: Expr, ty: Type) -> Expr {
    let span = total.span;
    let some = build::compare(Comparison::Greater, days.clone(), build::whole(0, span));
    let average = build::known(ExprKind::Divide(Box::new(total), Box::new(days)), ty.clone(), span);
    build::cases(vec![Arm { when: some, then: average }], None, ty, span)
}
