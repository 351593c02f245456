//! Kernels on numbers: arithmetic, comparison, choice of lanes.
#![expect(
    clippy::indexing_slicing,
    reason = "registers are made by the planner, operands before results; lanes are constant"
)]

use loyal_dsl::ir::{Comparison, Extreme};

use super::register::{File, Flags, lanes_of};
use super::word::Word;

/// `dst = f(a, b)` in every lane, in the state of a strict operation.
pub(crate) fn binary<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
    operation: impl Fn(W, W) -> (W, bool),
) {
    let flags = file.flags[a].both(file.flags[b]);
    let (before, after) = file.numbers.split_at_mut(dst);
    let (x, y, out) = (&before[a], &before[b], &mut after[0]);
    let mut any = false;
    for lane in 0..L {
        let (value, over) = operation(x[lane], y[lane]);
        out[lane] = value;
        any |= over;
    }
    let over = if any { over_lanes(x, y, operation) } else { 0 };
    file.finish(dst, flags, over);
}

#[cold]
fn over_lanes<W: Word, const L: usize>(
    x: &[W; L],
    y: &[W; L],
    operation: impl Fn(W, W) -> (W, bool),
) -> u64 {
    mask_of::<L>(|lane| operation(x[lane], y[lane]).1)
}

/// The lanes for which `test` holds.
pub(crate) fn mask_of<const L: usize>(test: impl Fn(usize) -> bool) -> u64 {
    let (mut mask, octets) = (0, L / 8);
    // Eight at a time: their places in the byte are known when this is compiled.
    for octet in 0..octets {
        let mut byte = 0;
        for at in 0..8 {
            byte |= u64::from(test(octet * 8 + at)) << at;
        }
        mask |= byte << (octet * 8);
    }
    for lane in octets * 8..L {
        mask |= u64::from(test(lane)) << lane;
    }
    mask
}

/// `dst = f(a)` in every lane.
pub(crate) fn unary<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    a: usize,
    operation: impl Fn(W) -> (W, bool),
) {
    let flags = file.flags[a].state();
    let (before, after) = file.numbers.split_at_mut(dst);
    let (x, out) = (&before[a], &mut after[0]);
    let mut any = false;
    for lane in 0..L {
        let (value, over) = operation(x[lane]);
        out[lane] = value;
        any |= over;
    }
    let over = if any { mask_of::<L>(|lane| operation(x[lane]).1) } else { 0 };
    file.finish(dst, flags, over);
}

/// `dst = a * 10^power`.
pub(crate) fn scale<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    a: usize,
    power: u32,
) {
    match W::power_of_ten(power) {
        Some(factor) => unary(file, dst, a, |value| value.times(factor)),
        None => unary(file, dst, a, |value| (W::default(), value != W::default())),
    }
}

/// Fails the lanes whose number does not fit 128 bits: the end of an expression as written.
pub(crate) fn fits<W: Word, const L: usize>(file: &mut File<W, L>, dst: usize, fraction: bool) {
    let over = mask_of::<L>(|lane| {
        let too_wide = |register: usize| file.numbers[register][lane].medium().is_none();
        too_wide(dst) || (fraction && too_wide(dst + 1))
    });
    file.finish(dst, file.flags[dst], over);
}

/// Whether an order of two values is what a comparison asks for.
pub(crate) fn holds(comparison: Comparison, order: std::cmp::Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// `dst = a ? b` for numbers at one scale.
pub(crate) fn compare<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
    comparison: Comparison,
) {
    let x = &file.numbers[a];
    let bits = match file.steady.get(b) {
        Some(Some(y)) => compared(x, |_| *y, comparison),
        _ => {
            let y = &file.numbers[b];
            compared(x, |lane| y[lane], comparison)
        }
    };
    let state = file.flags[a].both(file.flags[b]);
    file.flags[dst] = Flags { bits: bits & state.valid, ..state };
}

/// The lanes for which a comparison holds.
fn compared<W: Word, const L: usize>(
    x: &[W; L],
    y: impl Fn(usize) -> W,
    comparison: Comparison,
) -> u64 {
    match comparison {
        Comparison::Equal => mask_of::<L>(|lane| x[lane] == y(lane)),
        Comparison::NotEqual => mask_of::<L>(|lane| x[lane] != y(lane)),
        Comparison::Less => mask_of::<L>(|lane| x[lane] < y(lane)),
        Comparison::LessOrEqual => mask_of::<L>(|lane| x[lane] <= y(lane)),
        Comparison::Greater => mask_of::<L>(|lane| x[lane] > y(lane)),
        Comparison::GreaterOrEqual => mask_of::<L>(|lane| x[lane] >= y(lane)),
    }
}

