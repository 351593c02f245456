//! What asks: the policy's expressions where they are read, and its text about them.

use indexmap::IndexMap;
use loyal_dsl::ir::{Expr, ExprKind, FieldId, Hop, Program};
use loyal_dsl::source::{SourceFile, Span};

use super::account::Clause;
use super::build::and;
use super::questions::{Answers, Asked, Questions};
use super::reads::reads;
use crate::plan::place_of;

/// Asks for the parts of a policy's expressions.
#[derive(Debug)]
pub(super) struct Asking<'p> {
    pub(super) program: &'p Program,
    pub(super) sources: &'p [SourceFile],
    pub(super) questions: Questions<'p>,
}

/// Where an expression is read: for which elements, and where something holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) for_each: Vec<Hop>,
    pub(super) guard: Option<Expr>,
}

/// Values that are asked for, by their text.
pub(super) type AskedValues = Vec<(String, Asked)>;

impl Place {
    pub(super) fn of_each(for_each: &[Hop]) -> Place {
        Place { for_each: for_each.to_vec(), guard: None }
    }

    /// The same, only where a condition holds too.
    pub(super) fn after(&self, condition: &Expr) -> Place {
        Place { guard: Some(and(self.guard.as_ref(), condition)), ..self.clone() }
    }
}

impl Asking<'_> {
    /// What an expression reads.
    pub(super) fn values(&mut self, place: &Place, expr: &Expr) -> AskedValues {
        let mut found = Vec::new();
        reads(expr, &mut found);
        let mut asked: AskedValues = Vec::new();
        for expr in found {
            let text = self.named(place, expr);
            if !text.is_empty() && asked.iter().all(|(known, _)| *known != text) {
                asked.push((text, self.ask(place, expr)));
            }
        }
        asked
    }

    pub(super) fn ask(&mut self, place: &Place, expr: &Expr) -> Asked {
        self.questions.ask(&place.for_each, place.guard.as_ref(), expr)
    }

    /// What is read, as the policy writes it; by its name, where that stands elsewhere, as in the
    /// head of a table.
    pub(super) fn named(&self, place: &Place, expr: &Expr) -> String {
        let text = self.text(expr.span);
        match &expr.kind {
            ExprKind::Value(id) => match self.program.values.get(id.0 as usize) {
                Some(value) => value.name.clone(),
                None => text,
            },
            ExprKind::Field { depth, field } => match self.field(place, *depth, *field) {
                Some((name, full)) if !text.ends_with(&name) => full,
                Some(_) | None => text,
            },
            _ => text,
        }
    }

    /// The name of a field, alone and with that of its element.
    fn field(&self, place: &Place, depth: u8, field: FieldId) -> Option<(String, String)> {
        let hop = match depth {
            0 => None,
            depth => Some(place.for_each.get(usize::from(depth) - 1)?),
        };
        let record = hop.map_or(0, |hop| hop.element.0 as usize);
        let field = self.program.records.get(record)?.fields.get(field.0 as usize)?;
        let name = field.path.last()?.clone();
        let full = hop.map_or_else(|| field.name(), |hop| format!("{}.{}", hop.name, field.name()));
        Some((name, full))
    }

    /// The policy's text, in one line.
    pub(super) fn text(&self, span: Span) -> String {
        let source = self.sources.get(span.file as usize);
        let text = source.and_then(|it| it.text.get(span.start as usize..span.end as usize));
        text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The line of a comparison whose sides stand in lines of a block, such as a band of a score.
    pub(super) fn line_in_block(&self, expr: &Expr) -> Option<Clause> {
        match &expr.kind {
            ExprKind::Compare(_, left, right) => {
                let between = Span { start: left.span.end, end: right.span.start, ..left.span };
                self.text(between).contains('{').then(|| self.clause(right.span))
            }
            ExprKind::And(first, second) => {
                self.line_in_block(first).or_else(|| self.line_in_block(second))
            }
            _ => None,
        }
    }

    /// The line in which something begins.
    pub(super) fn clause(&self, span: Span) -> Clause {
        let source = self.sources.get(span.file as usize);
        let (before, after) = source
            .and_then(|source| source.text.split_at_checked(span.start as usize))
            .unwrap_or_default();
        let begin = before.rsplit('\n').next().unwrap_or_default();
        let end = after.split('\n').next().unwrap_or_default();
        let text = format!("{begin}{end}").split_whitespace().collect::<Vec<_>>().join(" ");
        Clause { text, source: place_of(self.sources, span) }
    }
}

/// What was found of values.
pub(super) fn values_found(
    asked: &AskedValues,
    answers: &Answers,
    key: &str,
) -> IndexMap<String, Option<String>> {
    asked.iter().map(|(text, asked)| (text.clone(), answers.said(*asked, key))).collect()
}
