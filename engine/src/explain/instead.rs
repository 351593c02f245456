//! What came instead of a rule whose conditions hold: the run is made again without one thing
//! after the other that may have kept it, and what makes it give is what kept it.

use std::collections::HashMap;
use std::sync::Arc;

use loyal_dsl::ir::{
    Aggregate, AggregateKind, Comparison, Expr, ExprKind, FieldId, FieldKind, Literal, Program,
    RecordId, Rule,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

use super::account::{Clause, Verdict};
use super::asking::Asking;
use super::build::number;
use super::questions::{Questions, Whose, key_of, outcome_of};
use crate::evaluate::Bound;
use crate::outcome::{Effect, Outcome};
use crate::plan::plan;

/// So much of anything that no limit is met.
const NO_LIMIT: i128 = 1_000_000_000_000_000;

/// Runs of a customer that did not happen.
#[derive(Debug)]
pub(super) struct Instead<'r> {
    program: &'r Program,
    whose: Whose<'r>,
    plans: &'r mut HashMap<Without, Bound>,
    runs: HashMap<Without, Option<Outcome>>,
}

/// What a run is made without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Without {
    /// What all customers share.
    Budgets,
    /// Also without limits and without the keys that history has.
    LimitsAndHistory,
    /// Also without choices among rules.
    Choices,
    /// A limit of a rule.
    Limit(usize, usize),
    /// All limits of a rule.
    Limits(usize),
}

impl<'r> Instead<'r> {
    pub(super) fn new(
        program: &'r Program,
        whose: Whose<'r>,
        plans: &'r mut HashMap<Without, Bound>,
    ) -> Instead<'r> {
        Instead { program, whose, plans, runs: HashMap::new() }
    }

    /// Why a rule gives a subject nothing, though its conditions hold.
    pub(super) fn verdict(&mut self, rule: &str, key: &str) -> Verdict {
        let free = self.given(Without::Choices, rule, key);
        if free.is_empty() {
            return Verdict::NothingToGive;
        }
        if !self.given(Without::Budgets, rule, key).is_empty() {
            return Verdict::BudgetSpent;
        }
        if let Some(on) = free.iter().find_map(|effect| self.granted_on(&effect.key)) {
            return Verdict::GrantedBefore { on };
        }
        if self.given(Without::LimitsAndHistory, rule, key).is_empty()
            && let Some(rule) = self.chosen(rule, key)
        {
            return Verdict::OtherChosen { rule };
        }
        let limits = self.limits(rule, |given| given.iter().any(|it| key_of(it) == key));
        if limits.is_empty() { Verdict::HeldBack } else { Verdict::Limited { limits } }
    }

    /// The limits without which an effect is greater.
    pub(super) fn cut_by(&mut self, effect: &Effect) -> Vec<Clause> {
        if effect.wished.is_none() {
            return Vec::new();
        }
        let greater = |given: &[Effect]| {
            let same = given.iter().find(|other| other.key == effect.key);
            same.is_some_and(|other| other.amount != effect.amount)
        };
        self.limits(&effect.rule, greater)
    }

    /// The limits of a rule of which one kept it; all of them, where only all do.
    fn limits(&mut self, rule: &str, kept: impl Fn(&[Effect]) -> bool) -> Vec<Clause> {
        let found = self.program.rules.iter().position(|it| it.name == rule);
        let Some((place, declared)) = found.and_then(|at| Some((at, self.program.rules.get(at)?)))
        else {
            return Vec::new();
        };
        let spans: Vec<Span> = declared.limits.iter().map(|limit| limit.most.span).collect();
        let mut without = |without: Without| {
            let outcome = self.run(without);
            let effects = outcome.map(|outcome| outcome.effects.as_slice()).unwrap_or_default();
            let own: Vec<Effect> = effects.iter().filter(|it| it.rule == rule).cloned().collect();
            kept(&own)
        };
        let mut limits: Vec<Span> = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            if without(Without::Limit(place, at)) {
                limits.push(*span);
            }
        }
        if limits.is_empty() && spans.len() > 1 && without(Without::Limits(place)) {
            limits = spans;
        }
        let asking = Asking {
            program: self.program,
            sources: self.whose.sources,
            questions: Questions::new(self.program),
        };
        let mut clauses: Vec<Clause> = Vec::new();
        for clause in limits.into_iter().map(|span| asking.clause(span)) {
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        clauses
    }

    /// The rule that gives in the place of one, where a choice is made.
    fn chosen(&mut self, rule: &str, key: &str) -> Option<String> {
        let member = |name: &String| name == rule;
        let choices = self.program.selections.iter().filter(|it| it.rules.iter().any(member));
        let rules: Vec<String> = choices.flat_map(|choice| choice.rules.clone()).collect();
        rules.into_iter().find(|name| {
            name != rule && !self.given(Without::LimitsAndHistory, name, key).is_empty()
        })
    }

    /// What a rule gives a subject in some run.
    fn given(&mut self, without: Without, rule: &str, key: &str) -> Vec<Effect> {
        let outcome = self.run(without);
        let effects = outcome.map(|outcome| outcome.effects.as_slice()).unwrap_or_default();
        effects.iter().filter(|it| it.rule == rule && key_of(it) == key).cloned().collect()
    }

    fn run(&mut self, without: Without) -> Option<&Outcome> {
        let (program, whose) = (self.program, self.whose);
        let run = self.runs.entry(without).or_insert_with(|| {
            let bound = self.plans.entry(without).or_insert_with(|| {
                let changed = Arc::new(changed(program, without));
                plan(changed, whose.sources).bind(whose.as_of)
            });
            outcome_of(bound.evaluate(whose.batch), whose.customer)
        });
        run.as_ref()
    }

    /// The day on which history has a key.
    fn granted_on(&self, key: &str) -> Option<String> {
        let history = self.program.history?;
        let mut questions = Questions::new(self.program);
        let asked: Vec<_> = [history.grants, history.tasks]
            .into_iter()
            .filter_map(|list| dated(self.program, list, key))
            .map(|day| questions.ask(&[], None, &day))
            .collect();
        let answers = questions.answer(self.whose);
        asked.into_iter().find_map(|asked| answers.said(asked, ""))
    }
}

