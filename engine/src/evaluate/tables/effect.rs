//! The row of an effect.

use loyal_dsl::types::Type;

use super::super::describe::{Value, hours, kind, moment, purpose, write_moment, write_text};
use super::super::found::Found;
use super::super::given::{Amount, Made};
use super::super::keys::Keyed;
use super::super::quoted::quoted;
use super::super::render::write;
use crate::column::word::Word;
use crate::outcome::Effect;
use crate::outcome::arrow::TableError;
use crate::outcome::filled::Filled;
use crate::outcome::table::{EFFECT_COLUMNS, PLACES, json, nested, own_cells};

/// What the row before has in common with that of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Other,
    /// Its customer.
    Customer,
    /// Its firing.
    Firing,
}

/// The texts of an effect that are the same whenever its rule fires, as keys of their columns.
#[derive(Debug)]
pub(super) struct Fixed(Vec<(usize, i32)>);

impl Fixed {
    pub(super) fn new<W: Word>(
        columns: &mut [Filled; EFFECT_COLUMNS],
        made: &Made<'_, W>,
    ) -> Fixed {
        let (firing, told) = (&made.firing, made.told());
        let plan = firing.context().plan;
        let texts = [
            ("program", Some(plan.program.name.as_str())),
            ("policy", Some(&plan.hash)),
            ("rule", Some(&firing.limited.rule.name)),
            ("word", Some(firing.word())),
            ("source", Some(firing.source())),
            ("kind", Some(kind(made.giving))),
            ("code", told.code()),
            ("task", told.task()),
            ("to", told.to()),
            ("decided_by", made.giving.decided_by.as_deref()),
            ("of", told.of()),
        ];
        let keys = columns.iter_mut().enumerate().filter_map(|(at, column)| {
            let (_, text) = texts.iter().find(|(name, _)| *name == column.name())?;
            Some((at, column.key((*text)?)?))
        });
        Fixed(keys.collect())
    }
}

/// Fills the row of an effect as its rule makes it. `start` is how its key begins.
pub(super) fn fill<W: Word>(
    columns: &mut [Filled; EFFECT_COLUMNS],
    row: usize,
    (made, fixed): (&Made<'_, W>, &Fixed),
    (start, before): (&str, Before),
) -> Result<(), TableError> {
    for (at, key) in &fixed.0 {
        if let Some(column) = columns.get_mut(*at) {
            column.put_key(row, *key);
        }
    }
    let [
        customer,
        _program,
        _policy,
        as_of,
        key,
        _rule,
        _word,
        _source,
        _kind,
        subject,
        amount,
        unit,
        wished,
        _code,
        last_day,
        _task,
        channel,
        _to,
        due,
        reason,
        status,
        approval,
        _decided_by,
        available,
        options,
        _lots,
        _rate,
        _least,
        _most,
        _missing,
        message,
        hour,
        purposes,
        _of,
    ] = columns;
    let (firing, told) = (&made.firing, made.told());
    let context = firing.context();
    let again = before == Before::Firing;
    if before != Before::Other {
        customer.repeat(row);
    }
    identity([customer, as_of], row, made);
    key.write(row, |out| {
        out.push_str(start);
        firing.write_key_end(made.at, out);
    });
    if again {
        subject.repeat(row);
        reason.repeat(row);
    } else {
        reason.write_known(row, |out| firing.write_reason(out));
    }
    if !firing.rows.is_empty() && !again {
        subject.write(row, |out| write_subject(made, out));
    }
    put_amount(amount, row, made.amount().as_ref())?;
    put_amount(wished, row, made.wished().as_ref())?;
    let texts = [(unit, told.unit()), (status, told.status()), (approval, told.approval())];
    for (column, text) in texts {
        if let Some(text) = text {
            column.text(row, text);
        }
    }
    put_day(last_day, row, told.last_day(), |value| moment(context, value))?;
    put_day(available, row, told.available(), |value| moment(context, value))?;
    if let Some((ty, cell)) = told.channel() {
        channel.write(row, |out| write(context, ty, cell, out));
    }
    if let Some(moment_due) = told.due() {
        due.write(row, |out| write_moment(context, moment_due, out));
    }
    if let Some(found) = Some(told.options()).filter(|options| !options.is_empty()) {
        options.text(row, &json(&found, false).unwrap_or_default());
    }
    if let Some(found) = told.message() {
        let limited = firing.limited;
        let places = &made.cells.message;
        message.write(row, |out| write_text(context, &found.text, places, limited.cells, out));
        purposes.text(row, purpose(found));
        if let Some(hours) = hours(found) {
            hour.text(row, &hours);
        }
    }
    Ok(())
}

/// Fills the row of an effect that a redemption settled.
pub(super) fn settled<W: Word, const C: usize>(
    columns: &mut [Filled; EFFECT_COLUMNS],
    row: usize,
    (found, effect): (&Found<'_, W, C>, &Effect),
) -> Result<(), TableError> {
    let context = found.row.context;
    let customer = Keyed::customer(context, found.customer).text(context);
    let whose = [&customer, &context.plan.program.name, &context.plan.hash, context.as_of_text];
    let nested = nested(effect);
    let cells = whose.into_iter().map(Some).chain(own_cells(effect, &nested));
    for (column, cell) in columns.iter_mut().zip(cells) {
        if let Some(cell) = cell {
            column.put(row, cell)?;
        }
    }
    Ok(())
}

/// Whose it is, and of when.
fn identity<W: Word>([customer, as_of]: [&mut Filled; 2], row: usize, made: &Made<'_, W>) {
    let context = made.firing.context();
    let whose = Keyed::customer(context, made.firing.limited.customer);
    if !customer.has(row) {
        customer.write(row, |out| whose.write(context, out));
    }
    as_of.day(row, context.as_of.days());
}

/// `{"order":"O-1"}`
fn write_subject<W: Word>(made: &Made<'_, W>, out: &mut String) {
    let context = made.firing.context();
    out.push('{');
    for (at, element) in made.firing.subject().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        quoted(out, |out| out.push_str(element.name));
        out.push(':');
        quoted(out, |out| element.write(context, out));
    }
    out.push('}');
}

fn put_amount<W: Word>(
    column: &mut Filled,
    row: usize,
    amount: Option<&Amount<'_, W>>,
) -> Result<(), TableError> {
    let Some(amount) = amount else { return Ok(()) };
    if let Some(number) = amount.at_places(PLACES) {
        return column.decimal(row, number);
    }
    Err(column.unfit(&amount.text()))
}

/// Puts a day, whose text is only asked for where it is a moment.
fn put_day<W: Word>(
    column: &mut Filled,
    row: usize,
    day: Option<Value<'_, W>>,
    text: impl FnOnce(Value<'_, W>) -> String,
) -> Result<(), TableError> {
    let Some((ty, cell)) = day else { return Ok(()) };
    match cell.numerator.narrow().filter(|_| *ty == Type::Date) {
        Some(day) => {
            column.day(row, day);
            Ok(())
        }
        None => column.put(row, &text((ty, cell))),
    }
}
