//! Decimals of scripts, exactly: a result that 96 bits and 28 places do not hold is none, never a
//! rounded one.

use arrow::datatypes::i256;
use rust_decimal::Decimal;

use crate::column::word::Word;

/// The most places of a decimal.
pub(super) const PLACES: u32 = 28;

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inexact {
    /// It is too large, or has too many places.
    TooLong,
    /// Division by zero.
    ByZero,
    /// A quotient that has no end.
    Endless,
}

/// Which way a quotient or a number is brought to fewer places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// To the nearest, halves away from zero.
    HalfUp,
    /// To the nearest, halves to the even.
    HalfEven,
}

type Exact = Result<Decimal, Inexact>;

/// `a + b`
pub(super) fn add(a: Decimal, b: Decimal) -> Exact {
    let (a, b, places) = aligned(a, b)?;
    decimal(a.checked_add(b), places)
}

/// `a - b`
pub(super) fn subtract(a: Decimal, b: Decimal) -> Exact {
    let (a, b, places) = aligned(a, b)?;
    decimal(a.checked_sub(b), places)
}

/// `a * b`
pub(super) fn multiply(a: Decimal, b: Decimal) -> Exact {
    let ((a, a_places), (b, b_places)) = (parts(a), parts(b));
    decimal(a.checked_mul(b), a_places + b_places)
}

/// What is left of `a` when `b` is taken from it as often as it goes, with the sign of `a`.
pub(super) fn remainder(a: Decimal, b: Decimal) -> Exact {
    let (a, b, places) = aligned(a, b)?;
    if b == i256::ZERO {
        return Err(Inexact::ByZero);
    }
    decimal(a.checked_rem(b), places)
}

/// `a / b`, where it has an end: where the divisor in lowest terms is made of twos and fives.
pub(super) fn divide(a: Decimal, b: Decimal) -> Exact {
    let (a, b, _) = aligned(a, b)?;
    if b == i256::ZERO {
        return Err(Inexact::ByZero);
    }
    let (numerator, divisor) = i256::reduced(a, b);
    let (rest, twos) = without(divisor, 2);
    let (rest, fives) = without(rest, 5);
    if rest != i256::ONE {
        return Err(Inexact::Endless);
    }
    let places = twos.max(fives);
    let factor = power(places).and_then(|power| power.checked_div(divisor));
    decimal(factor.and_then(|factor| numerator.checked_mul(factor)), places)
}

/// `a / b` at so many places.
pub(super) fn divide_rounded(a: Decimal, b: Decimal, places: u32, way: Way) -> Exact {
    let (a, b, _) = aligned(a, b)?;
    if b == i256::ZERO {
        return Err(Inexact::ByZero);
    }
    let numerator = power(places).and_then(|power| a.checked_mul(power));
    let (whole, rest) =
        numerator.and_then(|numerator| numerator.divide_floor(b)).ok_or(Inexact::TooLong)?;
    let twice = rest.checked_add(rest).ok_or(Inexact::TooLong)?;
    let (twice, divisor) = (twice.wrapping_abs(), b.wrapping_abs());
    let negative = a.is_below_zero() != b.is_below_zero();
    let odd = whole.checked_rem(i256::from_i128(2)) != Some(i256::ZERO);
    let up = match way {
        Way::Down => false,
        Way::Up => rest != i256::ZERO,
        Way::HalfUp => twice > divisor || twice == divisor && !negative,
        Way::HalfEven => twice > divisor || twice == divisor && odd,
    };
    decimal(whole.checked_add(if up { i256::ONE } else { i256::ZERO }), places)
}

/// The number brought to so many places.
pub(super) fn rounded(number: Decimal, places: u32, way: Way) -> Exact {
    divide_rounded(number, Decimal::ONE, places, way)
}

/// A whole number of `10^-places` as a decimal.
pub(super) fn of_mantissa(mantissa: i128, places: u32) -> Exact {
    decimal(Some(i256::from_i128(mantissa)), places)
}

/// The decimal as a whole number of `10^-places`, where it has no more places.
pub(super) fn mantissa(number: Decimal, places: u32) -> Option<i128> {
    let (mantissa, own) = parts(number);
    mantissa.checked_mul(power(places.checked_sub(own)?)?)?.to_i128()
}

/// Mantissa and places, without zeros at the end.
fn parts(number: Decimal) -> (i256, u32) {
    let number = number.normalize();
    (i256::from_i128(number.mantissa()), number.scale())
}

/// Both at the places of the one that has more.
fn aligned(a: Decimal, b: Decimal) -> Result<(i256, i256, u32), Inexact> {
    let ((a, a_places), (b, b_places)) = (parts(a), parts(b));
    let places = a_places.max(b_places);
    let lifted = |mantissa: i256, own: u32| power(places - own)?.checked_mul(mantissa);
    let (a, b) = (lifted(a, a_places), lifted(b, b_places));
    a.zip(b).map(|(a, b)| (a, b, places)).ok_or(Inexact::TooLong)
}

fn decimal(mantissa: Option<i256>, mut places: u32) -> Exact {
    let mut mantissa = mantissa.ok_or(Inexact::TooLong)?;
    let ten = i256::from_i128(10);
    while places > 0 && mantissa.checked_rem(ten) == Some(i256::ZERO) {
        mantissa = mantissa.checked_div(ten).unwrap_or_default();
        places -= 1;
    }
    let mantissa = mantissa.to_i128().filter(|_| places <= PLACES).ok_or(Inexact::TooLong)?;
    Decimal::try_from_i128_with_scale(mantissa, places).map_err(|_| Inexact::TooLong)
}

fn power(power: u32) -> Option<i256> {
    i256::power_of_ten(power)
}

/// The number without a factor, and how often it was there.
fn without(mut number: i256, factor: i128) -> (i256, u32) {
    let (factor, mut times) = (i256::from_i128(factor), 0);
    while number.checked_rem(factor) == Some(i256::ZERO) && number != i256::ZERO {
        number = number.checked_div(factor).unwrap_or_default();
        times += 1;
    }
    (number, times)
}
