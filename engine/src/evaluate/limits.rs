//! A subject of a rule as limits see it: which hold for it, of which days, and what it is given.
//! Amounts are counted in millionths of their unit, times as wholes of as many.

use arrow::datatypes::i256;
use loyal_dsl::ir::{
    Effect, EffectKind, Limit, Measure, PeriodUnit, Rolling, Rule, ShiftUnit, Taking,
};
use loyal_dsl::types::{Places, Type};

use super::cell::Cell;
use super::collect::is_made;
use super::frame::Context;
use super::past;
use super::render::date;
use crate::column::calendar;
use crate::column::word::Word;
use crate::plan::op::{EffectCells, LimitCells, Subject};

/// Places of what is counted: those of an amount in history.
const PLACES: u8 = 6;

/// A rule's subject as its limits see it.
pub(super) struct Limited<'l, W> {
    pub(super) context: &'l Context<'l, W>,
    /// The customer's row.
    pub(super) customer: usize,
    pub(super) rule: &'l Rule,
    pub(super) subject: &'l Subject,
    pub(super) cells: &'l [Cell<W>],
}

impl<W> Clone for Limited<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Limited<'_, W> {}

/// The limits of a rule as they stand for a subject: of its own, or of one whose grants are
/// adjusted for it.
pub(super) struct Bounds<'l, W> {
    limited: Limited<'l, W>,
    limits: &'l [Limit],
    cells: &'l [LimitCells],
}

impl<W> Clone for Bounds<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Bounds<'_, W> {}

impl<'l, W: Word> Bounds<'l, W> {
    /// The limits by their places.
    pub(super) fn all(self) -> impl Iterator<Item = (usize, &'l Limit, &'l LimitCells)> {
        let limits = self.limits.iter().zip(self.cells).enumerate();
        limits.map(|(at, (limit, cells))| (at, limit, cells))
    }

    /// Whether there is no limit.
    pub(super) fn is_empty(self) -> bool {
        self.limits.is_empty()
    }

    pub(super) fn of_times(self) -> impl Iterator<Item = (usize, &'l Limit, &'l LimitCells)> {
        self.all().filter(|(_, limit, _)| limit.measure == Measure::Times)
    }

    /// The limits of amounts of this type's unit.
    pub(super) fn of(
        self,
        ty: &Type,
        measure: Measure,
    ) -> impl Iterator<Item = (usize, &'l Limit, &'l LimitCells)> {
        self.all()
            .filter(move |(_, limit, _)| limit.measure == measure && same_unit(&limit.most.ty, ty))
    }

    pub(super) fn most(self, limit: &Limit, cells: &LimitCells) -> i256 {
        self.limited.counted(&limit.most.ty, cells.most)
    }

    /// What history says was given in a period that does not roll.
    pub(super) fn used(self, limit: &Limit, cells: &LimitCells) -> i256 {
        let used = limit.used.as_ref().zip(cells.used);
        used.map_or(i256::ZERO, |(used, cell)| self.limited.counted(&used.ty, cell))
    }

    /// What history says of every day, where the period rolls.
    pub(super) fn past(self, rolling: &Rolling) -> Vec<(i64, i256)> {
        let (context, customer) = (self.limited.context, self.limited.customer);
        rolling.past.as_ref().map_or_else(Vec::new, |past| past::counted(context, customer, past))
    }

    /// The date of the subject.
    pub(super) fn day(self, cells: &LimitCells) -> i64 {
        self.limited.day(cells.date).unwrap_or_default()
    }

    /// The first and the last day that count, where there is such a bound.
    pub(super) fn days(self, cells: &LimitCells) -> (Option<i64>, Option<i64>) {
        let (from, through) = cells.period.unzip();
        let day = |cell: Option<usize>| cell.and_then(|cell| self.limited.day(cell));
        (day(from), day(through))
    }

