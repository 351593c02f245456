//! The widths in which numbers are computed.

use std::fmt::{Debug, Display};

use arrow::datatypes::i256;

/// A signed whole number of fixed width. A result beyond the width is flagged, never wrapped
/// unseen. Blocks are run in `i64`, then in `i128`, then in 256 bits, until no flag is raised.
pub(crate) trait Word:
    Copy + Ord + Default + Debug + Display + Send + Sync + 'static
{
    /// Whether there is no wider word.
    const WIDEST: bool;

    /// A narrow number.
    fn of(value: i64) -> Self;
    /// A wide number, where it fits.
    fn of_wide(value: i128) -> Option<Self>;
    /// The number in 64 bits, where it fits.
    fn narrow(self) -> Option<i64>;
    /// The number in 128 bits, where it fits.
    fn medium(self) -> Option<i128>;
    /// The number in 256 bits.
    fn widest(self) -> i256;
    /// Sum, and whether it does not fit.
    fn plus(self, other: Self) -> (Self, bool);
    /// Difference, and whether it does not fit.
    fn minus(self, other: Self) -> (Self, bool);
    /// Product, and whether it does not fit.
    fn times(self, other: Self) -> (Self, bool);
    /// Quotient and remainder rounded towards zero; `None` where the divisor is zero or the
    /// quotient does not fit.
    fn divide(self, divisor: Self) -> Option<(Self, Self)>;
    /// `10^power`, where it fits.
    fn power_of_ten(power: u32) -> Option<Self>;

    /// The number with its sign turned, and whether it does not fit.
    fn negated(self) -> (Self, bool) {
        Self::default().minus(self)
    }

    /// Whether the number is below zero.
    fn is_below_zero(self) -> bool {
        self < Self::default()
    }

    /// Quotient and remainder rounded towards minus infinity: the remainder has the sign of the
    /// divisor.
    fn divide_floor(self, divisor: Self) -> Option<(Self, Self)> {
        let (quotient, remainder) = self.divide(divisor)?;
        let zero = Self::default();
        if remainder == zero || remainder.is_below_zero() == divisor.is_below_zero() {
            return Some((quotient, remainder));
        }
        Some((quotient.minus(Self::of(1)).0, remainder.plus(divisor).0))
    }

    /// The fraction with no common divisor. Only the widest word takes the time for it.
    fn reduced(numerator: Self, denominator: Self) -> (Self, Self) {
        if !Self::WIDEST {
            return (numerator, denominator);
        }
        let (mut a, mut b) = (numerator, denominator);
        while b != Self::default() {
            let rest = a.divide(b).map_or_else(Self::default, |(_, rest)| rest);
            (a, b) = (b, rest);
        }
        match (numerator.divide(a), denominator.divide(a)) {
            (Some((n, _)), Some((d, _))) if d.is_below_zero() => match (n.negated(), d.negated()) {
                ((n, false), (d, false)) => (n, d),
                _ => (n, d),
            },
            (Some((n, _)), Some((d, _))) => (n, d),
            _ => (numerator, denominator),
        }
    }
}

macro_rules! native_word {
    ($word:ty) => {
        impl Word for $word {
            const WIDEST: bool = false;

            fn of(value: i64) -> Self {
                value.into()
            }
            fn of_wide(value: i128) -> Option<Self> {
                value.try_into().ok()
            }
            fn narrow(self) -> Option<i64> {
                self.try_into().ok()
            }
            fn medium(self) -> Option<i128> {
                Some(self.into())
            }
            fn widest(self) -> i256 {
                i256::from_i128(self.into())
            }
            fn plus(self, other: Self) -> (Self, bool) {
                self.overflowing_add(other)
            }
            fn minus(self, other: Self) -> (Self, bool) {
                self.overflowing_sub(other)
            }
            fn times(self, other: Self) -> (Self, bool) {
                self.overflowing_mul(other)
            }
            fn divide(self, divisor: Self) -> Option<(Self, Self)> {
                Some((self.checked_div(divisor)?, self.checked_rem(divisor)?))
            }
            fn power_of_ten(power: u32) -> Option<Self> {
                (10 as Self).checked_pow(power)
            }
        }
    };
}

native_word!(i64);
native_word!(i128);

impl Word for i256 {
    const WIDEST: bool = true;

    fn of(value: i64) -> Self {
        i256::from_i128(value.into())
    }
    fn of_wide(value: i128) -> Option<Self> {
        Some(i256::from_i128(value))
    }
    fn narrow(self) -> Option<i64> {
        self.to_i128().and_then(|value| value.try_into().ok())
    }
    fn medium(self) -> Option<i128> {
        self.to_i128()
    }
    fn widest(self) -> i256 {
        self
    }
    fn plus(self, other: Self) -> (Self, bool) {
        self.overflowing_add(other)
    }
    fn minus(self, other: Self) -> (Self, bool) {
        self.overflowing_sub(other)
    }
    fn times(self, other: Self) -> (Self, bool) {
        self.checked_mul(other).map_or((i256::ZERO, true), |product| (product, false))
    }
    fn divide(self, divisor: Self) -> Option<(Self, Self)> {
        Some((self.checked_div(divisor)?, self.checked_rem(divisor)?))
    }
    fn power_of_ten(power: u32) -> Option<Self> {
        i256::from_i128(10).checked_pow(power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_division_agrees_at_every_width() {
        for (a, b) in [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (-6, 3), (0, 5)] {
            let expected = (i64::div_euclid(a, b), i64::rem_euclid(a, b));
            let floor =
                if b < 0 && expected.1 != 0 { (expected.0 - 1, expected.1 + b) } else { expected };
            assert_eq!(a.divide_floor(b), Some(floor), "{a} by {b}");
            let wide = i256::of(a).divide_floor(i256::of(b));
            assert_eq!(wide, Some((i256::of(floor.0), i256::of(floor.1))), "{a} by {b}");
        }
        assert_eq!(5i64.divide_floor(0), None);
        assert_eq!(i64::MIN.divide_floor(-1), None);
    }

    #[test]
    fn only_the_widest_word_reduces() {
        assert_eq!(i64::reduced(6, 4), (6, 4));
        assert_eq!(i256::reduced(i256::of(-6), i256::of(4)), (i256::of(-3), i256::of(2)));
        assert_eq!(i256::reduced(i256::of(0), i256::of(4)), (i256::of(0), i256::of(1)));
    }

    #[test]
    fn a_sign_that_cannot_be_turned_stays() {
        let three = i256::of(-3);
        assert_eq!(i256::reduced(i256::MIN, three), (i256::MIN, three));
        let one = i256::of(1);
        assert_eq!(i256::reduced(i256::MIN, i256::MIN), (one, one));
    }
}
