//! What stands at the end of an outcome: published figures, and guarantees that do not hold.

use std::ops::Range;

use indexmap::IndexMap;
use loyal_dsl::ir::Hop;
use loyal_dsl::types::{Type, Unit};

use super::cell::{Cell, cell};
use super::engine::Gathered;
use super::frame::Context;
use super::keys;
use super::levels::Row;
use super::render::{option, quantity, render};
use crate::column::File;
use crate::column::word::Word;
use crate::outcome::{Broken, Outcome, Published};
use crate::plan::op::{CUSTOMERS, Subject};
use crate::plan::place_of;

/// A figure of an element: its name, the element's key, and what it comes to.
pub(super) type Figure<'f> = (&'f str, String, Option<String>);

/// The figure that is gathered at an index: its name and the way to its elements.
pub(super) fn of_each<'c, W>(
    context: &Context<'c, W>,
    index: usize,
) -> Option<(&'c str, &'c [Hop])> {
    let program = &context.plan.program;
    let at = index.checked_sub(program.rules.len())?;
    program.published_of_each().nth(at).map(|(name, for_each, _)| (name, for_each))
}

/// Name, key and figure of every element of a customer.
pub(super) fn figures<'c, W: Word>(
    context: &Context<'c, W>,
    (index, customer_row): (usize, usize),
    name: &'c str,
    for_each: &[Hop],
    (subject, gathered, range): (&Subject, &Gathered<W>, Range<usize>),
) -> Vec<Figure<'c>> {
    let (width, depth) = (subject.cells.len(), for_each.len());
    let figures = range.map(|at| {
        let cells = gathered.cells.get(at * width..(at + 1) * width).unwrap_or_default();
        let rows = gathered.rows.get(at * depth..(at + 1) * depth).unwrap_or_default();
        let keys = keys::subject(context, for_each, customer_row, rows);
        let key = keys.map(|key| key.text(context)).collect::<Vec<_>>().join("/");
        (name, key, cell_text(context, subject, index, cells))
    });
    figures.collect()
}

/// The figure of one element.
fn cell_text<W: Word>(
    context: &Context<'_, W>,
    subject: &Subject,
    index: usize,
    cells: &[Cell<W>],
) -> Option<String> {
    let (region, _) = context.plan.subjects.get(index)?;
    let register = context.plan.regions.get(*region)?.registers.get(*subject.cells.first()?)?;
    text(context, &register.ty, *cells.first()?)
}

/// Adds what closes an outcome; `of_each` are the figures of elements.
pub(super) fn close<W: Word, const C: usize>(
    row: &Row<'_, W, C>,
    of_each: &[Figure<'_>],
    outcome: &mut Outcome,
) {
    outcome.published = published(row, of_each);
    outcome.broken = broken(row);
}

/// Every published figure by its name.
pub(super) fn published<W: Word, const C: usize>(
    row: &Row<'_, W, C>,
    of_each: &[Figure<'_>],
) -> IndexMap<String, Published> {
    let Row { context, file, lane } = *row;
    let mut values = context.plan.outputs.published.iter();
    let mut all = IndexMap::new();
    for published in &context.plan.program.published {
        let figure = match published.figure {
            loyal_dsl::ir::Figure::Value(_) => {
                let shown = values.next().and_then(|reg| value(context, file, *reg, lane));
                Published::Value(shown)
            }
            loyal_dsl::ir::Figure::Each { .. } => Published::Each(IndexMap::new()),
        };
        all.insert(published.name.clone(), figure);
    }
    for (name, key, shown) in of_each {
        if let Some(Published::Each(figures)) = all.get_mut(*name) {
            figures.insert(key.clone(), shown.clone());
        }
    }
    all
}

/// The guarantees that do not hold.
pub(super) fn broken<W: Word, const C: usize>(row: &Row<'_, W, C>) -> Vec<Broken> {
    let Row { context, file, lane } = *row;
    let claims = context.plan.program.guarantees.iter().zip(&context.plan.outputs.claims);
    let broken = claims.filter(|(_, reg)| file.flags(**reg).bits >> lane & 1 == 0);
    let broken = broken.map(|(guarantee, _)| {
        let source = context.plan.sources.get(guarantee.span.file as usize);
        let range = guarantee.span.start as usize..guarantee.span.end as usize;
        let claim = source.and_then(|source| source.text.get(range)).unwrap_or_default();
        Broken {
            claim: claim.split_whitespace().collect::<Vec<_>>().join(" "),
            source: place_of(&context.plan.sources, guarantee.span),
            because: guarantee.because.clone(),
        }
    });
    broken.collect()
}

fn value<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    reg: usize,
    lane: usize,
) -> Option<String> {
    let register = context.plan.regions.get(CUSTOMERS)?.registers.get(reg)?;
    text(context, &register.ty, cell(file, reg, register.kind, lane))
}

/// A figure as it is published: money of the programme's currency, points and numbers without
/// unit.
fn text<W: Word>(context: &Context<'_, W>, ty: &Type, cell: Cell<W>) -> Option<String> {
    let own = context.plan.program.currency.as_ref();
    cell.known.then(|| match ty {
        Type::Quantity(Unit::Money(currency), _) if Some(currency) != own => {
            render(context, ty, cell)
        }
        Type::Quantity(..) => quantity(ty, cell),
        Type::Choice(choice) => option(context, *choice, cell.numerator).to_owned(),
        Type::Text | Type::Bool | Type::Date | Type::DateTime => render(context, ty, cell),
    })
}
