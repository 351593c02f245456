//! A figure that stands in several declarations: whoever changes one has to find the others.

use std::collections::BTreeMap;

use super::finding::Lint;
use super::text::{Quantity, Texts, Unit, quantity};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{
    Clause, ClauseKind, Declaration, DeclarationKind, Expr, ExprKind, LimitMeasure,
};

/// In so many declarations a figure may not stand.
const MANY: usize = 3;

/// What is asked or limited, and the figure.
type Meaning = (String, Quantity);

/// Figures with which three declarations compare the same value, or with which three rules limit
/// the same thing. The same number elsewhere may well mean another thing, and is let alone; a
/// guarantee states its figure independently on purpose.
pub(super) fn find(declarations: &[&Declaration], texts: Texts<'_>) -> Vec<Lint> {
    let mut places: BTreeMap<Meaning, Vec<Span>> = BTreeMap::new();
    for declaration in declarations {
        let mut seen: BTreeMap<Meaning, Span> = BTreeMap::new();
        for (meaning, span) in figures(declaration, texts) {
            seen.entry(meaning).or_insert(span);
        }
        for (meaning, span) in seen {
            places.entry(meaning).or_default().push(span);
        }
    }
    places.retain(|_, spans| spans.len() >= MANY);
    let lint = |((of, quantity), spans): (Meaning, Vec<Span>)| {
        let figure = spans.first().map(|span| texts.of(*span)).unwrap_or_default();
        Lint::Repeated { figure, ty: type_of(&quantity.unit), of, spans }
    };
    places.into_iter().map(lint).collect()
}

fn figures(declaration: &Declaration, texts: Texts<'_>) -> Vec<(Meaning, Span)> {
    if matches!(
        declaration.kind,
        DeclarationKind::Guarantee(_) | DeclarationKind::Portfolio(_) | DeclarationKind::Program(_)
    ) {
        return Vec::new();
    }
    let mut found = Vec::new();
    declaration.each_expression(&mut |expr| found.extend(compared(expr, texts)));
    if let DeclarationKind::Rule(rule) = &declaration.kind {
        found.extend(rule.clauses.iter().filter_map(|clause| limited(clause, texts)));
    }
    found
}

/// `spend >= 8000 CNY`
fn compared(expr: &Expr, texts: Texts<'_>) -> Option<(Meaning, Span)> {
    let ExprKind::Compare(_, left, right) = &expr.kind else { return None };
    let (value, figure) = match (quantity(left), quantity(right)) {
        (None, Some(_)) => (left, right),
        (Some(_), None) => (right, left),
        _ => return None,
    };
    let quantity = quantity(figure).filter(is_chosen)?;
    (!matches!(value.kind, ExprKind::DatePart(..)))
        .then(|| ((texts.of(value.span), quantity), figure.span))
}

/// `at most 500 CNY per 12 months`
fn limited(clause: &Clause, texts: Texts<'_>) -> Option<(Meaning, Span)> {
    let most = match &clause.kind {
        ClauseKind::AtMostEach(most) | ClauseKind::AtLeastEach(most) => most,
        ClauseKind::Limit(limit) => match &limit.measure {
            LimitMeasure::Amount(most) | LimitMeasure::OnlyUpTo(most) => most,
            LimitMeasure::Once | LimitMeasure::Times(_) => return None,
        },
        _ => return None,
    };
    let quantity = quantity(most).filter(is_chosen)?;
    Some(((texts.of(clause.span), quantity), most.span))
}

/// Whether somebody has chosen the figure: nothing, one and the whole are what they are.
fn is_chosen(quantity: &Quantity) -> bool {
    let whole = quantity.unit == Unit::Percent && quantity.mantissa == 100;
    let small = quantity.places == 0 && (0..=1).contains(&quantity.mantissa);
    !whole && !small
}

/// As a parameter declares it.
fn type_of(unit: &Unit) -> Message {
    match unit {
        Unit::Number => say!("number"),
        Unit::Percent => say!("percent"),
        Unit::Money(_) => say!("money"),
        Unit::Points(_) => say!("points"),
    }
}
