//! The two tables of outcomes: one row a customer, one row an effect.
//!
//! Cells are texts as outcomes hold them, or missing; a [`Kind`] says what a column's texts mean.
//! The columns depend on the program alone, so that every batch of a run has the same.

mod closing;
mod tiers;

use std::borrow::Cow;

use indexmap::IndexMap;
use loyal_dsl::ir::Program;
use serde::Serialize;

use super::{Broken, Effect, Outcome, Published, RecordError};

/// What the texts of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A text that stands in the policy, one of few.
    Category,
    /// A date such as `2026-01-31`.
    Date,
    /// An exact decimal with at most [`PLACES`] places.
    Decimal,
}

/// Decimal places of the decimal columns: those of a `number` of the language.
pub const PLACES: u8 = 6;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its texts mean.
    pub kind: Kind,
    /// Whether every row has a value.
    pub required: bool,
}

/// The cells of one row, one a column.
pub type Cells<'a> = Vec<Option<&'a str>>;

/// The cells of one customer's row, some of which are put together from several values.
pub type CustomerCells<'a> = Vec<Option<Cow<'a, str>>>;

/// The columns of the customers: identity, whether the programme is for them, then tiers, classes and scores by name, then the error
/// of a record that has no outcome.
#[must_use]
pub fn customer_columns(program: &Program) -> Vec<Column> {
    let mut columns = vec![
        required("customer", Kind::Text),
        optional("program", Kind::Category),
        optional("policy", Kind::Category),
        optional("as_of", Kind::Date),
    ];
    columns.extend(program.applies_when.as_ref().map(|_| optional("applies", Kind::Category)));
    columns.extend(program.tiers.iter().flat_map(tiers::columns));
    columns.extend(program.classes.iter().map(|class| optional(&class.name, Kind::Category)));
    for score in &program.scores {
        columns.push(optional(&score.name, Kind::Decimal));
        columns.push(optional(&format!("{}.band", score.name), Kind::Category));
        let parts = score.parts.iter();
        columns.extend(
            parts.map(|part| optional(&format!("{}.{}", score.name, part.name), Kind::Decimal)),
        );
    }
    columns.extend(closing::columns(program));
    columns.push(optional("error", Kind::Category));
    columns.push(optional("error_message", Kind::Text));
    columns
}

/// The row of one customer, in the order of [`customer_columns`].
#[must_use]
pub fn customer_cells<'a>(
    program: &Program,
    result: &'a Result<Outcome, RecordError>,
) -> CustomerCells<'a> {
    match result {
        Ok(outcome) => outcome_cells(program, outcome),
        Err(error) => error_cells(customer_columns(program).len(), error),
    }
}

fn outcome_cells<'a>(program: &Program, outcome: &'a Outcome) -> CustomerCells<'a> {
    let identity = [&outcome.customer, &outcome.program, &outcome.policy, &outcome.as_of];
    let mut cells: CustomerCells<'a> =
        identity.into_iter().map(|text| Some(Cow::Borrowed(text.as_str()))).collect();
    let applies = if outcome.applies { "yes" } else { "no" };
    cells.extend(program.applies_when.as_ref().map(|_| Some(Cow::Borrowed(applies))));
    for tier in &program.tiers {
        cells.extend(tiers::cells(tier, outcome.tiers.get(&tier.name)));
    }
    let mut rest: Cells<'a> = Vec::new();
    rest.extend(program.classes.iter().map(|class| outcome.classes.get(&class.name)?.as_deref()));
    for score in &program.scores {
        let found = outcome.scores.get(&score.name);
        rest.push(found.and_then(|found| found.total.as_deref()));
        rest.push(found.and_then(|found| found.band.as_deref()));
        rest.extend(score.parts.iter().map(|part| found?.parts.get(&part.name)?.as_deref()));
    }
    cells.extend(rest.into_iter().map(|cell| cell.map(Cow::Borrowed)));
    cells.extend(closing_cells(program, &outcome.published, &outcome.broken));
    cells.extend([None, None]);
    cells
}

/// The cells of published figures and of guarantees that do not hold.
pub(crate) fn closing_cells<'a>(
    program: &Program,
    published: &'a IndexMap<String, Published>,
    broken: &[Broken],
) -> CustomerCells<'a> {
    closing::cells(program, published, broken)
}

