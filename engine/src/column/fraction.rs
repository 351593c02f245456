//! Kernels on fractions: exact, compared by cross-multiplication, denominators above zero.
#![expect(
    clippy::indexing_slicing,
    reason = "registers are made by the planner, operands before results; lanes are constant"
)]

use std::cmp::Ordering;

use loyal_dsl::ir::{Comparison, Extreme};

use super::number::{beats, extreme_state, holds, mask_of};
use super::register::{File, Flags, lanes_of};
use super::word::Word;

/// Numerator and denominator.
pub(crate) type Ratio<W> = (W, W);

/// The fraction of `n` by `d` with the sign in the numerator; `None` where `d` is zero, or where
/// it does not fit.
pub(crate) fn ratio<W: Word>(n: W, d: W) -> Option<Ratio<W>> {
    let zero = W::default();
    if d == zero {
        return None;
    }
    let (n, d) = W::reduced(n, d);
    if !d.is_below_zero() {
        return Some((n, d));
    }
    match (n.negated(), d.negated()) {
        ((n, false), (d, false)) => Some((n, d)),
        _ => None,
    }
}

fn product<W: Word>(a: W, b: W) -> Option<W> {
    Some(a.times(b)).filter(|(_, over)| !over).map(|(value, _)| value)
}

/// The sum, where it fits.
pub(crate) fn add<W: Word>(a: Ratio<W>, b: Ratio<W>) -> Option<Ratio<W>> {
    if a.1 == b.1 {
        return exact(a.0.plus(b.0)).and_then(|n| ratio(n, a.1));
    }
    let (left, right) = (product(a.0, b.1)?, product(b.0, a.1)?);
    ratio(exact(left.plus(right))?, product(a.1, b.1)?)
}

/// The difference, where it fits.
pub(crate) fn subtract<W: Word>(a: Ratio<W>, b: Ratio<W>) -> Option<Ratio<W>> {
    add(a, (exact(b.0.negated())?, b.1))
}

/// The product, where it fits.
pub(crate) fn multiply<W: Word>(a: Ratio<W>, b: Ratio<W>) -> Option<Ratio<W>> {
    ratio(product(a.0, b.0)?, product(a.1, b.1)?)
}

/// The quotient; `None` where `b` is zero, or where it does not fit.
pub(crate) fn divide<W: Word>(a: Ratio<W>, b: Ratio<W>) -> Option<Ratio<W>> {
    ratio(product(a.0, b.1)?, product(a.1, b.0)?)
}

fn exact<W>((value, over): (W, bool)) -> Option<W> {
    (!over).then_some(value)
}

/// The order of two fractions; `None` where a product does not fit.
pub(crate) fn order<W: Word>(a: Ratio<W>, b: Ratio<W>) -> Option<Ordering> {
    if a.1 == b.1 {
        return Some(a.0.cmp(&b.0));
    }
    Some(product(a.0, b.1)?.cmp(&product(b.0, a.1)?))
}

/// The order of two fractions whatever their width: their whole parts are compared, then what is
/// left of each, upside down.
pub(crate) fn order_of_any<W: Word>(a: Ratio<W>, b: Ratio<W>) -> Ordering {
    let (mut a, mut b, mut turned) = (a, b, false);
    loop {
        let (Some((x, rest_a)), Some((y, rest_b))) = (a.0.divide_floor(a.1), b.0.divide_floor(b.1))
        else {
            return Ordering::Equal;
        };
        let zero = W::default();
        let order = x.cmp(&y);
        let order = match (rest_a == zero, rest_b == zero) {
            _ if order.is_ne() => order,
            (false, false) => {
                (a, b, turned) = ((a.1, rest_a), (b.1, rest_b), !turned);
                continue;
            }
            (ends, also) => also.cmp(&ends),
        };
        return if turned { order.reverse() } else { order };
    }
}

/// `dst = f(a, b)` in every lane that knows both.
pub(crate) fn binary<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
    operation: impl Fn(Ratio<W>, Ratio<W>) -> Option<Ratio<W>>,
) {
    let flags = file.flags[a].both(file.flags[b]);
    let mut over = 0;
    for lane in lanes_of(flags.valid).take_while(|lane| *lane < L) {
        match operation(get(file, a, lane), get(file, b, lane)) {
            Some(value) => set(file, dst, lane, value),
            None => over |= 1 << lane,
        }
    }
    file.finish(dst, flags, over);
}

/// The fraction in one lane.
pub(crate) fn get<W: Word, const L: usize>(file: &File<W, L>, a: usize, lane: usize) -> Ratio<W> {
    (file.numbers[a][lane], file.numbers[a + 1][lane])
}

fn set<W: Word, const L: usize>(file: &mut File<W, L>, dst: usize, lane: usize, (n, d): Ratio<W>) {
    file.numbers[dst][lane] = n;
    file.numbers[dst + 1][lane] = d;
}

