//! The columns of tiers in the customers' table.

use std::borrow::Cow;

use loyal_dsl::ir::Tier;

use super::{Column, CustomerCells, Kind, optional};
use crate::outcome::{Step, TierOutcome};

/// The level, the step to the next, and what a tier with memory says besides.
pub(super) fn columns(tier: &Tier) -> Vec<Column> {
    let part = |part: &str, kind| optional(&format!("{}.{part}", tier.name), kind);
    let mut columns = vec![
        optional(&tier.name, Kind::Category),
        part("next", Kind::Category),
        part("missing", Kind::Text),
    ];
    if tier.memory.is_some() {
        columns.extend([
            part("before", Kind::Category),
            part("since", Kind::Date),
            part("until", Kind::Date),
            part("change", Kind::Category),
            part("because", Kind::Category),
            part("lowered", Kind::Decimal),
            part("instead_of", Kind::Category),
            part("lent_until", Kind::Date),
            part("keep", Kind::Text),
            part("lost_on", Kind::Date),
        ]);
    }
    columns
}

/// The cells in the order of the columns; what is missing to a level as JSON.
pub(super) fn cells<'a>(tier: &Tier, outcome: Option<&'a TierOutcome>) -> CustomerCells<'a> {
    let Some(outcome) = outcome else { return vec![None; columns(tier).len()] };
    let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
    let next = outcome.next.as_ref();
    let mut cells = vec![
        Some(Cow::Borrowed(outcome.level.as_str())),
        next.map(|step| Cow::Borrowed(step.level.as_str())),
        next.and_then(missing),
    ];
    if tier.memory.is_some() {
        let lent = outcome.lent.as_ref();
        cells.extend([
            text(&outcome.before),
            text(&outcome.since),
            text(&outcome.until),
            text(&outcome.change),
            (!outcome.because.is_empty()).then(|| Cow::Owned(outcome.because.join("; "))),
            text(&outcome.lowered),
            lent.map(|loan| Cow::Borrowed(loan.instead_of.as_str())),
            lent.and_then(|loan| text(&loan.until)),
            outcome.keep.as_ref().and_then(missing),
            text(&outcome.lost_on),
        ]);
    }
    cells
}

fn missing<'a>(step: &Step) -> Option<Cow<'a, str>> {
    let known = Some(&step.missing).filter(|missing| !missing.is_empty())?;
    serde_json::to_string(known).ok().map(Cow::Owned)
}
