//! What differs between two runs, for reading.

use std::fmt::Write;

use loyal_engine::compare::{About, Change, Changed, Comparison};

use super::grid::drawn;
use crate::visible;

/// More customers than this are not shown one by one.
const SHOWN: usize = 20;
/// What stands where there is nothing.
const NONE: &str = "—";

/// How many customers differ, what in sum, and who.
pub(crate) fn view(comparison: &Comparison, width: u16) -> String {
    let mut text = heading(comparison);
    for (what, customers) in
        [("only before", &comparison.only_before), ("only after", &comparison.only_after)]
    {
        if !customers.is_empty() {
            let _ = writeln!(text, "{what}: {}", visible::line(&some(customers)));
        }
    }
    for table in [moved(comparison, width), totals(comparison, width)].into_iter().flatten() {
        let _ = write!(text, "\n{table}\n");
    }
    for changed in comparison.changed.iter().take(SHOWN) {
        let _ = write!(text, "\n{}", customer(changed, width));
    }
    let more = comparison.changed.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ =
            writeln!(text, "\n{more} more customers differ: `loyal diff --format json` has all.");
    }
    text
}

fn heading(comparison: &Comparison) -> String {
    let (changed, all) = (comparison.changed.len(), comparison.customers);
    match changed {
        0 => format!("nothing changes for {}\n", counted(all, "customer")),
        _ => format!("{changed} of {} get something else\n", counted(all, "customer")),
    }
}

fn some(customers: &[String]) -> String {
    let shown = customers.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match customers.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn moved(comparison: &Comparison, width: u16) -> Option<String> {
    let place = |place: &Option<String>| place.clone().unwrap_or_else(|| NONE.to_owned());
    let rows = comparison.moved.iter().map(|moved| {
        [moved.name.clone(), place(&moved.before), place(&moved.after), moved.customers.to_string()]
    });
    let header = ["of", "before", "after", "#customers"];
    (!comparison.moved.is_empty()).then(|| drawn(header, rows, width))
}

fn totals(comparison: &Comparison, width: u16) -> Option<String> {
    let rows = comparison.totals.iter().map(|total| {
        let what = match total.unit.as_str() {
            "" => total.kind.replace('_', " "),
            unit if unit == total.kind => unit.to_owned(),
            unit => format!("{} {unit}", total.kind.replace('_', " ")),
        };
        let effects = format!("{} → {}", total.effects_before, total.effects_after);
        [
            total.rule.clone(),
            what,
            effects,
            total.sum_before.clone(),
            total.sum_after.clone(),
            signed(&total.difference),
        ]
    });
    let header = ["rule", "gives", "#effects", "#before", "#after", "#difference"];
    (!comparison.totals.is_empty()).then(|| drawn(header, rows, width))
}

/// More stands with its sign, as less does.
fn signed(difference: &str) -> String {
    let figure = difference.starts_with(|first: char| first.is_ascii_digit());
    let nothing = difference.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    format!("{}{difference}", if figure && !nothing { "+" } else { "" })
}

fn customer(changed: &Changed, width: u16) -> String {
    let rows = changed.changes.iter().map(|change| {
        let place = |place: &Option<String>| place.clone().unwrap_or_else(|| NONE.to_owned());
        [name(change), change.subject.clone(), place(&change.before), place(&change.after)]
    });
    let table = drawn(["what", "for", "before", "after"], rows, width);
    format!("{}\n{table}\n", visible::line(&changed.customer))
}

fn name(change: &Change) -> String {
    match change.about {
        About::Outcome | About::Tier | About::Class | About::Score | About::Effect => {
            change.name.clone()
        }
        About::Figure => format!("figure {}", change.name),
        About::Guarantee => format!("guarantee {}", change.name),
    }
}

fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
