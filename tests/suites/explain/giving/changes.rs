//! A change of one thing in a record.

use jiff::{Timestamp, ToSpan};
use loyal_dsl::date::Date;
use serde_json::Value as Json;

use super::amount::Amount;

/// A change of one thing in a record, by some amount.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) path: Vec<Step>,
    pub(super) how: How,
    pub(super) sign: i128,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Name(String),
    Element(usize),
}

#[derive(Debug, Clone)]
pub(super) enum How {
    /// A number becomes more, or less.
    Number,
    /// A date becomes later, or earlier.
    Days(Unit),
    /// A time becomes later, or earlier.
    Minutes(i64),
    /// So many copies of an element, with keys of their own.
    Copies(Option<Vec<String>>),
    /// A copy of an element, with so much of something.
    CopyWith(Option<Vec<String>>, Vec<String>),
    /// So many elements less.
    Removed,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    Days(i64),
    Months(i64),
}

impl Change {
    /// The record with it; `None` where it has no place for so much.
    pub(super) fn made(&self, record: &Json, by: Amount) -> Option<Json> {
        let mut record = record.clone();
        let by = by.times(self.sign);
        let whole = || (by.places == 0).then_some(i64::try_from(by.units).ok()).flatten();
        match &self.how {
            How::Number => {
                let field = at(&mut record, &self.path)?;
                let more = Amount::of(&written(field))?.plus(by);
                *field = number(field, more);
            }
            How::Days(unit) => {
                let field = at(&mut record, &self.path)?;
                let date: Date = field.as_str()?.parse().ok()?;
                *field = Json::String(unit.moved(date, whole()?)?.to_string());
            }
            How::Minutes(minutes) => {
                let field = at(&mut record, &self.path)?;
                *field = Json::String(later(field.as_str()?, whole()? * minutes)?);
            }
            How::Copies(key) => {
                let (elements, model) = self.element(&mut record)?;
                for number in 0..usize::try_from(whole()?).ok().filter(|count| *count < 400)? {
                    elements.push(rekeyed(&model, key.as_deref(), number)?);
                }
            }
            How::CopyWith(key, path) => {
                let (elements, model) = self.element(&mut record)?;
                let mut copy = rekeyed(&model, key.as_deref(), 0)?;
                let names: Vec<Step> = path.iter().cloned().map(Step::Name).collect();
                let field = at(&mut copy, &names)?;
                *field = number(field, by);
                elements.push(copy);
            }
            How::Removed => {
                let (from, count) = (self.place()?, usize::try_from(whole()?).ok()?);
                let (elements, _) = self.element(&mut record)?;
                (from + count <= elements.len()).then(|| elements.drain(from..from + count))?;
            }
        }
        Some(record)
    }

    /// The list of its element, and the element.
    fn element<'r>(&self, record: &'r mut Json) -> Option<(&'r mut Vec<Json>, Json)> {
        let place = self.place()?;
        let list = at(record, &self.path[..self.path.len() - 1])?.as_array_mut()?;
        let model = list.get(place)?.clone();
        Some((list, model))
    }

    fn place(&self) -> Option<usize> {
        match self.path.last()? {
            Step::Element(place) => Some(*place),
            Step::Name(_) => None,
        }
    }
}

impl Unit {
    fn moved(self, date: Date, by: i64) -> Option<Date> {
        match self {
            Unit::Days(days) => Date::from_days(date.days() + by * days),
            Unit::Months(months) => {
                let date: jiff::civil::Date = date.to_string().parse().ok()?;
                date.checked_add((by * months).months()).ok()?.to_string().parse().ok()
            }
        }
    }
}

/// A time so many minutes later, with or without a zone.
fn later(time: &str, minutes: i64) -> Option<String> {
    match time.parse::<Timestamp>() {
        Ok(time) => Some(time.checked_add(minutes.minutes()).ok()?.to_string()),
        Err(_) => {
            let time: jiff::civil::DateTime = time.parse().ok()?;
            Some(time.checked_add(minutes.minutes()).ok()?.to_string())
        }
    }
}

/// As a field holds a number: those that are written as texts stay texts.
fn number(before: &Json, number: Amount) -> Json {
    match (before, number.places) {
        (Json::Number(_), 0) => serde_json::from_str(&number.to_string()).expect("a number"),
        _ => Json::String(number.to_string()),
    }
}

fn written(field: &Json) -> String {
    field.as_str().map_or_else(|| field.to_string(), str::to_owned)
}

/// A copy of an element, with another key where elements have one.
fn rekeyed(model: &Json, key: Option<&[String]>, number: usize) -> Option<Json> {
    let mut copy = model.clone();
    if let Some(key) = key {
        let names: Vec<Step> = key.iter().cloned().map(Step::Name).collect();
        let own = at(&mut copy, &names)?;
        *own = match own {
            Json::Number(_) => Json::from(987_000_000 + number),
            _ => Json::String(format!("given{number}")),
        };
    }
    Some(copy)
}

fn at<'r>(record: &'r mut Json, path: &[Step]) -> Option<&'r mut Json> {
    path.iter().try_fold(record, |json, step| match step {
        Step::Name(name) => json.get_mut(name),
        Step::Element(at) => json.get_mut(at),
    })
}
