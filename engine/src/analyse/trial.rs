//! Findings are tried before they are told: their conditions are evaluated by the engine, over a
//! record that has the terms as its fields.

use std::sync::Arc;

use loyal_dsl::ir::{
    Arm, Expr, ExprKind, Field, FieldId, FieldKind, Figure, Literal, Program, Published, Record,
    Value, ValueId,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Places, Type};
use serde_json::{Map, Value as Json};

use super::bounds::grid_places;
use super::example::Example;
use super::terms::Terms;
use crate::needs::Needs;
use crate::outcome;
use crate::plan::{Plan, plan};
use crate::record::Schema;

/// Expressions over terms, ready to be evaluated.
#[derive(Debug)]
pub(super) struct Trial {
    plan: Plan,
    schema: Schema,
    /// The names under which they are published.
    names: Vec<String>,
}

impl Trial {
    /// Makes expressions of a decision ready, none of them a quotient.
    pub(super) fn new(terms: &Terms<'_>, wanted: &[Expr]) -> Option<Trial> {
        let wanted: Vec<Expr> = wanted.iter().map(|expr| over_fields(terms, expr)).collect();
        let (records, values) = (vec![record(terms)], Vec::new());
        let program = Program { records, values, ..terms.program.of_values() };
        Trial::ready(program, &wanted)
    }

    /// The same over the customers of the policy; not of what a record does not say.
    pub(super) fn of_customers(terms: &Terms<'_>, wanted: &[Expr]) -> Option<Trial> {
        if wanted.iter().any(|expr| reads_filled(terms.program, expr)) {
            return None;
        }
        Trial::ready(terms.program.of_values(), wanted)
    }

    fn ready(mut program: Program, wanted: &[Expr]) -> Option<Trial> {
        let width = wanted.len().to_string().len();
        let mut names = Vec::new();
        for (at, expr) in wanted.iter().enumerate() {
            let name = format!("w{at:0width$}");
            let figure = Figure::Value(ValueId(u32::try_from(program.values.len()).ok()?));
            program.values.push(Value { name: name.clone(), expr: expr.clone(), span: expr.span });
            program.published.push(Published { name: name.clone(), figure });
            names.push(name);
        }
        let schema = Schema::new(&program, &Needs::of(&program), false).ok()?;
        Some(Trial { plan: plan(Arc::new(program), &[]), schema, names })
    }

    /// What they come to for an example, as text; inside, `None` for what is missing.
    pub(super) fn run(&self, terms: &Terms<'_>, example: &Example) -> Option<Vec<Option<String>>> {
        let mut record = Map::new();
        record.insert("id".to_owned(), Json::String("example".to_owned()));
        for (at, (term, given)) in terms.all.iter().zip(&example.given).enumerate() {
            record.insert(name(at), terms.json(&held(&term.key.ty), given));
        }
        self.run_record(&Json::Object(record), example)
    }

    /// What they come to for a record.
    pub(super) fn run_record(
        &self,
        record: &Json,
        example: &Example,
    ) -> Option<Vec<Option<String>>> {
        let batch = self.schema.read_json(&record.to_string()).ok()?;
        let mut results = self.plan.bind(example.as_of).evaluate(&batch);
        let outcome = results.pop()?.ok()?;
        let value = |name: &String| match outcome.published.get(name)? {
            outcome::Published::Value(value) => Some(value.clone()),
            outcome::Published::Each(_) => None,
        };
        self.names.iter().map(value).collect()
    }
}

/// Which of some conditions is the first that holds: its number, or -1.
pub(super) fn first_of(conditions: &[Expr]) -> Expr {
    let number = |number: i128| Expr {
        kind: ExprKind::Literal(Literal::Quantity(number)),
        ty: Type::WHOLE,
        optional: false,
        span: Span::default(),
    };
    let arms = (0..).zip(conditions).map(|(at, when)| Arm { when: when.clone(), then: number(at) });
    let kind = ExprKind::Cases { arms: arms.collect(), otherwise: Some(Box::new(number(-1))) };
    Expr { kind, ..number(0) }
}

fn name(term: usize) -> String {
    format!("term_{term}")
}

/// The type of the field that holds a term: a quotient is held with the places of its grid.
fn held(ty: &Type) -> Type {
    match ty {
        Type::Quantity(unit, Places::Fraction) => {
            Type::Quantity(unit.clone(), Places::Fixed(grid_places(ty)))
        }
        other => other.clone(),
    }
}

fn record(terms: &Terms<'_>) -> Record {
    let field = |name: String, ty: Type, optional: bool| Field {
        path: vec![name],
        kind: FieldKind::Scalar(ty),
        optional,
        filled: None,
        built_in: false,
        span: Span::default(),
    };
    let key = field("id".to_owned(), Type::Text, false);
    let fields = terms
        .all
        .iter()
        .enumerate()
        .map(|(at, term)| field(name(at), held(&term.key.ty), term.optional));
    Record {
        name: "customer".to_owned(),
        fields: [key].into_iter().chain(fields).collect(),
        key: Some(FieldId(0)),
        dated_by: None,
    }
}

/// An expression with fields in the place of its terms.
fn over_fields(terms: &Terms<'_>, expr: &Expr) -> Expr {
    if let Some(met) = terms.met(expr) {
        let field = FieldId(u32::try_from(met + 1).unwrap_or(u32::MAX));
        let ty = terms.all.get(met).map_or_else(|| expr.ty.clone(), |term| held(&term.key.ty));
        return Expr { kind: ExprKind::Field { depth: 0, field }, ty, ..expr.clone() };
    }
    let resolved = terms.resolved(expr);
    let mut copy = Expr { optional: expr.optional, ..resolved.clone() };
    for child in copy.children_mut() {
        *child = over_fields(terms, child);
    }
    copy
}

/// Whether an expression reads what the engine fills in between its passes.
fn reads_filled(program: &Program, expr: &Expr) -> bool {
    let filled = |field: FieldId| {
        let field = program.records.first().and_then(|record| record.fields.get(field.0 as usize));
        field.is_some_and(|field| field.filled.is_some())
    };
    let own = match &expr.kind {
        ExprKind::Field { depth: 0, field } => filled(*field),
        ExprKind::Aggregate(aggregate) => aggregate.depth == 0 && filled(aggregate.list),
        ExprKind::Pick(pick) => pick.depth == 0 && filled(pick.list),
        ExprKind::Value(id) => {
            let value = program.values.get(id.0 as usize);
            value.is_some_and(|value| reads_filled(program, &value.expr))
        }
        _ => false,
    };
    own || expr.children().into_iter().any(|child| reads_filled(program, child))
}
