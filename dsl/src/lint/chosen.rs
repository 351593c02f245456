//! Choices whose rules are limited each for itself, and not together.

use super::finding::Lint;
use super::text::Texts;
use crate::syntax::{Choose, ClauseKind, Declaration, DeclarationKind, Limit, Rule};

/// Choices of the customer without a limit `across them`, where two of their rules or more have a
/// limit in time of their own: on days on which only one of them holds, each is had once.
pub(super) fn find(declarations: &[&Declaration], texts: Texts<'_>) -> Vec<Lint> {
    let chooses = declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Choose(choose) => Some(choose),
        _ => None,
    });
    let open = chooses.filter(|choose| choose.limits.is_empty() && choose.each.is_none());
    open.filter_map(|choose| limited(choose, declarations, texts)).collect()
}

fn limited(choose: &Choose, declarations: &[&Declaration], texts: Texts<'_>) -> Option<Lint> {
    let rules = choose.rules.iter().filter_map(|name| rule(declarations, &name.text));
    let limits: Vec<&Limit> = rules.filter_map(limit).collect();
    let (first, _) = limits.split_first().filter(|(_, others)| !others.is_empty())?;
    let limit = texts.of(first.span);
    let limits = limits.iter().map(|limit| limit.span).collect();
    Some(Lint::ChosenAgain { span: choose.span, limit, limits })
}

fn rule<'a>(declarations: &[&'a Declaration], name: &str) -> Option<&'a Rule> {
    declarations.iter().find_map(|declaration| match &declaration.kind {
        DeclarationKind::Rule(rule) if rule.name.text == name => Some(rule),
        _ => None,
    })
}

/// The first limit of a rule that counts in time.
fn limit(rule: &Rule) -> Option<&Limit> {
    rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Limit(limit) => Some(limit),
        _ => None,
    })
}
