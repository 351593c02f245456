//! Lists are seen as of today: elements dated later are not there unless a window asks for them.

use super::{looks_back, to_come};
use crate::lint::dated::Dated;
use crate::lint::finding::Lint;
use crate::lint::text::{Texts, conjuncts};
use crate::source::Span;
use crate::syntax::{
    ClauseKind, Declaration, DeclarationKind, Expr, ExprKind, ListExpr, PublishWhat, Rule, Window,
};

pub(super) fn find(declaration: &Declaration, dated: &Dated<'_>, texts: Texts<'_>) -> Vec<Lint> {
    let mut found = Vec::new();
    declaration.each_expression(&mut |expr| {
        if let ExprKind::Aggregate { list, .. } | ExprKind::Pick { list, .. } = &expr.kind {
            found.extend(unseen(list, &[], dated, texts));
        }
    });
    match &declaration.kind {
        DeclarationKind::Rule(rule) => found.extend(in_rule(rule, dated, texts)),
        DeclarationKind::Publish(publish) => {
            if let PublishWhat::Each { list, .. } = &publish.what {
                found.extend(unseen(list, &[], dated, texts));
            }
        }
        _ => {}
    }
    found
}

fn in_rule(rule: &Rule, dated: &Dated<'_>, texts: Texts<'_>) -> Option<Lint> {
    let list = rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::ForEach { list, .. } => Some(list),
        _ => None,
    })?;
    let conditions = rule.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::When(when) => Some(when),
        _ => None,
    });
    unseen(list, &conditions.flat_map(conjuncts).collect::<Vec<_>>(), dated, texts)
}

/// `orders where date > today`
fn unseen(
    list: &ListExpr,
    conditions: &[&Expr],
    dated: &Dated<'_>,
    texts: Texts<'_>,
) -> Option<Lint> {
    if !list.window.as_ref().is_none_or(looks_back) {
        return None;
    }
    let spellings = dated.spellings(list)?;
    let filter = list.filter.as_deref().map(conjuncts).unwrap_or_default();
    let asked = filter.iter().chain(conditions).find_map(|condition| {
        let (value, span) = to_come(condition, texts)?;
        spellings.contains(&value).then_some(span)
    })?;
    let window = list.window.as_ref().map_or(place(list), |window: &Window| window.span);
    Some(Lint::Unseen { list: window, asked, windowed: list.window.is_some() })
}

fn place(list: &ListExpr) -> Span {
    list.path.first().map_or(list.span, |path| path.span)
}
