//! One group's outcome, for reading.

use loyal_engine::outcome::{GroupOutcome, RecordError};

use super::customer::{effects, standing};
use crate::visible;

/// The group's line with its figures, tiers, classes and scores; below it the effects.
pub(super) fn view(
    portfolio: &str,
    result: &Result<GroupOutcome, RecordError>,
    width: u16,
) -> String {
    match result {
        Ok(group) => heading(group) + &effects(&group.outcome, width),
        Err(error) => {
            let failed = &error.error.message;
            visible::line(&format!("{portfolio} {} · failed: {failed}", error.customer)) + "\n"
        }
    }
}

fn heading(group: &GroupOutcome) -> String {
    let included = format!("{} included", group.customers);
    let mut parts = vec![format!("{} {}", group.portfolio, group.group()), included];
    for (name, figure) in &group.figures {
        parts.push(format!("{name} {}", figure.as_deref().unwrap_or("—")));
    }
    parts.extend(standing(&group.outcome));
    visible::line(&parts.join(" · "))
}
