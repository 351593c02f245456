//! Values as outcomes write them.

use loyal_dsl::types::{ANY_MONEY_PLACES, CODES, Currency, Places, Type, Unit};

use super::cell::{Cell, cell};
use super::frame::{Context, constant_text};
use crate::column::File;
use crate::column::calendar::parts;
use crate::column::quotient::scaled;
use crate::column::word::Word;
use crate::digits::write_digits;
use crate::outcome::decimal::mantissa;
use crate::plan::op::CUSTOMERS;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// Places to which an unrounded quotient is written.
const FRACTION_PLACES: u8 = 6;

/// A value in a reason: money with its currency, a missing value as `—`.
pub(super) fn render<W: Word>(context: &Context<'_, W>, ty: &Type, cell: Cell<W>) -> String {
    let mut out = String::new();
    write(context, ty, cell, &mut out);
    out
}

/// As [`render`], at the end of a text.
pub(super) fn write<W: Word>(context: &Context<'_, W>, ty: &Type, cell: Cell<W>, out: &mut String) {
    if !cell.known {
        out.push('—');
        return;
    }
    match ty {
        Type::Text => out.push_str(text(context, cell.numerator)),
        Type::Bool => out.push_str(if cell.holds { "yes" } else { "no" }),
        Type::Date => write_date(cell.numerator, out),
        Type::DateTime => write_datetime(context, cell.numerator, out),
        Type::Quantity(Unit::AnyMoney, _) => out.push_str(&any_money(cell.numerator)),
        Type::Quantity(Unit::Duration(length), _) => {
            out.push_str(&length.counted(&quantity(ty, cell)));
        }
        Type::Quantity(Unit::Money(_) | Unit::Points(_) | Unit::Number, _) => {
            write_quantity(ty, cell, out);
            if let Some(unit) = unit_of(ty) {
                out.push(' ');
                out.push_str(unit);
            }
        }
        Type::Choice(choice) => out.push_str(option(context, *choice, cell.numerator)),
    }
}

/// `points`, or the code of the currency.
pub(super) fn unit_of(ty: &Type) -> Option<&str> {
    match ty {
        Type::Quantity(Unit::Points(points), _) => Some(&points.name),
        Type::Quantity(Unit::Money(currency), _) => Some(&currency.0),
        _ => None,
    }
}

/// A quantity without its unit: money with at least its currency's places, other quantities
/// without trailing zeros, unrounded quotients rounded to six places.
pub(super) fn quantity<W: Word>(ty: &Type, cell: Cell<W>) -> String {
    let mut out = String::new();
    write_quantity(ty, cell, &mut out);
    out
}

/// As [`quantity`], at the end of a text.
pub(super) fn write_quantity<W: Word>(ty: &Type, cell: Cell<W>, out: &mut String) {
    let Type::Quantity(unit, places) = ty else {
        out.push_str(&cell.numerator.to_string());
        return;
    };
    let least = match unit {
        Unit::Money(currency) => currency.places(),
        Unit::AnyMoney | Unit::Number | Unit::Points(_) | Unit::Duration(_) => 0,
    };
    match (places, cell.numerator.narrow()) {
        (Places::Fixed(places), Some(number)) => write_decimal(number, *places, least, out),
        (Places::Fixed(places), None) => {
            out.push_str(&decimal(&cell.numerator.to_string(), *places, least));
        }
        (Places::Fraction, _) => {
            let digits = scaled(cell.numerator, cell.denominator, FRACTION_PLACES);
            out.push_str(&decimal(&digits, FRACTION_PLACES, least));
        }
    }
}

/// A quantity in units of `10^-places`, rounded where it is an unrounded quotient of more; `None`
/// where that does not fit.
pub(super) fn at_places<W: Word>(ty: &Type, cell: Cell<W>, places: u8) -> Option<i128> {
    let Type::Quantity(_, Places::Fixed(own)) = ty else {
        return mantissa(&quantity(ty, cell), places);
    };
    let number = cell.numerator.narrow().filter(|_| *own <= places);
    match number.zip(10_i128.checked_pow(u32::from(places.abs_diff(*own)))) {
        Some((number, scale)) => i128::from(number).checked_mul(scale),
        None => mantissa(&quantity(ty, cell), places),
    }
}

/// A whole number of `10^-places` as a decimal, without zeros at its end beyond `least` places.
pub(super) fn decimal(digits: &str, places: u8, least: u8) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let places = usize::from(places);
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at_checked(digits.len() - places).unwrap_or((&digits, ""));
    let kept = part.trim_end_matches('0').len().max(usize::from(least).min(places));
    let part = part.get(..kept).unwrap_or_default();
    let part = format!("{part:0<width$}", width = usize::from(least));
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// As [`decimal`], at the end of a text.
fn write_decimal(number: i64, places: u8, least: u8, out: &mut String) {
    let Some(scale) = 10_u64.checked_pow(u32::from(places)) else {
        out.push_str(&decimal(&number.to_string(), places, least));
        return;
    };
    if number < 0 {
        out.push('-');
    }
    let size = number.unsigned_abs();
    let (whole, mut part) = (size / scale, size % scale);
    write_digits(whole, 1, out);
    let mut kept = places;
    while kept > least.min(places) && part % 10 == 0 {
        (part, kept) = (part / 10, kept - 1);
    }
    if kept.max(least) > 0 {
        out.push('.');
        if kept > 0 {
            write_digits(part, kept, out);
        }
        out.extend((kept..least).map(|_| '0'));
    }
}