/// The row of a customer without an outcome, of so many cells.
pub(crate) fn error_cells(width: usize, error: &RecordError) -> CustomerCells<'_> {
    let mut cells = vec![Some(Cow::Borrowed(error.customer.as_str()))];
    cells.extend(std::iter::repeat_n(None, width.saturating_sub(3)));
    let error = [error.error.code, error.error.message.as_str()];
    cells.extend(error.into_iter().map(|text| Some(Cow::Borrowed(text))));
    cells
}

/// How many columns the effects have.
pub const EFFECT_COLUMNS: usize = 34;

/// The columns of the effects: whose and when, then the fields of [`Effect`].
#[must_use]
pub fn effect_columns() -> [Column; EFFECT_COLUMNS] {
    [
        required("customer", Kind::Text),
        required("program", Kind::Category),
        required("policy", Kind::Category),
        required("as_of", Kind::Date),
        required("key", Kind::Text),
        required("rule", Kind::Category),
        required("word", Kind::Category),
        required("source", Kind::Category),
        required("kind", Kind::Category),
        optional("subject", Kind::Text),
        optional("amount", Kind::Decimal),
        optional("unit", Kind::Category),
        optional("wished", Kind::Decimal),
        optional("code", Kind::Category),
        optional("last_day", Kind::Date),
        optional("task", Kind::Category),
        optional("channel", Kind::Category),
        optional("to", Kind::Category),
        optional("due", Kind::Text),
        optional("reason", Kind::Text),
        optional("status", Kind::Category),
        optional("approval", Kind::Category),
        optional("decided_by", Kind::Category),
        optional("available", Kind::Date),
        optional("options", Kind::Text),
        optional("lots", Kind::Text),
        optional("rate", Kind::Category),
        optional("least", Kind::Decimal),
        optional("most", Kind::Decimal),
        optional("missing", Kind::Decimal),
        optional("message", Kind::Text),
        optional("hours", Kind::Category),
        optional("purpose", Kind::Category),
        optional("of", Kind::Category),
    ]
}

/// What has several parts, as JSON in one cell; missing where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nested {
    subject: Option<String>,
    options: Option<String>,
    lots: Option<String>,
}

/// The cells of an effect that have several parts.
#[must_use]
pub fn nested(effect: &Effect) -> Nested {
    Nested {
        subject: json(&effect.subject, effect.subject.is_empty()),
        options: json(&effect.options, effect.options.is_empty()),
        lots: json(&effect.lots, effect.lots.is_empty()),
    }
}

/// A value as JSON; missing where it is empty.
pub(crate) fn json(value: &impl Serialize, empty: bool) -> Option<String> {
    if empty { None } else { serde_json::to_string(value).ok() }
}

/// The row of one effect, in the order of [`effect_columns`]; `nested` as [`nested`] gives it.
#[must_use]
pub fn effect_cells<'a>(outcome: &'a Outcome, effect: &'a Effect, nested: &'a Nested) -> Cells<'a> {
    let Outcome { customer, program, policy, as_of, .. } = outcome;
    let whose = [customer, program, policy, as_of].map(|text| Some(text.as_str()));
    whose.into_iter().chain(own_cells(effect, nested)).collect()
}

/// The cells behind those that say whose and when.
pub(crate) fn own_cells<'a>(
    effect: &'a Effect,
    nested: &'a Nested,
) -> [Option<&'a str>; EFFECT_COLUMNS - 4] {
    [
        Some(&effect.key),
        Some(&effect.rule),
        Some(effect.word),
        Some(&effect.source),
        Some(effect.kind),
        nested.subject.as_deref(),
        effect.amount.as_deref(),
        effect.unit.as_deref(),
        effect.wished.as_deref(),
        effect.code.as_deref(),
        effect.last_day.as_deref(),
        effect.task.as_deref(),
        effect.channel.as_deref(),
        effect.to.as_deref(),
        effect.due.as_deref(),
        effect.reason.as_deref(),
        effect.status,
        effect.approval.as_deref(),
        effect.decided_by.as_deref(),
        effect.available.as_deref(),
        nested.options.as_deref(),
        nested.lots.as_deref(),
        effect.rate.as_deref(),
        effect.least.as_deref(),
        effect.most.as_deref(),
        effect.missing.as_deref(),
        effect.message.as_deref(),
        effect.hours.as_deref(),
        effect.purpose,
        effect.of.as_deref(),
    ]
}

pub(super) fn required(name: &str, kind: Kind) -> Column {
    Column { name: name.to_owned(), kind, required: true }
}

pub(super) fn optional(name: &str, kind: Kind) -> Column {
    Column { name: name.to_owned(), kind, required: false }
}
