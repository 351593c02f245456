//! A repeatable source of chance.

/// splitmix64 (Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, 2014).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Chance {
    /// That of one customer: it depends on no other.
    pub(super) fn of(seed: u64, customer: u64) -> Chance {
        let mut chance = Chance(seed);
        let own = chance.next();
        Chance(own ^ customer.wrapping_mul(STEP))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number of `low..=high`; `low` where there is none.
    pub(super) fn within(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).saturating_add(1).unsigned_abs().max(1);
        low.saturating_add_unsigned(self.next() % width)
    }

    /// A number of `0..=high` of which small ones are likelier: half lie in the lowest fifth.
    pub(super) fn skewed(&mut self, high: i64) -> i64 {
        let most = self.within(0, high);
        self.within(0, most)
    }

    /// Yes, so many times in a hundred.
    pub(super) fn percent(&mut self, times: u8) -> bool {
        self.within(1, 100) <= i64::from(times)
    }

    /// One of some items, if there are any.
    pub(super) fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(items.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        items.get(usize::try_from(self.within(0, last)).ok()?)
    }
}
