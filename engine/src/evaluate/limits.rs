//! Limits over a period: what is left for a subject of a rule, after what history says and what
//! the run itself gave before. Amounts are counted in millionths of their unit, times as wholes of
//! as many.

use arrow::datatypes::i256;
use loyal_dsl::ir::{Effect, EffectKind, Limit, Measure, PeriodUnit, Rule, Taking};
use loyal_dsl::types::{Places, Type};

use super::cell::Cell;
use super::collect::is_made;
use super::render::date;
use crate::column::word::Word;
use crate::plan::op::{EffectCells, LimitCells, Subject};

/// Places of what is counted: those of an amount in history.
const PLACES: u8 = 6;

/// A rule's subject as its limits see it.
#[derive(Clone, Copy)]
pub(super) struct Limited<'l, W> {
    pub(super) rule: &'l Rule,
    pub(super) subject: &'l Subject,
    pub(super) cells: &'l [Cell<W>],
}

/// What a rule gave a customer in this run: by limit, the days and what they used.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    given: Vec<Vec<(i64, i256)>>,
}

/// How much of an amount is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    All,
    /// So many of the unit's smallest parts.
    Part(i256),
    Nothing,
}

impl Ledger {
    /// Whether the rule may fire once more.
    pub(super) fn admits<W: Word>(&self, limited: Limited<'_, W>) -> bool {
        let times = limited.limits().filter(|(_, limit, _)| limit.measure == Measure::Times);
        times.map(|(at, limit, cells)| self.left(limited, at, limit, cells)).all(|left| left >= ONE)
    }

    /// Grants of an effect's amount what the limits leave of it.
    pub(super) fn take<W: Word>(
        &mut self,
        limited: Limited<'_, W>,
        effect: &Effect,
        amount: Option<usize>,
    ) -> Share {
        let Some((wished, ty)) = limited.amount(effect, amount) else { return Share::All };
        let smallest = millionths(smallest_part(ty));
        let mut granted = wished;
        for (at, limit, cells) in limited.limits_of(ty, Measure::Amount) {
            granted = granted.min(self.left(limited, at, limit, cells));
        }
        let part = granted.checked_div(smallest).unwrap_or_default();
        if granted < wished {
            granted = part.wrapping_mul(smallest);
        }
        let mut whole = limited.limits_of(ty, Measure::WholeAmount);
        let refused =
            whole.any(|(at, limit, cells)| self.left(limited, at, limit, cells) < granted);
        if refused || granted <= i256::ZERO {
            return Share::Nothing;
        }
        for measure in [Measure::Amount, Measure::WholeAmount] {
            for (at, _, cells) in limited.limits_of(ty, measure) {
                self.note(limited, at, cells, granted);
            }
        }
        if granted < wished { Share::Part(part) } else { Share::All }
    }

    /// Exchanges what the first limits have counted for what is kept elsewhere.
    pub(super) fn exchange(&mut self, others: &mut Ledger, count: usize) {
        for ledger in [&mut *self, &mut *others] {
            if ledger.given.len() < count {
                ledger.given.resize_with(count, Vec::new);
            }
        }
        for (own, other) in self.given.iter_mut().zip(&mut others.given).take(count) {
            std::mem::swap(own, other);
        }
    }

    /// Notes that the rule fired.
    pub(super) fn note_firing<W: Word>(&mut self, limited: Limited<'_, W>) {
        for (at, limit, cells) in limited.limits() {
            if limit.measure == Measure::Times {
                self.note(limited, at, cells, ONE);
            }
        }
    }

    fn note<W: Word>(
        &mut self,
        limited: Limited<'_, W>,
        at: usize,
        cells: &LimitCells,
        used: i256,
    ) {
        if self.given.len() <= at {
            self.given.resize_with(at + 1, Vec::new);
        }
        if let Some(given) = self.given.get_mut(at) {
            given.push((limited.day(cells.date).unwrap_or_default(), used));
        }
    }

    /// What is left of a limit for the subject; below zero where more was given already.
    fn left<W: Word>(
        &self,
        limited: Limited<'_, W>,
        at: usize,
        limit: &Limit,
        cells: &LimitCells,
    ) -> i256 {
        let most = limited.counted(&limit.most.ty, cells.most);
        let used = limit.used.as_ref().zip(cells.used);
        let used = used.map_or(i256::ZERO, |(used, cell)| limited.counted(&used.ty, cell));
        let days = cells.period.map(|(from, to)| (limited.day(from), limited.day(to)));
        let inside = |day: i64| {
            days.is_none_or(|(from, to)| {
                from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            })
        };
        let given = self.given.get(at).into_iter().flatten();
        let given = given.filter(|(day, _)| inside(*day)).map(|(_, used)| *used);
        most.wrapping_sub(used).wrapping_sub(given.fold(i256::ZERO, i256::wrapping_add))
    }
}

/// One time.
const ONE: i256 = i256::from_i128(1_000_000);

impl<'l, W: Word> Limited<'l, W> {
    fn limits(self) -> impl Iterator<Item = (usize, &'l Limit, &'l LimitCells)> {
        let limits = self.rule.limits.iter().zip(&self.subject.limits).enumerate();
        limits.map(|(at, (limit, cells))| (at, limit, cells))
    }

    /// The limits of amounts of this type's unit.
    fn limits_of(
        self,
        ty: &Type,
        measure: Measure,
    ) -> impl Iterator<Item = (usize, &'l Limit, &'l LimitCells)> {
        self.limits()
            .filter(move |(_, limit, _)| limit.measure == measure && same_unit(&limit.most.ty, ty))
    }

