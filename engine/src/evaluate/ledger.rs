//! What limits over a period leave of what a rule would give, after what history says and what the
//! run itself gave before.

use arrow::datatypes::i256;
use loyal_dsl::ir::{Limit, Measure};
use loyal_dsl::types::Type;

use super::limits::{Bounds, millionths, smallest_part};
use crate::column::word::Word;
use crate::plan::op::LimitCells;
use crate::plan::select::Selected;

/// Days, and what was used of a limit on each.
type Used = Vec<(i64, i256)>;

/// What a rule gave a customer: by limit, in this run and, where its period rolls, before.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    given: Vec<Used>,
    past: Vec<Option<Used>>,
}

/// The ledgers of all rules, for one customer.
#[derive(Debug, Default)]
pub(super) struct Ledgers {
    by_rule: Vec<Ledger>,
    /// By choice: what its rules count in common.
    in_common: Vec<Ledger>,
    /// How often rules wrote for marketing.
    contacts: i256,
}

impl Ledgers {
    /// Begins anew, for the next customer.
    pub(super) fn clear(&mut self) {
        self.by_rule.iter_mut().chain(&mut self.in_common).for_each(Ledger::clear);
        self.contacts = i256::ZERO;
    }

    /// The ledger of a rule, to be put back.
    pub(super) fn take_out(&mut self, selections: &[Selected], rule: usize) -> Ledger {
        let mut ledger = self.by_rule.get_mut(rule).map(std::mem::take).unwrap_or_default();
        self.share(selections, rule, &mut ledger);
        ledger
    }

    pub(super) fn put_back(&mut self, selections: &[Selected], rule: usize, mut ledger: Ledger) {
        self.share(selections, rule, &mut ledger);
        if self.by_rule.len() <= rule {
            self.by_rule.resize_with(rule + 1, Ledger::default);
        }
        if let Some(slot) = self.by_rule.get_mut(rule) {
            *slot = ledger;
        }
    }

    /// Whether the customer may be written to once more.
    pub(super) fn admits_contact<W: Word>(&self, bounds: Bounds<'_, W>) -> bool {
        let mut limits = bounds.all().filter(|(_, limit, _)| limit.measure == Measure::Contacts);
        limits.all(|(_, limit, cells)| {
            let left = bounds.most(limit, cells).wrapping_sub(bounds.used(limit, cells));
            left.wrapping_sub(self.contacts) >= ONE
        })
    }

    /// Notes that a rule wrote for marketing.
    pub(super) fn note_contact(&mut self) {
        self.contacts = self.contacts.wrapping_add(ONE);
    }

    fn share(&mut self, selections: &[Selected], rule: usize, ledger: &mut Ledger) {
        let mut choices = selections.iter().enumerate();
        let Some((at, choice)) = choices.find(|(_, choice)| choice.rules.contains(&rule)) else {
            return;
        };
        if self.in_common.len() <= at {
            self.in_common.resize_with(at + 1, Ledger::default);
        }
        if let Some(others) = self.in_common.get_mut(at) {
            ledger.exchange(others, choice.shared);
        }
    }
}

/// How much of an amount is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    All,
    /// So many of the unit's smallest parts.
    Part(i256),
    Nothing,
}

/// One time.
const ONE: i256 = i256::from_i128(1_000_000);

