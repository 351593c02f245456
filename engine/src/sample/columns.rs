//! Sampled records in Arrow's columns, nested as the record declares them.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListArray,
    RecordBatch, StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use loyal_dsl::ir::{FieldKind, Program, RecordId};
use loyal_dsl::types::{ANY_MONEY_PLACES, CODES, Currency, Places, Type, Unit};

use super::value::{Row, Value};
use crate::outcome::decimal;

/// Digits of an Arrow decimal that files hold in 64 bits.
pub(super) const SHORT: u8 = 18;
/// Digits of one that holds every quantity of 64 bits.
pub(super) const LONG: u8 = 19;

/// The zone of instants, by its offset: JSON and CSV are written without a table of zones.
const UTC: &str = "+00:00";

/// A field of a record, or what its nested records are.
#[derive(Debug)]
enum Node {
    Scalar { at: usize, ty: Type },
    List { at: usize, element: Vec<(String, Node)> },
    Group(Vec<(String, Node)>),
}

/// How records become columns.
#[derive(Debug)]
pub(super) struct Columns {
    nodes: Vec<(String, Node)>,
    options: Vec<Vec<String>>,
    /// Digits of decimals.
    digits: u8,
    schema: SchemaRef,
}

impl Columns {
    /// Decimals have so many digits.
    pub(super) fn of(program: &Program, digits: u8) -> Columns {
        let nodes = nodes(program, RecordId(0));
        let schema = Arc::new(Schema::new(fields(&nodes, digits)));
        let options = program.choices.iter().map(|choice| choice.options.clone()).collect();
        Columns { nodes, options, digits, schema }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The leaves that are keys: `id`, `orders.list.item.id`.
    pub(super) fn keys(&self, program: &Program) -> Vec<String> {
        let mut found = Vec::new();
        keys(program, (RecordId(0), &self.nodes), "", &mut found);
        found
    }

    /// The rows in columns.
    pub(super) fn batch(&self, rows: &[Row]) -> Result<RecordBatch, ArrowError> {
        let rows: Vec<&Row> = rows.iter().collect();
        let columns = self.nodes.iter().map(|(_, node)| self.column(node, &rows));
        RecordBatch::try_new(Arc::clone(&self.schema), columns.collect::<Result<_, _>>()?)
    }

    fn column(&self, node: &Node, rows: &[&Row]) -> Result<ArrayRef, ArrowError> {
        Ok(match node {
            Node::Scalar { at, ty } => self.scalars(ty, rows.iter().map(|row| row.get(*at)))?,
            Node::Group(nodes) => Arc::new(self.group(nodes, rows)?),
            Node::List { at, element } => {
                let lists = rows.iter().map(|row| match row.get(*at) {
                    Some(Value::List(list)) => list.as_slice(),
                    _ => &[],
                });
                let lengths = lists.clone().map(<[Row]>::len);
                let offsets = OffsetBuffer::from_lengths(lengths);
                let elements: Vec<&Row> = lists.flatten().collect();
                let values = self.group(element, &elements)?;
                let item = Field::new("item", values.data_type().clone(), false);
                Arc::new(ListArray::try_new(Arc::new(item), offsets, Arc::new(values), None)?)
            }
        })
    }

    fn group(&self, nodes: &[(String, Node)], rows: &[&Row]) -> Result<StructArray, ArrowError> {
        let columns = nodes.iter().map(|(_, node)| self.column(node, rows));
        StructArray::try_new(fields(nodes, self.digits), columns.collect::<Result<_, _>>()?, None)
    }

    fn scalars<'v>(
        &self,
        ty: &Type,
        values: impl Iterator<Item = Option<&'v Value>>,
    ) -> Result<ArrayRef, ArrowError> {
        let number = |value: Option<&Value>| match value? {
            Value::Quantity(number) | Value::Day(number) | Value::Moment(number) => Some(*number),
            _ => None,
        };
        Ok(match ty {
            Type::Text | Type::Choice(_) | Type::Quantity(Unit::AnyMoney, _) => {
                let texts = values.map(|value| self.text(ty, value?));
                Arc::new(texts.collect::<StringArray>())
            }
            Type::Bool => {
                let yes = values.map(|value| match value? {
                    Value::Bool(yes) => Some(*yes),
                    _ => None,
                });
                Arc::new(yes.collect::<BooleanArray>())
            }
            Type::Date => {
                let days = values.map(|value| i32::try_from(number(value)?).ok());
                Arc::new(days.collect::<Date32Array>())
            }
            Type::DateTime => {
                let moments = values.map(number).collect::<TimestampMicrosecondArray>();
                Arc::new(moments.with_timezone(UTC))
            }
            Type::Quantity(_, places) => match decimals(*places) {
                0 => Arc::new(values.map(number).collect::<Int64Array>()),
                places => {
                    let numbers = values.map(|value| number(value).map(i128::from));
                    let numbers = numbers.collect::<Decimal128Array>();
                    Arc::new(numbers.with_precision_and_scale(self.digits, places.cast_signed())?)
                }
            },
        })
    }

