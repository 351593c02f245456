//! Exact sums of amounts.

use super::decimal;

/// An exact sum of decimals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sum {
    /// Nothing that has an amount.
    #[default]
    Nothing,
    /// Mantissa and places.
    Exact(i128, u8),
    /// Beyond 128 bits.
    TooLarge,
}

impl Sum {
    /// The sum with an amount more.
    #[must_use]
    pub fn plus(&self, amount: &str) -> Sum {
        let places = decimal::places(amount);
        let amount = decimal::mantissa(amount, places);
        self.with(&amount.map_or(Sum::TooLarge, |amount| Sum::Exact(amount, places)))
    }

    /// How much more it is than another.
    #[must_use]
    pub fn minus(&self, other: &Sum) -> Sum {
        match other {
            Sum::Nothing => self.clone(),
            Sum::Exact(sum, places) => self.with(
                &sum.checked_neg().map_or(Sum::TooLarge, |negated| Sum::Exact(negated, *places)),
            ),
            Sum::TooLarge => Sum::TooLarge,
        }
    }

    /// Both together.
    pub(crate) fn with(&self, other: &Sum) -> Sum {
        match (self, other) {
            (Sum::TooLarge, _) | (_, Sum::TooLarge) => Sum::TooLarge,
            (Sum::Nothing, sum) | (sum, Sum::Nothing) => sum.clone(),
            (Sum::Exact(left, left_places), Sum::Exact(right, right_places)) => {
                let places = *left_places.max(right_places);
                let widened = |sum: i128, held: u8| {
                    10_i128
                        .checked_pow(u32::from(places - held))
                        .and_then(|power| sum.checked_mul(power))
                };
                widened(*left, *left_places)
                    .and_then(|left| left.checked_add(widened(*right, *right_places)?))
                    .map_or(Sum::TooLarge, |sum| Sum::Exact(sum, places))
            }
        }
    }

    /// Its text with a unit; nothing where there is no amount.
    #[must_use]
    pub fn text(&self, unit: &str) -> String {
        match self {
            Sum::Nothing => String::new(),
            Sum::Exact(sum, places) => {
                format!("{} {unit}", decimal::text(*sum, *places)).trim_end().to_owned()
            }
            Sum::TooLarge => "too large to sum".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    fn sum(amounts: &[&str]) -> String {
        amounts.iter().fold(Sum::Nothing, |sum, amount| sum.plus(amount)).text("CNY")
    }

    #[test]
    fn amounts_are_summed_exactly() {
        assert_eq!(sum(&["0.1"; 10]), "1.0 CNY");
        assert_eq!(sum(&["5", "0.25", "-0.005"]), "5.245 CNY");
        assert_eq!(sum(&[]), "");
    }

    #[test]
    fn a_sum_too_large_is_said_to_be() {
        let most = i128::MAX.to_string();
        assert_eq!(sum(&[&most, "1"]), "too large to sum");
        assert_eq!(sum(&[&most, "0.1"]), "too large to sum");
        assert_eq!(sum(&[&most, "0"]), format!("{most} CNY"));
    }

    #[test]
    fn a_difference_of_sums_is_exact() {
        let of = |amount| Sum::Nothing.plus(amount);
        assert_eq!(of("1.5").minus(&of("2.25")).text(""), "-0.75");
        assert_eq!(of("1.5").minus(&Sum::Nothing).text(""), "1.5");
        assert_eq!(Sum::Nothing.minus(&of("1.5")).text(""), "-1.5");
    }
}
