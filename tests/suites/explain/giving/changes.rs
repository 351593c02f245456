//! What can be changed in a record, of what a condition reads.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use loyal_dsl::date::Date;
use loyal_dsl::ir::{Expr, ExprKind, FieldKind, Program, RecordId, SpanBetween};
use loyal_dsl::types::Type;
use serde_json::Value as Json;

use super::amount::Amount;
use super::asked::Asked;

/// Elements of a list that are looked at.
const ELEMENTS: usize = 8;

/// A change of one thing in a record, by some amount.
#[derive(Debug, Clone)]
pub(super) struct Change {
    path: Vec<Step>,
    how: How,
    sign: i128,
}

#[derive(Debug, Clone)]
enum Step {
    Name(String),
    Element(usize),
}

#[derive(Debug, Clone)]
enum How {
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
enum Unit {
    Days(i64),
    Months(i64),
}

/// What a condition reads: fields of records, and units of time that it counts.
#[derive(Debug, Default)]
pub(super) struct Reads {
    fields: BTreeSet<(u32, u32)>,
    /// The lists in whose elements it stands.
    lists: BTreeSet<(u32, u32)>,
    months: BTreeSet<i64>,
    /// It says how long it is between times.
    minutes: BTreeSet<i64>,
}

impl Reads {
    /// Of a condition.
    pub(super) fn of(program: &Program, asked: &Asked<'_>) -> Reads {
        let mut reads = Reads::default();
        reads.walk(program, asked.expr, &asked.scope);
        let lists = asked.scope.iter().zip(&asked.lists);
        reads.lists = lists.map(|(record, list)| (record.0, list.0)).collect();
        reads
    }

    /// Whether it reads nothing of a record.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn walk(&mut self, program: &Program, expr: &Expr, scope: &[RecordId]) {
        let mut inner = scope.to_vec();
        match &expr.kind {
            ExprKind::Field { depth, field } => {
                self.fields.insert((scope[*depth as usize].0, field.0));
            }
            ExprKind::Value(id) => {
                let value = &program.values[id.0 as usize].expr;
                self.walk(program, value, &[RecordId(0)]);
            }
            ExprKind::Aggregate(aggregate) => {
                self.fields.insert((scope[aggregate.depth as usize].0, aggregate.list.0));
                inner.push(aggregate.element);
            }
            ExprKind::Pick(pick) => {
                self.fields.insert((scope[pick.depth as usize].0, pick.list.0));
                inner.push(pick.element);
            }
            ExprKind::Between { unit, .. } => self.counts(*unit),
            _ => {}
        }
        expr.children().into_iter().for_each(|child| self.walk(program, child, &inner));
    }

    fn counts(&mut self, unit: SpanBetween) {
        match unit {
            SpanBetween::Months => self.months.insert(1),
            SpanBetween::Years => self.months.insert(12),
            SpanBetween::Hours => self.minutes.insert(60),
            SpanBetween::Days | SpanBetween::Minutes | SpanBetween::BusinessDays(_) => false,
        };
    }

    /// All changes of what it reads in a record, the likeliest first.
    pub(super) fn changes(&self, program: &Program, record: &Json) -> Vec<Change> {
        let mut found = Vec::new();
        self.within(program, (record, RecordId(0)), &[], &mut found);
        let order = |change: &Change| match change.how {
            How::Number | How::Days(Unit::Days(1)) | How::Minutes(1) => 0,
            How::Copies(_) | How::CopyWith(..) => 1,
            How::Removed | How::Days(_) | How::Minutes(_) => 2,
        };
        found.sort_by_key(order);
        found
    }

    fn within(
        &self,
        program: &Program,
        (json, record): (&Json, RecordId),
        path: &[Step],
        found: &mut Vec<Change>,
    ) {
        for (at, field) in program.records[record.0 as usize].fields.iter().enumerate() {
            let at = (record.0, u32::try_from(at).expect("few fields"));
            let read = self.fields.contains(&at);
            if !read && !self.lists.contains(&at) || field.filled.is_some() {
                continue;
            }
            let names = field.path.iter().cloned().map(Step::Name);
            let path: Vec<Step> = path.iter().cloned().chain(names).collect();
            let Some(value) = field.path.iter().try_fold(json, |json, name| json.get(name)) else {
                continue;
            };
            match &field.kind {
                FieldKind::Scalar(ty) => found.extend(self.of_field(ty, &path)),
                FieldKind::List(element) => {
                    let elements = value.as_array().map(Vec::as_slice).unwrap_or_default();
                    if read {
                        found.extend(self.of_list(program, *element, elements, &path));
                    }
                    for (at, json) in elements.iter().enumerate().take(ELEMENTS) {
                        let inner: Vec<Step> =
                            path.iter().cloned().chain([Step::Element(at)]).collect();
                        self.within(program, (json, *element), &inner, found);
                    }
                }
            }
        }
    }

    fn of_field(&self, ty: &Type, path: &[Step]) -> Vec<Change> {
        let mut ways = Vec::new();
        match ty {
            Type::Quantity(..) => ways.push(How::Number),
            Type::Date => {
                ways.push(How::Days(Unit::Days(1)));
                ways.extend(self.months.iter().map(|months| How::Days(Unit::Months(*months))));
            }
            Type::DateTime => {
                ways.push(How::Minutes(1));
                ways.extend(self.minutes.iter().map(|minutes| How::Minutes(*minutes)));
                ways.push(How::Minutes(24 * 60));
            }
            Type::Text | Type::Bool | Type::Choice(_) => {}
        }
        let both =
            |how: How| [1, -1].map(|sign| Change { path: path.to_vec(), how: how.clone(), sign });
        ways.into_iter().flat_map(both).collect()
    }

    fn of_list(
        &self,
        program: &Program,
        element: RecordId,
        elements: &[Json],
        path: &[Step],
    ) -> Vec<Change> {
        let declared = &program.records[element.0 as usize];
        let key = declared.key.map(|key| declared.fields[key.0 as usize].path.clone());
        let at = |at: usize| path.iter().cloned().chain([Step::Element(at)]).collect::<Vec<_>>();
        let mut found = Vec::new();
        for place in 0..elements.len().min(ELEMENTS) {
            let how = How::Copies(key.clone());
            found.push(Change { path: at(place), how, sign: 1 });
            for (index, field) in declared.fields.iter().enumerate() {
                let read = (element.0, u32::try_from(index).expect("few fields"));
                let number = matches!(field.kind, FieldKind::Scalar(Type::Quantity(..)));
                if number && self.fields.contains(&read) {
                    let how = How::CopyWith(key.clone(), field.path.clone());
                    found.extend([1, -1].map(|sign| Change {
                        path: at(place),
                        how: how.clone(),
                        sign,
                    }));
                }
            }
            found.push(Change { path: at(place), how: How::Removed, sign: 1 });
        }
        found
    }
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