/// The program without what may keep a rule.
fn changed(program: &Program, without: Without) -> Program {
    let mut changed = program.clone();
    match without {
        Without::Budgets => {}
        Without::LimitsAndHistory => free(&mut changed),
        Without::Choices => {
            free(&mut changed);
            changed.selections = Vec::new();
        }
        Without::Limit(rule, limit) => {
            if let Some(rule) = changed.rules.get_mut(rule) {
                unlimited(rule, Some(limit));
            }
        }
        Without::Limits(rule) => {
            if let Some(rule) = changed.rules.get_mut(rule) {
                unlimited(rule, None);
            }
        }
    }
    changed
}

fn free(program: &mut Program) {
    program.history = None;
    for rule in &mut program.rules {
        unlimited(rule, None);
    }
}

/// Takes a limit from a rule, or all of them, and leaves its keys as they are.
fn unlimited(rule: &mut Rule, only: Option<usize>) {
    for (at, limit) in rule.limits.iter_mut().enumerate() {
        if only.is_none_or(|only| only == at) {
            limit.most = number(NO_LIMIT, &limit.most.ty);
        }
    }
}

/// The latest day on which a list of history has a key.
fn dated(program: &Program, list: FieldId, key: &str) -> Option<Expr> {
    let FieldKind::List(element) = program.records.first()?.fields.get(list.0 as usize)?.kind
    else {
        return None;
    };
    let record = program.records.get(element.0 as usize)?;
    let known = at_element(program, element, record.key?)?;
    let date = at_element(program, element, record.dated_by?)?;
    let text = Expr { kind: ExprKind::Literal(Literal::Text(key.to_owned())), ..known.clone() };
    let same = ExprKind::Compare(Comparison::Equal, Box::new(known), Box::new(text));
    let filter = Expr { kind: same, ty: Type::Bool, optional: false, span: Span::default() };
    let ty = date.ty.clone();
    let aggregate = Aggregate {
        kind: AggregateKind::Max,
        depth: 0,
        list,
        element,
        filter: Some(filter),
        value: Some(date),
    };
    let kind = ExprKind::Aggregate(Box::new(aggregate));
    Some(Expr { kind, ty, optional: true, span: Span::default() })
}

/// A field of an element over which a list is reduced.
fn at_element(program: &Program, element: RecordId, field: FieldId) -> Option<Expr> {
    let declared = program.records.get(element.0 as usize)?.fields.get(field.0 as usize)?;
    let FieldKind::Scalar(ty) = &declared.kind else { return None };
    let kind = ExprKind::Field { depth: 1, field };
    Some(Expr { kind, ty: ty.clone(), optional: declared.optional, span: Span::default() })
}