/// `12.30 USD`
fn any_money<W: Word>(held: W) -> String {
    let held = held.narrow().unwrap_or_default();
    let (amount, code) = (held.div_euclid(CODES), held.rem_euclid(CODES));
    let currency = Currency::numbered(code).unwrap_or_else(|| Currency("?".to_owned()));
    let amount = decimal(&amount.to_string(), ANY_MONEY_PLACES, currency.places());
    format!("{amount} {}", currency.0)
}

/// A text of the batch, or of the policy where the batch does not have it.
pub(super) fn text<'c, W: Word>(context: &Context<'c, W>, code: W) -> &'c str {
    match code.narrow() {
        Some(code) if code >= 0 => context.batch.texts.text(code),
        _ => constant_text(context.plan, code).unwrap_or_default(),
    }
}

/// The name of an option.
pub(super) fn option<'c, W: Word>(context: &Context<'c, W>, choice: u32, index: W) -> &'c str {
    let choice = context.plan.program.choices.get(choice as usize);
    let index = index.narrow().and_then(|index| usize::try_from(index).ok());
    let name = choice.zip(index).and_then(|(choice, index)| choice.options.get(index));
    name.map_or("", String::as_str)
}

/// `2026-01-31`
pub(super) fn date<W: Word>(day: W) -> String {
    let mut out = String::new();
    write_date(day, &mut out);
    out
}

/// As [`date`], at the end of a text.
pub(super) fn write_date<W: Word>(day: W, out: &mut String) {
    let (year, month, day) = parts(day.narrow().unwrap_or_default());
    let positive = |number: i64| u64::try_from(number).unwrap_or_default();
    write_digits(positive(year), 4, out);
    out.push('-');
    write_digits(positive(month), 2, out);
    out.push('-');
    write_digits(positive(day), 2, out);
}

/// `2026-01-31T09:30:00+08:00`, in the programme's zone, at the end of a text.
pub(super) fn write_datetime<W: Word>(context: &Context<'_, W>, micros: W, out: &mut String) {
    let micros = micros.narrow().unwrap_or_default();
    let (local, offset) = (context.plan.zone.local(micros), context.plan.zone.offset(micros));
    let (day, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let (seconds, rest) = (time / SECOND, time % SECOND);
    write_date(W::of(day), out);
    for (before, number) in [('T', seconds / 3_600), (':', seconds / 60 % 60), (':', seconds % 60)]
    {
        out.push(before);
        write_digits(number.unsigned_abs(), 2, out);
    }
    if rest != 0 {
        out.push('.');
        write_digits(rest.unsigned_abs(), 6, out);
        out.truncate(out.trim_end_matches('0').len());
    }
    let minutes = offset.unsigned_abs() / 60;
    out.push(if offset < 0 { '-' } else { '+' });
    write_digits(minutes / 60, 2, out);
    out.push(':');
    write_digits(minutes % 60, 2, out);
}

/// A value as the outcome shows it: numbers without unit, options by name.
pub(super) fn shown<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    reg: usize,
    lane: usize,
) -> Option<String> {
    let register = context.plan.regions.get(CUSTOMERS)?.registers.get(reg)?;
    let cell = cell(file, reg, register.kind, lane);
    if !cell.known {
        return None;
    }
    let mut out = String::new();
    write_shown(context, &register.ty, cell, &mut out);
    Some(out)
}

/// As [`shown`], at the end of a text.
pub(super) fn write_shown<W: Word>(
    context: &Context<'_, W>,
    ty: &Type,
    cell: Cell<W>,
    out: &mut String,
) {
    match ty {
        Type::Quantity(..) => write_quantity(ty, cell, out),
        _ => write(context, ty, cell, out),
    }
}

#[cfg(test)]
mod tests {
    use super::{decimal, write_decimal};

    #[test]
    fn decimals_are_exact_and_short() {
        let cases = [
            ("1230", 2, 2, "12.30"),
            ("1230", 2, 0, "12.3"),
            ("-5", 2, 2, "-0.05"),
            ("0", 6, 0, "0"),
            ("0", 0, 2, "0.00"),
            ("120000", 4, 2, "12.00"),
            ("125000", 4, 0, "12.5"),
            ("-1000000", 6, 0, "-1"),
            ("7", 0, 0, "7"),
        ];
        for (digits, places, least, expected) in cases {
            assert_eq!(decimal(digits, places, least), expected);
            let (number, mut written) = (digits.parse().expect("digits"), String::new());
            write_decimal(number, places, least, &mut written);
            assert_eq!(written, expected);
        }
    }
}
