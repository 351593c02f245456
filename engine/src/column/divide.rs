//! Kernels that divide to whole numbers: rounding, whole units, remainders.
#![expect(
    clippy::indexing_slicing,
    reason = "registers are made by the planner, operands before results; lanes are constant"
)]

use loyal_dsl::ir::RoundingMode;

use super::number::mask_of;
use super::register::{File, lanes_of};
use super::word::Word;

/// `n / d` rounded to a whole number; `d` is above zero. `None` where it does not fit.
pub(crate) fn rounded<W: Word>(n: W, d: W, mode: RoundingMode) -> Option<W> {
    let (floor, rest) = n.divide_floor(d)?;
    if rest == W::default() {
        return Some(floor);
    }
    let up = match mode {
        RoundingMode::Down => false,
        RoundingMode::Up => true,
        RoundingMode::HalfUp | RoundingMode::HalfEven => match rest.cmp(&d.minus(rest).0) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal if mode == RoundingMode::HalfUp => !n.is_below_zero(),
            std::cmp::Ordering::Equal => floor.divide(W::of(2))?.1 != W::default(),
        },
    };
    Some(if up { floor.plus(W::of(1)).0 } else { floor })
}

/// How a number is rounded: `round(value * 10^raise / (step * 10^lower)) * step`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Round {
    /// Which way.
    pub(crate) mode: RoundingMode,
    /// The step at the places of the result.
    pub(crate) step: i64,
    /// Power of ten by which the numerator is multiplied.
    pub(crate) raise: u32,
    /// Power of ten by which the divisor is multiplied.
    pub(crate) lower: u32,
}

/// A [`Round`] with its factors, in one width.
#[derive(Debug, Clone, Copy)]
struct Factors<W> {
    mode: RoundingMode,
    step: W,
    raise: W,
    divisor: W,
}

impl Round {
    /// The factors, where they fit.
    fn factors<W: Word>(self) -> Option<Factors<W>> {
        let step = W::of(self.step);
        Some(Factors {
            mode: self.mode,
            step,
            raise: W::power_of_ten(self.raise)?,
            divisor: exact(step.times(W::power_of_ten(self.lower)?))?,
        })
    }
}

impl<W: Word> Factors<W> {
    fn apply(self, n: W, d: W) -> Option<W> {
        let n = exact(n.times(self.raise))?;
        let units = rounded(n, exact(self.divisor.times(d))?, self.mode)?;
        exact(units.times(self.step))
    }
}

fn exact<W>((value, over): (W, bool)) -> Option<W> {
    (!over).then_some(value)
}

/// `dst = a rounded`, of a number or a fraction.
pub(crate) fn round<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    a: usize,
    round: Round,
    fraction: bool,
) {
    let flags = file.flags[a].state();
    let Some(factors) = round.factors::<W>() else {
        file.finish(dst, flags, u64::MAX);
        return;
    };
    let mut over = 0;
    for lane in lanes_of(flags.valid).take_while(|lane| *lane < L) {
        let divisor = if fraction { file.numbers[a + 1][lane] } else { W::of(1) };
        match factors.apply(file.numbers[a][lane], divisor) {
            Some(value) => file.numbers[dst][lane] = value,
            None => over |= 1 << lane,
        }
    }
    file.finish(dst, flags, over);
}

/// `dst = full b in a` (or the remainder), of numbers at one scale; fails where `b` is zero.
pub(crate) fn floor<W: Word, const L: usize>(
    file: &mut File<W, L>,
    dst: usize,
    (a, b): (usize, usize),
    remainder: bool,
) {
    let divides_by_zero = mask_of::<L>(|lane| file.numbers[b][lane] == W::default());
    let flags = file.flags[a].both(file.flags[b]).fail(divides_by_zero);
    let mut over = 0;
    for lane in lanes_of(flags.valid).take_while(|lane| *lane < L) {
        match file.numbers[a][lane].divide_floor(file.numbers[b][lane]) {
            Some((units, rest)) => file.numbers[dst][lane] = if remainder { rest } else { units },
            None => over |= 1 << lane,
        }
    }
    file.finish(dst, flags, over);
}

