//! Numbers and dates as they are written.

use super::problem::LexProblem;
use super::token::TokenKind;
use crate::date::Date;
use crate::source::Span;

/// So many digits always fit 128 bits, even times 亿 written behind fewer of them.
const MOST_DIGITS: usize = 36;

/// The value of a run of digits, points and hyphens.
pub(super) fn read(text: &str, span: Span) -> Result<TokenKind, LexProblem> {
    if text.contains('-') {
        let date: Result<Date, _> = text.parse();
        return date
            .map(|date| TokenKind::Date(date.days()))
            .map_err(|_| LexProblem::BadDate(text.to_owned(), span));
    }
    decimal(text).ok_or_else(|| LexProblem::BadNumber(text.to_owned(), span))
}

fn decimal(text: &str) -> Option<TokenKind> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let fraction = if text.contains('.') { fraction } else { "" };
    if whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let mantissa = format!("{whole}{fraction}").parse().ok()?;
    Some(TokenKind::Number { mantissa, places: u8::try_from(fraction.len()).ok()? })
}

/// A number times a power of ten: first its places go, then zeros come.
pub(super) fn scale_up(mantissa: i128, places: u8, power: u32) -> Option<TokenKind> {
    let dropped = u32::from(places).min(power);
    let factor = 10_i128.checked_pow(power - dropped)?;
    let places = u8::try_from(u32::from(places) - dropped).ok()?;
    Some(TokenKind::Number { mantissa: mantissa.checked_mul(factor)?, places })
}