/// Grants of an amount what limits leave of it: each with the ledger in which it counts.
pub(super) fn take<W: Word>(
    kept: &mut [(&mut Ledger, Bounds<'_, W>)],
    (wished, ty): (i256, &Type),
) -> Share {
    if kept.iter().all(|(_, bounds)| bounds.is_empty()) {
        return if wished > i256::ZERO { Share::All } else { Share::Nothing };
    }
    let smallest = millionths(smallest_part(ty));
    let mut granted = wished;
    for (ledger, bounds) in &mut *kept {
        for (at, limit, cells) in bounds.of(ty, Measure::Amount) {
            granted = granted.min(ledger.left(*bounds, (at, limit, cells)));
        }
    }
    let mut part = i256::ZERO;
    if granted < wished {
        part = granted.checked_div(smallest).unwrap_or_default();
        granted = part.wrapping_mul(smallest);
    }
    let refused = kept.iter_mut().any(|(ledger, bounds)| {
        let mut whole = bounds.of(ty, Measure::WholeAmount);
        whole.any(|limit| ledger.left(*bounds, limit) < granted)
    });
    if refused || granted <= i256::ZERO {
        return Share::Nothing;
    }
    for (ledger, bounds) in kept {
        ledger.note_amount(*bounds, ty, granted);
    }
    if granted < wished { Share::Part(part) } else { Share::All }
}

impl Ledger {
    fn clear(&mut self) {
        self.given.iter_mut().for_each(Vec::clear);
        self.past.clear();
    }

    /// Whether the rule may fire once more.
    pub(super) fn admits<W: Word>(&mut self, bounds: Bounds<'_, W>) -> bool {
        bounds.of_times().all(|limit| self.left(bounds, limit) >= ONE)
    }

    /// What limits leave of amounts of a type, where there are such limits.
    pub(super) fn left_of<W: Word>(&mut self, bounds: Bounds<'_, W>, ty: &Type) -> Option<i256> {
        let all = bounds.of(ty, Measure::Amount).chain(bounds.of(ty, Measure::WholeAmount));
        all.map(|limit| self.left(bounds, limit)).min()
    }

    /// Notes that an amount of a type was granted.
    pub(super) fn note_amount<W: Word>(&mut self, bounds: Bounds<'_, W>, ty: &Type, granted: i256) {
        for measure in [Measure::Amount, Measure::WholeAmount] {
            for (at, _, cells) in bounds.of(ty, measure) {
                self.note(bounds, at, cells, granted);
            }
        }
    }

    /// Notes that the rule fired.
    pub(super) fn note_firing<W: Word>(&mut self, bounds: Bounds<'_, W>) {
        for (at, _, cells) in bounds.of_times() {
            self.note(bounds, at, cells, ONE);
        }
    }

    /// Exchanges what the first limits have counted for what is kept elsewhere.
    fn exchange(&mut self, others: &mut Ledger, count: usize) {
        for ledger in [&mut *self, &mut *others] {
            if ledger.given.len() < count {
                ledger.given.resize_with(count, Vec::new);
            }
        }
        for (own, other) in self.given.iter_mut().zip(&mut others.given).take(count) {
            std::mem::swap(own, other);
        }
    }

    fn note<W: Word>(&mut self, bounds: Bounds<'_, W>, at: usize, cells: &LimitCells, used: i256) {
        if self.given.len() <= at {
            self.given.resize_with(at + 1, Vec::new);
        }
        if let Some(given) = self.given.get_mut(at) {
            given.push((bounds.day(cells), used));
        }
    }

    /// What is left of a limit for the subject; below zero where more was given already.
    fn left<W: Word>(
        &mut self,
        bounds: Bounds<'_, W>,
        (at, limit, cells): (usize, &Limit, &LimitCells),
    ) -> i256 {
        let most = bounds.most(limit, cells);
        let (from, through) = bounds.days(cells);
        let given = self.given.get(at).map(Vec::as_slice).unwrap_or_default();
        let Some(rolling) = &limit.rolling else {
            let inside = |day: i64| {
                from.is_none_or(|from| from <= day) && through.is_none_or(|last| day <= last)
            };
            let given = total(given.iter().filter(|(day, _)| inside(*day)));
            return most.wrapping_sub(bounds.used(limit, cells)).wrapping_sub(given);
        };
        if self.past.len() <= at {
            self.past.resize_with(at + 1, || None);
        }
        let Some(past) = self.past.get_mut(at) else { return most };
        let past = past.get_or_insert_with(|| bounds.past(rolling));
        let mut used: Used = past.iter().chain(given).copied().collect();
        used.sort_by_key(|(day, _)| *day);
        let start = |end: i64| bounds.start(rolling, cells, end);
        most.wrapping_sub(fullest(&used, (bounds.day(cells), from), start))
    }
}

/// The most that a span holds which holds a day too: the span that ends with it, of which the
/// first day is known, or one that ends with a later use.
pub(super) fn fullest(
    used: &[(i64, i256)],
    (day, from): (i64, Option<i64>),
    start: impl Fn(i64) -> Option<i64>,
) -> i256 {
    let held = |from: Option<i64>, end: i64| {
        let first = from.map_or(0, |from| used.partition_point(|(day, _)| *day < from));
        let behind = used.partition_point(|(day, _)| *day <= end);
        total(used.get(first..behind).into_iter().flatten())
    };
    let later = used.iter().map(|(day, _)| *day).filter(|other| *other > day);
    let spans = later.map(|end| (start(end), end));
    let spans = spans.take_while(|(from, _)| from.is_none_or(|from| from <= day));
    let most = spans.map(|(from, end)| held(from, end)).max();
    most.into_iter().fold(held(from, day), i256::max)
}

fn total<'u>(used: impl Iterator<Item = &'u (i64, i256)>) -> i256 {
    used.fold(i256::ZERO, |all, (_, used)| all.wrapping_add(*used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(used: &[(i64, i128)], day: i64) -> i256 {
        let used: Vec<(i64, i256)> =
            used.iter().map(|(day, used)| (*day, i256::from_i128(*used))).collect();
        // Ten days each.
        fullest(&used, (day, Some(day - 9)), |end| Some(end - 9))
    }

    #[test]
    fn every_span_that_holds_the_day_counts() {
        let number = i256::from_i128;
        assert_eq!(spans(&[], 20), number(0));
        assert_eq!(spans(&[(10, 1), (11, 2), (20, 4)], 20), number(6));
        assert_eq!(spans(&[(21, 1), (29, 2), (30, 4)], 20), number(3));
        assert_eq!(spans(&[(11, 1), (20, 2), (21, 5), (40, 9)], 20), number(7));
    }
}
