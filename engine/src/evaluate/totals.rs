//! Totals of effects, after all rules: what they come to, and what reads them.

use arrow::datatypes::i256;
use indexmap::IndexMap;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{
    DatePart, Field, FieldId, Filled, Period, PeriodUnit, Program, ShiftUnit, Total, Within,
};

use loyal_dsl::say;

use super::ledger::fullest;
use super::past::totalled;
use super::{Bound, Kept, Scratch};
use crate::batch::{Batch, Column};
use crate::column::calendar;
use crate::outcome::{Effect, ErrorDetail, Outcome, RecordError, decimal};
use crate::plan::{Inner, place_of};

/// The outcome of each customer of a batch.
type Results = [Result<Outcome, RecordError>];

impl Bound {
    /// Adds to outcomes what reads totals of their effects.
    pub(crate) fn close(&self, batch: &Batch, results: &mut Results) {
        self.close_with(batch, results, |closing, batch| {
            closing.evaluate_kept(batch, &mut Scratch::default(), &mut Kept::default())
        });
    }

    /// As [`Bound::close`]; `evaluate` runs what reads the totals.
    pub(super) fn close_with(
        &self,
        batch: &Batch,
        results: &mut Results,
        evaluate: impl FnOnce(&Bound, &Batch) -> Vec<Result<Outcome, RecordError>>,
    ) {
        let Some(closing) = &self.inner.closing else { return };
        let plan = &*self.inner.plan;
        let mut batch = batch.clone();
        fill(plan, self.inner.as_of, &mut batch, results);
        let closed = evaluate(closing, &batch);
        for (result, closed) in results.iter_mut().zip(closed) {
            match (&mut *result, closed) {
                (Ok(outcome), Ok(closed)) => {
                    outcome.published.extend(closed.published);
                    outcome.published.sort_keys();
                    outcome.broken.extend(closed.broken);
                }
                (Ok(_), Err(error)) => *result = Err(error),
                (Err(_), _) => {}
            }
        }
    }
}

/// Puts the totals into the batch; a total that cannot be held fails its record.
fn fill(plan: &Inner, as_of: Date, batch: &mut Batch, results: &mut Results) {
    let fields = plan.program.records.first().map(|record| record.fields.as_slice());
    for (at, field) in (0..).zip(fields.unwrap_or_default()) {
        let Some(Filled::Total(index)) = field.filled else { continue };
        let Some(total) = plan.program.totals.get(index as usize) else { continue };
        let mut values = Vec::with_capacity(results.len());
        for (row, result) in results.iter_mut().enumerate() {
            let effects = result.as_ref().map_or(&[][..], |outcome| &outcome.effects);
            let sum = sum(&plan.program, (batch, as_of), row, total, effects);
            let held = sum.and_then(i256::to_i128).and_then(|sum| i64::try_from(sum).ok());
            values.push(held.unwrap_or_default());
            if let (Ok(outcome), None) = (&*result, held) {
                let customer = outcome.customer.clone();
                *result = Err(RecordError { customer, error: too_large(plan, field) });
            }
        }
        batch.fill(FieldId(at), Column { values, valid: None });
    }
}

/// What a total comes to, in units of its places.
fn sum(
    program: &Program,
    (batch, as_of): (&Batch, Date),
    customer: usize,
    total: &Total,
    effects: &[Effect],
) -> Option<i256> {
    let mut used = Vec::new();
    for effect in effects.iter().filter(|effect| counts(total, effect)) {
        let Some(amount) = &effect.amount else { continue };
        let amount = decimal::mantissa(amount, total.places)?;
        used.push((effect.day.unwrap_or(as_of.days()), i256::from_i128(amount)));
    }
    let mut days: Vec<i64> = used.iter().map(|(day, _)| *day).chain([as_of.days()]).collect();
    let Some(within) = total.within else { return Some(all(&used)) };
    used.extend(totalled(program, (batch, as_of), customer, total));
    used.sort_by_key(|(day, _)| *day);
    days.sort_unstable();
    days.dedup();
    let held = days.into_iter().map(|day| match within {
        Within::Ever => all(&used),
        Within::Calendar(unit) => {
            let (from, through) = period(unit, day);
            all(used.iter().filter(|(day, _)| from <= *day && *day <= through))
        }
        Within::Span { count, unit } => {
            let start = |end: i64| match unit {
                ShiftUnit::Months => calendar::add_months(end, -count).map(|day| day + 1),
                _ => calendar::add_days(end, -count).map(|day| day + 1),
            };
            fullest(&used, (day, start(day)), start)
        }
    });
    held.max()
}

fn counts(total: &Total, effect: &Effect) -> bool {
    total.of.has(&effect.rule, effect.kind)
        && effect.unit.as_deref() == Some(total.unit.name())
        && effect.status != Some("offered")
}

fn all<'u>(used: impl IntoIterator<Item = &'u (i64, i256)>) -> i256 {
    used.into_iter().fold(i256::ZERO, |all, (_, used)| all.wrapping_add(*used))
}

/// The first and the last day of the period in which a day lies.
fn period(unit: PeriodUnit, day: i64) -> (i64, i64) {
    let of = |period: Period| {
        let (from, through) = (calendar::start_of(day, period), calendar::end_of(day, period));
        (from.unwrap_or(day), through.unwrap_or(day))
    };
    match unit {
        PeriodUnit::Day | PeriodUnit::MembershipYear | PeriodUnit::Rolling => (day, day),
        PeriodUnit::Week => {
            let monday = day - calendar::part(day, DatePart::Weekday).unwrap_or(1) + 1;
            (monday, monday + 6)
        }
        PeriodUnit::Month => of(Period::Month),
        PeriodUnit::Quarter => of(Period::Quarter),
        PeriodUnit::Year => of(Period::Year),
    }
}

fn too_large(plan: &Inner, field: &Field) -> ErrorDetail {
    let source = plan.sources.get(field.span.file as usize);
    let range = field.span.start as usize..field.span.end as usize;
    let expression = source.and_then(|source| source.text.get(range)).unwrap_or_default();
    ErrorDetail {
        code: "overflow",
        message: say!("the total is too large to be held exactly").to_string(),
        within: plan.program.name.clone(),
        source: place_of(&plan.sources, field.span),
        expression: expression.to_owned(),
        values: IndexMap::new(),
    }
}
