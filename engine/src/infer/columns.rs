//! Columns → what their records look like. Dots in the name of a column stand for objects.

use arrow::datatypes::{DataType, Fields};

use super::shape::{Field, Met, Scalar, Shape};

/// Adds the rows of a CSV file.
pub(super) fn add_csv(shape: &mut Shape, text: &str, most: usize) -> Result<(), csv::Error> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names = reader.headers()?.clone();
    let mut met = Met::default();
    for row in reader.records().take(most) {
        let row = row?;
        shape.records += 1;
        for (name, text) in names.iter().zip(&row) {
            let field = at(shape, name);
            if !text.trim().is_empty() {
                field.value(name, text.trim(), true, &mut met);
            }
        }
    }
    fill(shape);
    Ok(())
}

/// The field of a name with dots.
fn at<'s>(shape: &'s mut Shape, name: &str) -> &'s mut Field {
    match name.split_once('.') {
        Some((first, rest)) => at(&mut shape.field(first).group, rest),
        None => shape.field(name),
    }
}

/// Objects of columns are there in every row.
fn fill(shape: &mut Shape) {
    let records = shape.records;
    for field in shape.fields.values_mut().filter(|field| !field.group.is_empty()) {
        field.known = records;
        field.group.records = records;
        fill(&mut field.group);
    }
}

/// Adds columns by their types: one row that has all that cannot be missing.
pub(super) fn add_fields(shape: &mut Shape, columns: &Fields) {
    shape.records = 1;
    for column in columns {
        let field = shape.field(column.name());
        field.known = usize::from(!column.is_nullable());
        match column.data_type() {
            DataType::Struct(inner) => add_fields(&mut field.group, inner),
            DataType::List(element) | DataType::LargeList(element) => {
                field.is_list = true;
                // A missing list is refused, whatever the column allows.
                field.known = 1;
                if let DataType::Struct(inner) = element.data_type() {
                    add_fields(&mut field.elements, inner);
                }
            }
            other => field.scalar = scalar(other),
        }
        // What is in the column is not looked at: it may come twice.
        field.is_repeated = true;
    }
}

fn scalar(column: &DataType) -> Scalar {
    let mut scalar = Scalar { all: 1, has_many: true, ..Scalar::default() };
    match column {
        DataType::Boolean => scalar.bools = 1,
        DataType::Date32 | DataType::Date64 => scalar.dates = 1,
        DataType::Timestamp(..) => scalar.datetimes = 1,
        DataType::Decimal128(_, places) | DataType::Decimal256(_, places) => {
            scalar.places = usize::try_from(*places).unwrap_or(0);
            scalar.decimals = 1;
            scalar.wholes = usize::from(scalar.places == 0);
            scalar.cents = usize::from(scalar.places == 2);
        }
        DataType::Float32 | DataType::Float64 => (scalar.decimals, scalar.places) = (1, 6),
        integer if integer.is_integer() => (scalar.decimals, scalar.wholes) = (1, 1),
        _ => {}
    }
    scalar
}
