//! Arrow columns → the columns of a draft, a column at a time.

use arrow::array::{Array, ArrayRef, AsArray, StructArray, UInt64Array};
use arrow::buffer::NullBuffer;
use arrow::compute::take;
use arrow::datatypes::DataType;
use loyal_dsl::say;

use super::arrow_values::Values;
use super::arrow_whole::{known_part, whole};
use super::draft::{At, Draft, Fault, Filling, Which, push};
use super::raw::Raw;
use super::scalar::{Problem, Target};
use super::schema::{Names, Read, Slot};

/// Puts the rows of a struct at the level; its schema was inspected before. `first_row` is the
/// number of the first row in the input.
pub(super) fn put_customers(draft: &mut Draft<'_>, rows: &StructArray, first_row: u64) {
    if let Some(table) = draft.tables.first_mut() {
        let rows = u64::try_from(rows.len()).unwrap_or(0);
        table.places.extend((first_row..first_row.saturating_add(rows)).map(|row| At::new(0, row)));
    }
    put_rows(draft, 0, rows);
}

fn put_rows(draft: &mut Draft<'_>, level: usize, rows: &StructArray) {
    if let Some(table) = draft.tables.get_mut(level) {
        table.len = rows.len();
    }
    for row in (0..rows.len()).filter(|row| rows.is_null(*row)) {
        fault(draft, level, row, Which::Record, Problem::missing(say!("an object")));
    }
    let schema = draft.schema;
    if let Some(plan) = schema.levels.get(level) {
        put_object(draft, level, &plan.names, rows, rows.nulls());
        fill(draft, level, rows.len());
    }
}

/// Puts the fields of a record or of a group; `known` says where there is one.
fn put_object(
    draft: &mut Draft<'_>,
    level: usize,
    names: &Names,
    rows: &StructArray,
    known: Option<&NullBuffer>,
) {
    for (name, slot) in &names.slots {
        let Some(column) = rows.column_by_name(name) else { continue };
        let nulls = column.logical_nulls();
        let known = NullBuffer::union(known, nulls.as_ref());
        match slot {
            Slot::Group(group) => {
                if let Some(rows) = column.as_struct_opt() {
                    put_object(draft, level, group, rows, known.as_ref());
                }
            }
            Slot::Field(field) => put_field(draft, level, *field, column, known.as_ref()),
        }
    }
}

fn put_field(
    draft: &mut Draft<'_>,
    level: usize,
    field: usize,
    column: &ArrayRef,
    known: Option<&NullBuffer>,
) {
    let schema = draft.schema;
    match schema.levels.get(level).map(|it| it.read(field)) {
        Some(Read::Scalar(target)) => put_scalars(draft, level, field, target, column, known),
        Some(Read::List(child)) => put_list(draft, level, field, *child, column, known),
        Some(Read::Skip) | None => {}
    }
}

fn put_scalars(
    draft: &mut Draft<'_>,
    level: usize,
    field: usize,
    target: &Target,
    column: &ArrayRef,
    known: Option<&NullBuffer>,
) {
    let optional = is_optional(draft, level, field);
    let values = Values::of(column);
    let taken = draft.tables.get_mut(level).and_then(|it| it.columns.get_mut(field));
    let Some(Filling::Scalar(filling)) = taken else { return };
    match known.filter(|known| known.null_count() > 0) {
        None => {
            if let Some(values) = whole(&values, target, column.len(), &mut draft.texts) {
                filling.values = values;
                return;
            }
        }
        Some(known) if optional => {
            if let Some(column) = known_part(&values, target, known, &mut draft.texts) {
                *filling = column;
                return;
            }
        }
        Some(_) => {}
    }
    let mut filling = std::mem::take(filling);
    filling.values.reserve(column.len());
    for row in 0..column.len() {
        let is_known = known.is_none_or(|known| known.is_valid(row));
        let raw = if is_known { values.get(row) } else { Raw::Missing };
        let value = match target.read(raw, &mut draft.texts) {
            Ok(None) if !optional => Err(Problem::missing(target.expected())),
            other => other,
        };
        push(&mut filling, value.as_ref().ok().copied().flatten());
        if let Err(problem) = value {
            fault(draft, level, row, Which::Field(field), problem);
        }
    }
    set(draft, level, field, Filling::Scalar(filling));
}

