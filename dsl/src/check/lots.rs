//! The lots of a balance, from which redemptions take.

use super::Checker;
use crate::ir::{Hop, Lots};
use crate::source::Span;
use crate::types::Points;

impl Checker<'_> {
    /// Notes that points of a kind are redeemed.
    pub(super) fn need_lots(&mut self, points: &Points, span: Span) -> Option<()> {
        if !self.lots.contains_key(points.name.as_ref()) {
            let lots = self.lots_of(points, span)?;
            self.lots.insert(points.name.clone().into_owned(), lots);
        }
        Some(())
    }

    fn lots_of(&mut self, points: &Points, span: Span) -> Option<Lots> {
        let history = self.need_history(say!("the balance"), span)?;
        let entry = self.entry(history.grants, 1, span)?;
        let grants = Hop {
            name: "grant".to_owned(),
            list: history.grants,
            element: entry.record,
            filter: super::build::all(self.good(entry, points)?),
        };
        let left = self.left_on(entry, points, super::build::today(span))?;
        let last_day = self.last_day_of(entry, points)?;
        let (inactivity, decay) = self.told_lapses(entry, points)?;
        let points = points.name.clone().into_owned();
        Some(Lots { points, grants, left, last_day, inactivity, decay })
    }
}
