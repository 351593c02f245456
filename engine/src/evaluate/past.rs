//! What history says was given already.

use loyal_dsl::ir::{FieldId, FieldKind, RecordId};

use super::frame::{Context, list_in};
use crate::batch::{Column, FieldData, List};
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
