//! Lists with windows and conditions, and what is made of them.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use super::quantity::{count, small, time_unit};
use crate::syntax::{AggregateKind, Expr, ExprKind, Extreme, ListExpr, Period, Window, WindowKind};

/// `sum of E in C` and its like.
pub(super) fn aggregate(node: &Node<'_>) -> Built<ExprKind> {
    let node = node.first()?;
    let list = reduced_list(&node)?;
    let (kind, value) = match node.rule() {
        Rule::count_of => (AggregateKind::Count, None),
        Rule::share | Rule::any if list.filter.is_none() => {
            return Err(ParseProblem::NoCondition(node.span()));
        }
        Rule::share => (AggregateKind::Share, None),
        Rule::any => (AggregateKind::Any, None),
        Rule::every => (AggregateKind::Every, Some(node.expression_in(Rule::expression)?)),
        Rule::top => {
            let number = small(&node.child(Rule::number)?)?;
            (AggregateKind::SumOfTop(number), Some(node.expression_in(Rule::arithmetic)?))
        }
        Rule::reduction => (reduction(&node)?, Some(node.expression_in(Rule::arithmetic)?)),
        _ => return Err(node.unreadable()),
    };
    Ok(ExprKind::Aggregate { kind, value: value.map(Box::new), list: Box::new(list) })
}

/// The list that is reduced; without one the customers of a group are meant.
fn reduced_list(node: &Node<'_>) -> Built<ListExpr> {
    if let Some(found) = node.get(Rule::list) {
        return list(&found);
    }
    let filter =
        node.get(Rule::expression).map(|_| node.expression_in(Rule::expression)).transpose()?;
    let (path, span) = (Vec::new(), node.span());
    Ok(ListExpr { path, window: None, filter: filter.map(Box::new), span })
}

fn reduction(node: &Node<'_>) -> Built<AggregateKind> {
    Ok(match node.child(Rule::reduction_word)?.first()?.rule() {
        Rule::k_sum_of => AggregateKind::Sum,
        Rule::k_average_of => AggregateKind::Average,
        Rule::k_max_of | Rule::k_latest_of => AggregateKind::Max,
        Rule::k_min_of | Rule::k_earliest_of => AggregateKind::Min,
        Rule::k_distinct_count_of => AggregateKind::DistinctCount,
        Rule::k_average_over_days => AggregateKind::AverageOverDays,
        _ => return Err(node.unreadable()),
    })
}

/// `latest order in orders`, `order with largest amount in orders`
pub(super) fn pick(node: &Node<'_>) -> Built<ExprKind> {
    let smallest = node.has(Rule::k_earliest) || node.has(Rule::k_with_smallest);
    let key =
        node.get(Rule::arithmetic).map(|_| node.expression_in(Rule::arithmetic)).transpose()?;
    Ok(ExprKind::Pick {
        which: if smallest { Extreme::Smallest } else { Extreme::Largest },
        element: node.name_of(Rule::name)?,
        key: key.map(Box::new),
        list: Box::new(list(&node.child(Rule::list)?)?),
    })
}

/// `lines of orders in last 30 days where …`
pub(super) fn list(node: &Node<'_>) -> Built<ListExpr> {
    let window = node.get(Rule::window).map(|found| window(&found)).transpose()?;
    let filter =
        node.get(Rule::expression).map(|_| node.expression_in(Rule::expression)).transpose()?;
    Ok(ListExpr {
        path: path(&node.child(Rule::path)?)?,
        window,
        filter: filter.map(Box::new),
        span: node.span(),
    })
}

fn path(node: &Node<'_>) -> Built<Vec<Expr>> {
    let turned = node.get(Rule::turned_steps);
    let further = turned.iter().flat_map(|turned| turned.all(Rule::step_of_path));
    let steps = node.all(Rule::step_of_path).chain(further);
    let mut path: Vec<Expr> = steps.map(|found| step(&found)).collect::<Built<_>>()?;
    if turned.is_some() {
        path.reverse();
    }
    Ok(path)
}

/// A name, or a member of one.
pub(super) fn step(node: &Node<'_>) -> Built<Expr> {
    let name = node.name_of(Rule::name)?;
    let span = name.span;
    let start = Expr { kind: ExprKind::Name(name), span };
    node.all(Rule::member).try_fold(start, |owner, member| {
        let span = owner.span.to(member.span());
        let name = member.name_of(Rule::label)?;
        Ok(Expr { kind: ExprKind::Member(Box::new(owner), name), span })
    })
}

/// A window in time.
pub(super) fn window(node: &Node<'_>) -> Built<Window> {
    let inner = node.first()?;
    let kind = match inner.rule() {
        Rule::last => last(&inner)?,
        Rule::next => WindowKind::Next(Box::new(count(&inner)?), time_unit(&inner)?),
        Rule::this => WindowKind::This(period(&inner)?),
        Rule::previous => WindowKind::Previous(period(&inner)?),
        Rule::same_period => WindowKind::SamePeriodOfPreviousYear,
        Rule::in_year => WindowKind::Year(Box::new(count(&inner)?)),
        Rule::ending => ending(&inner)?,
        Rule::including_future => WindowKind::IncludingFuture,
        _ => return Err(node.unreadable()),
    };
    Ok(Window { kind, span: node.span() })
}

fn last(node: &Node<'_>) -> Built<WindowKind> {
    let length = Box::new(count(node)?);
    if node.has(Rule::k_whole_month) {
        return Ok(WindowKind::LastWholeMonths(length));
    }
    if node.has(Rule::k_calendar_month) {
        return Ok(WindowKind::LastCalendarMonths(length));
    }
    Ok(WindowKind::Last(length, time_unit(node)?))
}

fn ending(node: &Node<'_>) -> Built<WindowKind> {
    let length = Box::new(count(node)?);
    let end = Box::new(node.expression_in(Rule::operand)?);
    if node.has(Rule::k_whole_month) {
        return Ok(WindowKind::WholeMonthsEnding(length, end));
    }
    Ok(WindowKind::Ending(length, time_unit(node)?, end))
}

pub(super) fn period(node: &Node<'_>) -> Built<Period> {
    Ok(match node.child(Rule::period)?.first()?.rule() {
        Rule::k_month => Period::Month,
        Rule::k_quarter => Period::Quarter,
        Rule::k_year => Period::Year,
        _ => return Err(node.unreadable()),
    })
}
