//! Budgets of a period in a policy that does not remember what it gave in it.

use super::finding::Lint;
use crate::syntax::{Budget, BudgetClause, Declaration, DeclarationKind, Field, FieldType};

/// `100000 CNY per month` for customers without history: each run of the month gives again, to the
/// same customers, what an earlier one gave.
pub(super) fn find(declarations: &[&Declaration]) -> Vec<Lint> {
    let remembers = declarations.iter().any(|declaration| match &declaration.kind {
        DeclarationKind::Record(record) => record.fields.iter().any(has_history),
        _ => false,
    });
    let budgets = declarations.iter().filter_map(|declaration| match &declaration.kind {
        DeclarationKind::Budget(budget) if !remembers => Some(budget),
        _ => None,
    });
    budgets.filter_map(of_a_period).collect()
}

fn has_history(field: &Field) -> bool {
    match &field.ty {
        FieldType::History => true,
        FieldType::Nested(fields) => fields.iter().any(has_history),
        FieldType::Scalar(_) | FieldType::OneOf(_) | FieldType::List { .. } => false,
    }
}

fn of_a_period(budget: &Budget) -> Option<Lint> {
    budget.clauses.iter().find_map(|clause| match clause {
        BudgetClause::Fund { period: Some(_), span, .. } => {
            Some(Lint::SpentAnew { budget: budget.name.text.clone(), span: *span })
        }
        BudgetClause::Fund { period: None, .. }
        | BudgetClause::For(..)
        | BudgetClause::OrderedBy(..) => None,
    })
}
