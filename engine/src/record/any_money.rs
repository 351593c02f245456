//! Money of any currency: `"12.30 USD"`, and the programme's own currency without its code.

use loyal_dsl::say;
use loyal_dsl::types::{ANY_MONEY_PLACES, CODES, Currency};

use super::decimal::{self, Misfit};
use super::raw::{Raw, Unfit, unfit_quantity};

/// The value as a batch holds it: thousandths times [`CODES`], plus the code of the currency.
pub(super) fn read(raw: Raw<'_>, own: Option<&Currency>) -> Result<i64, Unfit> {
    let (number, currency) = match raw {
        Raw::Text(text) | Raw::Word(text) => split(text.trim()),
        _ => (None, None),
    };
    let code_is_missing = || Unfit::help(say!("the currency is missing, as in 12.30 USD"));
    let currency = currency.as_ref().or(own).ok_or_else(code_is_missing)?;
    let places = currency.places();
    let amount = match (raw, number) {
        (_, Some(number)) => decimal::parse(number, places),
        (Raw::Number(text), _) => decimal::parse(text, places),
        (Raw::Scaled(value, scale), _) => decimal::rescale(value, scale, places),
        (Raw::Huge, _) => Err(Misfit::TooLarge),
        _ => Err(Misfit::NotADecimal),
    };
    let amount = amount.map_err(|misfit| unfit_quantity(misfit, places))?;
    held(amount, currency)
        .ok_or_else(|| Unfit::help(say!("it is beyond the range of at most 11 digits")))
}

/// A number and the currency behind it.
fn split(text: &str) -> (Option<&str>, Option<Currency>) {
    let code = text.len().checked_sub(3).and_then(|at| text.split_at_checked(at));
    match code.map(|(number, code)| (number.trim_end(), Currency(code.to_owned()))) {
        Some((number, currency)) if currency.number().is_some() => (Some(number), Some(currency)),
        _ => (Some(text), None),
    }
}

/// `None` where the amount is too large.
fn held(amount: i64, currency: &Currency) -> Option<i64> {
    let raised = u32::from(ANY_MONEY_PLACES.checked_sub(currency.places())?);
    let thousandths = amount.checked_mul(10i64.checked_pow(raised)?)?;
    thousandths.checked_mul(CODES)?.checked_add(currency.number()?)
}
