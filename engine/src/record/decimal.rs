//! Decimal text → the whole number of `10^-places`, exactly; no float on the way.

use std::fmt::Write;

/// Why a decimal does not fit its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It is no decimal at all.
    NotADecimal,
    /// It has more decimal places than the field.
    TooManyPlaces,
    /// Scaled, it does not fit 64 bits.
    TooLarge,
}

/// Reads `-12.30`, `1e2`, `1E-2`; trailing zeros do not count as places.
pub(super) fn parse(text: &str, places: u8) -> Result<i64, Misfit> {
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    if let Some(value) = parse_plain(unsigned, places) {
        return Ok(if negative { -value } else { value });
    }
    let (mantissa, exponent) = split_exponent(unsigned)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let well_formed = !whole.is_empty() && (!fraction.is_empty() || !mantissa.contains('.'));
    if !well_formed || !all_digits(whole) || !all_digits(fraction) {
        return Err(Misfit::NotADecimal);
    }
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let fraction_places = i64::try_from(fraction.len()).map_err(|_| Misfit::TooManyPlaces)?;
    let dropped = i64::try_from(digits.len() - significant.len()).map_err(|_| Misfit::TooLarge)?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let last = exponent.saturating_sub(fraction_places).saturating_add(dropped);
    scale(significant, last.saturating_add(i64::from(places)), negative)
}

/// The common case: up to 18 digits without an exponent.
fn parse_plain(text: &str, places: u8) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() > 18 {
        return None;
    }
    let (value, whole) = leading_digits(bytes, 0);
    let (value, fraction) = match bytes.get(whole) {
        None => (value, 0),
        Some(b'.') => {
            let rest = bytes.get(whole + 1..).unwrap_or_default();
            let (value, fraction) = leading_digits(rest, value);
            if fraction == 0 || fraction < rest.len() {
                return None;
            }
            (value, fraction)
        }
        Some(_) => return None,
    };
    if whole == 0 {
        return None;
    }
    let missing = usize::from(places).checked_sub(fraction)?;
    value.checked_mul(10_i64.checked_pow(u32::try_from(missing).ok()?)?)
}

/// The digits at the start behind those of `value`, which they do not make too large, and how many
/// there are.
fn leading_digits(bytes: &[u8], mut value: i64) -> (i64, usize) {
    let mut count = 0;
    for byte in bytes.iter().take_while(|byte| byte.is_ascii_digit()) {
        value = value * 10 + i64::from(byte & 15);
        count += 1;
    }
    (value, count)
}

fn split_exponent(text: &str) -> Result<(&str, i64), Misfit> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok((text, 0)) };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !all_digits(digits) {
        return Err(Misfit::NotADecimal);
    }
    let size = digits.parse().unwrap_or(i64::MAX);
    Ok((mantissa, if exponent.starts_with('-') { -size } else { size }))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `digits * 10^shift`; the digits end in no zero.
fn scale(digits: &str, shift: i64, negative: bool) -> Result<i64, Misfit> {
    let shift = u32::try_from(shift)
        .map_err(|_| if shift < 0 { Misfit::TooManyPlaces } else { Misfit::TooLarge })?;
    let value: i128 = digits.parse().map_err(|_| Misfit::TooLarge)?;
    let scaled = 10_i128.checked_pow(shift).and_then(|power| value.checked_mul(power));
    let scaled = scaled.ok_or(Misfit::TooLarge)?;
    i64::try_from(if negative { -scaled } else { scaled }).map_err(|_| Misfit::TooLarge)
}

/// A whole number of `10^-scale` as a whole number of `10^-places`.
pub(super) fn rescale(value: i128, scale: i8, places: u8) -> Result<i64, Misfit> {
    let shift = i16::from(places) - i16::from(scale);
    let power = 10_i128.checked_pow(u32::from(shift.unsigned_abs()));
    let scaled = match (value, power) {
        (0, _) => 0,
        (_, None) => return Err(if shift < 0 { Misfit::TooManyPlaces } else { Misfit::TooLarge }),
        (_, Some(power)) if shift < 0 => {
            if value % power != 0 {
                return Err(Misfit::TooManyPlaces);
            }
            value / power
        }
        (_, Some(power)) => value.checked_mul(power).ok_or(Misfit::TooLarge)?,
    };
    i64::try_from(scaled).map_err(|_| Misfit::TooLarge)
}

