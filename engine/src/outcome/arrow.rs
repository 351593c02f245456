//! The two tables of outcomes as Arrow record batches.
//!
//! Dates are `Date32`, decimals `Decimal128(38, 6)` whatever the unit, the rest is text; texts that
//! stand in the policy are dictionaries.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, DictionaryArray, RecordBatch, StringArray,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use arrow::error::ArrowError;
use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::message::Message;
use loyal_dsl::say;

use super::group_table::{Row, group_columns, group_effect_columns, group_effect_row, group_row};
use super::table::{self, Cells, Column, CustomerCells, Kind, PLACES};
use super::{GroupOutcome, Outcome, RecordError, decimal};

/// The greatest precision of an Arrow decimal of 128 bits.
pub(crate) const PRECISION: u8 = 38;
/// The greatest number of so many digits.
pub(crate) const LARGEST: u128 = 10_u128.pow(PRECISION as u32) - 1;

/// Builds the tables of one program.
#[derive(Debug, Clone)]
pub struct Tables {
    program: Arc<Program>,
    customers: SchemaRef,
    effects: SchemaRef,
}

/// A figure or date of an outcome that its column cannot hold.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// More digits than 38, or more places than 6.
    #[error("{}", self.message())]
    Unfit {
        /// The column.
        column: String,
        /// The text.
        value: String,
    },
    /// Arrow refused the columns.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

impl TableError {
    /// As it is said.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            TableError::Unfit { column, value } => {
                say!("`{value}` does not fit column `{column}`", value, column)
            }
            TableError::Arrow(error) => Message::verbatim(error.to_string()),
        }
    }
}

impl Tables {
    /// The tables of this program.
    #[must_use]
    pub fn new(program: Arc<Program>) -> Tables {
        let customers = schema(&table::customer_columns(&program));
        Tables { program, customers, effects: schema(&table::effect_columns()) }
    }

    /// The program whose tables they are.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// The schema of the customers' table.
    #[must_use]
    pub fn customer_schema(&self) -> SchemaRef {
        Arc::clone(&self.customers)
    }

    /// The schema of the effects' table.
    #[must_use]
    pub fn effect_schema(&self) -> SchemaRef {
        Arc::clone(&self.effects)
    }

    /// One row a record, those without an outcome included.
    pub fn customers(
        &self,
        results: &[Result<Outcome, RecordError>],
    ) -> Result<RecordBatch, TableError> {
        let rows: Vec<CustomerCells> =
            results.iter().map(|result| table::customer_cells(&self.program, result)).collect();
        batch(&self.customers, &table::customer_columns(&self.program), &rows)
    }

    /// One row an effect.
    pub fn effects(
        &self,
        results: &[Result<Outcome, RecordError>],
    ) -> Result<RecordBatch, TableError> {
        let outcomes = results.iter().filter_map(|result| result.as_ref().ok());
        let effects: Vec<_> = outcomes
            .flat_map(|outcome| outcome.effects.iter().map(move |effect| (outcome, effect)))
            .map(|(outcome, effect)| (outcome, effect, table::nested(effect)))
            .collect();
        let rows: Vec<Cells> = effects
            .iter()
            .map(|(outcome, effect, nested)| table::effect_cells(outcome, effect, nested))
            .collect();
        batch(&self.effects, &table::effect_columns(), &rows)
    }
}

/// The schema of the groups' table.
#[must_use]
pub fn group_schema() -> SchemaRef {
    schema(&group_columns())
}

/// The schema of the table of effects on groups.
#[must_use]
pub fn group_effect_schema() -> SchemaRef {
    schema(&group_effect_columns())
}

/// One row a group of a portfolio, those without an outcome included.
pub fn groups(
    portfolio: &str,
    results: &[Result<GroupOutcome, RecordError>],
) -> Result<RecordBatch, TableError> {
    let rows: Vec<Row> = results.iter().map(|result| group_row(portfolio, result)).collect();
    batch(&group_schema(), &group_columns(), &borrowed(&rows))
}