    /// The effects that the rule makes for the subject, by their places.
    pub(super) fn made(self) -> impl Iterator<Item = (usize, &'l Effect, &'l EffectCells)> {
        let effects = self.rule.effects.iter().zip(&self.subject.effects).enumerate();
        let effects = effects.map(|(at, (effect, cells))| (at, effect, cells));
        effects.filter(move |(_, effect, cells)| is_made(&effect.kind, cells, &|at| self.cell(at)))
    }

    /// How often each effect was made before, where it is a reversal that was.
    pub(super) fn times_before(self) -> impl Iterator<Item = Option<String>> {
        self.subject.effects.iter().map(move |cells| {
            let before = self.cell(cells.before?).numerator.widest();
            (before > i256::ZERO).then(|| before.wrapping_add(i256::ONE).to_string())
        })
    }

    /// The amount of an effect that limits of amounts count.
    fn amount(self, effect: &Effect, cell: Option<usize>) -> Option<(i256, &Type)> {
        let ty = amount_type(effect)?;
        Some((self.counted(ty, cell?), ty))
    }

    fn cell(self, at: usize) -> Cell<W> {
        self.cells.get(at).copied().unwrap_or_default()
    }

    fn counted(self, ty: &Type, at: usize) -> i256 {
        let places = ty.places().unwrap_or(PLACES);
        self.cell(at).numerator.widest().wrapping_mul(millionths(places))
    }

    /// The day that a cell holds, if it is known.
    fn day(self, at: usize) -> Option<i64> {
        let cell = self.cell(at);
        cell.numerator.narrow().filter(|_| cell.known)
    }

    /// The period that the keys of the rule's effects carry instead of the day of the run: empty
    /// for a limit without period.
    pub(super) fn key_period(self) -> Option<String> {
        let (_, limit, cells) = self.limits().find(|(_, limit, _)| limit.names_keys)?;
        let period = limit.period.as_ref().zip(cells.period);
        let Some((period, (from, _))) = period else { return Some(String::new()) };
        let from = self.cell(from);
        if !from.known {
            return Some(String::new());
        }
        Some(period_name(period.unit, &date(from.numerator)))
    }
}

/// The type of an amount that is granted; the worth of a coupon or gift is none.
fn amount_type(effect: &Effect) -> Option<&Type> {
    match &effect.kind {
        EffectKind::Points(grant) | EffectKind::Money(_, grant) => Some(&grant.amount.ty),
        EffectKind::Coupon { .. }
        | EffectKind::Gift { .. }
        | EffectKind::Benefit { .. }
        | EffectKind::Badge { .. }
        | EffectKind::Task { .. }
        | EffectKind::Escalate { .. }
        | EffectKind::FollowUp { .. }
        | EffectKind::Offer(_)
        | EffectKind::Take(_)
        | EffectKind::Suspend { .. }
        | EffectKind::Forfeit { .. }
        | EffectKind::Message(_) => None,
    }
}

fn same_unit(a: &Type, b: &Type) -> bool {
    matches!((a, b), (Type::Quantity(a, _), Type::Quantity(b, _)) if a == b)
}

/// Places to which an amount of the type is granted.
fn smallest_part(ty: &Type) -> u8 {
    match ty {
        Type::Quantity(unit, _) => unit.places(),
        _ => 0,
    }
}

/// How many millionths there are in `10^-places`.
fn millionths(places: u8) -> i256 {
    i256::power_of_ten(u32::from(PLACES.saturating_sub(places))).unwrap_or(i256::ONE)
}

/// The type of an amount that was cut.
pub(super) fn granted_type(ty: &Type) -> Type {
    match ty {
        Type::Quantity(unit, _) => Type::Quantity(unit.clone(), Places::Fixed(unit.places())),
        other => other.clone(),
    }
}

/// A period by its first day, such as `2026-04-01`.
fn period_name(unit: PeriodUnit, from: &str) -> String {
    let (year, month) = (from.get(..4).unwrap_or_default(), from.get(5..7).unwrap_or_default());
    match unit {
        PeriodUnit::Year => year.to_owned(),
        PeriodUnit::Month => format!("{year}-{month}"),
        PeriodUnit::Quarter => {
            let quarter = match month {
                "01" => 1,
                "04" => 2,
                "07" => 3,
                _ => 4,
            };
            format!("{year}-Q{quarter}")
        }
        PeriodUnit::Day | PeriodUnit::Week | PeriodUnit::MembershipYear | PeriodUnit::Rolling => {
            from.to_owned()
        }
    }
}

/// The subjects of a rule in the order in which they are taken, by their places in the list's
/// order.
pub(super) fn taken<'l, W: Word + 'l>(
    taking: Taking,
    subjects: impl Iterator<Item = Limited<'l, W>>,
) -> Vec<usize> {
    if taking == Taking::AsListed {
        return (0..subjects.count()).collect();
    }
    let sizes: Vec<i256> = subjects.map(size).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes.get(*b).cmp(&sizes.get(*a)));
    if taking == Taking::OnlyLargest {
        order.truncate(1);
    }
    order
}

/// How much a rule gives a subject, in the unit of the first amount that it can give.
fn size<W: Word>(limited: Limited<'_, W>) -> i256 {
    let first = limited.rule.effects.iter().find_map(amount_type);
    let made = limited.made().filter_map(|(_, effect, cells)| limited.amount(effect, cells.amount));
    let same = made.filter(|(_, ty)| first.is_some_and(|first| same_unit(first, ty)));
    same.fold(i256::ZERO, |all, (amount, _)| all.wrapping_add(amount))
}
