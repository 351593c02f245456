//! Expressions of a policy, asked beside its outcome: published by a copy of the program, which
//! the same evaluator runs.

use std::collections::HashMap;
use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::{Expr, Figure, Hop, Program, Published, Value, ValueId};
use loyal_dsl::source::SourceFile;
use loyal_dsl::types::{Length, Type, Unit};

use super::build::only_where;
use crate::batch::Batch;
use crate::evaluate::Bound;
use crate::outcome;
use crate::plan::plan;

/// What was asked, by its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked(usize);

/// All that is asked of one customer.
#[derive(Debug)]
pub(super) struct Questions<'p> {
    program: &'p Program,
    all: Vec<Question>,
    /// Plans of those from one place to another, as they were made.
    plans: HashMap<(usize, usize), Bound>,
}

#[derive(Debug, Clone)]
struct Question {
    for_each: Vec<Hop>,
    expr: Expr,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Answers {
    all: Vec<Answer>,
}

#[derive(Debug)]
struct Answer {
    unit: Behind,
    found: Option<outcome::Published>,
}

/// What is said with a figure that is published without its unit.
#[derive(Debug)]
enum Behind {
    Nothing,
    /// A currency, or a kind of points.
    Word(String),
    /// What a length of time counts.
    Length(Length),
}

/// Whose outcome it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose<'w> {
    pub(super) batch: &'w Batch,
    pub(super) customer: &'w str,
    pub(super) as_of: Date,
    pub(super) sources: &'w [SourceFile],
}

impl<'p> Questions<'p> {
    pub(super) fn new(program: &'p Program) -> Questions<'p> {
        Questions { program, all: Vec::new(), plans: HashMap::new() }
    }

    /// Asks for a value of the elements of a list, or of the customer, where a guard holds: errors
    /// are met only where reading gets to them.
    pub(super) fn ask(&mut self, for_each: &[Hop], guard: Option<&Expr>, expr: &Expr) -> Asked {
        let expr = guard.map_or_else(|| expr.clone(), |guard| only_where(guard, expr));
        self.all.push(Question { for_each: for_each.to_vec(), expr });
        Asked(self.all.len() - 1)
    }

    /// Evaluates all of it.
    pub(super) fn answer(&mut self, whose: Whose<'_>) -> Answers {
        let answers = self.all.iter().map(|question| Answer {
            unit: Behind::of(self.program, &question.expr.ty),
            found: None,
        });
        let mut answers = Answers { all: answers.collect() };
        self.answer_some(whose, (0, self.all.len()), &mut answers);
        answers
    }

    /// Evaluates some of it; where that fails, each half, so that what cannot be read hides
    /// nothing else.
    fn answer_some(&mut self, whose: Whose<'_>, (from, to): (usize, usize), answers: &mut Answers) {
        if from == to {
            return;
        }
        let found = self
            .bound(whose, (from, to))
            .and_then(|bound| outcome_of(bound.evaluate(whose.batch), whose.customer));
        match found {
            Some(outcome) => {
                let mut found = outcome.published;
                for (at, answer) in answers.all.iter_mut().skip(from).take(to - from).enumerate() {
                    answer.found = found.swap_remove(&name(at));
                }
            }
            None if to - from > 1 => {
                let middle = usize::midpoint(from, to);
                self.answer_some(whose, (from, middle), answers);
                self.answer_some(whose, (middle, to), answers);
            }
            None => {}
        }
    }

    /// What evaluates those from one place to another.
    fn bound(&mut self, whose: Whose<'_>, (from, to): (usize, usize)) -> Option<Bound> {
        if let Some(bound) = self.plans.get(&(from, to)) {
            return Some(bound.clone());
        }
        let program = asking(self.program, self.all.get(from..to)?)?;
        let bound = plan(Arc::new(program), whose.sources).bind(whose.as_of);
        self.plans.insert((from, to), bound.clone());
        Some(bound)
    }
}

/// The program that publishes what is asked.
fn asking(program: &Program, questions: &[Question]) -> Option<Program> {
    let mut program = program.of_values();
    for (at, question) in questions.iter().enumerate() {
        let figure = if question.for_each.is_empty() {
            let id = ValueId(u32::try_from(program.values.len()).ok()?);
            let (expr, span) = (question.expr.clone(), question.expr.span);
            program.values.push(Value { name: name(at), expr, span });
            Figure::Value(id)
        } else {
            Figure::Each { for_each: question.for_each.clone(), value: question.expr.clone() }
        };
        program.published.push(Published { name: name(at), figure });
    }
    Some(program)
}

/// The outcome of one customer among those of a batch.
pub(super) fn outcome_of(
    results: Vec<Result<outcome::Outcome, outcome::RecordError>>,
    customer: &str,
) -> Option<outcome::Outcome> {
    results.into_iter().filter_map(Result::ok).find(|outcome| outcome.customer == customer)
}

/// The key of a subject, as published figures have it.
pub(super) fn key_of(effect: &outcome::Effect) -> String {
    effect.subject.values().map(String::as_str).collect::<Vec<_>>().join("/")
}

impl Answers {
    /// The value of an element, by its key, or of the customer, whose key is empty; with its unit.
    pub(super) fn said(&self, asked: Asked, key: &str) -> Option<String> {
        let answer = self.all.get(asked.0)?;
        self.text(asked, key).map(|text| answer.unit.after(text))
    }

    /// Whether a condition holds; `None` where it was not read.
    pub(super) fn holds(&self, asked: Asked, key: &str) -> Option<bool> {
        self.text(asked, key).map(|text| text == "yes")
    }

    /// The keys of all elements.
    pub(super) fn keys(&self, asked: Asked) -> Vec<&str> {
        match self.all.get(asked.0).and_then(|answer| answer.found.as_ref()) {
            Some(outcome::Published::Each(found)) => found.keys().map(String::as_str).collect(),
            Some(outcome::Published::Value(_)) | None => Vec::new(),
        }
    }

    fn text(&self, asked: Asked, key: &str) -> Option<&str> {
        match self.all.get(asked.0)?.found.as_ref()? {
            outcome::Published::Value(found) => found.as_deref(),
            outcome::Published::Each(found) => found.get(key)?.as_deref(),
        }
    }
}

/// Published figures stand in the order of their names.
fn name(at: usize) -> String {
    format!("w{at:08}")
}

impl Behind {
    fn of(program: &Program, ty: &Type) -> Behind {
        match ty {
            Type::Quantity(Unit::Money(currency), _)
                if program.currency.as_ref() == Some(currency) =>
            {
                Behind::Word(currency.0.clone())
            }
            Type::Quantity(Unit::Points(points), _) => Behind::Word(points.name.to_string()),
            Type::Quantity(Unit::Duration(length), _) => Behind::Length(*length),
            _ => Behind::Nothing,
        }
    }

    /// The figure with it.
    fn after(&self, figure: &str) -> String {
        match self {
            Behind::Nothing => figure.to_owned(),
            Behind::Word(word) => format!("{figure} {word}"),
            Behind::Length(length) => length.counted(figure),
        }
    }
}
