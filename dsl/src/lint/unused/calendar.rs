//! Calendars that nothing reads.

use std::collections::BTreeSet;

use crate::lint::finding::{Declared, Lint};
use crate::syntax::{
    Availability, Calendar, CalendarClauseKind, Clause, ClauseKind, Deadline, Declaration,
    DeclarationKind, Expr, ExprKind, LimitPeriod, OnDays, Suspension, TimeUnit,
};

/// A calendar is read by its own name, by those of its days, and by whatever counts business days.
pub(super) fn unused(
    calendar: &Calendar,
    read: &BTreeSet<&str>,
    declarations: &[&Declaration],
) -> Option<Lint> {
    let days = calendar.clauses.iter().filter_map(|clause| match &clause.kind {
        CalendarClauseKind::Named(name, _) => Some(name),
        CalendarClauseKind::Weekend(_)
        | CalendarClauseKind::Holiday(_)
        | CalendarClauseKind::Workday(_) => None,
    });
    let named = days.chain([&calendar.name]).any(|name| read.contains(name.text.as_str()));
    let used = named || declarations.iter().any(|declaration| asks_for_business_days(declaration));
    (!used).then(|| super::lint(Declared::Calendar, &calendar.name))
}

fn asks_for_business_days(declaration: &Declaration) -> bool {
    let mut asks = false;
    declaration.each_expression(&mut |expr| asks = asks || is_of_business_days(expr));
    asks || match &declaration.kind {
        DeclarationKind::Rule(rule) => rule.clauses.iter().any(has_business_days),
        _ => false,
    }
}

fn is_of_business_days(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Expiring { unit, .. }
        | ExprKind::Duration(_, unit)
        | ExprKind::Shift { unit, .. }
        | ExprKind::Between { unit, .. }
        | ExprKind::Every { unit, .. } => *unit == TimeUnit::BusinessDays,
        ExprKind::Near(near) => near.unit == TimeUnit::BusinessDays,
        ExprKind::On { days, .. } => {
            matches!(days, OnDays::Holiday | OnDays::Weekend | OnDays::BusinessDay)
        }
        _ => false,
    }
}

fn has_business_days(clause: &Clause) -> bool {
    let due = |due: &Option<Deadline>| match due {
        Some(Deadline::Within { unit, .. }) => Some(*unit),
        Some(Deadline::EndOf(_)) | None => None,
    };
    let unit = match &clause.kind {
        ClauseKind::Valid { unit, .. }
        | ClauseKind::Available(Availability::After(_, unit))
        | ClauseKind::Suspend { length: Some(Suspension::For(_, unit)), .. } => Some(*unit),
        ClauseKind::Do { due: by, .. }
        | ClauseKind::Escalate { due: by, .. }
        | ClauseKind::FollowUp { due: by, .. } => due(by),
        ClauseKind::Limit(limit) => match &limit.period {
            Some(LimitPeriod::Rolling(_, unit)) => Some(*unit),
            _ => None,
        },
        _ => None,
    };
    unit == Some(TimeUnit::BusinessDays)
}
