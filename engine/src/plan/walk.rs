//! Walks over the expressions of a program.

use loyal_dsl::ir::{Effect, Expr, ExprKind, Limit, Rule, Template, ValueId};

/// The expressions right below one, in reading order, and whether each is
/// read in the scope of a new element.
pub(crate) fn children(expr: &Expr) -> Vec<(&Expr, bool)> {
    let inner = matches!(expr.kind, ExprKind::Aggregate(_) | ExprKind::Pick(_));
    expr.children().into_iter().map(|child| (child, inner)).collect()
}

/// The depths of the scope stack that an expression reads, as a bit set; `depth` is the height of
/// the stack in which it stands, and elements pushed within it do not count.
pub(crate) fn depths_read(expr: &Expr, depth: usize) -> u64 {
    let own = match &expr.kind {
        ExprKind::Field { depth, .. } => bit(usize::from(*depth)),
        ExprKind::Value(_) => 1,
        ExprKind::Aggregate(aggregate) => bit(usize::from(aggregate.depth)),
        ExprKind::Pick(pick) => bit(usize::from(pick.depth)),
        _ => 0,
    };
    let below = children(expr)
        .into_iter()
        .map(|(child, inner)| depths_read(child, depth + usize::from(inner)) & (bit(depth) - 1));
    below.fold(own, |all, read| all | read)
}

fn bit(depth: usize) -> u64 {
    1 << depth.min(63)
}

/// The expressions of a rule in reading order, each with the height of the scope stack in which
/// it stands.
pub(crate) fn rule_expressions(rule: &Rule) -> Vec<(&Expr, usize)> {
    let inner = rule.for_each.len() + 1;
    let filters = rule.for_each.iter().enumerate();
    let mut all: Vec<(&Expr, usize)> =
        filters.filter_map(|(at, hop)| Some((hop.filter.as_ref()?, at + 2))).collect();
    let subject = rule
        .conditions
        .iter()
        .chain(rule.exceptions.iter().map(|exception| &exception.condition))
        .chain(rule.effects.iter().flat_map(Effect::expressions))
        .chain(&rule.worth)
        .chain(&rule.date)
        .chain(rule.limits.iter().flat_map(Limit::expressions))
        .chain(rule.because.iter().flat_map(Template::values));
    all.extend(subject.map(|expr| (expr, inner)));
    all
}

/// The named values that an expression reads itself.
pub(crate) fn values_read(expr: &Expr, found: &mut Vec<ValueId>) {
    if let ExprKind::Value(value) = &expr.kind {
        found.push(*value);
    }
    for (child, _) in children(expr) {
        values_read(child, found);
    }
}
