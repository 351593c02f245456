//! Elements of long ago that are priced by the level of today.

use std::collections::BTreeSet;

use super::dated::Dated;
use super::day::days;
use super::finding::Lint;
use super::text::Texts;
use crate::source::Span;
use crate::syntax::{
    Clause, ClauseKind, Declaration, DeclarationKind, Expr, ExprKind, Give, ListExpr, Name, Period,
    Rule, TierClauseKind, TimeUnit, WindowKind,
};

/// A list that reaches further back shows elements of another level: a quarter of a year.
const FAR: i64 = 92;

/// Rules over lists that reach far back, whose price reads the level of a tier that remembers the
/// earlier ones.
pub(super) fn find(declarations: &[&Declaration], texts: Texts<'_>) -> Vec<Lint> {
    let (dated, tiers) = (Dated::of(declarations), with_memory(declarations));
    let rules = declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Rule(rule) => Some(rule),
        _ => None,
    });
    rules.filter_map(|rule| priced(rule, &dated, &tiers, texts)).collect()
}

/// The tiers that know the level of a day.
fn with_memory<'a>(declarations: &[&'a Declaration]) -> BTreeSet<&'a str> {
    let tiers = declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Tier(tier) => Some(tier),
        _ => None,
    });
    let held = tiers.filter(|tier| {
        tier.clauses.iter().any(|clause| matches!(clause.kind, TierClauseKind::HeldIn(_)))
    });
    held.map(|tier| tier.name.text.as_str()).collect()
}

fn priced(
    rule: &Rule,
    dated: &Dated<'_>,
    tiers: &BTreeSet<&str>,
    texts: Texts<'_>,
) -> Option<Lint> {
    let (element, list) = rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::ForEach { element, list } => Some((element, list)),
        _ => None,
    })?;
    let (_, date) = dated.element(list)?;
    if !reaches_back(list) || list.window.is_none() && asks_date(rule, list, dated, texts) {
        return None;
    }
    let mut prices = rule.clauses.iter().flat_map(prices);
    let (tier, span) = prices.find_map(|price| level_of_today(price, tiers))?;
    let date = format!("{}.{date}", element.text);
    Some(Lint::LevelOfToday { tier, date, span, list: list.span })
}

/// What an element is worth, before it is limited.
fn prices(clause: &Clause) -> Vec<&Expr> {
    match &clause.kind {
        ClauseKind::Give { give, .. } => amount(give).into_iter().collect(),
        ClauseKind::Times(value) | ClauseKind::Plus(value) => vec![value],
        ClauseKind::Offer { options, .. } => options.iter().flat_map(prices).collect(),
        _ => Vec::new(),
    }
}

const fn amount(give: &Give) -> Option<&Expr> {
    match give {
        Give::Amount { value, .. } | Give::Floor { value, .. } => Some(value),
        Give::Coupon { worth, .. } | Give::Gift { worth, .. } => worth.as_ref(),
        Give::Chosen { .. } | Give::Benefit { .. } | Give::Badge { .. } => None,
    }
}

/// The tier of which an expression reads the level of today, and where.
fn level_of_today(price: &Expr, tiers: &BTreeSet<&str>) -> Option<(String, Span)> {
    let (mut of_a_day, mut read): (Vec<Span>, Vec<&Name>) = (Vec::new(), Vec::new());
    price.each(&mut |expr| match &expr.kind {
        ExprKind::At(value, _) | ExprKind::BeforeToday(value) | ExprKind::Member(value, _) => {
            of_a_day.push(value.span);
        }
        ExprKind::Name(name) if tiers.contains(name.text.as_str()) => read.push(name),
        _ => {}
    });
    let found = read.into_iter().find(|name| !of_a_day.contains(&name.span))?;
    Some((found.text.clone(), found.span))
}

/// Whether a list shows elements of more than a quarter ago.
fn reaches_back(list: &ListExpr) -> bool {
    let long = |count: &Expr, unit| days(count, unit).is_some_and(|(_, most)| most > FAR);
    let Some(window) = &list.window else { return true };
    match &window.kind {
        WindowKind::Last(count, unit) => long(count, *unit),
        WindowKind::LastWholeMonths(count) | WindowKind::LastCalendarMonths(count) => {
            long(count, TimeUnit::Months)
        }
        WindowKind::This(period) => *period == Period::Year,
        WindowKind::Previous(period) => *period != Period::Month,
        WindowKind::Next(..) => false,
        WindowKind::SamePeriodOfPreviousYear
        | WindowKind::Year(_)
        | WindowKind::Ending(..)
        | WindowKind::WholeMonthsEnding(..)
        | WindowKind::IncludingFuture => true,
    }
}

/// Whether the rule itself asks when an element was.
fn asks_date(rule: &Rule, list: &ListExpr, dated: &Dated<'_>, texts: Texts<'_>) -> bool {
    let Some(spellings) = dated.spellings(list) else { return false };
    let conditions = rule.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::When(when) => Some(when),
        _ => None,
    });
    let mut asks = false;
    for condition in conditions.chain(list.filter.as_deref()) {
        condition.each(&mut |expr| asks |= spellings.contains(&texts.of(expr.span)));
    }
    asks
}
