//! Tiers with memory: what becomes of a level, one end after the other, told as a story; and what
//! the outcome says of a tier.

use indexmap::IndexMap;
use jiff::Span;
use jiff::civil::Date;
use loyal_dsl::ir::{
    Bar, Change, Expr, Length, Memory, ShiftUnit, Tier, Transition, TransitionPart, Validity,
};
use loyal_dsl::source::{SourceFile, Span as Place};
use loyal_engine::outcome::{Loan, Step, TierOutcome};

use super::calendar;
use super::expression::{Customer, Read};
use super::number;
use super::text;
use super::value::{Failure, Record, Value};

/// The level with its validity.
struct Story<'a> {
    transition: &'a Transition,
    today: Date,
    level: u32,
    since: Option<Date>,
    until: Option<Date>,
    change: Change,
    life: Option<u32>,
    stays: Vec<bool>,
    valid_to: Option<Date>,
}

/// The part of a transition that is asked for.
pub(super) fn transition(
    customer: &Customer<'_>,
    transition: &Transition,
    scope: &[&Record],
) -> Read {
    let read = |expr: &Expr| customer.read(expr, scope);
    let optional = |expr: &Option<Expr>| expr.as_ref().map_or(Ok(None), read);
    let held = read(&transition.held)?.map(option);
    let since = read(&transition.since)?.map(Value::date);
    let until = read(&transition.until)?.map(Value::date);
    let lowered = read(&transition.lowered)?.map_or(0, whole).max(0);
    let qualified = option(read(&transition.qualified)?.expect("always qualified for a level"));
    let mut stays = Vec::new();
    for bar in &transition.stays {
        stays.push(read(bar)?.is_some_and(Value::bool));
    }
    let life = optional(&transition.life)?.map(option);
    let due = optional(&transition.due)?.map_or(0, whole);
    let rises_from = optional(&transition.rises_from)?.map(Value::date);
    let valid_to = optional(&transition.valid_to)?.map(Value::date);

    let (today, change) = (customer.today, Change::Held);
    let level = held.unwrap_or(0);
    let mut story = Story { transition, today, level, since, until, change, life, stays, valid_to };
    story.begin(held, qualified, (due, lowered), rises_from)?;
    Ok(match transition.part {
        TransitionPart::Level => Some(Value::Choice(story.level)),
        TransitionPart::Since => story.since.map(Value::Date),
        TransitionPart::Until => story.until.map(Value::Date),
        TransitionPart::Change => Some(Value::Choice(story.change as u32)),
        TransitionPart::Lowered => Some(Value::Quantity(number::whole(due))),
    })
}

impl Story<'_> {
    fn begin(
        &mut self,
        held: Option<u32>,
        qualified: u32,
        (due, lowered): (i64, i64),
        rises_from: Option<Date>,
    ) -> Result<(), Failure> {
        let best = qualified.max(self.life.unwrap_or(0));
        let started = rises_from.unwrap_or(self.today).min(self.today);
        match held {
            None => {
                self.level = self.less(best, due);
                let start = if self.level == 0 { self.today } else { started };
                self.enter(start, Change::Joined)?;
            }
            Some(held) if due > lowered && self.less(held, due - lowered) < held => {
                self.level = self.less(held, due - lowered);
                return self.enter(self.today, Change::Fell);
            }
            Some(held) if due == 0 && best > held => {
                self.level = best;
                self.enter(started, Change::Rose)?;
            }
            Some(_) => {}
        }
        while self.one_end()? {}
        if self.is_permanent() {
            self.until = None;
        }
        let prolong = self.transition.ends.renewed_again && self.stays[self.level as usize];
        if let Some(until) = self.until.filter(|until| prolong && *until >= self.today) {
            self.until = self.validity(self.today)?.map(|new| new.max(until));
        }
        Ok(())
    }

    /// So many levels lower, but never below what is held for life.
    fn less(&self, level: u32, by: i64) -> u32 {
        let lower = (i64::from(level) - by).max(0);
        u32::try_from(lower).expect("not below zero").max(self.life.unwrap_or(0)).min(level)
    }

    fn enter(&mut self, start: Date, change: Change) -> Result<(), Failure> {
        self.since = Some(start);
        self.until = self.validity(start)?;
        self.change = change;
        Ok(())
    }

    /// Whether the level at hand cannot end.
    fn is_permanent(&self) -> bool {
        if self.level == 0 || self.life.is_some_and(|life| self.level <= life) {
            return true;
        }
        let Some(length) = self.transition.ends.life_after else { return false };
        let Some(Ok(earned)) = self.since.map(|since| later(since, length)) else { return false };
        earned <= self.today && self.until.is_none_or(|until| earned <= until)
    }

    /// Passes the next end, if one has come; whether there may be more.
    fn one_end(&mut self) -> Result<bool, Failure> {
        let Some(until) = self.until.filter(|until| *until < self.today) else { return Ok(false) };
        if self.is_permanent() {
            return Ok(false);
        }
        let ends = &self.transition.ends;
        let next = |day: Date| {
            if ends.from_today { self.today } else { day.tomorrow().expect("before today") }
        };
        if self.stays[self.level as usize] {
            self.until = self.validity(next(until))?;
            if self.change == Change::Held {
                self.change = Change::Renewed;
            }
        } else {
            let last = ends.grace.map_or(Ok(until), |grace| later(until, grace))?;
            if last >= self.today {
                return Ok(false);
            }
            let lower = if ends.one_at_a_time {
                self.level - 1
            } else {
                (0..self.level).rev().find(|level| self.stays[*level as usize]).unwrap_or(0)
            };
            let start = next(last);
            self.level = lower.max(self.life.unwrap_or(0));
            self.enter(start, Change::Fell)?;
        }
        Ok(self.transition.ends.validity != Some(Validity::To))
    }

    /// The last good day of the level at hand, if it begins on a day.
    fn validity(&self, start: Date) -> Result<Option<Date>, Failure> {
        if self.level == 0 || self.life.is_some_and(|life| self.level <= life) {
            return Ok(None);
        }
        let Some(validity) = self.transition.ends.validity else { return Ok(None) };
        Ok(match validity {
            Validity::For(length, None) => Some(day_before(later(start, length)?)?),
            Validity::For(length, Some(period)) => {
                Some(calendar::end_of(day_before(later(start, length)?)?, period))
            }
            Validity::ToEnd(period, months) => {
                Some(calendar::end_of(months_later(start, months)?, period))
            }
            Validity::Reviewed { month, day } => {
                let mut review = start.tomorrow().ok().and_then(in_calendar);
                while let Some(date) = review.filter(|date| !is_day(*date, month, day)) {
                    review = date.tomorrow().ok().and_then(in_calendar);
                }
                Some(day_before(review.ok_or(Failure::DateOutOfRange)?)?)
            }
            Validity::To => self.valid_to,
        })
    }
}

