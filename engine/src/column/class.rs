//! Classes of rows, a byte each: which part of every column a row lies in, and what that says.
#![expect(
    clippy::indexing_slicing,
    reason = "tables are as long as their index can reach; lanes are constant"
)]

use super::register::lanes_of;

/// How many values next to each other a look-up spans.
const SPAN: usize = 4096;

/// Bounds that are counted one by one: of more, the place of a value is searched.
const FEW: usize = 8;

/// A column's parts, told by value. Every part has its number: the sum of the numbers of all
/// columns is the class.
#[derive(Debug, Clone)]
pub(crate) enum Parts {
    /// Values from `low` on; below and above lie the first and the last.
    Near { low: i64, numbers: Box<[u8; SPAN]> },
    /// A number for every count of bounds that a value reaches.
    Far { bounds: Vec<i64>, numbers: Vec<u8> },
}

impl Parts {
    /// The parts between ascending bounds: `numbers[i]` for values that reach `i` bounds.
    pub(crate) fn new(bounds: Vec<i64>, numbers: Vec<u8>) -> Parts {
        let ends = bounds.first().copied().zip(bounds.last().copied());
        let low = ends.map_or(Some(0), |(first, _)| first.checked_sub(1));
        let near = low.filter(|low| {
            ends.is_none_or(|(_, last)| {
                usize::try_from(last.abs_diff(*low)).is_ok_and(|place| place < SPAN)
            })
        });
        match near {
            Some(low) => Parts::Near { low, numbers: spread(low, &bounds, &numbers) },
            None => Parts::Far { bounds, numbers },
        }
    }

    /// Parts of values from 0 on that are all the same.
    pub(crate) fn same(number: u8) -> Parts {
        Parts::Near { low: -1, numbers: Box::new([number; SPAN]) }
    }

    /// Gives one value its own number, where that is a matter of one place: says no where the
    /// value stands beyond the look-up or at its ends, which stand for all that is beyond.
    pub(crate) fn set(&mut self, value: i64, number: u8) -> bool {
        let Parts::Near { low, numbers } = self else { return false };
        let place = value.checked_sub(*low).and_then(|place| usize::try_from(place).ok());
        let inside = place.filter(|place| (1..SPAN - 1).contains(place));
        if let Some(place) = inside {
            numbers[place] = number;
        }
        inside.is_some()
    }

    /// Adds the numbers of some values to the classes.
    pub(crate) fn add<const L: usize>(&self, values: &[i64], classes: &mut [u8; L]) {
        match self {
            Parts::Near { low, numbers } => {
                for (class, value) in classes.iter_mut().zip(values) {
                    let above = (*value).max(*low).abs_diff(*low);
                    let place = usize::try_from(above).unwrap_or(SPAN).min(SPAN - 1);
                    *class = class.wrapping_add(numbers[place]);
                }
            }
            Parts::Far { bounds, numbers } if bounds.len() > FEW => {
                for (class, value) in classes.iter_mut().zip(values) {
                    let reached = bounds.partition_point(|bound| bound <= value);
                    let number = numbers.get(reached).copied().unwrap_or_default();
                    *class = class.wrapping_add(number);
                }
            }
            Parts::Far { bounds, numbers } => {
                let mut reached = [0_u16; L];
                for bound in bounds {
                    for (reached, value) in reached.iter_mut().zip(values) {
                        *reached += u16::from(*value >= *bound);
                    }
                }
                for (class, reached) in classes.iter_mut().zip(reached) {
                    let number = numbers.get(usize::from(reached)).copied().unwrap_or_default();
                    *class = class.wrapping_add(number);
                }
            }
        }
    }

    /// Takes the number of a value from its lanes' classes and adds another.
    pub(crate) fn replace<const L: usize>(
        &self,
        values: &[i64],
        lanes: u64,
        number: u8,
        classes: &mut [u8; L],
    ) {
        let mut known = [0; L];
        self.add(values, &mut known);
        for lane in lanes_of(lanes).take_while(|lane| *lane < L) {
            classes[lane] = classes[lane].wrapping_sub(known[lane]).wrapping_add(number);
        }
    }
}

fn spread(low: i64, bounds: &[i64], numbers: &[u8]) -> Box<[u8; SPAN]> {
    let mut spread = Box::new([numbers.first().copied().unwrap_or_default(); SPAN]);
    for (bound, number) in bounds.iter().zip(numbers.iter().skip(1)) {
        let from = usize::try_from(bound.abs_diff(low)).unwrap_or(SPAN);
        spread.iter_mut().skip(from).for_each(|slot| *slot = *number);
    }
    spread
}

