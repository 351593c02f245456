//! Quotients as decimal digits, by long division: exact in every width, whatever the operands.

use super::word::Word;

/// The digits of `n / d * 10^places` rounded half to even to a whole number, with its sign; `d` is
/// above zero.
pub(crate) fn scaled<W: Word>(n: W, d: W, places: u8) -> String {
    let zero = W::default();
    let Some((whole, rest)) = n.divide(d) else { return zero.to_string() };
    // What is left is smaller than the divisor, so its sign can be turned.
    let mut rest = if rest.is_below_zero() { rest.negated().0 } else { rest };
    let mut digits = Vec::with_capacity(usize::from(places));
    for _ in 0..places {
        let (digit, left) = next_digit(rest, d);
        digits.push(digit);
        rest = left;
    }
    let whole = whole.to_string();
    let mut digits: Vec<u8> = whole
        .bytes()
        .filter_map(|byte| byte.checked_sub(b'0').filter(|digit| *digit < 10))
        .chain(digits)
        .collect();
    let odd = digits.last().is_some_and(|digit| digit % 2 == 1);
    let half = rest.cmp(&d.minus(rest).0);
    if half.is_gt() || (half.is_eq() && odd) {
        increase(&mut digits);
    }
    let first = digits.iter().position(|digit| *digit != 0);
    let Some(digits) = first.and_then(|first| digits.get(first..)) else { return "0".to_owned() };
    let sign = n.is_below_zero().then_some('-');
    sign.into_iter().chain(digits.iter().map(|digit| char::from(b'0' + digit))).collect()
}

/// The whole part and the rest of `rest * 10 / d`, where `0 <= rest < d`: by ten additions, none
/// of which goes beyond the divisor.
fn next_digit<W: Word>(rest: W, d: W) -> (u8, W) {
    let room = d.minus(rest).0;
    let (mut digit, mut sum) = (0, W::default());
    for _ in 0..10 {
        if sum < room {
            sum = sum.plus(rest).0;
        } else {
            sum = sum.minus(room).0;
            digit += 1;
        }
    }
    (digit, sum)
}

/// The next whole number.
fn increase(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::i256;
    use proptest::prelude::*;

    use super::*;

    /// The same in 256 bits by one division; the operands leave room for it.
    fn by_hand(n: i128, d: i128, places: u8) -> String {
        let ten = i256::power_of_ten(places.into()).expect("few places");
        let n = i256::from_i128(n).checked_mul(ten).expect("room");
        let d = i256::from_i128(d);
        let (floor, rest) = n.divide_floor(d).expect("not zero");
        let twice = rest.checked_mul(i256::of(2)).expect("room");
        let odd = floor.divide(i256::of(2)).expect("two").1 != i256::ZERO;
        let up = twice > d || (twice == d && odd);
        (if up { floor.plus(i256::of(1)).0 } else { floor }).to_string()
    }

    #[test]
    fn a_third_of_a_large_amount_is_exact() {
        assert_eq!(scaled(10_000_000_000_000_000_i64, 300, 6), "33333333333333333333");
        assert_eq!(scaled(-10_000_000_000_000_000_i64, 300, 6), "-33333333333333333333");
        assert_eq!(scaled(i64::MIN, 1, 6), "-9223372036854775808000000");
        assert_eq!(scaled(i64::MAX, i64::MAX, 6), "1000000");
        assert_eq!(scaled(i64::MAX - 1, i64::MAX, 6), "1000000");
        assert_eq!(scaled(-1, i64::MAX, 6), "0");
    }

    #[test]
    fn halves_go_to_the_even_digit() {
        for (n, d, expected) in [
            (1, 128, "7812"),
            (3, 128, "23438"),
            (-1, 128, "-7812"),
            (1, 2_000_000, "0"),
            (3, 2_000_000, "2"),
        ] {
            assert_eq!(scaled::<i64>(n, d, 6), expected, "{n} / {d}");
        }
    }

    #[test]
    fn the_widest_quotients_are_exact() {
        let half = i256::MAX.divide(i256::of(2)).expect("two").0;
        let shown = |n: i256, d: i256| scaled(n, d, 6);
        assert_eq!(shown(i256::MAX, i256::of(1)), format!("{}000000", i256::MAX));
        assert_eq!(shown(i256::MIN, i256::of(1)), format!("{}000000", i256::MIN));
        assert_eq!(shown(half, i256::MAX), "500000");
        assert_eq!(shown(i256::MIN, i256::MAX), "-1000000");
        assert_eq!(shown(i256::of(1), i256::MAX), "0");
        // 2^255 - 1 by 3, whose last digits are …6272.666666….
        let third = i256::MAX.divide(i256::of(3)).expect("three").0;
        assert_eq!(shown(i256::MAX, i256::of(3)), format!("{third}333333"));
    }

    proptest! {
        #[test]
        fn narrow_quotients_agree_with_one_division(
            n in any::<i64>(), d in 1..=i64::MAX, places in 0_u8..=6, shift in 0_u32..63,
        ) {
            let d = (d >> shift).max(1);
            let expected = by_hand(n.into(), d.into(), places);
            prop_assert_eq!(scaled(n, d, places), expected.clone());
            prop_assert_eq!(scaled(i128::from(n), i128::from(d), places), expected);
        }

        #[test]
        fn wide_quotients_agree_with_one_division(
            n in any::<i128>(), d in 1..=i128::MAX, places in 0_u8..=6, shift in 0_u32..127,
        ) {
            let d = (d >> shift).max(1);
            let expected = by_hand(n, d, places);
            prop_assert_eq!(scaled(n, d, places), expected.clone());
            let (n, d) = (i256::from_i128(n), i256::from_i128(d));
            prop_assert_eq!(scaled(n, d, places), expected.clone());
            // The same value as a fraction of the full width.
            let factor = i256::MAX.divide(d.max(magnitude(n))).expect("not zero").0;
            let widened = (n.checked_mul(factor), d.checked_mul(factor));
            if let (Some(n), Some(d)) = widened {
                prop_assert_eq!(scaled(n, d, places), expected);
            }
        }
    }

    fn magnitude(n: i256) -> i256 {
        if n.is_below_zero() { n.negated().0 } else { n }
    }
}
