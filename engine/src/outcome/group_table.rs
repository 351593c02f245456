//! The two tables of groups: one row a group, one row an effect. Portfolios of one policy share
//! them, so what differs between them (figures, tiers, classes, scores, guarantees) stands in JSON texts.

use serde::Serialize;

use super::table::{Cells, Column, Kind, effect_cells, effect_columns, nested, optional, required};
use super::{Effect, GroupOutcome, RecordError};

/// One row, whose texts are its own.
pub type Row = Vec<Option<String>>;

/// The columns of the groups.
#[must_use]
pub fn group_columns() -> Vec<Column> {
    vec![
        required("portfolio", Kind::Category),
        required("group", Kind::Text),
        optional("program", Kind::Category),
        optional("policy", Kind::Category),
        optional("as_of", Kind::Date),
        optional("customers", Kind::Decimal),
        optional("figures", Kind::Text),
        optional("tiers", Kind::Text),
        optional("classes", Kind::Text),
        optional("scores", Kind::Text),
        optional("published", Kind::Text),
        optional("broken", Kind::Text),
        optional("error", Kind::Category),
        optional("error_message", Kind::Text),
    ]
}

/// The row of one group, in the order of [`group_columns`].
#[must_use]
pub fn group_row(portfolio: &str, result: &Result<GroupOutcome, RecordError>) -> Row {
    let mut row = vec![Some(portfolio.to_owned())];
    match result {
        Ok(group) => {
            let outcome = &group.outcome;
            row.push(Some(outcome.customer.clone()));
            row.push(Some(outcome.program.clone()));
            row.push(Some(outcome.policy.clone()));
            row.push(Some(outcome.as_of.clone()));
            row.push(Some(group.customers.to_string()));
            row.push(json(&group.figures));
            row.push(json(&outcome.tiers));
            row.push(json(&outcome.classes));
            row.push(json(&outcome.scores));
            row.push(json(&outcome.published));
            row.push(json(&outcome.broken));
            row.extend([None, None]);
        }
        Err(error) => {
            row.push(Some(error.customer.clone()));
            row.extend(std::iter::repeat_n(None, group_columns().len().saturating_sub(4)));
            row.push(Some(error.error.code.to_owned()));
            row.push(Some(error.error.message.clone()));
        }
    }
    row
}

/// The columns of the groups' effects: as those of customers, with the group in their place.
#[must_use]
pub fn group_effect_columns() -> Vec<Column> {
    let mut columns = Vec::from(effect_columns());
    if let Some(customer) = columns.first_mut() {
        "group".clone_into(&mut customer.name);
    }
    columns.insert(0, required("portfolio", Kind::Category));
    columns
}

/// The row of one effect on a group, in the order of [`group_effect_columns`].
#[must_use]
pub fn group_effect_row(group: &GroupOutcome, effect: &Effect) -> Row {
    let nested = nested(effect);
    let cells: Cells<'_> = effect_cells(&group.outcome, effect, &nested);
    let portfolio = Some(group.portfolio.as_str());
    std::iter::once(portfolio).chain(cells).map(|cell| cell.map(str::to_owned)).collect()
}

fn json(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok().filter(|text| text != "{}" && text != "[]")
}