/// Whether a date is the yearly day; 29 February is 28 February in common years.
fn is_day(date: Date, month: u8, day: u8) -> bool {
    let asked = i8::try_from(day).expect("a day of a month").min(date.days_in_month());
    i8::try_from(month) == Ok(date.month()) && date.day() == asked
}

fn in_calendar(date: Date) -> Option<Date> {
    (1..=9999).contains(&date.year()).then_some(date)
}

fn day_before(date: Date) -> Result<Date, Failure> {
    date.yesterday().ok().and_then(in_calendar).ok_or(Failure::DateOutOfRange)
}

fn months_later(date: Date, months: i64) -> Result<Date, Failure> {
    let moved = date.checked_add(Span::new().months(months)).ok();
    moved.and_then(in_calendar).ok_or(Failure::DateOutOfRange)
}

fn later(date: Date, length: Length) -> Result<Date, Failure> {
    let span = match length.unit {
        ShiftUnit::Months => Span::new().try_months(length.count),
        _ => Span::new().try_days(length.count),
    };
    let moved = span.and_then(|span| date.checked_add(span)).ok();
    moved.and_then(in_calendar).ok_or(Failure::DateOutOfRange)
}

fn option(value: Value) -> u32 {
    match value {
        Value::Choice(option) => option,
        other => panic!("{other:?} is no level"),
    }
}

fn whole(value: Value) -> i64 {
    i64::try_from(value.number().to_integer()).expect("a field holds 64 bits")
}

/// What the outcome says of a tier.
pub(super) fn outcome(
    customer: &Customer<'_>,
    tier: &Tier,
    sources: &[SourceFile],
) -> Result<TierOutcome, Failure> {
    let level = customer.named(tier.level)?.expect("a customer has a level of every tier");
    let own = match &tier.memory {
        Some(memory) => customer.named(memory.own)?.expect("a level of its own"),
        None => level.clone(),
    };
    let choice = &customer.program.values[tier.level.0 as usize].expr.ty;
    let name = |place: u32| {
        text::in_words(Some(&Value::Choice(place)), choice, customer.program, customer.zone)
    };
    let place = option(own);
    let next = tier.bars.get(place as usize + 1).map(|bars| Step {
        level: name(place + 1),
        missing: missing(customer, &bars.rise, sources),
    });
    let outcome = TierOutcome { level: name(option(level)), next, ..TierOutcome::default() };
    let Some(memory) = &tier.memory else { return Ok(outcome) };
    let until = customer.named(memory.until)?;
    let own_stays = &memory.stays[place as usize];
    let ending = until.filter(|_| own_stays_not(customer, own_stays)).map(Value::date);
    let last =
        ending.and_then(|until| memory.grace.map_or(Some(until), |grace| later(until, grace).ok()));
    let bars = &tier.bars[place as usize];
    let keep = if bars.keep.is_empty() { &bars.rise } else { &bars.keep };
    let level = outcome.level.clone();
    Ok(TierOutcome {
        because: because(customer, tier, memory, place as usize, sources)?,
        before: words(customer, &memory.before),
        since: named(customer, memory.since)?,
        until: named(customer, memory.until)?,
        change: named(customer, memory.change)?,
        lowered: match memory.lowered {
            Some(id) => named(customer, id)?.filter(|lowered| lowered != "0"),
            None => None,
        },
        lent: lent(customer, memory, &name(place), &level),
        keep: ending
            .map(|_| Step { level: name(place), missing: missing(customer, keep, sources) }),
        lost_on: last
            .and_then(|last| in_calendar(last.tomorrow().ok()?))
            .map(|day| day.to_string()),
        ..outcome
    })
}