#[cfg(test)]
mod tests {
    use super::super::register::Flags;
    use super::*;

    #[test]
    fn rounding_goes_the_way_it_says() {
        use RoundingMode::{Down, HalfEven, HalfUp, Up};
        let cases = [
            (25, Down, 2),
            (25, Up, 3),
            (25, HalfUp, 3),
            (25, HalfEven, 2),
            (35, HalfEven, 4),
            (-25, Down, -3),
            (-25, Up, -2),
            (-25, HalfUp, -3),
            (-25, HalfEven, -2),
            (-35, HalfEven, -4),
            (24, HalfUp, 2),
            (26, HalfEven, 3),
            (-26, HalfUp, -3),
            (20, Up, 2),
        ];
        for (tenths, mode, expected) in cases {
            assert_eq!(rounded(tenths, 10_i64, mode), Some(expected), "{tenths} {mode:?}");
        }
    }

    #[test]
    fn a_step_is_a_multiple() {
        let to_ten = Round { mode: RoundingMode::HalfUp, step: 10, raise: 0, lower: 2 };
        let apply =
            |round: Round, n: i64, d| round.factors().and_then(|factors| factors.apply(n, d));
        assert_eq!(apply(to_ten, 12_500, 1), Some(130));
        assert_eq!(apply(to_ten, 12_499, 1), Some(120));
        let third = Round { mode: RoundingMode::HalfUp, step: 1, raise: 2, lower: 0 };
        assert_eq!(apply(third, 2, 3), Some(67));
    }

    /// Four lanes and one beyond, which is known and never read.
    fn file(numbers: [[i64; 4]; 3]) -> File<i64, 4> {
        let flags = Flags { bits: 0, valid: 0b1_1111, error: 0 };
        File { numbers: numbers.to_vec(), flags: vec![flags; 3], ..File::default() }
    }

    #[test]
    fn numbers_and_fractions_are_rounded_lane_by_lane() {
        let tenth = Round { mode: RoundingMode::HalfUp, step: 1, raise: 0, lower: 1 };
        let mut whole = file([[25, 34, -25, 99], [7; 4], [0; 4]]);
        round(&mut whole, 2, 0, tenth, false);
        assert_eq!(whole.numbers[2], [3, 3, -3, 10]);
        let to_one = Round { mode: RoundingMode::Down, step: 1, raise: 0, lower: 0 };
        let mut fraction = file([[25, 34, -25, 99], [10, 2, 10, 9], [0; 4]]);
        round(&mut fraction, 2, 0, to_one, true);
        assert_eq!(fraction.numbers[2], [2, 17, -3, 11]);
        let wide = Round { mode: RoundingMode::Down, step: 1, raise: 18, lower: 0 };
        let mut far = file([[1, 2, 10, 3], [1; 4], [0; 4]]);
        round(&mut far, 2, 0, wide, true);
        assert!(far.overflow);
        let mut near = file([[1, 2, 3, 4], [1; 4], [0; 4]]);
        round(&mut near, 2, 0, wide, true);
        assert!(!near.overflow);
    }

    #[test]
    fn whole_units_and_what_is_left_of_them() {
        let operands = [[7, -7, 5, 0], [2, 2, 0, 3], [0; 4]];
        for (remainder, expected) in [(false, [3, -4, 0, 0]), (true, [1, 1, 0, 0])] {
            let mut file = file(operands);
            floor(&mut file, 2, (0, 1), remainder);
            assert_eq!(file.numbers[2], expected);
            assert_eq!((file.flags(2).valid, file.flags(2).error), (0b1_1011, 0b0100));
            assert!(!file.overflow);
        }
        let mut least = file([[i64::MIN, 1, 1, 1], [-1, 1, 1, 1], [0; 4]]);
        floor(&mut least, 2, (0, 1), false);
        assert!(least.overflow);
    }
}
