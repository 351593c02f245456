//! The keys of customers and elements.

use loyal_dsl::ir::{FieldId, FieldKind, Hop, RecordId};
use loyal_dsl::types::Type;

use super::cell::{Cell, cell};
use super::frame::{Context, Here, list_in};
use super::render::{render, text};
use crate::batch::{FieldData, Rows};
use crate::column::word::Word;
use crate::column::{File, Flags, Registers, first_lanes, lanes_of};
use crate::plan::op::{Kind, Reg};

/// The code of a text that no batch has.
const NO_TEXT: i64 = i64::MIN;

/// The subject's elements by name with their keys, from the outermost.
pub(super) fn subject_keys<W: Word>(
    context: &Context<'_, W>,
    hops: &[Hop],
    customer_row: usize,
    rows: &[usize],
) -> Vec<(String, String)> {
    let mut keys = Vec::with_capacity(rows.len());
    let (mut of, mut owner) = (&context.batch.customers, customer_row);
    for (hop, row) in hops.iter().zip(rows) {
        let Some(list) = list_in(of, hop.list.0 as usize) else { break };
        let first = list.offsets.get(owner).map_or(0, |offset| *offset as usize);
        let position = row.saturating_sub(first) + 1;
        let key = key_in(context, hop.element, &list.rows, *row);
        keys.push((hop.name.clone(), key.unwrap_or_else(|| position.to_string())));
        (of, owner) = (&list.rows, *row);
    }
    keys
}

/// The key of a customer, or the 1-based place in the batch of one without.
pub(super) fn customer_key<W: Word>(context: &Context<'_, W>, row: usize) -> String {
    let key = key_in(context, RecordId(0), &context.batch.customers, row);
    key.unwrap_or_else(|| (row + 1).to_string())
}

fn key_in<W: Word>(
    context: &Context<'_, W>,
    record: RecordId,
    rows: &Rows,
    row: usize,
) -> Option<String> {
    let record = context.plan.program.records.get(record.0 as usize)?;
    let FieldId(field) = record.key?;
    let FieldData::Scalar(column) = rows.fields.get(field as usize)? else { return None };
    let value = W::of(column.get(row)?);
    let kind = &record.fields.get(field as usize)?.kind;
    Some(match kind {
        FieldKind::Scalar(Type::Text) => text(context, value),
        FieldKind::Scalar(ty) if Kind::of(ty) == Kind::Number => {
            let cell = Cell { numerator: value, denominator: W::of(1), known: true, holds: false };
            render(context, ty, cell)
        }
        FieldKind::Scalar(_) | FieldKind::List(_) => return None,
    })
}

/// Joins keys, lane by lane, to the code of the text that the batch has of them; none of its texts
/// has the code of one that it does not have.
pub(super) fn key_path<W: Word, const L: usize>(
    context: &Context<'_, W>,
    dst: Reg,
    keys: &[Reg],
    file: &mut File<W, L>,
    here: &Here<'_, W>,
) {
    let known = keys.iter().fold(Flags::KNOWN, |all, reg| all.both(file.flags(*reg)));
    let registers = context.plan.regions.get(here.region).map(|region| &region.registers);
    for lane in lanes_of(known.valid & first_lanes(here.count.min(L))) {
        let parts = keys.iter().filter_map(|reg| {
            let register = registers?.get(*reg)?;
            Some(match &register.ty {
                Type::Text => text(context, file.lane(*reg, lane)),
                ty => render(context, ty, cell(file, *reg, Kind::Number, lane)),
            })
        });
        let path = parts.collect::<Vec<_>>().join("/");
        let code = context.batch.texts.code(&path).unwrap_or(NO_TEXT);
        if let Some(slot) = file.numbers.get_mut(dst).and_then(|lanes| lanes.get_mut(lane)) {
            *slot = W::of(code);
        }
    }
    file.set_flags(dst, known);
}
