//! What conditions lack: of a comparison its distance, of a phrase that of the nearest way to it.

use loyal_dsl::ir::{Comparison, Expr, ExprKind};

use super::account::{Change, Lack, Way};
use super::asking::{Asking, Place};
use super::gap::{AskedGap, must_be, period_end, sides, time_of, ways};
use super::questions::{Answers, Asked};
use super::reads::is_any_money;

/// More ways to a phrase than this are not looked at.
const MOST: usize = 16;

/// A lack that is asked for: the ways in which the condition can hold, each of comparisons that
/// all must hold.
#[derive(Debug)]
pub(super) struct AskedLack {
    ways: Vec<Vec<AskedComparison>>,
}

#[derive(Debug)]
struct AskedComparison {
    holds: Asked,
    gap: AskedGap,
}

/// A comparison of a phrase, and how it must come out.
type Compared<'e> = (Comparison, &'e Expr, &'e Expr);

impl Asking<'_> {
    /// Of a comparison.
    pub(super) fn lack(
        &mut self,
        place: &Place,
        comparison: Comparison,
        (left, right): (&Expr, &Expr),
    ) -> Option<AskedLack> {
        let compared = self.compared(place, (comparison, left, right))?;
        Some(AskedLack { ways: vec![vec![compared]] })
    }

    /// Of conditions that the policy writes as one.
    pub(super) fn lack_of_phrase(
        &mut self,
        place: &Place,
        expr: &Expr,
        wanted: bool,
    ) -> Option<AskedLack> {
        let found = alternatives(expr, wanted)?;
        let mut ways = Vec::new();
        for alternative in found {
            // Whether a window reaches into the next year follows from its other bounds.
            let of_today = |measure: &Expr| {
                !matches!(measure.kind, ExprKind::Today) && reads_today_alone(measure)
            };
            let own = alternative.into_iter().filter(|(_, measure, _)| !of_today(measure));
            ways.push(own.filter_map(|one| self.compared(place, one)).collect());
        }
        Some(AskedLack { ways })
    }

    fn compared(
        &mut self,
        place: &Place,
        (comparison, left, right): Compared<'_>,
    ) -> Option<AskedComparison> {
        let (measure, bar, turned) = sides(comparison, left, right);
        if is_any_money(measure) || is_any_money(bar) || is_part_of_day(measure) {
            return None;
        }
        let ways = ways(measure, bar, turned);
        let until = ways.more.as_ref().and_then(|_| period_end(self.program, measure));
        let met = super::build::compare(comparison, left.clone(), right.clone());
        let gap = AskedGap {
            measure: self.named(place, measure),
            must_be: must_be(turned),
            time: time_of(measure),
            value: self.ask(place, measure),
            bar: self.ask(place, bar),
            more: ways.more.map(|by| self.ask(place, &by)),
            less: ways.less.map(|by| self.ask(place, &by)),
            until: until.map(|until| self.ask(place, &until)),
        };
        Some(AskedComparison { holds: self.ask(place, &met), gap })
    }
}

/// The ways in which a condition can hold, or fail: comparisons only.
fn alternatives<'e>(expr: &'e Expr, wanted: bool) -> Option<Vec<Vec<Compared<'e>>>> {
    let all = match (&expr.kind, wanted) {
        (ExprKind::Compare(comparison, left, right), _) => {
            let comparison = if wanted { *comparison } else { comparison.opposite() };
            vec![vec![(comparison, &**left, &**right)]]
        }
        (ExprKind::Not(inner), _) => alternatives(inner, !wanted)?,
        // What is compared is known where it has a distance.
        (ExprKind::Known(_), true) => vec![Vec::new()],
        (ExprKind::And(a, b), true) | (ExprKind::Or(a, b), false) => {
            let (a, b) = (alternatives(a, wanted)?, alternatives(b, wanted)?);
            let with = |first: &[Compared<'e>], second: &[Compared<'e>]| [first, second].concat();
            let each = a.iter().flat_map(|first| b.iter().map(move |second| with(first, second)));
            each.collect()
        }
        (ExprKind::Or(a, b), true) | (ExprKind::And(a, b), false) => {
            let mut all = alternatives(a, wanted)?;
            all.extend(alternatives(b, wanted)?);
            all
        }
        _ => return None,
    };
    (all.len() <= MOST).then_some(all)
}

/// Whether nothing but the day of the run decides it.
fn reads_today_alone(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Field { .. }
        | ExprKind::Value(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Pick(_) => false,
        _ => expr.children().into_iter().all(reads_today_alone),
    }
}

/// Whether it is a part of a day that the policy does not name, as in a calendar's days.
fn is_part_of_day(measure: &Expr) -> bool {
    matches!(&measure.kind, ExprKind::DatePart(_, day) if day.span == measure.span)
}

impl AskedLack {
    /// What is missing: of the ways that lack one thing only, the nearest; else what the first
    /// lacks first.
    pub(super) fn found(&self, answers: &Answers, key: &str) -> Option<Lack> {
        let failing = |way: &Vec<AskedComparison>| -> Vec<Lack> {
            let failed = way.iter().filter(|one| answers.holds(one.holds, key) != Some(true));
            failed.map(|one| found(&one.gap, answers, key)).collect()
        };
        let ways: Vec<Vec<Lack>> = self.ways.iter().map(failing).collect();
        let alone = ways.iter().filter_map(|way| match way.as_slice() {
            [lack] if lack.change.is_some() => Some(lack),
            _ => None,
        });
        let nearest = alone.min_by_key(|lack| far(lack));
        let first = || ways.iter().flatten().next();
        nearest.or_else(first).cloned()
    }
}

/// How far it is, to be compared among distances of one unit.
fn far(lack: &Lack) -> (usize, String) {
    let by = lack.change.as_ref().map(|change| change.by.clone()).unwrap_or_default();
    let whole = by.split(['.', ' ']).next().unwrap_or_default().len();
    (whole, by)
}

fn found(gap: &AskedGap, answers: &Answers, key: &str) -> Lack {
    let said = |asked: Asked| answers.said(asked, key);
    let forward = |by: &String| !by.starts_with('-');
    let more = gap.more.and_then(said).filter(forward).map(|by| (Way::More, by));
    let less = gap.less.and_then(said).filter(forward).map(|by| (Way::Less, by));
    let change = more.or(less).map(|(way, by)| Change { way, by, time: gap.time });
    let rises = change.as_ref().is_some_and(|change| change.way == Way::More);
    Lack {
        measure: gap.measure.clone(),
        value: said(gap.value),
        must_be: gap.must_be,
        bar: said(gap.bar),
        change,
        until: gap.until.filter(|_| rises).and_then(said),
    }
}
