//! An Arrow array of scalars, read by row.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Date64Array, Decimal64Array,
    Decimal128Array, Decimal256Array, Int64Array, StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, Date64Type, Decimal64Type, Decimal128Type, Decimal256Type, Int64Type,
    TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};

use super::raw::Raw;

/// The values of a column, in few forms.
pub(super) enum Values {
    Text(StringArray),
    /// Texts by number, with the number of each row.
    Coded(Vec<usize>, StringArray),
    Bool(BooleanArray),
    Whole(Int64Array),
    Short(Decimal64Array, i8),
    Decimal(Decimal128Array, i8),
    Wide(Decimal256Array, i8),
    Date(Date32Array),
    Milliseconds(Date64Array),
    /// Counts of a unit since 1970, and whether they are in UTC.
    Moments(Vec<i64>, TimeUnit, bool),
    /// A type that the inspection refuses.
    None,
}

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

impl Values {
    /// The values of an array of a type that was found to fit.
    pub(super) fn of(array: &ArrayRef) -> Values {
        use DataType as D;
        match array.data_type() {
            D::Utf8 => Values::Text(array.as_string::<i32>().clone()),
            D::LargeUtf8 | D::Utf8View => Values::cast(array, &D::Utf8),
            D::Dictionary(_, values) if is_text(values) => Values::coded(array),
            D::Dictionary(_, values) => Values::cast(array, values),
            D::Boolean => Values::Bool(array.as_boolean().clone()),
            D::Int64 => Values::Whole(array.as_primitive::<Int64Type>().clone()),
            D::Int8 | D::Int16 | D::Int32 | D::UInt8 | D::UInt16 | D::UInt32 => {
                Values::cast(array, &D::Int64)
            }
            D::UInt64 => Values::cast(array, &D::Decimal128(20, 0)),
            D::Decimal32(_, scale) => Values::cast(array, &D::Decimal128(38, *scale)),
            D::Decimal64(_, scale) => {
                Values::Short(array.as_primitive::<Decimal64Type>().clone(), *scale)
            }
            D::Decimal128(_, scale) => {
                Values::Decimal(array.as_primitive::<Decimal128Type>().clone(), *scale)
            }
            D::Decimal256(_, scale) => {
                Values::Wide(array.as_primitive::<Decimal256Type>().clone(), *scale)
            }
            D::Date32 => Values::Date(array.as_primitive::<Date32Type>().clone()),
            D::Date64 => Values::Milliseconds(array.as_primitive::<Date64Type>().clone()),
            D::Timestamp(unit, zone) => Values::moments(array, *unit, zone.is_some()),
            _ => Values::None,
        }
    }

    fn cast(array: &ArrayRef, to: &DataType) -> Values {
        match cast(array, to) {
            Ok(array) if array.data_type() == to => Values::of(&array),
            _ => Values::None,
        }
    }

    fn coded(array: &ArrayRef) -> Values {
        let dictionary = array.as_any_dictionary();
        if dictionary.values().is_empty() {
            return Values::None;
        }
        match cast(dictionary.values(), &DataType::Utf8) {
            Ok(texts) => {
                Values::Coded(dictionary.normalized_keys(), texts.as_string::<i32>().clone())
            }
            Err(_) => Values::None,
        }
    }

    fn moments(array: &ArrayRef, unit: TimeUnit, in_utc: bool) -> Values {
        let counts = match unit {
            TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
            TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
            TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
            TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
        };
        Values::Moments(counts.to_vec(), unit, in_utc)
    }

    /// The value of a row that is not null.
    pub(super) fn get(&self, row: usize) -> Raw<'_> {
        match self {
            Values::Text(texts) => text(texts, row),
            Values::Coded(codes, texts) => {
                codes.get(row).map_or(Raw::Missing, |code| text(texts, *code))
            }
            Values::Bool(values) if row < values.len() => Raw::Bool(values.value(row)),
            Values::Whole(values) => {
                values.values().get(row).map_or(Raw::Missing, |it| Raw::Scaled((*it).into(), 0))
            }
            Values::Short(values, scale) => values
                .values()
                .get(row)
                .map_or(Raw::Missing, |it| Raw::Scaled(i128::from(*it), *scale)),
            Values::Decimal(values, scale) => {
                values.values().get(row).map_or(Raw::Missing, |it| Raw::Scaled(*it, *scale))
            }
            Values::Wide(values, scale) => {
                values.values().get(row).map_or(Raw::Missing, |value| match value.to_i128() {
                    Some(value) => Raw::Scaled(value, *scale),
                    None => Raw::Huge,
                })
            }
            Values::Date(days) => {
                days.values().get(row).map_or(Raw::Missing, |it| Raw::Date((*it).into()))
            }
            Values::Milliseconds(values) => {
                values.values().get(row).map_or(Raw::Missing, |it| date_of_milliseconds(*it))
            }
            Values::Moments(counts, unit, in_utc) => {
                counts.get(row).map_or(Raw::Missing, |count| moment(*count, *unit, *in_utc))
            }
            Values::Bool(_) | Values::None => Raw::Missing,
        }
    }
}

fn is_text(ty: &DataType) -> bool {
    matches!(ty, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn text(texts: &StringArray, row: usize) -> Raw<'_> {
    if row < texts.len() && texts.is_valid(row) {
        Raw::Text(texts.value(row))
    } else {
        Raw::Missing
    }
}

fn date_of_milliseconds(milliseconds: i64) -> Raw<'static> {
    if milliseconds % MILLISECONDS_PER_DAY == 0 {
        return Raw::Date(milliseconds / MILLISECONDS_PER_DAY);
    }
    milliseconds.checked_mul(1000).map_or(Raw::NoMoment, Raw::Local)
}

fn moment(count: i64, unit: TimeUnit, in_utc: bool) -> Raw<'static> {
    let microseconds = match unit {
        TimeUnit::Second => count.checked_mul(1_000_000),
        TimeUnit::Millisecond => count.checked_mul(1000),
        TimeUnit::Microsecond => Some(count),
        TimeUnit::Nanosecond => (count % 1000 == 0).then_some(count / 1000),
    };
    match microseconds {
        Some(microseconds) if in_utc => Raw::Instant(microseconds),
        Some(microseconds) => Raw::Local(microseconds),
        None => Raw::NoMoment,
    }
}
