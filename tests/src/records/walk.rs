//! Every expression of a program, however deep.

use loyal_dsl::ir::{Effect, Expr, Limit, Program, Rule, Template};

/// Calls `visit` with every expression of the program, outer ones first.
pub(super) fn expressions<'a>(program: &'a Program, visit: &mut impl FnMut(&'a Expr)) {
    let rules = program.rules.iter().flat_map(of_rule);
    let values = program.values.iter().map(|value| &value.expr);
    for root in program.applies_when.iter().chain(values).chain(rules) {
        walk(root, visit);
    }
}

/// Whether the expression or one of its parts satisfies the test.
pub(super) fn contains(expr: &Expr, test: fn(&Expr) -> bool) -> bool {
    let mut found = false;
    walk(expr, &mut |part| found = found || test(part));
    found
}

fn walk<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    for part in expr.children() {
        walk(part, visit);
    }
}

fn of_rule(rule: &Rule) -> Vec<&Expr> {
    let hops = rule.for_each.iter().filter_map(|hop| hop.filter.as_ref());
    let exceptions = rule.exceptions.iter().map(|exception| &exception.condition);
    let reasons = rule.because.iter().flat_map(Template::values);
    let effects = rule.effects.iter().flat_map(Effect::expressions);
    let limits = rule.limits.iter().flat_map(Limit::expressions);
    let inner = hops.chain(&rule.conditions).chain(exceptions).chain(effects);
    inner.chain(&rule.worth).chain(&rule.date).chain(limits).chain(reasons).collect()
}
