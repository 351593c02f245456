//! The decisions of a program as lists of rows: tables, functions and values by cases, tiers,
//! classes, and the bands of scores.

use loyal_dsl::ir::decision::{Decision, DecisionForm};
use loyal_dsl::ir::{Arm, Expr, ExprKind, Literal, Program, Value, ValueId};
use loyal_dsl::source::Span;

use super::bounds::scaled;
use super::finding::RowKind;

/// A decision as the analysis sees it.
#[derive(Debug)]
pub(super) struct Decided<'p> {
    pub(super) rows: RowKind,
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) list: Vec<Row<'p>>,
    /// Whether earlier rows take from later ones.
    pub(super) ordered: bool,
    /// Whether a point that no row matches is a finding.
    pub(super) complete: bool,
    /// What has to be known for a row to match.
    pub(super) total: Option<&'p Expr>,
    /// Whose parameters the rows are about; a customer's values where there are none.
    pub(super) decision: Option<&'p Decision>,
}

/// A row of it.
#[derive(Debug)]
pub(super) struct Row<'p> {
    /// Always, for `otherwise`.
    pub(super) when: Option<&'p Expr>,
    pub(super) span: Span,
    /// Whether it is a finding that it is never reached.
    pub(super) meant: bool,
    /// Its value, where that is a figure or a level.
    pub(super) value: Option<i128>,
}

/// Every decision of a program.
pub(super) fn all(program: &Program) -> Vec<Decided<'_>> {
    let mut all: Vec<Decided<'_>> = program.decisions.iter().map(of_decision).collect();
    all.extend(program.tiers.iter().filter_map(|tier| {
        let hidden = format!("{}.qualified", tier.name);
        let qualified = program.values.iter().find(|value| value.name == hidden);
        let value = match tier.memory {
            Some(_) => qualified?,
            None => value(program, tier.level)?,
        };
        let (name, span) = (tier.name.clone(), value.span);
        cases(&value.expr, RowKind::Level, name, span, false)
    }));
    all.extend(program.classes.iter().filter_map(|class| {
        let declared = value(program, class.segment)?;
        let complete = !is_decided(program, class.segment);
        cases(&declared.expr, RowKind::Segment, class.name.clone(), declared.span, complete)
    }));
    all.extend(program.scores.iter().filter_map(|score| {
        let band = value(program, score.band?)?;
        let total = &value(program, score.total)?.expr;
        let decided = cases(&band.expr, RowKind::Band, score.name.clone(), band.span, true)?;
        Some(Decided { total: Some(total), ..decided })
    }));
    all.extend(program.figures().filter_map(|(_, figure)| {
        // A table that a value calls has the span of the call.
        let own = figure.expr.span == figure.span && !figure.name.contains('.');
        own.then(|| cases(&figure.expr, RowKind::Case, figure.name.clone(), figure.span, false))?
    }));
    all
}

fn value(program: &Program, id: ValueId) -> Option<&Value> {
    program.values.get(id.0 as usize)
}

fn of_decision(decision: &Decision) -> Decided<'_> {
    let rows = match decision.form {
        DecisionForm::FirstMatch | DecisionForm::Unique | DecisionForm::SumOfMatches => {
            RowKind::Row
        }
        DecisionForm::Cases => RowKind::Case,
    };
    let ordered = match decision.form {
        DecisionForm::FirstMatch | DecisionForm::Cases => true,
        DecisionForm::Unique | DecisionForm::SumOfMatches => false,
    };
    let complete = match decision.form {
        DecisionForm::FirstMatch | DecisionForm::Unique => true,
        DecisionForm::SumOfMatches | DecisionForm::Cases => false,
    };
    let list = decision.rows.iter().map(|row| Row {
        when: row.when.as_ref(),
        span: row.span,
        meant: row.when.is_some(),
        value: figure(&row.then),
    });
    Decided {
        rows,
        name: decision.name.clone(),
        span: decision.span,
        list: list.collect(),
        ordered,
        complete,
        total: None,
        decision: Some(decision),
    }
}

fn cases(
    expr: &Expr,
    rows: RowKind,
    name: String,
    span: Span,
    complete: bool,
) -> Option<Decided<'_>> {
    let ExprKind::Cases { arms, otherwise } = &expr.kind else { return None };
    let arm = |arm: &'_ Arm| match rows {
        RowKind::Case => arm.then.span.to(arm.when.span),
        RowKind::Row | RowKind::Segment | RowKind::Level | RowKind::Band => arm.then.span,
    };
    let mut list: Vec<Row<'_>> = arms
        .iter()
        .map(|it| Row { when: Some(&it.when), span: arm(it), meant: true, value: figure(&it.then) })
        .collect();
    list.extend(otherwise.iter().map(|then| Row {
        when: None,
        span: then.span,
        meant: matches!(rows, RowKind::Segment | RowKind::Level),
        value: figure(then),
    }));
    Some(Decided { rows, name, span, list, ordered: true, complete, total: None, decision: None })
}

/// The figure or the level that an expression is.
fn figure(expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Literal(Literal::Quantity(mantissa)) => scaled(*mantissa, expr.ty.places()?),
        ExprKind::Literal(Literal::Option(option)) => Some(i128::from(*option)),
        _ => None,
    }
}

/// Whether a program says somewhere what it means that a value is missing.
fn is_decided(program: &Program, value: ValueId) -> bool {
    let decides = |expr: &Expr| decides(expr, value);
    let rules = program.rules.iter().flat_map(|rule| crate::plan::walk::rule_expressions(rule));
    program.applies_when.iter().any(decides)
        || program.values.iter().any(|other| decides(&other.expr))
        || rules.into_iter().any(|(expr, _)| decides(expr))
        || program
            .crowd
            .portfolios
            .iter()
            .any(|portfolio| decides(&portfolio.include) || portfolio.members.iter().any(decides))
}

fn decides(expr: &Expr, value: ValueId) -> bool {
    let reads = |expr: &Expr| matches!(expr.kind, ExprKind::Value(id) if id == value);
    match &expr.kind {
        ExprKind::Known(of) | ExprKind::OrElse(of, _) if reads(of) => true,
        _ => expr.children().into_iter().any(|child| decides(child, value)),
    }
}
