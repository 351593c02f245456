//! Balances as the redemptions of a run leave them. Amounts are counted in millionths of a point.

use std::collections::BTreeMap;

use arrow::datatypes::i256;

/// A grant of points that is good today.
#[derive(Debug, Clone)]
pub(super) struct Good {
    /// Its key.
    pub(super) key: String,
    /// What is left of it.
    pub(super) left: i256,
    /// Its last good day.
    pub(super) last_day: Option<i64>,
}

/// The balances of a customer, by kind of points.
#[derive(Debug, Default)]
pub(super) struct Till {
    accounts: BTreeMap<String, Account>,
}

/// A kind of points: what redemptions took, and the lots in the order in which they are used.
#[derive(Debug, Default)]
struct Account {
    taken: i256,
    lots: Vec<Good>,
}

impl Till {
    /// Of the lots by kind, the earliest earned first.
    pub(super) fn new(lots: impl IntoIterator<Item = (String, Vec<Good>)>) -> Till {
        let accounts = lots.into_iter().map(|(points, mut lots)| {
            lots.sort_by_key(|lot| (lot.last_day.is_none(), lot.last_day));
            (points, Account { taken: i256::ZERO, lots })
        });
        Till { accounts: accounts.collect() }
    }

    /// What is left of a balance.
    pub(super) fn left(&self, points: &str, balance: i256) -> i256 {
        let taken = self.accounts.get(points).map_or(i256::ZERO, |account| account.taken);
        balance.wrapping_sub(taken)
    }

    /// Takes points that the balance has: the keys of the lots, and how much of each.
    pub(super) fn take(&mut self, points: &str, amount: i256) -> Vec<(String, i256)> {
        let account = self.accounts.entry(points.to_owned()).or_default();
        account.taken = account.taken.wrapping_add(amount);
        let mut missing = amount;
        let mut used = Vec::new();
        for lot in &mut account.lots {
            let part = lot.left.min(missing);
            if part > i256::ZERO {
                lot.left = lot.left.wrapping_sub(part);
                missing = missing.wrapping_sub(part);
                used.push((lot.key.clone(), part));
            }
        }
        used
    }
}
