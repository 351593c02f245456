//! Limits over what a rule gives one customer in a period.

use serde::Serialize;

use super::{Expr, ShiftUnit};

/// A limit of a rule, counted by the date of the subject. What history says was given in the
/// period counts with what the run itself gave before. Its expressions are read at the subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limit {
    /// What is counted.
    pub measure: Measure,
    /// How much or how often: an amount in the unit that is limited, or a whole number.
    pub most: Expr,
    /// What history says of the period: a number of six places, or a whole number of times.
    /// Absent for a customer without history, and where the period rolls.
    pub used: Option<Expr>,
    /// The date of the subject.
    pub date: Expr,
    /// The days that are counted; absent for all of them.
    pub period: Option<LimitPeriod>,
    /// What counts where the period rolls: every span of its length that holds the date of the
    /// subject, not only the one that ends with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolling: Option<Rolling>,
    /// Whether the keys of the rule's effects carry the period, so that it is one grant whatever
    /// the day of the run: `once` of a rule over the customer.
    pub names_keys: bool,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Measure {
    /// `at most 500 CNY per …`: the last amount is cut short.
    Amount,
    /// `only up to 500 CNY per …`: an amount that would pass it is refused.
    WholeAmount,
    /// `once per …`, `at most 3 times per …`: further subjects are refused.
    Times,
    /// `at most 1 contact per … across contacts`: of all rules that market, by the day on which they
    /// write.
    Contacts,
}

/// The days of a limit, both ends counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LimitPeriod {
    /// How the period is written in a key.
    pub unit: PeriodUnit,
    /// The first day.
    pub from: Expr,
    /// The last day.
    pub through: Expr,
}

/// A period that rolls.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rolling {
    /// How far back it goes, in the unit: a whole number below zero.
    pub back: Expr,
    /// Days, months or business days.
    pub unit: ShiftUnit,
    /// What of history counts; absent for a customer without.
    pub past: Option<Past>,
}

/// The entries of history that a limit counts, of those seen today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    /// What these rules granted,
    pub rules: Vec<String>,
    /// and by how much these reversals adjusted it.
    pub adjusted_by: Vec<String>,
    /// The unit of an amount; a number of times counts subjects, each on its first day.
    pub unit: Option<String>,
    /// Whether there are subjects; without, a number of times counts days.
    pub of_elements: bool,
}

/// The kinds of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum PeriodUnit {
    /// `per day`
    Day,
    /// `per week`: from Monday.
    Week,
    /// `per month`
    Month,
    /// `per quarter`
    Quarter,
    /// `per year`
    Year,
    /// `per membership year`
    MembershipYear,
    /// `per 12 months`: back from the date of the subject.
    Rolling,
}

/// In which order the subjects of a rule are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub enum Taking {
    /// By the list's date, then key.
    #[default]
    AsListed,
    /// `largest first`: by what the rule gives in all, in the unit of its first amount.
    LargestFirst,
    /// `only the largest`: the first of these, and no other.
    OnlyLargest,
}

impl Taking {
    /// Whether it is the order that needs no word.
    #[must_use]
    pub fn is_as_listed(&self) -> bool {
        *self == Taking::AsListed
    }
}

impl Limit {
    /// Its expressions in reading order.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let period = self.period.iter().flat_map(|period| [&period.from, &period.through]);
        let back = self.rolling.iter().map(|rolling| &rolling.back);
        [&self.most].into_iter().chain(&self.used).chain([&self.date]).chain(period).chain(back)
    }
}
