//! One customer: values of every field, in amounts, dates and lists as customers have them.

use loyal_dsl::ir::{Field, FieldId, FieldKind, Program, Record, RecordId};
use loyal_dsl::types::{ANY_MONEY_PLACES, CODES, Length, Places, Type, Unit};

use super::Shape;
use super::chance::Chance;
use super::edges::Edges;
use super::facts::{Fact, Facts};
use super::name;
use super::value::{Row, Value};
use crate::column::calendar;
use crate::digits::write_digits;

/// How often, in a hundred, a value that may be missing is.
const MISSING: u8 = 15;
/// How often an amount or a date lies around one with which the policy compares it.
const AROUND: u8 = 50;
/// How many times rarer the elements of a record's other lists are than of the one declared first.
const RARER: i64 = 12;
const YEAR: i64 = 365;
/// The customers of whom the years and months since are told: so many days at most.
const MEMBERS: i64 = 8 * YEAR;
const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Makes a customer.
pub(super) struct Maker<'a> {
    pub(super) program: &'a Program,
    pub(super) edges: &'a Edges,
    pub(super) facts: &'a Facts,
    pub(super) shape: Shape,
    pub(super) number: u64,
    pub(super) chance: Chance,
}

impl Maker<'_> {
    /// A customer.
    pub(super) fn customer(&mut self) -> Option<Row> {
        self.record(RecordId(0), "")
    }

    /// A record whose key begins with that of its owner.
    fn record(&mut self, id: RecordId, owner: &str) -> Option<Row> {
        let record = self.program.records.get(id.0 as usize)?;
        let mut whole: Option<(&str, bool)> = None;
        let mut row = Row::with_capacity(record.fields.len());
        for (at, field) in (0..).map(FieldId).zip(&record.fields) {
            let value = match &field.kind {
                FieldKind::Scalar(ty) if record.key == Some(at) => self.key(record, owner, ty),
                FieldKind::Scalar(_) if field.optional && self.is_missing(field, &mut whole) => {
                    Value::Missing
                }
                FieldKind::Scalar(ty) => self.facts.get(id, at).map_or(Value::Missing, |fact| {
                    self.value((record.dated_by == Some(at), fact), ty)
                }),
                FieldKind::List(_) if field.optional => Value::Missing,
                FieldKind::List(element) => {
                    let first = self.facts.get(id, at).is_some_and(|fact| fact.is_first_list);
                    let mean = i64::from(self.shape.elements) / if first { 1 } else { RARER };
                    let count = self.chance.skewed(mean.max(1) * 4);
                    Value::List(self.elements(*element, owner, count))
                }
            };
            row.push(value);
        }
        Some(row)
    }

    pub(super) fn elements(&mut self, element: RecordId, owner: &str, count: i64) -> Vec<Row> {
        let mut number = String::with_capacity(24);
        if owner.is_empty() {
            push_padded(self.number + 1, &mut number);
        } else {
            number.push_str(owner);
        }
        number.push('-');
        let start = number.len();
        let elements = (1..=count).filter_map(|at| {
            number.truncate(start);
            write_digits(at.unsigned_abs(), 1, &mut number);
            self.record(element, &number)
        });
        elements.collect()
    }

    /// A nested record is there as a whole or not.
    fn is_missing<'f>(&mut self, field: &'f Field, last: &mut Option<(&'f str, bool)>) -> bool {
        let Some((first, [_, ..])) = field.path.split_first() else {
            return self.chance.percent(MISSING);
        };
        match last {
            Some((name, missing)) if name == first => *missing,
            _ => {
                let missing = self.chance.percent(2 * MISSING);
                *last = Some((first, missing));
                missing
            }
        }
    }

    fn key(&mut self, record: &Record, owner: &str, ty: &Type) -> Value {
        if *ty == Type::Text {
            let initial = record.name.chars().next().filter(char::is_ascii_alphabetic);
            let mut text = String::with_capacity(owner.len().max(7) + 1);
            text.push(initial.unwrap_or('k').to_ascii_uppercase());
            if owner.is_empty() {
                push_padded(self.number + 1, &mut text);
            } else {
                text.push_str(owner);
            }
            return Value::Text(text);
        }
        // Each element a thousand times its owner, and its own number.
        let parts = owner.split('-').filter_map(|part| part.parse::<i64>().ok());
        let nested = parts.fold(0_i64, |sum, part| sum.wrapping_mul(1000).wrapping_add(part));
        let own = i64::try_from(self.number).unwrap_or(i64::MAX).saturating_add(1);
        Value::Quantity(if owner.is_empty() { own } else { nested })
    }

    /// A value of a field; `dates` says that its list is dated by it.
    fn value(&mut self, (dates, fact): (bool, &Fact), ty: &Type) -> Value {
        match ty {
            Type::Text => self.text(fact),
            Type::Bool => Value::Bool(self.chance.percent(50)),
            Type::Date => Value::Day(self.day(dates, fact)),
            Type::DateTime => {
                let minutes = self.chance.within(0, 14 * 60);
                Value::Moment(self.day(dates, fact) * DAY + minutes * MINUTE)
            }
            Type::Choice(choice) => {
                let options = self.program.choices.get(*choice as usize);
                let last = options.map_or(0, |choice| choice.options.len().saturating_sub(1));
                let option = self.chance.skewed(i64::try_from(last).unwrap_or(0));
                Value::Option(u32::try_from(option).unwrap_or(0))
            }
            Type::Quantity(Unit::AnyMoney, _) => self.any_money(),
            Type::Quantity(unit, places) => {
                let places = if let Places::Fixed(places) = places { *places } else { 0 };
                Value::Quantity(self.quantity(unit, places, &fact.known))
            }
        }
    }

    fn text(&mut self, fact: &Fact) -> Value {
        if self.chance.percent(70)
            && let Some(text) = self.chance.one_of(&fact.known)
        {
            return text.clone();
        }
        Value::Text(name::text(&fact.last, &mut self.chance))
    }

    /// A day: of births, of what lists are dated by, around those that the policy asks for.
    fn day(&mut self, dates: bool, fact: &Fact) -> i64 {
        let today = self.shape.as_of.days();
        if fact.is_birth {
            let age =
                16 * YEAR + self.chance.within(0, 32 * YEAR) + self.chance.within(0, 32 * YEAR);
            return today - age;
        }
        if dates {
            return self.season(today);
        }
        if self.chance.percent(AROUND)
            && let Some(Value::Day(day)) = self.chance.one_of(&fact.known)
        {
            return day + self.chance.within(-45, 45);
        }
        if fact.is_end {
            return today + self.chance.within(-60, YEAR);
        }
        today - self.chance.within(0, MEMBERS)
    }

    /// A day of the last two years, later ones likelier, and more of them from November to January
    /// and in June.
    fn season(&mut self, today: i64) -> i64 {
        let day = today - self.chance.skewed(2 * YEAR);
        let (_, month, _) = calendar::parts(day);
        if matches!(month, 1 | 6 | 11 | 12) || self.chance.percent(70) {
            return day;
        }
        today - self.chance.skewed(2 * YEAR)
    }

    fn quantity(&mut self, unit: &Unit, places: u8, known: &[Value]) -> i64 {
        let quantity = |value: &Value| match value {
            Value::Quantity(number) => Some(*number),
            _ => None,
        };
        let most = known.iter().filter_map(quantity).max().filter(|most| *most > 0);
        if let Some(most) = most
            && self.chance.percent(AROUND)
        {
            return self.chance.within(0, most.saturating_mul(2));
        }
        let one = 10_i64.saturating_pow(u32::from(places));
        match unit {
            Unit::Money(_) | Unit::Points(_) | Unit::AnyMoney => self.amount(one),
            Unit::Number if places == 0 => self.chance.skewed(12),
            Unit::Duration(Length::Months) => self.chance.skewed(36),
            Unit::Duration(Length::Days) => self.chance.skewed(90),
            Unit::Duration(Length::Minutes) => self.chance.skewed(2880),
            Unit::Number => self.chance.within(0, one),
        }
    }

    /// An amount of which most are small and few very large; every fourth in whole units.
    fn amount(&mut self, one: i64) -> i64 {
        let times = self.chance.skewed(99) + 1;
        let amount = one.saturating_mul(self.chance.within(1, 60)).saturating_mul(times);
        if self.chance.percent(25) { amount } else { amount - self.chance.within(0, one - 1) }
    }

    /// As batches hold it: thousandths by the number of codes, and the code of the currency.
    fn any_money(&mut self) -> Value {
        let amount = self.amount(10_i64.pow(u32::from(ANY_MONEY_PLACES)));
        let currency = self.program.currency.as_ref();
        let (code, places) = currency
            .and_then(|currency| Some((currency.number()?, currency.places())))
            .unwrap_or((0, 0));
        let unit = 10_i64.pow(u32::from(ANY_MONEY_PLACES.saturating_sub(places)));
        Value::Quantity((amount / unit * unit).saturating_mul(CODES).saturating_add(code))
    }
}

/// The number of a customer, in seven digits or more.
fn push_padded(number: u64, out: &mut String) {
    write_digits(number, 7, out);
}
