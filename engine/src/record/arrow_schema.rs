//! An Arrow schema held against the policy's record: which columns are needed, and whether their
//! types can hold the fields exactly. It is checked once, before any row.

use loyal_dsl::message::Message;
use loyal_dsl::say;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields};

use super::rejection::{Place, ReadError};
use super::scalar::Target;
use super::schema::{Names, Read, Schema, Slot};

/// What a file's schema says.
#[derive(Debug, Default)]
pub(super) struct Inspection {
    /// The columns that the policy's record does not declare.
    pub(super) unknown: Vec<String>,
    /// The leaves to be decoded, counted depth first as Parquet does.
    pub(super) leaves: Vec<usize>,
    /// The columns to be decoded.
    pub(super) roots: Vec<usize>,
    leaf: usize,
}

/// Checks the columns of a file.
pub(super) fn inspect(
    schema: &Schema,
    fields: &Fields,
    file: &Arc<str>,
) -> Result<Inspection, ReadError> {
    let mut inspection = Inspection::default();
    let inspector = Inspector { schema, file };
    if let Some(customer) = schema.levels.first() {
        inspector.object(0, &customer.names, fields, &mut inspection)?;
        inspector.missing(0, &customer.names, fields)?;
    }
    let mut first = 0;
    for (column, field) in fields.iter().enumerate() {
        let next = first + count_leaves(field.data_type());
        if inspection.leaves.iter().any(|leaf| (first..next).contains(leaf)) {
            inspection.roots.push(column);
        }
        first = next;
    }
    Ok(inspection)
}

struct Inspector<'i> {
    schema: &'i Schema,
    file: &'i Arc<str>,
}

impl Inspector<'_> {
    fn object(
        &self,
        level: usize,
        names: &Names,
        fields: &Fields,
        found: &mut Inspection,
    ) -> Result<(), ReadError> {
        for field in fields {
            let after = found.leaf + count_leaves(field.data_type());
            match names.slots.get(field.name()) {
                None => found.unknown.push(format!("{}{}", names.prefix, field.name())),
                Some(Slot::Group(group)) => match field.data_type() {
                    DataType::Struct(fields) => {
                        self.object(level, group, fields, found)?;
                        self.missing(level, group, fields)?;
                    }
                    other => return Err(self.unfit(names, field, other, say!("a struct"), None)),
                },
                Some(Slot::Field(number)) => self.field(level, *number, names, field, found)?,
            }
            found.leaf = after;
        }
        Ok(())
    }

    fn field(
        &self,
        level: usize,
        number: usize,
        names: &Names,
        field: &Field,
        found: &mut Inspection,
    ) -> Result<(), ReadError> {
        let read = self.schema.levels.get(level).map(|it| it.read(number));
        match read {
            Some(Read::Scalar(target)) => {
                found.leaves.push(found.leaf);
                check(target, field.data_type()).map_err(|help| {
                    self.unfit(names, field, field.data_type(), target.expected(), help)
                })
            }
            Some(Read::List(child)) => {
                let (Some(DataType::Struct(fields)), Some(plan)) =
                    (element_type(field.data_type()), self.schema.levels.get(*child))
                else {
                    let expected = say!("a list of structs");
                    return Err(self.unfit(names, field, field.data_type(), expected, None));
                };
                let before = found.leaves.len();
                let first = found.leaf;
                self.object(*child, &plan.names, fields, found)?;
                self.missing(*child, &plan.names, fields)?;
                if found.leaves.len() == before {
                    found.leaves.push(first);
                }
                Ok(())
            }
            Some(Read::Skip) | None => Ok(()),
        }
    }

    /// Refuses a file that lacks the column of a required field.
    fn missing(&self, level: usize, names: &Names, fields: &Fields) -> Result<(), ReadError> {
        let Some(plan) = self.schema.levels.get(level) else { return Ok(()) };
        for (name, slot) in &names.slots {
            if fields.find(name).is_some() {
                continue;
            }
            let lacking = match slot {
                Slot::Field(field) => vec![*field],
                Slot::Group(group) => group.fields(),
            };
            for field in lacking.into_iter().filter_map(|field| plan.fields.get(field)) {
                if !field.optional && !matches!(field.read, Read::Skip) {
                    let column = format!("{}{}", plan.names.prefix, field.name);
                    let message = say!("there is no column `{column}`", column);
                    return Err(Place::file(self.file).error(message));
                }
            }
        }
        Ok(())
    }

    fn unfit(
        &self,
        names: &Names,
        field: &Field,
        found: &DataType,
        expected: Message,
        help: Option<Message>,
    ) -> ReadError {
        let name = format!("{}{}", names.prefix, field.name());
        let found = found.to_string();
        let message = say!(
            "the column `{name}` is of type {found}; expected {expected}",
            name,
            found,
            expected
        );
        ReadError { help: help.map(Box::new), ..Place::file(self.file).error(message) }
    }
}

/// Whether values of the type can fit; with help where they cannot.
fn check(target: &Target, found: &DataType) -> Result<(), Option<Message>> {
    use DataType as D;
    let found = match found {
        D::Dictionary(_, values) => values.as_ref(),
        other => other,
    };
    let is_text = matches!(found, D::Utf8 | D::LargeUtf8 | D::Utf8View);
    let fits = match target {
        Target::Text | Target::Choice(_) => is_text,
        Target::Bool => matches!(found, D::Boolean),
        Target::Date => is_text || matches!(found, D::Date32 | D::Date64),
        Target::DateTime(_) => is_text || matches!(found, D::Timestamp(..)),
        Target::AnyMoney(_) | Target::Quantity { .. } => {
            if let D::Float16 | D::Float32 | D::Float64 = found {
                return Err(Some(say!(
                    "floats are not exact; write a decimal, a whole number or text"
                )));
            }
            let is_decimal = matches!(
                found,
                D::Decimal32(..) | D::Decimal64(..) | D::Decimal128(..) | D::Decimal256(..)
            );
            is_text || is_decimal || found.is_integer()
        }
    };
    if fits || matches!(found, D::Null) { Ok(()) } else { Err(None) }
}

/// The type of a list's elements.
pub(super) fn element_type(list: &DataType) -> Option<&DataType> {
    match list {
        DataType::List(element) | DataType::LargeList(element) => Some(element.data_type()),
        _ => None,
    }
}

fn count_leaves(ty: &DataType) -> usize {
    match ty {
        DataType::Struct(fields) => fields.iter().map(|it| count_leaves(it.data_type())).sum(),
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _)
        | DataType::Map(element, _) => count_leaves(element.data_type()),
        _ => 1,
    }
}