/// A whole number of `10^-scale` in digits, for messages.
pub(super) fn show(value: i128, scale: i8) -> String {
    let digits = value.unsigned_abs().to_string();
    let places = usize::from(scale.unsigned_abs());
    let mut text = String::from(if value < 0 { "-" } else { "" });
    if scale <= 0 {
        text.push_str(&digits);
        text.extend(std::iter::repeat_n('0', if value == 0 { 0 } else { places }));
        return text;
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    let written = write!(text, "{whole}.{fraction}");
    debug_assert!(written.is_ok());
    text
}

#[cfg(test)]
mod tests {
    use super::{Misfit, parse, rescale, show};

    #[test]
    fn decimals_are_exact() {
        let cases = [
            ("0.1", 2, Ok(10)),
            ("12.30", 2, Ok(1230)),
            ("12.3000", 2, Ok(1230)),
            ("-0.0", 0, Ok(0)),
            ("1e2", 0, Ok(100)),
            ("1E-2", 2, Ok(1)),
            ("1.5e+1", 0, Ok(15)),
            ("100e-2", 0, Ok(1)),
            ("007", 0, Ok(7)),
            ("+5", 0, Ok(5)),
            ("0e999999999999999999999", 0, Ok(0)),
            ("9223372036854775807", 0, Ok(i64::MAX)),
            ("-9223372036854775808", 0, Ok(i64::MIN)),
            ("9223372036854775808", 0, Err(Misfit::TooLarge)),
            ("92233720368547758.08", 2, Err(Misfit::TooLarge)),
            ("1e999999999999999999999", 0, Err(Misfit::TooLarge)),
            ("1e-999999999999999999999", 6, Err(Misfit::TooManyPlaces)),
            ("0.001", 2, Err(Misfit::TooManyPlaces)),
            ("0.00000000000000000000000000000000000000000000000001", 2, Err(Misfit::TooManyPlaces)),
            ("", 2, Err(Misfit::NotADecimal)),
            ("-", 2, Err(Misfit::NotADecimal)),
            (".5", 2, Err(Misfit::NotADecimal)),
            ("5.", 2, Err(Misfit::NotADecimal)),
            ("1.2.3", 2, Err(Misfit::NotADecimal)),
            ("1,000", 2, Err(Misfit::NotADecimal)),
            ("１２", 2, Err(Misfit::NotADecimal)),
            ("0x1F", 2, Err(Misfit::NotADecimal)),
            ("--1", 2, Err(Misfit::NotADecimal)),
            ("1e", 2, Err(Misfit::NotADecimal)),
            ("NaN", 2, Err(Misfit::NotADecimal)),
        ];
        for (text, places, expected) in cases {
            assert_eq!(parse(text, places), expected, "{text} at {places}");
        }
    }

    #[test]
    fn scales_change_exactly() {
        assert_eq!(rescale(1230, 3, 2), Ok(123));
        assert_eq!(rescale(1234, 3, 2), Err(Misfit::TooManyPlaces));
        assert_eq!(rescale(12, -2, 2), Ok(120_000));
        assert_eq!(rescale(i128::MAX, 0, 2), Err(Misfit::TooLarge));
        assert_eq!(rescale(1, 76, 2), Err(Misfit::TooManyPlaces));
        assert_eq!(rescale(0, 76, 2), Ok(0));
    }

    #[test]
    fn scaled_numbers_are_shown_in_digits() {
        assert_eq!(show(-5, 2), "-0.05");
        assert_eq!(show(1234, 2), "12.34");
        assert_eq!(show(12, -2), "1200");
        assert_eq!(show(7, 0), "7");
    }
}
