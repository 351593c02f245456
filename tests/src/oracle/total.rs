//! Totals of effects, and what reads them.

use jiff::ToSpan;
use jiff::civil::Date;
use loyal_dsl::ir::{FieldKind, Filled, Period, PeriodUnit, ShiftUnit, Total, Within};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome::Effect;

use super::calendar;
use super::closing::{Closing, by_name, of_customer};
use super::expression::Customer;
use super::number::{self, Number, whole};
use super::text;
use super::value::{Failure, Field, Value};

/// The figures and guarantees of a customer, with those that read totals of the effects.
pub(super) fn closing(
    customer: &Customer<'_>,
    effects: &[Effect],
    sources: &[SourceFile],
    (mut figures, mut broken): Closing,
) -> Result<Closing, Failure> {
    if customer.program.totals.is_empty() {
        return Ok((figures, broken));
    }
    let mut record = customer.record.clone();
    for (at, field) in customer.program.records[0].fields.iter().enumerate() {
        if let Some(Filled::Total(total)) = field.filled {
            assert!(matches!(field.kind, FieldKind::Scalar(_)), "a total is one value");
            let total = &customer.program.totals[total as usize];
            let sum = held(sum(customer, total, effects), total.places)?;
            record.fields[at] = Field::Scalar(Some(Value::Quantity(sum)));
        }
    }
    let with_totals =
        Customer::new(customer.program, customer.today, (customer.zone, customer.scripts), &record);
    let (more, also_broken) = of_customer(&with_totals, sources, true)?;
    figures.extend(more);
    broken.extend(also_broken);
    Ok((by_name(figures), broken))
}

/// A total fits 64 bits at its scale.
fn held(sum: Number, places: u8) -> Result<Number, Failure> {
    let units = sum.clone() / number::decimal(1, places);
    i64::try_from(units.to_integer()).map(|_| sum).map_err(|_| Failure::Overflow)
}

fn sum(customer: &Customer<'_>, total: &Total, effects: &[Effect]) -> Number {
    let unit = total.unit.name();
    let now: Vec<(Date, Number)> = effects
        .iter()
        .filter(|it| total.of.has(&it.rule, it.kind) && it.unit.as_deref() == Some(unit))
        .filter(|it| it.status != Some("offered"))
        .filter_map(|it| {
            let day = it.day.map_or(customer.today, calendar::from_days);
            Some((day, number::of_text(it.amount.as_ref()?)))
        })
        .collect();
    let Some(within) = total.within else { return now.into_iter().map(|(_, it)| it).sum() };
    let days: Vec<Date> = now.iter().map(|(day, _)| *day).chain([customer.today]).collect();
    let all: Vec<(Date, Number)> = now.into_iter().chain(past(customer, total)).collect();
    let in_period = |from: Date, through: Date| -> Number {
        let inside = all.iter().filter(|(day, _)| from <= *day && *day <= through);
        inside.map(|(_, it)| it.clone()).sum()
    };
    let fullest = |day: &Date| match within {
        Within::Ever => all.iter().map(|(_, it)| it.clone()).sum(),
        Within::Calendar(unit) => {
            let (from, through) = period(unit, *day);
            in_period(from, through)
        }
        Within::Span { count, unit } => {
            let ends = all.iter().map(|(end, _)| *end).filter(|end| end >= day).chain([*day]);
            let spans = ends.map(|end| (start(end, count, unit), end));
            let spans = spans.filter(|(from, _)| from <= day);
            spans.map(|(from, end)| in_period(from, end)).max().expect("its own span")
        }
    };
    days.iter().map(fullest).max().unwrap_or(whole(0))
}

fn start(end: Date, count: i64, unit: ShiftUnit) -> Date {
    let before = calendar::shift_date(end, -count, unit);
    before.and_then(|day| day.tomorrow().ok()).unwrap_or(Date::MIN)
}

fn period(unit: PeriodUnit, day: Date) -> (Date, Date) {
    let of = |period| (calendar::start_of(day, period), calendar::end_of(day, period));
    match unit {
        PeriodUnit::Month => of(Period::Month),
        PeriodUnit::Quarter => of(Period::Quarter),
        PeriodUnit::Year => of(Period::Year),
        PeriodUnit::Week => {
            let monday = day - i64::from(day.weekday().to_monday_zero_offset()).days();
            (monday, monday + 6.days())
        }
        PeriodUnit::Day | PeriodUnit::MembershipYear | PeriodUnit::Rolling => (day, day),
    }
}

/// What history says was given, and when.
fn past(customer: &Customer<'_>, total: &Total) -> Vec<(Date, Number)> {
    let history = customer.program.history.expect("a history");
    let entries = customer.record.list(history.grants).iter();
    let given = entries.filter_map(|entry| {
        let read = |name: &str| {
            let (_, field) = customer.program.entry_field(history.grants, name)?;
            entry.scalar(field).cloned()
        };
        let text = |name: &str| read(name).map(|value| text::key(&value)).unwrap_or_default();
        let date = read("date")?.date();
        let counts =
            total.of.has(&text("rule"), &text("kind")) && text("unit") == total.unit.name();
        let on = read("on").map_or(date, Value::date);
        (counts && date <= customer.today)
            .then(|| (on, read("amount").map_or(whole(0), Value::number)))
    });
    given.collect()
}
