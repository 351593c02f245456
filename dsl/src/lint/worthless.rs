//! What is given and is worth nothing.

use super::finding::Lint;
use super::text::quantity;
use crate::syntax::{ClauseKind, Declaration, DeclarationKind, Expr, Give};

/// Figures of nothing or less in `give`, `take` and `worth`.
pub(super) fn find(declarations: &[&Declaration]) -> Vec<Lint> {
    let rules = declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Rule(rule) => Some(rule),
        _ => None,
    });
    let clauses = rules.flat_map(|rule| &rule.clauses);
    let amounts = clauses.flat_map(|clause| match &clause.kind {
        ClauseKind::Give { give, .. } => amount(give).into_iter().collect(),
        ClauseKind::Offer { options, .. } => {
            let given = options.iter().filter_map(|option| match &option.kind {
                ClauseKind::Give { give, .. } => amount(give),
                _ => None,
            });
            given.collect()
        }
        ClauseKind::Take { amount, .. } => vec![amount],
        ClauseKind::Cost(cost) => vec![&cost.amount],
        _ => Vec::new(),
    });
    let worthless = |amount: &&Expr| quantity(amount).is_some_and(|it| it.mantissa <= 0);
    amounts.filter(worthless).map(|amount| Lint::Worthless { span: amount.span }).collect()
}

fn amount(give: &Give) -> Option<&Expr> {
    match give {
        Give::Amount { value, .. } | Give::Floor { value, .. } => Some(value),
        Give::Coupon { worth, .. } | Give::Gift { worth, .. } => worth.as_ref(),
        Give::Benefit { .. } | Give::Badge { .. } | Give::Chosen { .. } => None,
    }
}
