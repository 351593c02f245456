//! Rankings: how many customers stand above a value.

use crate::evaluate::Measure;

/// All values of a ranking, the largest first, each once, with the number of customers that stand
/// strictly above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ranked {
    steps: Vec<(Measure, u64)>,
    /// How many customers have a value.
    count: u64,
}

impl Ranked {
    /// The ranking of these values.
    pub(super) fn of(mut values: Vec<Measure>) -> Ranked {
        values.sort_unstable_by(|a, b| b.cmp(a));
        let mut ranked = Ranked::default();
        for value in values {
            ranked.add(value, 1);
        }
        ranked
    }

    /// Adds customers of one value; values come in falling order.
    pub(super) fn add(&mut self, value: Measure, customers: u64) {
        if self.steps.last().is_none_or(|(last, _)| *last != value) {
            self.steps.push((value, self.count));
        }
        self.count = self.count.saturating_add(customers);
    }

    /// How many customers stand strictly above a value, which need not be one of theirs.
    pub(super) fn above(&self, value: &Measure) -> u64 {
        let at = self.steps.partition_point(|(step, _)| step > value);
        self.steps.get(at).map_or(self.count, |(_, above)| *above)
    }

    /// The values, the largest first, with the number of customers who have each.
    pub(super) fn values(&self) -> impl Iterator<Item = (&Measure, u64)> {
        let next = self.steps.iter().skip(1).map(|(_, above)| *above).chain([self.count]);
        self.steps.iter().zip(next).map(|((value, above), next)| (value, next - above))
    }
}

#[cfg(test)]
mod tests {
    use super::{Measure, Ranked};

    #[test]
    fn who_is_equal_stands_beside() {
        let ranked = Ranked::of([5, 9, 5, 1].map(Measure::Whole).to_vec());
        let above = [9, 7, 5, 3, 1, 0].map(|value| ranked.above(&Measure::Whole(value)));
        assert_eq!(above, [0, 1, 1, 3, 3, 4]);
        let counts: Vec<u64> = ranked.values().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 2, 1]);
    }
}
