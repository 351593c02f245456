//! The keys of customers and elements.

use loyal_dsl::ir::{FieldId, FieldKind, Hop, RecordId};
use loyal_dsl::types::Type;

use super::cell::{Cell, cell};
use super::frame::{Context, Here, list_in};
use super::render::{render, text, write};
use crate::batch::{FieldData, Rows};
use crate::column::word::Word;
use crate::column::{File, Flags, Registers, first_lanes, lanes_of};
use crate::digits::write_digits;
use crate::plan::key_part;
use crate::plan::op::{Kind, Reg};

/// The code of a text that no batch has.
const NO_TEXT: i64 = i64::MIN;

/// An element of a subject, or a customer, with what its key is written from.
#[derive(Clone, Copy)]
pub(super) struct Keyed<'k> {
    /// The name of the element.
    pub(super) name: &'k str,
    record: RecordId,
    rows: &'k Rows,
    row: usize,
    /// Its 1-based place among its owner's, which stands for a key.
    position: usize,
}

impl<'k> Keyed<'k> {
    /// The customer of a row.
    pub(super) fn customer<W>(context: &Context<'k, W>, row: usize) -> Keyed<'k> {
        let rows = &context.batch.customers;
        Keyed { name: "", record: RecordId(0), rows, row, position: row + 1 }
    }

    /// The key at the end of a text.
    pub(super) fn write<W: Word>(self, context: &Context<'_, W>, out: &mut String) {
        if self.write_own(context, out).is_none() {
            write_digits(self.position as u64, 1, out);
        }
    }

    pub(super) fn text<W: Word>(self, context: &Context<'_, W>) -> String {
        let mut out = String::new();
        self.write(context, &mut out);
        out
    }

    /// The key as a part of an idempotency key, at the end of a text.
    pub(super) fn write_part<W: Word>(self, context: &Context<'_, W>, out: &mut String) {
        let start = out.len();
        self.write(context, out);
        let plain = |part: &str| !part.bytes().any(|byte| matches!(byte, b'/' | b'%'));
        if let Some(part) = out.get(start..).filter(|part| !plain(part)).map(key_part) {
            out.truncate(start);
            out.push_str(&part);
        }
    }

    fn write_own<W: Word>(self, context: &Context<'_, W>, out: &mut String) -> Option<()> {
        let record = context.plan.program.records.get(self.record.0 as usize)?;
        let FieldId(field) = record.key?;
        let FieldData::Scalar(column) = self.rows.fields.get(field as usize)? else { return None };
        let numerator = W::of(column.get(self.row)?);
        let kind = &record.fields.get(field as usize)?.kind;
        match kind {
            FieldKind::Scalar(Type::Text) => out.push_str(text(context, numerator)),
            FieldKind::Scalar(ty) if Kind::of(ty) == Kind::Number => {
                let cell = Cell { numerator, denominator: W::of(1), known: true, holds: false };
                write(context, ty, cell, out);
            }
            FieldKind::Scalar(_) | FieldKind::List(_) => return None,
        }
        Some(())
    }
}

/// The elements of a subject, from the outermost.
pub(super) fn subject<'k, W>(
    context: &Context<'k, W>,
    hops: &'k [Hop],
    customer_row: usize,
    rows: &'k [usize],
) -> impl Iterator<Item = Keyed<'k>> {
    let mut within = (&context.batch.customers, customer_row);
    hops.iter().zip(rows).map_while(move |(hop, row)| {
        let (of, owner) = within;
        let list = list_in(of, hop.list.0 as usize)?;
        let first = list.offsets.get(owner).map_or(0, |offset| *offset as usize);
        within = (&list.rows, *row);
        let position = row.saturating_sub(first) + 1;
        let (name, rows) = (hop.name.as_str(), &list.rows);
        Some(Keyed { name, record: hop.element, rows, row: *row, position })
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
    for lane in lanes_of(known.valid & here.wanted & first_lanes(here.count.min(L))) {
        let parts = keys.iter().filter_map(|reg| {
            let register = registers?.get(*reg)?;
            Some(match &register.ty {
                Type::Text => text(context, file.lane(*reg, lane)).to_owned(),
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