/// One row an effect on a group.
pub fn group_effects(
    results: &[Result<GroupOutcome, RecordError>],
) -> Result<RecordBatch, TableError> {
    let groups = results.iter().filter_map(|result| result.as_ref().ok());
    let rows: Vec<Row> = groups
        .flat_map(|group| {
            group.outcome.effects.iter().map(move |effect| group_effect_row(group, effect))
        })
        .collect();
    batch(&group_effect_schema(), &group_effect_columns(), &borrowed(&rows))
}

fn borrowed(rows: &[Row]) -> Vec<Cells<'_>> {
    rows.iter().map(|row| row.iter().map(Option::as_deref).collect()).collect()
}

fn schema(columns: &[Column]) -> SchemaRef {
    let fields = columns
        .iter()
        .map(|column| Field::new(&column.name, data_type(column.kind), !column.required));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Category => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Kind::Date => DataType::Date32,
        Kind::Decimal => DataType::Decimal128(PRECISION, PLACES.cast_signed()),
    }
}

fn batch(
    schema: &SchemaRef,
    columns: &[Column],
    rows: &[Vec<Option<impl AsRef<str>>>],
) -> Result<RecordBatch, TableError> {
    let arrays = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let cells = rows.iter().map(|row| row.get(index).and_then(Option::as_ref));
            array(column, cells.map(|cell| cell.map(AsRef::as_ref)))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(Arc::clone(schema), arrays)?)
}

fn array<'a>(
    column: &Column,
    cells: impl Iterator<Item = Option<&'a str>>,
) -> Result<ArrayRef, TableError> {
    Ok(match column.kind {
        Kind::Text => Arc::new(cells.collect::<StringArray>()),
        Kind::Category => Arc::new(cells.collect::<DictionaryArray<Int32Type>>()),
        Kind::Date => Arc::new(parsed(column, cells, day)?.into_iter().collect::<Date32Array>()),
        Kind::Decimal => Arc::new(
            parsed(column, cells, digits)?
                .into_iter()
                .collect::<Decimal128Array>()
                .with_precision_and_scale(PRECISION, PLACES.cast_signed())?,
        ),
    })
}

fn parsed<'a, T>(
    column: &Column,
    cells: impl Iterator<Item = Option<&'a str>>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>, TableError> {
    let unfit =
        |text: &str| TableError::Unfit { column: column.name.clone(), value: text.to_owned() };
    cells.map(|cell| cell.map(|text| parse(text).ok_or_else(|| unfit(text))).transpose()).collect()
}

/// The days of a date since 1970-01-01.
pub(super) fn day(text: &str) -> Option<i32> {
    i32::try_from(text.parse::<Date>().ok()?.days()).ok()
}

