//! Exact numbers: quotients of whole numbers of any size.

use loyal_dsl::ir::{Rounding, RoundingMode};
use loyal_dsl::types::Places;
use num_bigint::BigInt;
use num_rational::Ratio;

/// An exact number.
pub type Number = Ratio<BigInt>;

/// A whole number.
pub fn whole(number: impl Into<BigInt>) -> Number {
    Number::from_integer(number.into())
}

/// `mantissa * 10^-places`
pub fn decimal(mantissa: impl Into<BigInt>, places: u8) -> Number {
    Number::new(mantissa.into(), power_of_ten(places))
}

/// The number that a text such as `-12.30` writes.
#[must_use]
pub fn of_text(text: &str) -> Number {
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{before}{after}").parse().expect("a decimal");
    decimal(digits, u8::try_from(after.len()).expect("few places"))
}

/// The whole number of `10^-places` that this is; `None` where it has more places.
pub fn mantissa(number: &Number, places: u8) -> Option<BigInt> {
    let scaled = number * power_of_ten(places);
    scaled.is_integer().then(|| scaled.to_integer())
}

/// The multiple of `step * 10^-places` next to the number.
pub fn round(number: &Number, rounding: Rounding) -> Number {
    let step = decimal(rounding.step, rounding.places);
    let steps = number / &step;
    let half = Number::new(1.into(), 2.into());
    let rounded = match rounding.mode {
        RoundingMode::Down => steps.floor(),
        RoundingMode::Up => steps.ceil(),
        RoundingMode::HalfUp if steps < whole(0) => (steps - half).ceil(),
        RoundingMode::HalfUp => (steps + half).floor(),
        RoundingMode::HalfEven => {
            let (below, above) = ((&steps - &half).ceil(), (&steps + &half).floor());
            if (&below / whole(2)).is_integer() { below } else { above }
        }
    };
    rounded * step
}

/// The decimal digits, with trailing zeros dropped down to `at_least` places; a fraction is
/// rounded half even to 6 places first.
pub fn text(number: &Number, places: Places, at_least: u8) -> String {
    let (number, places) = match places {
        Places::Fixed(places) => (number.clone(), places),
        Places::Fraction => {
            (round(number, Rounding { mode: RoundingMode::HalfEven, step: 1, places: 6 }), 6)
        }
    };
    let mut digits = fixed(&number, places.max(at_least));
    for _ in at_least..places {
        if digits.ends_with('0') {
            digits.pop();
        }
    }
    digits.strip_suffix('.').map_or(digits.clone(), str::to_owned)
}

/// The decimal digits with exactly so many places.
fn fixed(number: &Number, places: u8) -> String {
    let mantissa = mantissa(number, places)
        .unwrap_or_else(|| panic!("{number} has more places than its type, {places}"));
    let width = usize::from(places) + 1;
    let digits = format!("{:0>width$}", mantissa.magnitude().to_string());
    let (before, after) = digits.split_at(digits.len() - usize::from(places));
    let sign = if *number < whole(0) { "-" } else { "" };
    if places == 0 { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

fn power_of_ten(places: u8) -> BigInt {
    BigInt::from(10).pow(u32::from(places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_round(mode: RoundingMode, step: i64, places: u8, cases: &[(&str, &str)]) {
        for (given, expected) in cases {
            let rounded = round(&parse(given), Rounding { mode, step, places });
            assert_eq!(text(&rounded, Places::Fixed(places), 0), *expected, "{mode:?} {given}");
        }
    }

    fn parse(text: &str) -> Number {
        let places = text.split_once('.').map_or(0, |(_, after)| after.len());
        decimal(text.replace('.', "").parse::<BigInt>().unwrap(), u8::try_from(places).unwrap())
    }

    #[test]
    fn rounds_down_towards_minus_infinity() {
        let cases = [("2.9", "2"), ("-2.1", "-3"), ("-2", "-2"), ("-0.1", "-1")];
        check_round(RoundingMode::Down, 1, 0, &cases);
    }

    #[test]
    fn rounds_up_towards_plus_infinity() {
        let cases = [("2.1", "3"), ("-2.9", "-2"), ("3", "3"), ("-0.9", "0")];
        check_round(RoundingMode::Up, 1, 0, &cases);
    }

    #[test]
    fn rounds_halves_away_from_zero() {
        let cases = [("0.5", "1"), ("-0.5", "-1"), ("2.5", "3"), ("-2.5", "-3"), ("2.49", "2")];
        check_round(RoundingMode::HalfUp, 1, 0, &cases);
        check_round(RoundingMode::HalfUp, 1, 0, &[("-2.49", "-2"), ("-2.51", "-3")]);
    }

    #[test]
    fn rounds_halves_to_the_even_multiple() {
        let cases = [("0.5", "0"), ("1.5", "2"), ("2.5", "2"), ("-1.5", "-2"), ("-2.5", "-2")];
        check_round(RoundingMode::HalfEven, 1, 0, &cases);
        check_round(RoundingMode::HalfEven, 1, 0, &[("2.51", "3"), ("-0.51", "-1"), ("7", "7")]);
    }

    #[test]
    fn rounds_to_a_multiple_of_the_step() {
        check_round(RoundingMode::HalfUp, 10, 0, &[("14.99", "10"), ("15", "20"), ("-15", "-20")]);
        check_round(RoundingMode::Down, 5, 2, &[("0.09", "0.05"), ("-0.01", "-0.05")]);
        check_round(RoundingMode::HalfEven, 50, 2, &[("0.25", "0"), ("0.75", "1")]);
    }

    #[test]
    fn writes_fractions_to_six_places() {
        let third = Number::new(1.into(), 3.into());
        assert_eq!(text(&third, Places::Fraction, 0), "0.333333");
        assert_eq!(text(&(third * whole(3)), Places::Fraction, 0), "1");
        let half_way = Number::new(1.into(), 128.into());
        assert_eq!(text(&half_way, Places::Fraction, 0), "0.007812");
        assert_eq!(text(&half_way, Places::Fixed(7), 0), "0.0078125");
        assert_eq!(text(&Number::new((-1).into(), 9_000_000.into()), Places::Fraction, 0), "0");
    }

    #[test]
    fn keeps_the_least_places() {
        assert_eq!(text(&parse("12.3"), Places::Fixed(4), 2), "12.30");
        assert_eq!(text(&parse("12.345"), Places::Fixed(4), 2), "12.345");
        assert_eq!(text(&parse("-0.5"), Places::Fixed(1), 2), "-0.50");
        assert_eq!(text(&parse("1200"), Places::Fixed(0), 0), "1200");
        assert_eq!(text(&parse("1200"), Places::Fixed(2), 0), "1200");
    }
}
