//! Random records that crowd around a program's edges; the same seed gives the same records.

use std::collections::HashSet;

use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use loyal_dsl::ir::{FieldId, FieldKind, Program, RecordId};
use loyal_dsl::types::{CODES, Currency, Places, Type, Unit};

use super::edges::Edges;
use crate::oracle::{Field, Number, Record, Value, decimal, mantissa, whole};

/// A source of chance: splitmix64 (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Chance from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number of `low..=high`.
    pub fn within(&mut self, low: i64, high: i64) -> i64 {
        let width = low.abs_diff(high).saturating_add(1);
        low.wrapping_add_unsigned(self.next() % width)
    }

    /// Yes, so many times in a hundred.
    pub fn percent(&mut self, times: i64) -> bool {
        self.within(1, 100) <= times
    }

    /// One of these.
    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(items.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        items.get(usize::try_from(self.within(0, last)).ok()?)
    }
}

/// So many random customers of a program.
#[must_use]
pub fn customers(
    program: &Program,
    edges: &Edges,
    count: usize,
    chance: &mut Chance,
) -> Vec<Record> {
    let zone = TimeZone::get(&program.time_zone).expect("a checked program's time zone");
    let mut keys = HashSet::new();
    let mut customer = || {
        let (dates, reused) = (Vec::new(), HashSet::new());
        let mut maker = Maker { program, edges, zone: &zone, chance, keys: reused, dates };
        std::mem::swap(&mut maker.keys, &mut keys);
        let record = maker.record(RecordId(0), 0);
        std::mem::swap(&mut maker.keys, &mut keys);
        record
    };
    (0..count).map(|_| customer()).collect()
}

/// Makes one customer.
struct Maker<'a> {
    program: &'a Program,
    edges: &'a Edges,
    zone: &'a TimeZone,
    chance: &'a mut Chance,
    /// The keys in use, of this customer and those before.
    keys: HashSet<Value>,
    /// The dates used before in this customer, for ties.
    dates: Vec<Date>,
}