    fn text<'v>(&'v self, ty: &Type, value: &'v Value) -> Option<Cow<'v, str>> {
        match (value, ty) {
            (Value::Text(text), _) => Some(Cow::Borrowed(text)),
            (Value::Option(option), Type::Choice(choice)) => {
                let name = self.options.get(*choice as usize)?.get(*option as usize)?;
                Some(Cow::Borrowed(name))
            }
            (Value::Quantity(number), _) => {
                let currency = Currency::numbered(number.rem_euclid(CODES))?;
                let amount = i128::from(number.div_euclid(CODES));
                let amount = decimal::text(amount, ANY_MONEY_PLACES);
                Some(Cow::Owned(format!("{amount} {}", currency.0)))
            }
            _ => None,
        }
    }
}

/// The keys of a record and of what lies in it.
fn keys(
    program: &Program,
    (id, nodes): (RecordId, &[(String, Node)]),
    prefix: &str,
    found: &mut Vec<String>,
) {
    let Some(record) = program.records.get(id.0 as usize) else { return };
    for (name, node) in nodes {
        let name = format!("{prefix}{name}");
        match node {
            Node::Group(inner) => keys(program, (id, inner), &format!("{name}."), found),
            Node::Scalar { at, .. } => {
                let key = record.key.is_some_and(|key| key.0 as usize == *at);
                found.extend(key.then_some(name));
            }
            Node::List { at, element } => {
                let field = record.fields.get(*at).map(|field| &field.kind);
                if let Some(FieldKind::List(id)) = field {
                    keys(program, (*id, element), &format!("{name}.list.item."), found);
                }
            }
        }
    }
}

fn nodes(program: &Program, id: RecordId) -> Vec<(String, Node)> {
    let mut all = Vec::new();
    let Some(record) = program.records.get(id.0 as usize) else { return all };
    for (at, field) in record.fields.iter().enumerate() {
        let node = match &field.kind {
            _ if field.filled.is_some() => continue,
            FieldKind::List(_) if field.optional => continue,
            FieldKind::Scalar(ty) => Node::Scalar { at, ty: ty.clone() },
            FieldKind::List(element) => Node::List { at, element: nodes(program, *element) },
        };
        insert(&mut all, &field.path, node);
    }
    all
}

fn insert(all: &mut Vec<(String, Node)>, path: &[String], node: Node) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        all.push((first.clone(), node));
        return;
    }
    let group = all.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
        all.push((first.clone(), Node::Group(Vec::new())));
        all.len() - 1
    });
    if let Some((_, Node::Group(inner))) = all.get_mut(group) {
        insert(inner, rest, node);
    }
}

fn fields(nodes: &[(String, Node)], digits: u8) -> Fields {
    nodes
        .iter()
        .map(|(name, node)| {
            let ty = data_type(node, digits);
            Field::new(name, ty, matches!(node, Node::Scalar { .. }))
        })
        .collect()
}

fn data_type(node: &Node, digits: u8) -> DataType {
    match node {
        Node::Group(nodes) => DataType::Struct(fields(nodes, digits)),
        Node::List { element, .. } => {
            let element = DataType::Struct(fields(element, digits));
            DataType::List(Arc::new(Field::new("item", element, false)))
        }
        Node::Scalar { ty, .. } => match ty {
            Type::Text | Type::Choice(_) | Type::Quantity(Unit::AnyMoney, _) => DataType::Utf8,
            Type::Bool => DataType::Boolean,
            Type::Date => DataType::Date32,
            Type::DateTime => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
            Type::Quantity(_, places) => match decimals(*places) {
                0 => DataType::Int64,
                places => DataType::Decimal128(digits, places.cast_signed()),
            },
        },
    }
}

fn decimals(places: Places) -> u8 {
    match places {
        Places::Fixed(places) => places,
        Places::Fraction => 0,
    }
}
