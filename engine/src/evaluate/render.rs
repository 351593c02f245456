//! Values as outcomes write them.

use loyal_dsl::types::{ANY_MONEY_PLACES, CODES, Currency, Places, Type, Unit};

use super::cell::{Cell, cell};
use super::frame::{Context, constant_text};
use crate::column::File;
use crate::column::calendar::parts;
use crate::column::quotient::scaled;
use crate::column::word::Word;
use crate::plan::op::CUSTOMERS;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// Places to which an unrounded quotient is written.
const FRACTION_PLACES: u8 = 6;

/// A value in a reason: money with its currency, a missing value as `—`.
pub(super) fn render<W: Word>(context: &Context<'_, W>, ty: &Type, cell: Cell<W>) -> String {
    if !cell.known {
        return "—".to_owned();
    }
    match ty {
        Type::Text => text(context, cell.numerator),
        Type::Bool => if cell.holds { "yes" } else { "no" }.to_owned(),
        Type::Date => date(cell.numerator),
        Type::DateTime => datetime(context, cell.numerator),
        Type::Quantity(Unit::Money(currency), _) => {
            format!("{} {}", quantity(ty, cell), currency.0)
        }
        Type::Quantity(Unit::AnyMoney, _) => any_money(cell.numerator),
        Type::Quantity(Unit::Points(points), _) => {
            format!("{} {}", quantity(ty, cell), points.name)
        }
        Type::Quantity(Unit::Duration(length), _) => length.counted(&quantity(ty, cell)),
        Type::Quantity(Unit::Number, _) => quantity(ty, cell),
        Type::Choice(choice) => option(context, *choice, cell.numerator),
    }
}

/// A quantity without its unit: money with at least its currency's places, other quantities
/// without trailing zeros, unrounded quotients rounded to six places.
pub(super) fn quantity<W: Word>(ty: &Type, cell: Cell<W>) -> String {
    let Type::Quantity(unit, places) = ty else { return cell.numerator.to_string() };
    let least = match unit {
        Unit::Money(currency) => currency.places(),
        Unit::AnyMoney | Unit::Number | Unit::Points(_) | Unit::Duration(_) => 0,
    };
    match places {
        Places::Fixed(places) => decimal(&cell.numerator.to_string(), *places, least),
        Places::Fraction => {
            let digits = scaled(cell.numerator, cell.denominator, FRACTION_PLACES);
            decimal(&digits, FRACTION_PLACES, least)
        }
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

/// `12.30 USD`
fn any_money<W: Word>(held: W) -> String {
    let held = held.narrow().unwrap_or_default();
    let (amount, code) = (held.div_euclid(CODES), held.rem_euclid(CODES));
    let currency = Currency::numbered(code).unwrap_or_else(|| Currency("?".to_owned()));
    let amount = decimal(&amount.to_string(), ANY_MONEY_PLACES, currency.places());
    format!("{amount} {}", currency.0)
}

/// A text of the batch, or of the policy where the batch does not have it.
pub(super) fn text<W: Word>(context: &Context<'_, W>, code: W) -> String {
    match constant_text(context.plan, code) {
        Some(text) => text.to_owned(),
        None => context.batch.texts.text(code.narrow().unwrap_or(-1)).to_owned(),
    }
}

/// The name of an option.
pub(super) fn option<W: Word>(context: &Context<'_, W>, choice: u32, index: W) -> String {
    let choice = context.plan.program.choices.get(choice as usize);
    let index = index.narrow().and_then(|index| usize::try_from(index).ok());
    let name = choice.zip(index).and_then(|(choice, index)| choice.options.get(index));
    name.cloned().unwrap_or_default()
}

/// `2026-01-31`
pub(super) fn date<W: Word>(day: W) -> String {
    let (year, month, day) = parts(day.narrow().unwrap_or_default());
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2026-01-31T09:30:00+08:00`, in the programme's zone.
pub(super) fn datetime<W: Word>(context: &Context<'_, W>, micros: W) -> String {
    let micros = micros.narrow().unwrap_or_default();
    let (local, offset) = (context.plan.zone.local(micros), context.plan.zone.offset(micros));
    let (day, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let (seconds, rest) = (time / SECOND, time % SECOND);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let part = match rest {
        0 => String::new(),
        _ => format!(".{rest:06}").trim_end_matches('0').to_owned(),
    };
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
    format!("{}T{clock}{part}{sign}{:02}:{:02}", date(day), minutes / 60, minutes % 60)
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
    Some(match &register.ty {
        Type::Quantity(..) => quantity(&register.ty, cell),
        Type::Choice(choice) => option(context, *choice, cell.numerator),
        ty => render(context, ty, cell),
    })
}

#[cfg(test)]
mod tests {
    use super::decimal;

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
        }
    }
}