fn put_list(
    draft: &mut Draft<'_>,
    level: usize,
    field: usize,
    child: usize,
    column: &ArrayRef,
    known: Option<&NullBuffer>,
) {
    let (offsets, elements): (Vec<usize>, &ArrayRef) = match column.data_type() {
        DataType::List(_) => {
            let list = column.as_list::<i32>();
            let offsets = list.offsets().iter().map(|it| usize::try_from(*it).unwrap_or(0));
            (offsets.collect(), list.values())
        }
        DataType::LargeList(_) => {
            let list = column.as_list::<i64>();
            let offsets = list.offsets().iter().map(|it| usize::try_from(*it).unwrap_or(0));
            (offsets.collect(), list.values())
        }
        _ => return,
    };
    let missing = |row: usize| known.is_some_and(|known| known.is_null(row));
    if is_optional(draft, level, field) {
        let (kept, offsets) = known_elements(&offsets, missing);
        let Ok(elements) = take(elements, &kept, None) else { return };
        set(draft, level, field, Filling::List(offsets));
        if let Some(rows) = elements.as_struct_opt() {
            put_rows(draft, child, rows);
        }
        return;
    }
    for row in (0..column.len()).filter(|row| missing(*row)) {
        fault(
            draft,
            level,
            row,
            Which::Field(field),
            Problem::missing(say!("a list, which may be empty")),
        );
    }
    let (first, last) =
        (offsets.first().copied().unwrap_or(0), offsets.last().copied().unwrap_or(0));
    let from_first = offsets.iter().map(|it| u32::try_from(it - first).unwrap_or(u32::MAX));
    set(draft, level, field, Filling::List(from_first.collect()));
    let elements = elements.slice(first, last.saturating_sub(first));
    if let Some(rows) = elements.as_struct_opt() {
        put_rows(draft, child, rows);
    }
}

/// The elements of the lists that are not missing, and the offsets to them.
fn known_elements(offsets: &[usize], missing: impl Fn(usize) -> bool) -> (UInt64Array, Vec<u32>) {
    let (mut kept, mut ends) = (Vec::new(), vec![0]);
    for (row, (start, end)) in offsets.iter().zip(offsets.iter().skip(1)).enumerate() {
        if !missing(row) {
            kept.extend((*start..*end).map(|at| u64::try_from(at).unwrap_or(u64::MAX)));
        }
        ends.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
    }
    (UInt64Array::from(kept), ends)
}

/// Fills the columns that the input does not have.
fn fill(draft: &mut Draft<'_>, level: usize, rows: usize) {
    let columns = draft.tables.get_mut(level).map(|it| &mut it.columns);
    for column in columns.into_iter().flatten() {
        match column {
            Filling::Scalar(column) => {
                (column.values.len()..rows).for_each(|_| push(column, None));
            }
            Filling::List(offsets) => {
                let last = offsets.last().copied().unwrap_or(0);
                offsets.resize(rows + 1, last);
            }
            Filling::Skip => {}
        }
    }
}

fn is_optional(draft: &Draft<'_>, level: usize, field: usize) -> bool {
    let plan = draft.schema.levels.get(level).and_then(|it| it.fields.get(field));
    plan.is_some_and(|plan| plan.optional)
}

fn set(draft: &mut Draft<'_>, level: usize, field: usize, filling: Filling) {
    let column = draft.tables.get_mut(level).and_then(|it| it.columns.get_mut(field));
    if let Some(column) = column {
        *column = filling;
    }
}

fn fault(draft: &mut Draft<'_>, level: usize, row: usize, which: Which, problem: Problem) {
    draft.faults.push(Fault { level, row, which, problem, at: At::UNKNOWN });
}