/// The conditions that decided what became of the level.
fn because(
    customer: &Customer<'_>,
    tier: &Tier,
    memory: &Memory,
    place: usize,
    sources: &[SourceFile],
) -> Result<Vec<String>, Failure> {
    let holds = |expr: &Expr| customer.holds(expr, &[customer.record]).unwrap_or(false);
    let reached = |alternatives: &[Vec<Bar>]| {
        let first = alternatives.iter().find(|bars| bars.iter().all(|bar| holds(&bar.met)));
        first.into_iter().flatten().map(|bar| text_of(bar.met.span, sources)).collect()
    };
    let bars = &tier.bars[place];
    let change = option(customer.named(memory.change)?.expect("a change"));
    let mut texts: Vec<String> = match Change::ALL[change as usize] {
        Change::Joined | Change::Rose => reached(&bars.rise),
        Change::Renewed => {
            let kept: Vec<String> = reached(&bars.keep);
            if kept.is_empty() { reached(&bars.rise) } else { kept }
        }
        Change::Fell => {
            let number = |value: Option<Value>| value.map_or(number::whole(0), Value::number);
            let before = number(customer.read(&memory.lowered_before, &[customer.record])?);
            let lowers = match memory.lowered {
                Some(id) => number(customer.named(id)?) > before,
                None => false,
            };
            if lowers {
                let holding = memory.at_once.iter().filter(|when| holds(when));
                return Ok(holding.map(|when| text_of(when.span, sources)).collect());
            }
            let held = customer.read(&memory.before, &[customer.record])?.expect("a level held");
            let bars = &tier.bars[option(held) as usize];
            let bars = if bars.keep.is_empty() { &bars.rise } else { &bars.keep };
            let missed = bars.iter().flatten().filter(|bar| !holds(&bar.met));
            missed.map(|bar| text_of(bar.met.span, sources)).collect()
        }
        Change::Held => Vec::new(),
    };
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    Ok(texts)
}

fn own_stays_not(customer: &Customer<'_>, stays: &Expr) -> bool {
    !customer.holds(stays, &[customer.record]).unwrap_or(false)
}

fn lent(customer: &Customer<'_>, memory: &Memory, own: &str, level: &str) -> Option<Loan> {
    if own == level {
        return None;
    }
    let is_this = |expr: &Expr| words(customer, expr).is_some_and(|lent| lent == level);
    let loan = memory.loans.iter().find(|loan| is_this(&loan.level));
    let until = loan.and_then(|loan| words(customer, loan.until.as_ref()?));
    Some(Loan { instead_of: own.to_owned(), until })
}

/// By alternative: what is not reached; nothing where one alternative is reached.
fn missing(
    customer: &Customer<'_>,
    alternatives: &[Vec<Bar>],
    sources: &[SourceFile],
) -> Vec<IndexMap<String, String>> {
    let mut all = Vec::new();
    for bars in alternatives {
        let mut unmet = IndexMap::new();
        for bar in bars {
            if customer.holds(&bar.met, &[customer.record]).unwrap_or(false) {
                continue;
            }
            let distance = bar.missing.as_ref().and_then(|expr| words(customer, expr));
            unmet.insert(source(bar, sources), distance.unwrap_or_else(|| "not met".to_owned()));
        }
        if unmet.is_empty() {
            return Vec::new();
        }
        all.push(unmet);
    }
    all
}

/// The text of what is measured, in one line.
fn source(bar: &Bar, sources: &[SourceFile]) -> String {
    text_of(bar.measure.span, sources)
}

/// A text of the policy in one line.
fn text_of(span: Place, sources: &[SourceFile]) -> String {
    let text = sources.get(span.file as usize).map_or("", |source| source.text.as_str());
    let text = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An expression as reasons show it; nothing where it is missing or fails.
fn words(customer: &Customer<'_>, expr: &Expr) -> Option<String> {
    let value = customer.read(expr, &[customer.record]).ok().flatten()?;
    Some(text::in_words(Some(&value), &expr.ty, customer.program, customer.zone))
}

fn named(customer: &Customer<'_>, id: loyal_dsl::ir::ValueId) -> Result<Option<String>, Failure> {
    let ty = &customer.program.values[id.0 as usize].expr.ty;
    let value = customer.named(id)?;
    Ok(value.map(|value| text::in_words(Some(&value), ty, customer.program, customer.zone)))
}