impl Maker<'_> {
    fn record(&mut self, id: RecordId, depth: u32) -> Record {
        let program = self.program;
        let record = &program.records[id.0 as usize];
        let fields = record.fields.iter().enumerate().map(|(index, field)| match &field.kind {
            FieldKind::List(element) => Field::List(self.list(*element, depth + 1)),
            FieldKind::Scalar(ty) if record.key == u32::try_from(index).ok().map(FieldId) => {
                Field::Scalar(Some(self.key(ty)))
            }
            FieldKind::Scalar(_) if field.filled.is_some() => Field::Scalar(None),
            FieldKind::Scalar(_) if field.optional && self.chance.percent(25) => {
                Field::Scalar(None)
            }
            FieldKind::Scalar(ty) => Field::Scalar(Some(self.value(ty))),
        });
        Record { fields: fields.collect() }
    }

    fn list(&mut self, element: RecordId, depth: u32) -> Vec<Record> {
        let length = match (depth, self.chance.within(1, 100)) {
            (1, 1..=2) => self.chance.within(63, 65),
            (1, 3..=6) => self.chance.within(15, 17),
            (1, 7..=60) => self.chance.within(0, 2),
            (1, _) => self.chance.within(3, 8),
            (_, 1) => self.chance.within(15, 17),
            (_, _) => self.chance.within(0, 3),
        };
        (0..length).map(|_| self.record(element, depth)).collect()
    }

    /// A key that no record has yet.
    fn key(&mut self, ty: &Type) -> Value {
        loop {
            let number = self.chance.within(0, 9_999_999);
            let mark =
                *self.chance.one_of(&["", "", "", "", "/", "%", "键", " \"b\\"]).unwrap_or(&"");
            let key = match ty {
                Type::Text => Value::Text(format!("{number}{mark}")),
                _ => Value::Quantity(whole(number)),
            };
            if self.keys.insert(key.clone()) {
                return key;
            }
        }
    }

    fn value(&mut self, ty: &Type) -> Value {
        match ty {
            Type::Text => Value::Text(self.text()),
            Type::Bool => Value::Bool(self.chance.percent(50)),
            Type::Date => Value::Date(self.date()),
            Type::DateTime => Value::DateTime(self.time()),
            Type::Choice(choice) => {
                let options = self.program.choices[*choice as usize].options.len();
                let last = i64::try_from(options).unwrap_or(1) - 1;
                Value::Choice(u32::try_from(self.chance.within(0, last)).unwrap_or(0))
            }
            Type::Quantity(Unit::AnyMoney, _) => Value::Quantity(decimal(self.any_money(), 0)),
            Type::Quantity(_, places) => {
                let places = if let Places::Fixed(places) = places { *places } else { 0 };
                Value::Quantity(decimal(self.quantity(places), places))
            }
        }
    }

    /// As a batch holds it: thousandths by a power of two, and the currency's code.
    fn any_money(&mut self) -> i64 {
        let codes = ["CNY", "USD", "EUR", "JPY", "KWD"].map(|code| Currency(code.to_owned()));
        let currency = self.chance.one_of(&codes).cloned().expect("a currency");
        let step = 10i64.pow(u32::from(3 - currency.places()));
        let amount = self.chance.within(-1_000, 10_000_000) * step;
        amount * CODES + currency.number().expect("three capitals")
    }

    fn text(&mut self) -> String {
        let odd = [" ", "other", "汉字", "a/b%c", "{x} \"y\"\n"].map(str::to_owned);
        let texts = if self.chance.percent(80) { self.edges.texts.as_slice() } else { &odd };
        self.chance.one_of(texts).unwrap_or(&odd[1]).clone()
    }

    /// A whole number of `10^-places` that fits 64 bits.
    fn quantity(&mut self, places: u8) -> i64 {
        match self.chance.within(1, 1000) {
            1 => {
                *self.chance.one_of(&[i64::MAX, i64::MIN, i64::MAX - 1, i64::MAX / 2]).unwrap_or(&0)
            }
            2..=100 => self.chance.within(0, 12),
            101..=150 => self.chance.within(-500, 500),
            151..=700 => self.near_an_edge(places),
            _ => self.chance.within(0, 1_000_000),
        }
    }

    /// An edge, or a share of it so that a few add up to it, or next to that.
    fn near_an_edge(&mut self, places: u8) -> i64 {
        let edge = self.chance.one_of(&self.edges.numbers).cloned().unwrap_or(whole(0));
        let share: Number = edge / whole(*self.chance.one_of(&[1, 1, 1, 2, 3]).unwrap_or(&1));
        let scaled =
            mantissa(&share, places).unwrap_or_else(|| (share * scale(places)).to_integer());
        let beside = *self.chance.one_of(&[0, 0, 0, 1, -1]).unwrap_or(&0);
        i64::try_from(scaled + beside).unwrap_or(i64::MAX)
    }

    fn date(&mut self) -> Date {
        let today = self.edges.today;
        let date = match self.chance.within(1, 1000) {
            1 => *self.chance.one_of(&[date(1, 1, 1), date(9999, 12, 31)]).unwrap_or(&today),
            2..=200 => self.chance.one_of(&self.dates).copied().unwrap_or(today),
            201..=600 => {
                let edge = self.chance.one_of(&self.edges.dates).copied().unwrap_or(today);
                moved(edge, self.chance.within(-1, 1).days())
            }
            601..=700 => moved(today, self.chance.within(-40 * 365, 0).days()),
            701..=800 => moved(today.last_of_month(), self.chance.within(-24, 2).months()),
            _ => moved(today, self.chance.within(-500, 60).days()),
        };
        self.dates.push(date);
        date
    }

    /// A second of a day, often the first or the last; of years in which zones have whole minutes.
    fn time(&mut self) -> Timestamp {
        if self.chance.percent(10)
            && let Some(edge) = self.chance.one_of(&self.edges.times).copied()
        {
            return edge + self.chance.within(-1, 1).seconds();
        }
        let seconds = match self.chance.within(1, 10) {
            1..=2 => 0,
            3..=4 => 86_399,
            _ => self.chance.within(0, 86_399),
        };
        let date = Some(self.date()).filter(|date| (1950..2100).contains(&date.year()));
        let start = date.unwrap_or(self.edges.today).to_datetime(time(0, 0, 0, 0));
        let moment = start.checked_add(seconds.seconds()).unwrap_or(start);
        self.zone.to_timestamp(moment).unwrap_or_default()
    }
}

fn scale(places: u8) -> Number {
    whole(1) / decimal(1, places)
}

fn moved(date: Date, span: Span) -> Date {
    date.checked_add(span).ok().filter(|moved| (1..=9999).contains(&moved.year())).unwrap_or(date)
}
