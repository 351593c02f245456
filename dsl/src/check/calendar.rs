//! Calendars: their days, and which of them is meant.

use std::collections::BTreeMap;

use super::describe::nearest;
use super::{Checker, Problem};
use crate::date::Date;
use crate::ir::{self, Days};
use crate::source::Span;
use crate::syntax::{self, CalendarClauseKind, Name};

/// A checked calendar with the days that it names.
#[derive(Clone)]
pub(super) struct Known<'a> {
    pub(super) calendar: ir::Calendar,
    pub(super) named: BTreeMap<&'a str, Vec<Days>>,
}

impl<'a> Checker<'a> {
    pub(super) fn check_calendars(&mut self) {
        let declared: Vec<&'a syntax::Calendar> =
            self.declared.calendars.values().copied().collect();
        for calendar in declared {
            let known = self.check_calendar(calendar);
            self.calendars.push(known);
        }
    }

    /// The calendars, which nobody asks for any more.
    pub(super) fn take_calendars(&mut self) -> Vec<ir::Calendar> {
        std::mem::take(&mut self.calendars).into_iter().map(|known| known.calendar).collect()
    }

    fn check_calendar(&mut self, declared: &'a syntax::Calendar) -> Known<'a> {
        let mut calendar = ir::Calendar {
            name: declared.name.text.clone(),
            weekend: Vec::new(),
            holidays: Vec::new(),
            workdays: Vec::new(),
        };
        let (mut named, mut weekend) = (BTreeMap::new(), None);
        for clause in &declared.clauses {
            match &clause.kind {
                CalendarClauseKind::Weekend(days) => {
                    if let Some(first) = weekend.replace(clause.span) {
                        let (clause, second) = (say!("weekend"), clause.span);
                        self.problems.push(Problem::Repeated { clause, first, second });
                    }
                    calendar.weekend = self.weekend(days, clause.span);
                }
                CalendarClauseKind::Holiday(days) => calendar.holidays.extend(self.days(days)),
                CalendarClauseKind::Workday(days) => calendar.workdays.extend(self.days(days)),
                CalendarClauseKind::Named(name, days) => {
                    let days = self.days(days);
                    named.entry(name.text.as_str()).or_insert_with(Vec::new).extend(days);
                }
            }
        }
        Known { calendar, named }
    }

    fn weekend(&mut self, days: &[u8], span: Span) -> Vec<u8> {
        let mut days = days.to_vec();
        days.sort_unstable();
        days.dedup();
        if days.len() == 7 {
            self.problems.push(Problem::NoBusinessDay { span });
        }
        days
    }

    fn days(&mut self, days: &[syntax::Days]) -> Vec<Days> {
        days.iter().filter_map(|days| self.days_as_written(days)).collect()
    }

    /// Days that there are.
    pub(super) fn days_as_written(&mut self, days: &syntax::Days) -> Option<Days> {
        let leap_year = 2028;
        let in_year = |month: u8, day: u8| {
            Date::from_parts(leap_year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        };
        let why = match days.kind {
            Days::Range { from, to } if to < from => say!("the period ends before it begins"),
            Days::EveryMonth(day) if !(1..=31).contains(&day) => say!("no month has such a day"),
            Days::EveryYear { month, day } if in_year(month, day).is_none() => {
                say!("no year has such a day")
            }
            _ => return Some(days.kind),
        };
        self.report(Problem::NoSuchDay { why, span: days.span })
    }

    /// The calendar of this name; without a name, the only one.
    pub(super) fn calendar(&mut self, name: Option<&Name>, span: Span) -> Option<u32> {
        let place = match (name, self.calendars.as_slice()) {
            (Some(name), _) => return self.calendar_named(name),
            (None, []) => return self.report(Problem::NoCalendar { span }),
            (None, [_]) => 0,
            (None, _) => {
                let names = self.calendar_names();
                return self.report(Problem::WhichCalendar { names, span });
            }
        };
        Some(place)
    }

    fn calendar_named(&mut self, name: &Name) -> Option<u32> {
        let found = self.calendars.iter().position(|known| known.calendar.name == name.text);
        if let Some(place) = found {
            return u32::try_from(place).ok();
        }
        let names = self.calendar_names();
        let nearest = nearest(&name.text, names.iter().map(String::as_str));
        self.report(Problem::UnknownCalendar { name: name.text.clone(), span: name.span, nearest })
    }

    fn calendar_names(&self) -> Vec<String> {
        self.calendars.iter().map(|known| known.calendar.name.clone()).collect()
    }

    /// The days that calendars call so, or that the calendar does; inside, `None` where there are
    /// none.
    pub(super) fn named_days(
        &mut self,
        name: &Name,
        calendar: Option<&Name>,
    ) -> Option<Option<Vec<Days>>> {
        let within = match calendar {
            Some(calendar) => Some(self.calendar_named(calendar)?),
            None => None,
        };
        let among = (0u32..).zip(&self.calendars);
        let among = among.filter(|(place, _)| within.is_none_or(|within| within == *place));
        let found: Vec<(String, Vec<Days>)> = among
            .filter_map(|(_, known)| {
                let days = known.named.get(name.text.as_str())?;
                Some((known.calendar.name.clone(), days.clone()))
            })
            .collect();
        match found.as_slice() {
            [] => Some(None),
            [(_, days)] => Some(Some(days.clone())),
            several => {
                let names = several.iter().map(|(name, _)| name.clone()).collect();
                self.report(Problem::WhichCalendar { names, span: name.span })
            }
        }
    }
}
