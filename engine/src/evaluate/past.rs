//! What history says was given already.

use std::collections::BTreeMap;

use arrow::datatypes::i256;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{FieldId, FieldKind, Past, Program, RecordId, Total};

use super::frame::{Context, list_in};
use crate::batch::{Batch, Column, Dictionary, FieldData, List};
use crate::plan::Inner;

/// Whether an effect of this key was given or asked on an earlier run, as far as is seen today.
pub(super) fn stands_in_history<W>(context: &Context<'_, W>, customer: usize, key: &str) -> bool {
    let plan = context.plan;
    let (Some(history), Some(code)) = (plan.program.history, context.batch.texts.code(key)) else {
        return false;
    };
    [history.grants, history.tasks].into_iter().any(|field| {
        list_in(&context.batch.customers, field.0 as usize)
            .is_some_and(|list| holds(context, field, list, customer, code))
    })
}

/// Whether history says anything of a customer.
pub(super) fn has_history<W>(context: &Context<'_, W>, customer: usize) -> bool {
    let Some(history) = context.plan.program.history else { return false };
    let lists = [history.grants, history.tasks];
    let mut lists =
        lists.iter().filter_map(|field| list_in(&context.batch.customers, field.0 as usize));
    lists.any(|list| list.offsets.get(customer) != list.offsets.get(customer + 1))
}

fn holds<W>(
    context: &Context<'_, W>,
    field: FieldId,
    list: &List,
    customer: usize,
    code: i64,
) -> bool {
    let Some(element) = element(context.plan, field) else { return false };
    let record = context.plan.program.records.get(element.0 as usize);
    let column = |id: Option<FieldId>| column(list, id?);
    let Some(keys) = column(record.and_then(|record| record.key)) else { return false };
    let dates = column(record.and_then(|record| record.dated_by));
    let offset = |at: usize| list.offsets.get(at).map_or(0, |offset| *offset as usize);
    let seen = |row: usize| {
        let date = dates.and_then(|dates| dates.get(row));
        date.is_none_or(|date| date <= context.as_of.days())
    };
    (offset(customer)..offset(customer + 1)).any(|row| keys.get(row) == Some(code) && seen(row))
}

fn element(plan: &Inner, field: FieldId) -> Option<RecordId> {
    match plan.program.records.first()?.fields.get(field.0 as usize)?.kind {
        FieldKind::List(element) => Some(element),
        FieldKind::Scalar(_) => None,
    }
}

fn column(list: &List, id: FieldId) -> Option<&Column> {
    match list.rows.fields.get(id.0 as usize)? {
        FieldData::Scalar(column) => Some(column),
        FieldData::List(_) | FieldData::Absent => None,
    }
}

/// One time, in millionths.
const ONE: i256 = i256::from_i128(1_000_000);

/// What a limit counts of a customer's history: the days, and what was used of it on each, in
/// millionths, in the order of the days.
pub(super) fn counted<W>(
    context: &Context<'_, W>,
    customer: usize,
    past: &Past,
) -> Vec<(i64, i256)> {
    let grants = Grants::of(&context.plan.program, context.batch, context.as_of);
    let Some(grants) = grants else { return Vec::new() };
    let rows = grants.seen(customer).filter(|row| grants.counts(past, *row));
    let rows = rows.filter_map(|row| Some((row, grants.day(row)?)));
    let mut used: Vec<(i64, i256)> = match past.unit {
        Some(_) => rows.map(|(row, day)| (day, grants.amount(row))).collect(),
        None => {
            let mut first: BTreeMap<i64, i64> = BTreeMap::new();
            for (row, day) in rows {
                let known = first.entry(grants.time(past, row)).or_insert(day);
                *known = day.min(*known);
            }
            first.into_values().map(|day| (day, ONE)).collect()
        }
    };
    used.sort_by_key(|(day, _)| *day);
    used
}

/// What a total adds up of a customer's history: the days and the amounts, in millionths.
pub(super) fn totalled(
    program: &Program,
    (batch, as_of): (&Batch, Date),
    customer: usize,
    total: &Total,
) -> Vec<(i64, i256)> {
    let Some(grants) = Grants::of(program, batch, as_of) else { return Vec::new() };
    let text =
        |name: &str, row: usize| grants.value(name, row).map_or("", |code| batch.texts.text(code));
    let rows = grants.seen(customer).filter(|row| {
        total.of.has(text("rule", *row), text("kind", *row))
            && text("unit", *row) == total.unit.name()
    });
    rows.filter_map(|row| Some((grants.day(row)?, grants.amount(row)))).collect()
}

/// The grants of all customers.
struct Grants<'c> {
    program: &'c Program,
    texts: &'c Dictionary,
    as_of: i64,
    list: &'c List,
    field: FieldId,
}

impl<'c> Grants<'c> {
    fn of(program: &'c Program, batch: &'c Batch, as_of: Date) -> Option<Grants<'c>> {
        let field = program.history?.grants;
        let list = list_in(&batch.customers, field.0 as usize)?;
        Some(Grants { program, texts: &batch.texts, as_of: as_of.days(), list, field })
    }

    /// The rows of a customer that are seen on the day.
    fn seen(&self, customer: usize) -> impl Iterator<Item = usize> {
        let offset = |at: usize| self.list.offsets.get(at).map_or(0, |offset| *offset as usize);
        let rows = offset(customer)..offset(customer + 1);
        rows.filter(|row| self.value("date", *row).is_some_and(|day| day <= self.as_of))
    }

    fn value(&self, name: &str, row: usize) -> Option<i64> {
        let (_, field) = self.program.entry_field(self.field, name)?;
        column(self.list, field)?.get(row)
    }

    fn is(&self, name: &str, row: usize, text: &str) -> bool {
        let code = self.texts.code(text);
        code.is_some() && self.value(name, row) == code
    }

    fn counts(&self, past: &Past, row: usize) -> bool {
        let among =
            |name: &str, rules: &[String]| rules.iter().any(|rule| self.is(name, row, rule));
        let adjusted = || among("rule", &past.adjusted_by) && among("of", &past.rules);
        let unit = past.unit.as_ref().is_none_or(|unit| {
            let whole = self.is("kind", row, "coupon") || self.is("kind", row, "gift");
            self.is("unit", row, unit) && !whole
        });
        unit && (among("rule", &past.rules) || adjusted())
    }

    /// The day of its subject.
    fn day(&self, row: usize) -> Option<i64> {
        self.value("on", row).or_else(|| self.value("date", row))
    }

    fn amount(&self, row: usize) -> i256 {
        i256::from_i128(self.value("amount", row).unwrap_or_default().into())
    }

    /// What counts once: the subject or, over the customer, the day of the grant.
    fn time(&self, past: &Past, row: usize) -> i64 {
        let name = if past.of_elements { "subject" } else { "date" };
        self.value(name, row).or_else(|| self.value("key", row)).unwrap_or_default()
    }
}