/// A decimal in units of `10^-`[`PLACES`].
pub(super) fn digits(text: &str) -> Option<i128> {
    decimal::mantissa(text, PLACES).filter(|value| value.unsigned_abs() <= LARGEST)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{AsArray, RecordBatch};
    use arrow::compute::cast;
    use arrow::datatypes::{DataType, Date32Type, Decimal128Type};
    use indexmap::IndexMap;
    use loyal_dsl::ir::{Crowd, Program};

    use super::{TableError, Tables};
    use crate::outcome::{Effect, ErrorDetail, Outcome, RecordError};

    fn tables() -> Tables {
        Tables::new(Arc::new(Program {
            name: "Shop".to_owned(),
            currency: None,
            time_zone: "UTC".to_owned(),
            effective_from: None,
            effective_through: None,
            applies_when: None,
            records: Vec::new(),
            history: None,
            choices: Vec::new(),
            values: Vec::new(),
            calendars: Vec::new(),
            scripts: Vec::new(),
            published: Vec::new(),
            guarantees: Vec::new(),
            totals: Vec::new(),
            selections: Vec::new(),
            tiers: Vec::new(),
            classes: Vec::new(),
            scores: Vec::new(),
            rules: Vec::new(),
            lots: Vec::new(),
            crowd: Crowd::default(),
            decisions: Vec::new(),
        }))
    }

    fn effect(amount: &str) -> Effect {
        Effect {
            key: "Shop/points/C-1/O-1/1".to_owned(),
            rule: "points".to_owned(),
            word: "earn",
            source: "shop.loyal:1".to_owned(),
            kind: "points",
            subject: IndexMap::from([("order".to_owned(), "O-1".to_owned())]),
            amount: Some(amount.to_owned()),
            unit: Some("points".to_owned()),
            last_day: Some("1970-02-01".to_owned()),
            ..Effect::default()
        }
    }

    fn results(amounts: &[&str]) -> Vec<Result<Outcome, RecordError>> {
        let error = ErrorDetail {
            code: "overflow",
            message: "too large".to_owned(),
            within: "spend".to_owned(),
            source: "shop.loyal:2".to_owned(),
            expression: "a + b".to_owned(),
            values: IndexMap::new(),
        };
        let outcome = Outcome {
            applies: true,
            customer: "C-1".to_owned(),
            program: "Shop".to_owned(),
            policy: "hash".to_owned(),
            as_of: "2026-06-30".to_owned(),
            tiers: IndexMap::new(),
            classes: IndexMap::new(),
            scores: IndexMap::new(),
            effects: amounts.iter().map(|amount| effect(amount)).collect(),
            published: IndexMap::new(),
            broken: Vec::new(),
        };
        vec![Ok(outcome), Err(RecordError { customer: "C-2".to_owned(), error })]
    }

    fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
        let column = cast(batch.column_by_name(column).unwrap(), &DataType::Utf8).unwrap();
        column.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn a_record_without_outcome_has_its_row_among_the_customers() {
        let batch = tables().customers(&results(&[])).unwrap();
        assert_eq!(texts(&batch, "customer"), [Some("C-1".to_owned()), Some("C-2".to_owned())]);
        assert_eq!(texts(&batch, "program"), [Some("Shop".to_owned()), None]);
        assert_eq!(texts(&batch, "error"), [None, Some("overflow".to_owned())]);
        assert_eq!(texts(&batch, "error_message"), [None, Some("too large".to_owned())]);
    }

    #[test]
    fn amounts_are_decimals_and_days_are_dates() {
        let most = "99999999999999999999999999999999.999999";
        let batch = tables().effects(&results(&["12.30", "-7", most])).unwrap();
        let amounts = batch.column_by_name("amount").unwrap().as_primitive::<Decimal128Type>();
        assert_eq!(amounts.values(), &[12_300_000, -7_000_000, 10_i128.pow(38) - 1]);
        let days = batch.column_by_name("last_day").unwrap().as_primitive::<Date32Type>();
        assert_eq!(days.values(), &[31, 31, 31]);
        assert_eq!(texts(&batch, "subject"), vec![Some("{\"order\":\"O-1\"}".to_owned()); 3]);
    }

    #[test]
    fn an_amount_that_a_decimal_cannot_hold_is_an_error() {
        for amount in ["100000000000000000000000000000000", "0.0000001", "many"] {
            let failed = tables().effects(&results(&[amount]));
            assert!(
                matches!(&failed, Err(TableError::Unfit { value, .. }) if value == amount),
                "{failed:?}"
            );
        }
    }

    #[test]
    fn no_records_make_empty_tables_of_the_same_schema() {
        let tables = tables();
        let (customers, effects) = (tables.customers(&[]).unwrap(), tables.effects(&[]).unwrap());
        assert_eq!((customers.num_rows(), effects.num_rows()), (0, 0));
        assert_eq!(customers.schema(), tables.customer_schema());
        assert_eq!(effects.schema(), tables.effect_schema());
    }
}
