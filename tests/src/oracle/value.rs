//! Values and records, as plain as a reader thinks of them.

use jiff::Timestamp;
use jiff::civil::Date;
use loyal_dsl::ir::{FieldId, FieldKind, Program, RecordId};
use loyal_dsl::types::{Places, Type};

use super::number::{self, Number};

/// A value. Whether it may be missing is said by an `Option` around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number, money or points.
    Quantity(Number),
    /// A text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A date.
    Date(Date),
    /// A datetime.
    DateTime(Timestamp),
    /// The index of a choice's option.
    Choice(u32),
}

/// Why a record has no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// A value as written or a completed sum is out of range.
    Overflow,
    /// A date lies outside the years 1 to 9999.
    DateOutOfRange,
    /// A division by zero.
    DivisionByZero,
    /// A script that has no result.
    Script,
}

/// A record of a program: a field for each of the program's, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The fields.
    pub fields: Vec<Field>,
}

/// What a field of a record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A single value, if it is known.
    Scalar(Option<Value>),
    /// The elements of a list.
    List(Vec<Record>),
}

impl Failure {
    /// The code by which outcomes name it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Failure::Overflow => "overflow",
            Failure::DateOutOfRange => "date_out_of_range",
            Failure::DivisionByZero => "division_by_zero",
            Failure::Script => "script_failed",
        }
    }
}

impl Value {
    pub(super) fn number(self) -> Number {
        match self {
            Value::Quantity(number) => number,
            other => panic!("{other:?} is no quantity"),
        }
    }

    pub(super) fn bool(self) -> bool {
        match self {
            Value::Bool(bool) => bool,
            other => panic!("{other:?} is no yes/no"),
        }
    }

    pub(super) fn date(self) -> Date {
        match self {
            Value::Date(date) => date,
            other => panic!("{other:?} is no date"),
        }
    }

    pub(super) fn timestamp(self) -> Timestamp {
        match self {
            Value::DateTime(timestamp) => timestamp,
            other => panic!("{other:?} is no datetime"),
        }
    }
}

/// The value, where a quantity of decimal places fits 128 bits; fractions are not bounded.
pub(super) fn bounded(value: Option<Value>, ty: &Type) -> Result<Option<Value>, Failure> {
    if let (Some(Value::Quantity(number)), Type::Quantity(_, Places::Fixed(places))) = (&value, ty)
    {
        let mantissa = number::mantissa(number, *places)
            .unwrap_or_else(|| panic!("{number} has more places than its type {ty:?}"));
        i128::try_from(mantissa).map_err(|_| Failure::Overflow)?;
    }
    Ok(value)
}

impl Record {
    /// The value of a scalar field.
    #[must_use]
    pub fn scalar(&self, field: FieldId) -> Option<&Value> {
        match &self.fields[field.0 as usize] {
            Field::Scalar(value) => value.as_ref(),
            Field::List(_) => panic!("field {field:?} is a list"),
        }
    }

    /// The elements of a list field.
    #[must_use]
    pub fn list(&self, field: FieldId) -> &[Record] {
        match &self.fields[field.0 as usize] {
            Field::List(elements) => elements,
            Field::Scalar(_) => panic!("field {field:?} is no list"),
        }
    }

    /// The record with all its lists in their own order: by the list's date (missing first), then
    /// by key, then as they came.
    #[must_use]
    pub fn ordered(&self, program: &Program, id: RecordId) -> Record {
        let declared = &program.records[id.0 as usize].fields;
        let fields = self.fields.iter().zip(declared).map(|(field, declared)| {
            match (field, &declared.kind) {
                (Field::List(elements), FieldKind::List(element)) => {
                    Field::List(ordered_list(elements, program, *element))
                }
                (field, _) => field.clone(),
            }
        });
        Record { fields: fields.collect() }
    }
}

fn ordered_list(elements: &[Record], program: &Program, id: RecordId) -> Vec<Record> {
    let record = &program.records[id.0 as usize];
    let rank = |element: &Record| {
        let value = |field: Option<FieldId>| field.and_then(|field| element.scalar(field).cloned());
        (value(record.dated_by), value(record.key))
    };
    let mut elements: Vec<Record> =
        elements.iter().map(|element| element.ordered(program, id)).collect();
    elements.sort_by_key(rank);
    elements
}