/// What classes say, eight yes/no answers a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    tables: Vec<[u8; 256]>,
}

impl Answers {
    /// Says `yes` to question `question` for a class.
    pub(crate) fn say_yes(&mut self, question: usize, class: u8) {
        if self.tables.len() <= question / 8 {
            self.tables.resize(question / 8 + 1, [0; 256]);
        }
        self.tables[question / 8][usize::from(class)] |= 1 << (question % 8);
    }

    /// Gives `take` the answers to each of so many questions, a bit a row.
    pub(crate) fn each<const L: usize>(
        &self,
        classes: &[u8; L],
        questions: usize,
        mut take: impl FnMut(usize, u64),
    ) {
        for (at, first) in (0..questions).step_by(8).enumerate() {
            let mut said = [0; L];
            if let Some(table) = self.tables.get(at) {
                for (said, class) in said.iter_mut().zip(classes) {
                    *said = table[usize::from(*class)];
                }
            }
            for question in first..questions.min(first + 8) {
                take(question, column_of(&said, question - first));
            }
        }
    }
}

/// Bit `bit` of every byte: eight bytes at a time, their bits gathered by one product (the bits
/// that it adds up never meet).
fn column_of<const L: usize>(bytes: &[u8; L], bit: usize) -> u64 {
    let (words, _) = bytes.as_chunks::<8>();
    let mut mask = 0;
    for (at, word) in words.iter().enumerate() {
        let ones = u64::from_le_bytes(*word) >> bit & 0x0101_0101_0101_0101;
        mask |= (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (at * 8);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bounds: &[i64], values: [i64; 8]) -> ([u8; 8], bool) {
        let count = u8::try_from(bounds.len()).unwrap_or_default();
        let parts = Parts::new(bounds.to_vec(), (0..=count).map(|part| part * 3).collect());
        let mut classes = [100; 8];
        parts.add(&values, &mut classes);
        (classes.map(|class| (class - 100) / 3), matches!(parts, Parts::Near { .. }))
    }

    #[test]
    fn a_value_lies_after_the_bounds_that_it_reaches() {
        let values = [i64::MIN, -1, 0, 9, 10, 11, 4_000, i64::MAX];
        assert_eq!(numbers(&[0, 10, 11], values), ([0, 0, 1, 1, 2, 3, 3, 3], true));
        assert_eq!(numbers(&[0, 10, 4_094], values), ([0, 0, 1, 1, 2, 2, 2, 3], true));
        assert_eq!(numbers(&[0, 10, 4_095], values), ([0, 0, 1, 1, 2, 2, 2, 3], false));
        assert_eq!(numbers(&[i64::MIN, i64::MAX], values), ([1, 1, 1, 1, 1, 1, 1, 2], false));
        assert_eq!(numbers(&[i64::MAX], values), ([0, 0, 0, 0, 0, 0, 0, 1], true));
        assert_eq!(numbers(&[], values), ([0; 8], true));
    }

    #[test]
    fn a_value_is_searched_among_many_bounds() {
        let bounds: Vec<i64> = (0..20).map(|at| at * 1_000).collect();
        let values = [i64::MIN, -1, 0, 999, 1_000, 18_999, 19_000, i64::MAX];
        assert_eq!(numbers(&bounds, values), ([0, 0, 1, 1, 2, 19, 20, 20], false));
    }

    #[test]
    fn a_missing_value_has_its_own_number() {
        let parts = Parts::new(vec![5], vec![0, 1]);
        let mut classes = [10; 4];
        parts.add(&[4, 5, 0, 0], &mut classes);
        parts.replace(&[4, 5, 0, 0], 0b1110, 2, &mut classes);
        assert_eq!(classes, [10, 12, 12, 12]);
    }

    #[test]
    fn answers_are_told_by_class() {
        let mut answers = Answers::default();
        let mut classes = [0_u8; 64];
        for (lane, class) in classes.iter_mut().enumerate() {
            *class = u8::try_from(lane * 37 % 256).unwrap_or_default();
        }
        let says = |question: usize, class: u8| (usize::from(class) * 7 + question) % 5 < 2;
        for question in 0..13 {
            for class in (0..=255).filter(|class| says(question, *class)) {
                answers.say_yes(question, class);
            }
        }
        let mut asked = 0;
        answers.each(&classes, 20, |question, mask| {
            for (lane, class) in classes.iter().enumerate() {
                let expected = question < 13 && says(question, *class);
                assert_eq!(mask >> lane & 1 == 1, expected, "question {question}, lane {lane}");
            }
            asked += 1;
        });
        assert_eq!(asked, 20);
    }
}
