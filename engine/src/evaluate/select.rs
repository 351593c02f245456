//! Choices among rules: of those that have something to give to one subject, one gives it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use arrow::datatypes::i256;
use loyal_dsl::ir::{Rule, SelectBy};
use loyal_dsl::types::Type;

use super::effects::fire;
use super::engine::Gathered;
use super::frame::Context;
use super::given::{Firing, Given};
use super::ledger::Ledgers;
use super::limits::Limited;
use crate::column::word::Word;
use crate::plan::op::Subject;
use crate::plan::select::Selected;

/// Places to which worths are brought before they are compared.
const PLACES: u8 = 28;

/// The subjects of one customer for which a rule fires.
#[derive(Clone)]
pub(super) struct Firings<'g, W> {
    pub(super) context: &'g Context<'g, W>,
    /// The customer's row.
    pub(super) customer: usize,
    /// The rule's place, and the rule.
    pub(super) rule: (usize, &'g Rule),
    pub(super) subject: &'g Subject,
    pub(super) gathered: &'g Gathered<W>,
    pub(super) places: Range<usize>,
}

impl<'g, W: Word> Firings<'g, W> {
    pub(super) fn limited(&self, at: usize) -> Limited<'g, W> {
        let width = self.subject.cells.len();
        let cells = self.gathered.cells.get(at * width..(at + 1) * width).unwrap_or_default();
        let Firings { context, customer, subject, .. } = *self;
        Limited { context, customer, rule: self.rule.1, subject, cells }
    }

    /// The firing for a subject.
    pub(super) fn of(&self, at: usize) -> Firing<'g, W> {
        Firing { index: self.rule.0, limited: self.limited(at), rows: self.rows(at) }
    }

    /// The rows of a subject's elements, from the outermost.
    pub(super) fn rows(&self, at: usize) -> &'g [usize] {
        let depth = self.rule.1.for_each.len();
        self.gathered.rows.get(at * depth..(at + 1) * depth).unwrap_or_default()
    }

    /// What the rule gives a subject is worth, in its money's smallest part that is compared.
    fn worth(&self, at: usize) -> i256 {
        let Some((worth, cell)) = self.rule.1.worth.as_ref().zip(self.subject.worth) else {
            return i256::ZERO;
        };
        let cell = self.limited(at).cells.get(cell).copied().unwrap_or_default();
        let missing = match &worth.ty {
            Type::Quantity(..) => PLACES.saturating_sub(worth.ty.places().unwrap_or(PLACES)),
            _ => 0,
        };
        let scale = i256::power_of_ten(u32::from(missing)).unwrap_or(i256::ONE);
        cell.numerator.widest().wrapping_mul(scale)
    }
}

/// The effects of the rules that stand in choices, by the rules' places.
pub(super) fn chosen<'g, W: Word + 'g>(
    context: &Context<'_, W>,
    ledgers: &mut Ledgers,
    firings: impl Fn(usize) -> Option<Firings<'g, W>>,
) -> BTreeMap<usize, Vec<Given<'g, W>>> {
    let mut given: BTreeMap<usize, Vec<Given<'g, W>>> = BTreeMap::new();
    for selected in &context.plan.selections {
        let fires = |rule: &usize| firings(*rule).is_some_and(|it| !it.places.is_empty());
        if !selected.rules.iter().any(fires) {
            continue;
        }
        let members: Vec<Firings<'g, W>> =
            selected.rules.iter().filter_map(|rule| firings(*rule)).collect();
        given.extend(selected.rules.iter().map(|rule| (*rule, Vec::new())));
        for (member, at) in winners(selected, &members) {
            let Some(firing) = members.get(member) else { continue };
            let Some(effects) = given.get_mut(&firing.rule.0) else { continue };
            fire(firing.of(at), ledgers, effects);
        }
    }
    given
}

/// Who gives to each subject, in the order of the elements: the member, and which of its subjects.
fn winners<W: Word>(selected: &Selected, members: &[Firings<'_, W>]) -> Vec<(usize, usize)> {
    let mut best: BTreeMap<&[usize], (usize, usize, i256)> = BTreeMap::new();
    for (member, firings) in members.iter().enumerate() {
        for at in firings.places.clone() {
            if firings.limited(at).made().next().is_none() {
                continue;
            }
            let worth = firings.worth(at);
            match best.entry(firings.rows(at)) {
                Entry::Vacant(free) => {
                    free.insert((member, at, worth));
                }
                Entry::Occupied(mut held) => {
                    if selected.by == SelectBy::Worth && worth > held.get().2 {
                        held.insert((member, at, worth));
                    }
                }
            }
        }
    }
    best.into_values().map(|(member, at, _)| (member, at)).collect()
}
