//! Exact decimals of outcomes: their text as a whole number of units of `10^-places`.

/// The mantissa of a decimal text at so many places (`12.3` at 2 is `1230`); `None` where the text
/// is no decimal, has more places, or does not fit.
#[must_use]
pub fn mantissa(text: &str, places: u8) -> Option<i128> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || digits.ends_with('.') || fraction.len() > usize::from(places) {
        return None;
    }
    let padding = usize::from(places).checked_sub(fraction.len())?;
    let sign = if negative { -1 } else { 1 };
    whole
        .bytes()
        .chain(fraction.bytes())
        .map(|byte| byte.is_ascii_digit().then(|| i128::from(byte - b'0')))
        .chain(std::iter::repeat_n(Some(0), padding))
        .try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(sign * digit?))
}

/// The decimal places of a decimal text.
#[must_use]
pub fn places(text: &str) -> u8 {
    text.split_once('.').map_or(0, |(_, fraction)| u8::try_from(fraction.len()).unwrap_or(u8::MAX))
}

/// The text of a mantissa at so many places, all of them written.
#[must_use]
pub fn text(mantissa: i128, places: u8) -> String {
    let width = usize::from(places) + 1;
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", mantissa.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(usize::from(places)));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::{mantissa, text};

    #[test]
    fn a_decimal_is_read_at_the_places_asked_for() {
        for (written, places, value) in [
            ("12.3", 2, Some(1230)),
            ("-0.05", 2, Some(-5)),
            ("7", 0, Some(7)),
            ("1.234", 2, None),
            ("1.", 2, None),
            (".5", 2, None),
            ("", 0, None),
            ("-", 0, None),
            ("1e3", 3, None),
            ("170141183460469231731687303715884105727", 0, Some(i128::MAX)),
            ("-170141183460469231731687303715884105728", 0, Some(i128::MIN)),
            ("170141183460469231731687303715884105728", 0, None),
        ] {
            assert_eq!(mantissa(written, places), value, "{written} at {places}");
        }
    }

    #[test]
    fn a_mantissa_is_written_with_all_its_places() {
        for (value, places, written) in [
            (1230, 2, "12.30"),
            (-5, 2, "-0.05"),
            (0, 2, "0.00"),
            (0, 0, "0"),
            (i128::MIN, 0, "-170141183460469231731687303715884105728"),
        ] {
            assert_eq!(text(value, places), written);
        }
    }
}
