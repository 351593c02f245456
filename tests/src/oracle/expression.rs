//! What each form of an expression means: value by value, left to right, no further than needed.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use loyal_dsl::ir::{
    Aggregate, AggregateKind, Calendar, Comparison, Expr, ExprKind, Extreme, FieldId, Literal,
    Pick, Program, ShiftUnit, SpanBetween, ValueId,
};
use loyal_dsl::types::{Places, Type};
use loyal_engine::script::Scripts;
use num_bigint::BigInt;

use super::number::{self, Number};
use super::script;
use super::text;
use super::tier;
use super::value::{Failure, Record, Value, bounded};
use super::{business, calendar, lunar};

/// What reading an expression gives: a value, nothing, or a failure of the whole record.
pub(super) type Read = Result<Option<Value>, Failure>;

/// The records in sight: the customer, then the element of each list looked at.
pub(super) type Scope<'a> = Vec<&'a Record>;

/// One customer on one day.
pub(super) struct Customer<'a> {
    pub(super) program: &'a Program,
    pub(super) today: Date,
    pub(super) zone: &'a TimeZone,
    pub(super) scripts: &'a Scripts,
    pub(super) record: &'a Record,
    named: RefCell<Vec<Option<Read>>>,
}

impl<'a> Customer<'a> {
    pub(super) fn new(
        program: &'a Program,
        today: Date,
        (zone, scripts): (&'a TimeZone, &'a Scripts),
        record: &'a Record,
    ) -> Self {
        let named = RefCell::new(vec![None; program.values.len()]);
        Customer { program, today, zone, scripts, record, named }
    }

    /// The customer's key as text.
    pub(super) fn key(&self) -> String {
        let key = self.program.records[0].key.and_then(|key| self.record.scalar(key));
        key.map_or_else(String::new, text::key)
    }

    /// A named value of the customer; computed once, when first asked for.
    pub(super) fn named(&self, id: ValueId) -> Read {
        let index = id.0 as usize;
        let known = self.named.borrow()[index].clone();
        known.unwrap_or_else(|| {
            let read = self.read(&self.program.values[index].expr, &[self.record]);
            self.named.borrow_mut()[index] = Some(read.clone());
            read
        })
    }

    /// Whether a condition holds; a missing one does not.
    pub(super) fn holds(&self, condition: &Expr, scope: &[&Record]) -> Result<bool, Failure> {
        Ok(self.read(condition, scope)?.is_some_and(Value::bool))
    }

    /// A value as written, which must fit 128 bits at its scale.
    pub(super) fn read(&self, expr: &Expr, scope: &[&Record]) -> Read {
        bounded(self.exact(expr, scope)?, &expr.ty)
    }

    /// The elements of a list that pass a filter, each with its place in the list and its scope.
    pub(super) fn passing<'s>(
        &self,
        (depth, list): (usize, FieldId),
        filter: Option<&Expr>,
        scope: &[&'s Record],
    ) -> Result<Vec<(usize, Scope<'s>)>, Failure> {
        let mut passing = Vec::new();
        for (place, element) in scope[depth].list(list).iter().enumerate() {
            let inner = [scope, &[element]].concat();
            if filter.map_or(Ok(true), |filter| self.holds(filter, &inner))? {
                passing.push((place, inner));
            }
        }
        Ok(passing)
    }