/// `dst = a / b` of whole numbers at one scale; fails where `b` is zero.
pub(crate) fn quotient<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
) {
    let zero = W::default();
    let divides_by_zero = mask_of::<L>(|lane| file.numbers[b][lane] == zero);
    let flags = file.flags[a].both(file.flags[b]).fail(divides_by_zero);
    let mut over = 0;
    for lane in lanes_of(flags.valid).take_while(|lane| *lane < L) {
        match ratio(file.numbers[a][lane], file.numbers[b][lane]) {
            Some(value) => set(file, dst, lane, value),
            None => over |= 1 << lane,
        }
    }
    file.finish(dst, flags, over);
}

/// `dst = a / b` of fractions; fails where `b` is zero.
pub(crate) fn divide_all<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
) {
    let zero = W::default();
    let divides_by_zero = mask_of::<L>(|lane| file.numbers[b][lane] == zero);
    let kept = file.flags[b];
    file.flags[b] = kept.fail(divides_by_zero);
    binary(file, dst, (a, b), divide);
    file.flags[b] = kept;
}

/// `dst = a` as a fraction of `10^places`.
pub(crate) fn of_number<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    a: usize,
    places: u32,
) {
    let flags = file.flags[a].state();
    let factor = W::power_of_ten(places);
    file.numbers[dst] = file.numbers[a];
    file.numbers[dst + 1] = [factor.unwrap_or_else(|| W::of(1)); L];
    file.finish(dst, flags, if factor.is_none() { u64::MAX } else { 0 });
}

/// `dst = -a`.
pub(crate) fn negate<W: Word, const L: usize>(file: &mut File<W, L>, dst: usize, a: usize) {
    super::number::unary(file, dst, a, W::negated);
    file.numbers[dst + 1] = file.numbers[a + 1];
}

/// `dst = a ? b`.
pub(crate) fn compare<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
    comparison: Comparison,
) {
    let state = file.flags[a].both(file.flags[b]);
    let (mut bits, mut over) = (0, 0);
    for lane in lanes_of(state.valid).take_while(|lane| *lane < L) {
        match order(get(file, a, lane), get(file, b, lane)) {
            Some(order) => bits |= u64::from(holds(comparison, order)) << lane,
            None => over |= 1 << lane,
        }
    }
    file.finish(dst, Flags { bits: bits & state.valid, ..state }, over);
}

/// `dst = larger of items`.
pub(crate) fn extreme<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    items: &[usize],
    (which, known_only): (Extreme, bool),
) {
    let (mut found, mut over) = (0_u64, 0);
    for item in items {
        let valid = file.flags[*item].valid;
        for lane in lanes_of(valid).take_while(|lane| *lane < L) {
            let value = get(file, *item, lane);
            let better = if found >> lane & 1 == 0 {
                true
            } else if let Some(order) = order(value, get(file, dst, lane)) {
                beats(which, order)
            } else {
                over |= 1 << lane;
                false
            };
            if better {
                set(file, dst, lane, value);
            }
        }
        found |= valid;
    }
    let state = extreme_state(file, items, known_only);
    file.finish(dst, state, over);
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::i256;

    use super::*;

    #[test]
    fn a_third_three_times_is_one() {
        let third = ratio(1, 3).expect("3 is not zero");
        assert_eq!(order(multiply(third, (3, 1)).expect("small"), (1, 1)), Some(Ordering::Equal));
        let sum = add(add(third, third).expect("small"), third).expect("small");
        assert_eq!(order(sum, (1_i64, 1)), Some(Ordering::Equal));
    }

    #[test]
    fn fractions_of_any_width_have_an_order() {
        let values: Vec<i64> =
            (-9..=9).chain([i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX]).collect();
        let divisors: Vec<i64> = (1..=9).chain([i64::MAX / 2, i64::MAX - 1, i64::MAX]).collect();
        let ratios: Vec<Ratio<i64>> =
            values.iter().flat_map(|n| divisors.iter().map(move |d| (*n, *d))).collect();
        let wide = |(n, d): Ratio<i64>| (i128::from(n), i128::from(d));
        for a in &ratios {
            for b in &ratios {
                assert_eq!(Some(order_of_any(*a, *b)), order(wide(*a), wide(*b)), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn the_sign_is_in_the_numerator() {
        assert_eq!(ratio(1_i64, -3), Some((-1, 3)));
        assert_eq!(order(ratio(1_i64, -3).expect("not zero"), (0, 1)), Some(Ordering::Less));
        assert_eq!(ratio(1_i64, 0), None);
        assert_eq!(ratio(i64::MIN, -1), None);
    }

    #[test]
    fn the_widest_word_reduces_before_it_gives_up() {
        let large = i256::from_i128(i128::MAX);
        let value = (i256::of(1), large);
        let square = multiply(value, (large, i256::of(1))).expect("reduces to one");
        assert_eq!(square, (i256::of(1), i256::of(1)));
    }
}
