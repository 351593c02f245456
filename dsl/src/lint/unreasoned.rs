//! Rules that give or take money or points and do not say why: the outcome then shows no reason to
//! the customer who asks.

use super::finding::Lint;
use crate::syntax::{Clause, ClauseKind, Declaration, DeclarationKind, Give, Rule};

pub(super) fn find(declarations: &[&Declaration]) -> Vec<Lint> {
    let rules = declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Rule(rule) => Some(rule),
        _ => None,
    });
    let unreasoned = rules.filter(|rule| moves_value(rule) && !has_reason(rule));
    unreasoned
        .map(|rule| Lint::Unreasoned { rule: rule.name.text.clone(), span: rule.name.span })
        .collect()
}

fn has_reason(rule: &Rule) -> bool {
    rule.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Because(_)))
}

fn moves_value(rule: &Rule) -> bool {
    rule.clauses.iter().any(clause_moves_value)
}

fn clause_moves_value(clause: &Clause) -> bool {
    match &clause.kind {
        ClauseKind::Give { give, .. } => is_amount(give),
        ClauseKind::Offer { options, .. } => options.iter().any(clause_moves_value),
        ClauseKind::Cost(_)
        | ClauseKind::Take { .. }
        | ClauseKind::Reverse { .. }
        | ClauseKind::Adjust { .. } => true,
        _ => false,
    }
}

const fn is_amount(give: &Give) -> bool {
    match give {
        Give::Amount { .. } | Give::Floor { .. } | Give::Chosen { .. } => true,
        Give::Coupon { .. } | Give::Gift { .. } | Give::Benefit { .. } | Give::Badge { .. } => {
            false
        }
    }
}