    /// A value of any size: what stands inside an expression as written is not bounded.
    fn exact(&self, expr: &Expr, scope: &[&Record]) -> Read {
        match &expr.kind {
            ExprKind::Literal(literal) => Ok(Some(constant(literal, &expr.ty))),
            ExprKind::Today => Ok(Some(Value::Date(self.today))),
            ExprKind::Field { depth, field } => {
                Ok(scope[usize::from(*depth)].scalar(*field).cloned())
            }
            ExprKind::Value(id) => self.named(*id),
            ExprKind::Not(a) => Ok(self.read(a, scope)?.map(|a| Value::Bool(!a.bool()))),
            ExprKind::And(a, b) => match self.read(a, scope)? {
                Some(Value::Bool(true)) => self.read(b, scope),
                no_or_missing => Ok(no_or_missing),
            },
            ExprKind::Or(a, b) => match self.read(a, scope)? {
                Some(Value::Bool(false)) => self.read(b, scope),
                yes_or_missing => Ok(yes_or_missing),
            },
            ExprKind::Compare(how, a, b) => {
                let (a, b) = (self.read(a, scope)?, self.read(b, scope)?);
                Ok(a.zip(b).map(|(a, b)| Value::Bool(compare(*how, &a, &b))))
            }
            ExprKind::Known(a) => Ok(Some(Value::Bool(self.read(a, scope)?.is_some()))),
            ExprKind::OrElse(a, b) => match self.read(a, scope)? {
                Some(known) => Ok(Some(known)),
                None => self.read(b, scope),
            },
            ExprKind::Negate(a) => Ok(self.exact(a, scope)?.map(|a| quantity(-a.number()))),
            ExprKind::Add(a, b) => self.arithmetic(a, b, scope, |a, b| Ok(a + b)),
            ExprKind::Subtract(a, b) => self.arithmetic(a, b, scope, |a, b| Ok(a - b)),
            ExprKind::Multiply(a, b) => self.arithmetic(a, b, scope, |a, b| Ok(a * b)),
            ExprKind::Divide(a, b) => self.arithmetic(a, b, scope, divide),
            ExprKind::FullUnits(a, b) => {
                self.arithmetic(a, b, scope, |a, b| Ok(divide(a, b)?.floor()))
            }
            ExprKind::Remainder(a, b) => self
                .arithmetic(a, b, scope, |a, b| Ok(a.clone() - b.clone() * divide(a, b)?.floor())),
            ExprKind::Rounded(a, rounding) => {
                let a = self.read(a, scope)?;
                Ok(a.map(|a| quantity(number::round(&a.number(), *rounding))))
            }
            ExprKind::Extreme { which, known_only, items } => {
                let items = self.read_all(items, scope)?;
                let missing = !known_only && items.contains(&None);
                Ok(extreme(*which, items.into_iter().flatten()).filter(|_| !missing))
            }
            ExprKind::Cases { arms, otherwise } => {
                for arm in arms {
                    if self.holds(&arm.when, scope)? {
                        return self.read(&arm.then, scope);
                    }
                }
                otherwise.as_ref().map_or(Ok(None), |otherwise| self.read(otherwise, scope))
            }
            ExprKind::Aggregate(aggregate) => bounded(self.aggregate(aggregate, scope)?, &expr.ty),
            ExprKind::Pick(pick) => self.pick(pick, scope),
            ExprKind::DatePart(part, a) => {
                Ok(self.read(a, scope)?.map(|a| whole(calendar::part(a.date(), *part))))
            }
            ExprKind::StartOf(period, a) => {
                let a = self.read(a, scope)?;
                Ok(a.map(|a| Value::Date(calendar::start_of(a.date(), *period))))
            }
            ExprKind::EndOf(period, a) => {
                let a = self.read(a, scope)?;
                Ok(a.map(|a| Value::Date(calendar::end_of(a.date(), *period))))
            }
            ExprKind::Shift { from, count, unit } => {
                let (from, count) = (self.read(from, scope)?, self.read(count, scope)?);
                from.zip(count).map(|(from, count)| self.shift(from, count, *unit)).transpose()
            }
            ExprKind::Between { unit, from, to } => {
                let (from, to) = (self.read(from, scope)?, self.read(to, scope)?);
                from.zip(to).map(|(from, to)| self.between(*unit, from, to)).transpose()
            }
            ExprKind::Transition(transition) => tier::transition(self, transition, scope),
            ExprKind::DateOf(a) => {
                let a = self.read(a, scope)?;
                a.map(|a| date_of(a.timestamp(), self.zone)).transpose()
            }
            ExprKind::Festival(festival, year) => {
                let year = self.read(year, scope)?;
                year.map(|year| dated(lunar::festival(*festival, index(year)?))).transpose()
            }
            ExprKind::LunarAnniversary { of, year } => {
                let (of, year) = (self.read(of, scope)?, self.read(year, scope)?);
                let anniversary =
                    |(of, year): (Value, Value)| dated(lunar::anniversary(of.date(), index(year)?));
                of.zip(year).map(anniversary).transpose()
            }
            ExprKind::KeyPath(keys) => {
                let keys: Option<Vec<Value>> = self.read_all(keys, scope)?.into_iter().collect();
                let joined = |keys: Vec<Value>| {
                    let keys: Vec<String> = keys.iter().map(text::key).collect();
                    Value::Text(keys.join("/"))
                };
                Ok(keys.map(joined))
            }
            ExprKind::Script(call) => {
                let arguments: Option<Vec<Value>> =
                    self.read_all(&call.arguments, scope)?.into_iter().collect();
                let run = |arguments| script::run(self.scripts, call, arguments);
                arguments.map(run).transpose()
            }
        }
    }

    fn read_all(&self, items: &[Expr], scope: &[&Record]) -> Result<Vec<Option<Value>>, Failure> {
        items.iter().map(|item| self.read(item, scope)).collect()
    }

    /// Both operands are read before either is found missing.
    fn arithmetic(
        &self,
        a: &Expr,
        b: &Expr,
        scope: &[&Record],
        operation: fn(Number, Number) -> Result<Number, Failure>,
    ) -> Read {
        let (a, b) = (self.exact(a, scope)?, self.exact(b, scope)?);
        a.zip(b).map(|(a, b)| operation(a.number(), b.number()).map(quantity)).transpose()
    }

