//! One customer: spend, level, stage and score.

use arrow::array::Array;

use super::calendar::{add_months, date};
use super::input::Columns;

pub(super) const LEVELS: [&str; 4] = ["Base", "Silver", "Gold", "Platinum"];
/// In cents.
pub(super) const BARS: [i64; 4] = [0, 200_000, 800_000, 2_000_000];
pub(super) const PLATINUM_VISITS: i64 = 12;

/// What is found of a customer, before rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Customer {
    /// Cents of the last twelve months.
    pub spend: i64,
    /// Paid orders of the last twelve months.
    pub visits: i64,
    pub last_purchase: Option<i64>,
    pub birthday_month: bool,
    pub level: usize,
    pub before: Option<usize>,
    pub since: Option<i64>,
    pub until: Option<i64>,
    pub change: &'static str,
    pub stage: &'static str,
    pub recency: Option<i64>,
    pub frequency: Option<i64>,
    pub value: i64,
    /// Tenths.
    pub loyalty: Option<i64>,
    pub band: Option<&'static str>,
}

impl Customer {
    /// Whether the measures of a level are reached.
    pub(super) fn stays(&self, level: usize) -> bool {
        self.spend >= BARS[level] && (level < 3 || self.visits >= PLATINUM_VISITS)
    }
}

/// Evaluates the customer of a row.
#[must_use]
pub fn evaluate(columns: &Columns, row: usize, today: i64) -> Customer {
    let mut customer = Customer::default();
    let (year_ago, quarter_ago) = (add_months(today, -12), today - 90);
    let offsets = columns.orders.value_offsets();
    let (mut purchases, mut first) = (0, i64::MAX);
    for at in offsets[row] as usize..offsets[row + 1] as usize {
        if columns.order_status.value(at) != "paid" {
            continue;
        }
        let day = i64::from(columns.order_date.value(at));
        purchases += 1;
        first = first.min(day);
        customer.last_purchase = customer.last_purchase.max(Some(day));
        if day > year_ago && day <= today {
            customer.spend += columns.order_amount.value(at) as i64;
            customer.visits += 1;
        }
    }
    customer.birthday_month = columns.birth_dates.is_valid(row)
        && date(columns.birth_dates.value(row).into()).1 == date(today).1;
    level(&mut customer, columns, row, today);
    customer.stage = if purchases == 0 {
        "potential"
    } else if first > quarter_ago && first <= today {
        "new"
    } else if customer.visits > 0 {
        "active"
    } else {
        "lost"
    };
    let joined = i64::from(columns.joined.value(row));
    score(&mut customer, joined > quarter_ago && joined <= today, today);
    customer
}

fn level(customer: &mut Customer, columns: &Columns, row: usize, today: i64) {
    let end = |level: usize, from: i64| (level > 0).then(|| add_months(from, 12) - 1);
    let qualified = (1..4).rev().find(|level| customer.stays(*level)).unwrap_or(0);
    let day = |days: &arrow::array::Date32Array| days.is_valid(row).then(|| days.value(row).into());
    let held = columns.level.is_valid(row).then(|| columns.level.value(row));
    let held = held.and_then(|held| LEVELS.iter().position(|level| *level == held));
    customer.before = held;
    let Some(held) = held else {
        customer.level = qualified;
        customer.change = "joined";
        customer.since = Some(today);
        customer.until = end(qualified, today);
        return;
    };
    if qualified > held {
        customer.level = qualified;
        customer.change = "rose";
        customer.since = Some(today);
        customer.until = end(qualified, today);
        return;
    }
    customer.level = held;
    customer.change = "held";
    customer.since = day(&columns.since);
    customer.until = day(&columns.until).filter(|_| held > 0);
    while let Some(until) = customer.until.filter(|until| *until < today) {
        if customer.stays(customer.level) {
            customer.until = end(customer.level, until + 1);
            if customer.change == "held" {
                customer.change = "renewed";
            }
        } else {
            customer.level -= 1;
            customer.change = "fell";
            customer.since = Some(until + 1);
            customer.until = end(customer.level, until + 1);
        }
    }
}

fn score(customer: &mut Customer, is_new: bool, today: i64) {
    customer.recency = customer.last_purchase.map(|last| match last {
        last if last > today - 30 => 100,
        last if last > today - 90 => 70,
        last if last > add_months(today, -12) => 40,
        _ => 0,
    });
    customer.frequency = (!is_new).then_some((customer.visits * 5).min(100));
    customer.value = (customer.spend / 20_000).min(100);
    let parts = [(30, customer.recency), (30, customer.frequency), (40, Some(customer.value))];
    let known = parts.iter().filter_map(|(weight, part)| Some((weight, (*part)?)));
    let (weight, sum) =
        known.fold((0, 0), |(all, sum), (weight, part)| (all + weight, sum + weight * part));
    if weight < 50 {
        return;
    }
    // Half up to tenths.
    let tenths = (sum * 10 * 2 + weight) / (weight * 2);
    customer.loyalty = Some(tenths);
    customer.band = Some(match tenths {
        800.. => "devoted",
        300.. => "steady",
        _ => "at_risk",
    });
}