/// Copies the lanes of `mask` from `a` to `dst`, and the denominators where it is a fraction.
pub(crate) fn copy<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    a: usize,
    mask: u64,
    fraction: bool,
) {
    for part in 0..=usize::from(fraction) {
        let (before, after) = file.numbers.split_at_mut(dst + part);
        let (from, to) = (&before[a + part], &mut after[0]);
        for lane in 0..L {
            if mask >> lane & 1 == 1 {
                to[lane] = from[lane];
            }
        }
    }
}

/// `dst = larger of items`, numbers at one scale.
pub(crate) fn extreme<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    items: &[usize],
    (which, known_only): (Extreme, bool),
) {
    let mut found = 0;
    for item in items {
        let valid = file.flags[*item].valid;
        let (before, after) = file.numbers.split_at_mut(dst);
        let (x, best) = (&before[*item], &mut after[0]);
        for lane in lanes_of(valid) {
            if lane < L && (found >> lane & 1 == 0 || beats(which, x[lane].cmp(&best[lane]))) {
                best[lane] = x[lane];
            }
        }
        found |= valid;
    }
    file.flags[dst] = extreme_state(file, items, known_only);
}

/// Whether a value that compares so with the best so far takes its place.
pub(crate) fn beats(which: Extreme, order: std::cmp::Ordering) -> bool {
    match which {
        Extreme::Largest => order.is_gt(),
        Extreme::Smallest => order.is_lt(),
    }
}

/// The state of the extreme of items: missing if one is, or only if all are.
pub(crate) fn extreme_state<W: Word, const L: usize>(
    file: &File<W, L>,
    items: &[usize],
    known_only: bool,
) -> Flags {
    let states = items.iter().map(|item| file.flags[*item]);
    let error = states.clone().fold(0, |error, state| error | state.error);
    let valid = if known_only {
        states.fold(0, |valid, state| valid | state.valid)
    } else {
        states.fold(u64::MAX, |valid, state| valid & state.valid)
    };
    Flags { bits: 0, valid: valid & !error, error }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::i256;

    use super::*;

    fn file<W: Word, const L: usize>(numbers: &[(i64, bool)]) -> File<W, L> {
        let mut file = File::default();
        file.resize(numbers.len() + 2);
        for (register, (value, known)) in numbers.iter().enumerate() {
            file.numbers[register] = [W::of(*value); L];
            file.flags[register].valid = if *known { u64::MAX } else { 0 };
        }
        file
    }

    #[test]
    fn a_missing_operand_gives_a_missing_result_and_raises_nothing() {
        let mut file: File<i64, 4> = file(&[(i64::MAX, true), (1, false)]);
        binary(&mut file, 2, (0, 1), i64::plus);
        assert_eq!(file.flags[2], Flags::default());
        assert!(!file.overflow);
    }

    #[test]
    fn a_narrow_overflow_asks_for_a_wider_word() {
        let mut narrow: File<i64, 4> = file(&[(i64::MAX, true), (1, true)]);
        binary(&mut narrow, 2, (0, 1), i64::plus);
        assert!(narrow.overflow);
        let mut wide: File<i128, 4> = file(&[(i64::MAX, true), (1, true)]);
        binary(&mut wide, 2, (0, 1), i128::plus);
        assert!(!wide.overflow);
        assert_eq!(wide.numbers[2][3], i128::from(i64::MAX) + 1);
    }

    #[test]
    fn the_widest_word_fails_what_does_not_fit_128_bits() {
        let mut file: File<i256, 2> = file(&[(2, true)]);
        file.numbers[0][1] = i256::from_i128(i128::MAX).plus(i256::of(1)).0;
        fits(&mut file, 0, false);
        assert_eq!(file.flags[0].error & 0b11, 0b10);
        assert_eq!(file.flags[0].valid & 0b11, 0b01);
    }

    #[test]
    fn the_larger_of_the_known_passes_over_what_is_missing() {
        let mut file: File<i64, 2> = file(&[(5, true), (9, false), (7, true)]);
        extreme(&mut file, 3, &[0, 1, 2], (Extreme::Largest, true));
        assert_eq!((file.numbers[3][0], file.flags[3].valid), (7, u64::MAX));
        extreme(&mut file, 3, &[0, 1, 2], (Extreme::Largest, false));
        assert_eq!(file.flags[3].valid, 0);
    }
}