    fn aggregate(&self, aggregate: &Aggregate, scope: &[&Record]) -> Read {
        let list = (usize::from(aggregate.depth), aggregate.list);
        let elements = self.passing(list, aggregate.filter.as_ref(), scope)?;
        let mut values = Vec::new();
        for (_, element) in &elements {
            if let Some(value) = &aggregate.value {
                values.extend(self.read(value, element)?);
            }
        }
        Ok(match aggregate.kind {
            AggregateKind::Count => Some(whole(elements.len())),
            AggregateKind::Sum => Some(quantity(sum(values))),
            AggregateKind::Average => (!values.is_empty()).then(|| {
                let count = number::whole(values.len());
                quantity(sum(values) / count)
            }),
            AggregateKind::Max => extreme(Extreme::Largest, values),
            AggregateKind::Min => extreme(Extreme::Smallest, values),
            AggregateKind::DistinctCount => {
                values.sort();
                values.dedup();
                Some(whole(values.len()))
            }
            AggregateKind::Any => Some(Value::Bool(values.into_iter().any(Value::bool))),
            AggregateKind::Every => Some(Value::Bool(values.into_iter().all(Value::bool))),
            AggregateKind::SumOfTop(count) => {
                values.sort_by(|a, b| b.cmp(a));
                values.truncate(count as usize);
                Some(quantity(sum(values)))
            }
        })
    }

    fn shift(&self, from: Value, count: Value, unit: ShiftUnit) -> Result<Value, Failure> {
        let count = index(count)?;
        let moved = match (from, unit) {
            (Value::DateTime(time), unit) => {
                calendar::shift_time(time, count, unit).map(Value::DateTime)
            }
            (date, ShiftUnit::BusinessDays(which)) => {
                business::shift(self.calendar(which), date.date(), count).map(Value::Date)
            }
            (date, unit) => calendar::shift_date(date.date(), count, unit).map(Value::Date),
        };
        moved.ok_or(Failure::DateOutOfRange)
    }

    fn between(&self, unit: SpanBetween, from: Value, to: Value) -> Result<Value, Failure> {
        let count = match (from, to, unit) {
            (from, to, SpanBetween::BusinessDays(which)) => {
                business::between(self.calendar(which), from.date(), to.date())
            }
            (Value::DateTime(from), Value::DateTime(to), unit) => {
                Some(calendar::between_times(from, to, unit))
            }
            (from, to, unit) => Some(calendar::between_dates(from.date(), to.date(), unit)),
        };
        count.map(whole).ok_or(Failure::DateOutOfRange)
    }

    fn calendar(&self, which: u32) -> &Calendar {
        &self.program.calendars[which as usize]
    }

    fn pick(&self, pick: &Pick, scope: &[&Record]) -> Read {
        let list = (usize::from(pick.depth), pick.list);
        let mut first: Option<(Value, Scope<'_>)> = None;
        for (_, element) in self.passing(list, pick.filter.as_ref(), scope)? {
            let Some(key) = self.read(&pick.order.key, &element)? else { continue };
            if first.as_ref().is_none_or(|(best, _)| stands_before(pick.order.which, &key, best)) {
                first = Some((key, element));
            }
        }
        first.map_or(Ok(None), |(_, element)| self.read(&pick.value, &element))
    }
}

fn constant(literal: &Literal, ty: &Type) -> Value {
    match literal {
        Literal::Quantity(mantissa) => match ty {
            Type::Quantity(_, Places::Fixed(places)) => {
                quantity(number::decimal(*mantissa, *places))
            }
            other => panic!("a literal quantity of type {other:?}"),
        },
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Bool(bool) => Value::Bool(*bool),
        Literal::Date(days) => Value::Date(calendar::from_days(*days)),
        Literal::DateTime(microseconds) => Value::DateTime(
            Timestamp::from_microsecond(*microseconds).expect("a checked program's datetime"),
        ),
        Literal::Option(option) => Value::Choice(*option),
    }
}

fn quantity(number: Number) -> Value {
    Value::Quantity(number)
}

fn whole(number: impl Into<BigInt>) -> Value {
    quantity(number::whole(number))
}

fn compare(how: Comparison, a: &Value, b: &Value) -> bool {
    match how {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    }
}

fn divide(a: Number, b: Number) -> Result<Number, Failure> {
    if b == number::whole(0) { Err(Failure::DivisionByZero) } else { Ok(a / b) }
}

fn sum(values: Vec<Value>) -> Number {
    values.into_iter().map(Value::number).fold(number::whole(0), |sum, value| sum + value)
}

fn extreme(which: Extreme, values: impl IntoIterator<Item = Value>) -> Option<Value> {
    match which {
        Extreme::Largest => values.into_iter().max(),
        Extreme::Smallest => values.into_iter().min(),
    }
}

fn stands_before(which: Extreme, key: &Value, best: &Value) -> bool {
    match which {
        Extreme::Largest => key > best,
        Extreme::Smallest => key < best,
    }
}

/// A whole number of 64 bits.
fn index(number: Value) -> Result<i64, Failure> {
    let number = number.number();
    assert!(number.is_integer(), "{number} years or units");
    i64::try_from(number.to_integer()).map_err(|_| Failure::DateOutOfRange)
}

fn dated(date: Option<Date>) -> Result<Value, Failure> {
    date.map(Value::Date).ok_or(Failure::DateOutOfRange)
}

fn date_of(time: Timestamp, zone: &TimeZone) -> Result<Value, Failure> {
    let date = calendar::date_of(time, zone);
    let in_range = (1..=9999).contains(&date.year());
    in_range.then_some(Value::Date(date)).ok_or(Failure::DateOutOfRange)
}
