//! What is done for whole customers after the regions: what rules give, and outcomes.

use loyal_dsl::message::Message;
use loyal_dsl::say;

use super::super::names::Names;
use super::super::{Entry, Purpose, Work, cost};
use super::costs::Costs;
use crate::evaluate::{Seen, Stopwatch};
use crate::plan::Inner;

/// What is done for whole customers.
pub(in crate::outline) fn rest(
    purpose: Purpose,
    plan: &Inner,
    seen: Option<&(&Stopwatch<'_>, Seen)>,
) -> Vec<Entry> {
    let costs = Costs::new(plan, seen);
    let said = match purpose {
        Purpose::Ranks => say!("keep the values of each customer"),
        Purpose::Outcomes => say!("make the outcome of each customer"),
        Purpose::Totals => say!("add what reads totals to each outcome"),
        Purpose::Groups => return Vec::new(),
    };
    let outcomes = Entry {
        estimated_ps: cost::outcome(),
        measured: costs.whole(|seen| seen.outcomes),
        ..Entry::of(Work::Outcomes, said)
    };
    let mut rest = givings(plan, &costs);
    rest.push(outcomes);
    rest.extend(shared(purpose, plan).map(|said| Entry {
        measured: costs.whole(|seen| seen.sharing),
        ..Entry::of(Work::Sharing, said)
    }));
    rest
}

/// What is given: first where rules have their turn before others, then rule by rule.
fn givings(plan: &Inner, costs: &Costs<'_>) -> Vec<Entry> {
    if plan.program.rules.is_empty() {
        return Vec::new();
    }
    let names = Names::new(plan, None);
    let said = say!("choices, redemptions and limited contacts, which come first");
    let settling =
        Entry { measured: costs.whole(|seen| seen.settling), ..Entry::of(Work::Settling, said) };
    let rules = (0..plan.program.rules.len()).map(|rule| {
        let (name, span) = names.collected(rule);
        Entry {
            name,
            place: span.and_then(|span| names.place(span)),
            estimated_ps: cost::giving(),
            measured: costs.whole(|seen| seen.givings.get(rule).copied().unwrap_or_default()),
            ..Entry::of(Work::Giving, say!("what it gives, within its limits"))
        }
    });
    [settling].into_iter().chain(rules).collect()
}

/// What customers share with others.
fn shared(purpose: Purpose, plan: &Inner) -> Option<Message> {
    match purpose {
        Purpose::Ranks => Some(say!("put the rank of each customer into its record")),
        Purpose::Outcomes if !plan.program.crowd.budgets.is_empty() => {
            Some(say!("leave of each outcome what budgets grant"))
        }
        Purpose::Outcomes | Purpose::Totals | Purpose::Groups => None,
    }
}
