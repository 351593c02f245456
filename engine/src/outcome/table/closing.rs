//! The columns of published figures and of guarantees that do not hold.

use std::borrow::Cow;

use indexmap::IndexMap;
use loyal_dsl::ir::{Figure, Program};
use loyal_dsl::types::{Places, Type, Unit};

use super::{Column, CustomerCells, Kind, PLACES, optional};
use crate::outcome::{Broken, Published};

/// A column a figure; one of broken guarantees, where there are guarantees.
pub(super) fn columns(program: &Program) -> Vec<Column> {
    let figures = program.published.iter().map(|published| {
        optional(&format!("published.{}", published.name), kind(program, &published.figure))
    });
    let broken = optional("broken", Kind::Text);
    figures.chain((!program.guarantees.is_empty()).then_some(broken)).collect()
}

/// What a published figure is: those of elements are a JSON object in one cell.
fn kind(program: &Program, figure: &Figure) -> Kind {
    let Figure::Value(value) = figure else { return Kind::Text };
    match program.values.get(value.0 as usize).map(|value| &value.expr.ty) {
        Some(Type::Quantity(Unit::Money(currency), _))
            if program.currency.as_ref() != Some(currency) =>
        {
            Kind::Text
        }
        Some(Type::Quantity(_, Places::Fixed(places))) if *places <= PLACES => Kind::Decimal,
        Some(Type::Date) => Kind::Date,
        Some(Type::Bool | Type::Choice(_)) => Kind::Category,
        _ => Kind::Text,
    }
}

/// The cells of [`columns`].
pub(super) fn cells<'a>(
    program: &Program,
    published: &'a IndexMap<String, Published>,
    broken: &[Broken],
) -> CustomerCells<'a> {
    let figures = program.published.iter().map(|figure| match published.get(&figure.name)? {
        Published::Value(value) => value.as_deref().map(Cow::Borrowed),
        Published::Each(figures) => serde_json::to_string(figures).ok().map(Cow::Owned),
    });
    let broken = (!broken.is_empty()).then(|| serde_json::to_string(broken).ok());
    let broken = broken.flatten().map(Cow::Owned);
    figures.chain((!program.guarantees.is_empty()).then_some(broken)).collect()
}
