//! Choices among rules: who gives to each subject, and their limits in common.

use std::collections::BTreeMap;
use std::mem::take;

use loyal_dsl::ir::{Rule, SelectBy, Selection};
use loyal_engine::outcome::Effect;

use super::expression::Customer;
use super::limit::{Fired, Ledgers, grant, past};

/// What the rules of every choice give, by rule; `fired` has the subjects of each rule.
pub(super) fn chosen<'a>(
    customer: &Customer<'a>,
    fired: &mut [Vec<Fired>],
    ledgers: &mut Ledgers<'_>,
) -> BTreeMap<&'a str, Vec<Effect>> {
    let mut all = BTreeMap::new();
    for selection in &customer.program.selections {
        all.extend(one_choice(customer, selection, fired, ledgers));
    }
    all
}

fn one_choice<'a>(
    customer: &Customer<'a>,
    selection: &Selection,
    fired: &mut [Vec<Fired>],
    ledgers: &mut Ledgers<'_>,
) -> Vec<(&'a str, Vec<Effect>)> {
    let rules = &customer.program.rules;
    let mut members: Vec<(&'a Rule, Vec<Effect>)> = Vec::new();
    let mut open: Vec<(usize, Fired)> = Vec::new();
    for (member, name) in selection.rules.iter().enumerate() {
        let at = rules.iter().position(|rule| rule.name == *name).expect("a rule of that name");
        members.push((&rules[at], Vec::new()));
        let giving = take(&mut fired[at]).into_iter().filter(|fired| !fired.effects.is_empty());
        open.extend(giving.map(|fired| (member, fired)));
    }
    // The first in order is the winner of its subject: the places are the same for all rules.
    open.sort_by(|(a, first), (b, second)| {
        let worth = match selection.by {
            SelectBy::Worth => second.worth.cmp(&first.worth),
            SelectBy::Order => std::cmp::Ordering::Equal,
        };
        first.places.cmp(&second.places).then(worth).then(a.cmp(b))
    });
    open.dedup_by(|later, first| later.1.places == first.1.places);
    let past = past(customer);
    for (member, fired) in open {
        let (rule, effects) = &mut members[member];
        effects.extend(grant(rule, &fired, &past, ledgers, &[]));
    }
    members.into_iter().map(|(rule, effects)| (rule.name.as_str(), effects)).collect()
}
