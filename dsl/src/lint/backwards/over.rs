//! Last days and deadlines that have passed when they begin.

use crate::ir::Program;
use crate::lint::dated::Dated;
use crate::lint::day::{Day, Origin, day, days};
use crate::lint::finding::Lint;
use crate::lint::text::Texts;
use crate::syntax::{
    ClauseKind, Deadline, Declaration, DeclarationKind, Expr, Rule, TierClauseKind, Validity,
};

pub(super) fn find(
    declaration: &Declaration,
    dated: &Dated<'_>,
    program: &Program,
    texts: Texts<'_>,
) -> Vec<Lint> {
    let from = program.effective_from;
    match &declaration.kind {
        DeclarationKind::Rule(rule) => in_rule(rule, dated, from, texts),
        DeclarationKind::Tier(tier) => {
            let ends = tier.clauses.iter().filter_map(|clause| match &clause.kind {
                TierClauseKind::Valid(Validity::To(end))
                | TierClauseKind::Lent { until: Some(end), .. } => Some(end),
                _ => None,
            });
            let over = ends.filter(|end| is_over(&day(end, texts), None, from));
            over.map(|end| Lint::OverBefore { span: end.span }).collect()
        }
        _ => Vec::new(),
    }
}

fn in_rule(rule: &Rule, dated: &Dated<'_>, from: Option<i64>, texts: Texts<'_>) -> Vec<Lint> {
    let date = rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::ForEach { element, list } => {
            let (_, date) = dated.element(list)?;
            Some(format!("{}.{date}", element.text))
        }
        _ => None,
    });
    let over = |end: &Expr| is_over(&day(end, texts), date.as_deref(), from);
    let ends = rule.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::UsableThrough(end) => over(end).then_some(end.span),
        ClauseKind::Do { due, .. }
        | ClauseKind::Escalate { due, .. }
        | ClauseKind::FollowUp { due, .. } => {
            let due = due.as_ref()?;
            is_over(&deadline(due, texts)?, date.as_deref(), from).then_some(due.span())
        }
        _ => None,
    });
    ends.map(|span| Lint::OverBefore { span }).collect()
}

/// `within 3 days of d`
fn deadline(due: &Deadline, texts: Texts<'_>) -> Option<Day> {
    let (count, unit, from) = match due {
        Deadline::EndOf(end) => return Some(day(end, texts)),
        Deadline::Within { count, unit, from, .. } => (count, *unit, from.as_ref()?),
    };
    let start = day(from, texts);
    let (least, most) = days(count, unit)?;
    Some(Day { least: start.least + least, most: start.most + most, ..start })
}

/// Whether a day has passed before that on which it is set: of today, of the element's date, of the
/// programme's first day.
fn is_over(day: &Day, date: Option<&str>, from: Option<i64>) -> bool {
    match &day.origin {
        Origin::Today => day.most < 0,
        Origin::Value(text) => day.most < 0 && date == Some(text),
        Origin::Written(written) => from.is_some_and(|from| written + day.most < from),
    }
}