    /// The first day of the span that ends with a day; none before all days.
    pub(super) fn start(self, rolling: &Rolling, cells: &LimitCells, end: i64) -> Option<i64> {
        let back = self.limited.day(cells.back?)?;
        let before = match rolling.unit {
            ShiftUnit::Days => calendar::add_days(end, back),
            ShiftUnit::Months => calendar::add_months(end, back),
            ShiftUnit::BusinessDays(which) => {
                let calendars = &self.limited.context.plan.calendars;
                calendars.get(which as usize)?.shift(end, back)
            }
            ShiftUnit::Hours | ShiftUnit::Minutes => None,
        };
        before.map(|before| before + 1)
    }
}

impl<'l, W: Word> Limited<'l, W> {
    /// The limits of the rule.
    pub(super) fn own(self) -> Bounds<'l, W> {
        Bounds { limited: self, limits: &self.rule.limits, cells: &self.subject.limits }
    }

    /// The limits of the rule whose grants an effect adjusts.
    pub(super) fn kept(self, effect: &'l Effect, cells: &'l EffectCells) -> Bounds<'l, W> {
        Bounds { limited: self, limits: effect.kept_limits(), cells: &cells.limits }
    }

    /// The date of the subject, where totals ask for it.
    pub(super) fn date(self) -> Option<i64> {
        self.day(self.subject.date?)
    }

    /// The effects that the rule makes for the subject, by their places.
    pub(super) fn made(self) -> impl Iterator<Item = (usize, &'l Effect, &'l EffectCells)> {
        let effects = self.rule.effects.iter().zip(&self.subject.effects).enumerate();
        let effects = effects.map(|(at, (effect, cells))| (at, effect, cells));
        effects.filter(move |(_, effect, cells)| is_made(&effect.kind, cells, &|at| self.cell(at)))
    }

    /// How often the effect at a place was made before, where it is a reversal that was.
    pub(super) fn times_before(self, at: usize) -> Option<String> {
        let before = self.cell(self.subject.effects.get(at)?.before?).numerator.widest();
        (before > i256::ZERO).then(|| before.wrapping_add(i256::ONE).to_string())
    }

    /// The amount of an effect that limits of amounts count.
    pub(super) fn amount(self, effect: &Effect, cell: Option<usize>) -> Option<(i256, &Type)> {
        let ty = amount_type(effect)?;
        Some((self.counted(ty, cell?), ty))
    }

    pub(super) fn cell(self, at: usize) -> Cell<W> {
        self.cells.get(at).copied().unwrap_or_default()
    }

    /// The quantity in a cell, in millionths.
    pub(super) fn counted(self, ty: &Type, at: usize) -> i256 {
        let places = ty.places().unwrap_or(PLACES);
        self.cell(at).numerator.widest().wrapping_mul(millionths(places))
    }

    /// The day that a cell holds, if it is known.
    fn day(self, at: usize) -> Option<i64> {
        let cell = self.cell(at);
        cell.numerator.narrow().filter(|_| cell.known)
    }

    /// Writes the period that the keys of the rule's effects carry instead of the day of the run:
    /// nothing for a limit without period.
    pub(super) fn write_key_period(self, out: &mut String) -> Option<()> {
        let (_, limit, cells) = self.own().all().find(|(_, limit, _)| limit.names_keys)?;
        if let Some((period, (from, _))) = limit.period.as_ref().zip(cells.period) {
            let from = self.cell(from);
            if from.known {
                out.push_str(&period_name(period.unit, &date(from.numerator)));
            }
        }
        Some(())
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
        | EffectKind::Cost(_)
        | EffectKind::Chosen(_)
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
pub(super) fn smallest_part(ty: &Type) -> u8 {
    match ty {
        Type::Quantity(unit, _) => unit.places(),
        _ => 0,
    }
}

/// How many millionths there are in `10^-places`.
pub(super) fn millionths(places: u8) -> i256 {
    let power = 10_i128.checked_pow(u32::from(PLACES.saturating_sub(places)));
    i256::from_i128(power.unwrap_or(1))
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
