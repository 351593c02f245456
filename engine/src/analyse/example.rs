//! A point of the columns → values of the terms: the customer who proves a finding.

use jiff::Timestamp;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{AggregateKind, ExprKind};
use loyal_dsl::types::{Type, Unit};
use serde_json::Value as Json;

use super::axis::Cell;
use super::bounds::grid_places;
use super::finding::{Witness, WitnessValue};
use super::space::{Point, Space};
use super::terms::{Column, Offset, Term, Terms};
use crate::outcome::decimal;

/// How many combinations of values are tried where sums of terms have to fit.
const MOST_TRIES: usize = 4000;

/// The day of examples where the programme does not say when it begins: 30 June 2026.
const DAY: i64 = 20_634;

/// The value of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    Missing,
    /// At the places of the term's grid.
    Number(i128),
    Text(String),
}

/// A value a term, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Example {
    pub(super) as_of: Date,
    pub(super) given: Vec<Given>,
    /// By term: whether it decides anything.
    pub(super) matters: Vec<bool>,
}

/// Where a number may lie: from the first on, below the second.
type Room = (Option<i128>, Option<i128>);

/// What a point leaves of a term.
#[derive(Debug, Clone)]
enum Left {
    Missing,
    Text(Option<String>),
    Number(Room),
}

impl Terms<'_> {
    /// Values that lie in the cells of a point, if some are found.
    pub(super) fn example(&self, space: &Space, point: &Point) -> Option<Example> {
        let usual = self.program.effective_from.unwrap_or(DAY);
        let as_of = match self.today() {
            Some(today) => {
                let Left::Number(room) = self.left(today, usual, space, point)? else {
                    return None;
                };
                i64::try_from(candidates(room, i128::from(usual), 1).first().copied()?).ok()?
            }
            None => usual,
        };
        self.example_on(space, point, as_of)
    }

    fn today(&self) -> Option<usize> {
        self.all.iter().position(|term| matches!(term.key.kind, ExprKind::Today))
    }

    /// The same on a day.
    pub(super) fn example_on(&self, space: &Space, point: &Point, as_of: i64) -> Option<Example> {
        let mut left: Vec<Left> = (0..self.all.len())
            .map(|term| self.left(term, as_of, space, point))
            .collect::<Option<_>>()?;
        if let Some(left) = self.today().and_then(|today| left.get_mut(today)) {
            let Left::Number(room) = left else { return None };
            *room = narrowed(*room, (Some(i128::from(as_of)), Some(i128::from(as_of) + 1)));
            if matches!(*room, (Some(from), Some(to)) if from >= to) {
                return None;
            }
        }
        let mut solving =
            Solving { terms: self, as_of, left, sums: self.sums(space, point), tries: MOST_TRIES };
        let mut numbers = vec![None; self.all.len()];
        if !solving.solve(0, &mut numbers) {
            return None;
        }
        let given = solving.left.iter().zip(&numbers).map(|(left, number)| match (left, number) {
            (Left::Missing, _) => Some(Given::Missing),
            (Left::Text(Some(text)), _) => Some(Given::Text(text.clone())),
            (Left::Text(None), _) => Some(Given::Text(other_text(space))),
            (Left::Number(_), number) => number.map(Given::Number),
        });
        let given = given.collect::<Option<_>>()?;
        let matters = (0..self.all.len()).map(|term| self.matters(term, space)).collect();
        Some(Example { as_of: Date::from_days(as_of)?, given, matters })
    }

    /// Whether a column of a term is cut.
    fn matters(&self, term: usize, space: &Space) -> bool {
        self.columns.iter().zip(&space.axes).any(|(column, axis)| {
            axis.len() > 1
                && match column {
                    Column::Term(of) | Column::Day(of, _) => *of == term,
                    Column::Sum(terms) => terms.iter().any(|(_, of)| *of == term),
                }
        })
    }

    /// What the columns of a term leave of it; `None` where they contradict each other.
    fn left(&self, at: usize, as_of: i64, space: &Space, point: &Point) -> Option<Left> {
        let term = self.all.get(at)?;
        let (least, most) = self.bounds(term);
        let mut room: Room = (least, most.map(|most| most.saturating_add(1)));
        let mut text = None;
        let mut missing = None;
        for (index, column) in self.columns.iter().enumerate() {
            let (Column::Term(of) | Column::Day(of, _)) = column else { continue };
            if *of != at {
                continue;
            }
            let axis = space.axes.get(index)?;
            let cell = axis.cells.get(*point.get(index)?)?;
            let is_missing = *cell == Cell::Missing;
            if axis.len() > 1 && missing.is_some_and(|missing| missing != is_missing) {
                return None;
            }
            missing = Some(is_missing);
            match cell {
                Cell::Missing | Cell::OtherText => {}
                Cell::Text(named) => text = Some(named.clone()),
                Cell::Range(from, to) => {
                    let absolute = |bound: &i128| match column {
                        Column::Day(..) => day(as_of, self.offset(index, *bound)?),
                        Column::Term(_) | Column::Sum(_) => Some(*bound),
                    };
                    let from = from.as_ref().map(absolute);
                    let to = to.as_ref().map(absolute);
                    if matches!(from, Some(None)) || matches!(to, Some(None)) {
                        return None;
                    }
                    room = narrowed(room, (from.flatten(), to.flatten()));
                }
            }
        }
        if missing == Some(true) {
            return Some(Left::Missing);
        }
        if term.key.ty == Type::Text {
            return Some(Left::Text(text));
        }
        if matches!(term.key.ty, Type::Quantity(..))
            && room.0.is_none()
            && room.1.is_none_or(|to| to > 0)
        {
            room.0 = Some(0);
        }
        let empty = matches!(room, (Some(from), Some(to)) if from >= to);
        (!empty).then_some(Left::Number(room))
    }

    /// The sums of terms, with where a point has them.
    fn sums(&self, space: &Space, point: &Point) -> Vec<(Vec<(i128, usize)>, Room)> {
        let columns = self.columns.iter().enumerate().filter_map(|(index, column)| {
            let Column::Sum(terms) = column else { return None };
            let axis = space.axes.get(index)?;
            match axis.cells.get(*point.get(index)?)? {
                Cell::Range(from, to) => Some((terms.clone(), (*from, *to))),
                Cell::Missing | Cell::Text(_) | Cell::OtherText => None,
            }
        });
        columns.collect()
    }

    /// A value as a reader writes it; `None` where it is missing.
    pub(super) fn shown(&self, term: &Term, given: &Given) -> Option<String> {
        let number = match given {
            Given::Missing => return None,
            Given::Text(text) => return Some(format!("\"{text}\"")),
            Given::Number(number) => *number,
        };
        Some(match &term.key.ty {
            Type::Quantity(unit, _) => {
                let text = decimal::text(number, grid_places(&term.key.ty));
                match unit {
                    Unit::Number if term.key.ty == Type::PERCENT => {
                        format!("{}%", plain(&decimal::text(number, 2)))
                    }
                    Unit::Number | Unit::AnyMoney => plain(&text).to_owned(),
                    Unit::Money(_) | Unit::Points(_) => format!("{text} {}", unit.name()),
                    Unit::Duration(length) => length.counted(plain(&text)),
                }
            }
            ty => match self.json(ty, given) {
                Json::String(text) => text,
                Json::Bool(true) => "yes".to_owned(),
                Json::Bool(false) => "no".to_owned(),
                other => other.to_string(),
            },
        })
    }

    /// A value as a record writes it.
    pub(super) fn json(&self, ty: &Type, given: &Given) -> Json {
        let number = match given {
            Given::Missing => return Json::Null,
            Given::Text(text) => return Json::String(text.clone()),
            Given::Number(number) => *number,
        };
        match ty {
            Type::Bool => Json::Bool(number != 0),
            Type::Date => Json::String(
                i64::try_from(number)
                    .ok()
                    .and_then(Date::from_days)
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
            ),
            Type::DateTime => Json::String(
                i64::try_from(number)
                    .ok()
                    .and_then(|instant| Timestamp::from_microsecond(instant).ok())
                    .map(|instant| instant.to_string())
                    .unwrap_or_default(),
            ),
            Type::Choice(choice) => {
                let choice = self.program.choices.get(*choice as usize);
                let at = usize::try_from(number).ok();
                let option = choice.zip(at).and_then(|(choice, at)| choice.options.get(at));
                Json::String(option.cloned().unwrap_or_default())
            }
            Type::Quantity(..) => Json::String(decimal::text(number, grid_places(ty))),
            Type::Text => Json::Null,
        }
    }
}

/// A text that no condition names.
fn other_text(space: &Space) -> String {
    let named = |text: &str| {
        space
            .axes
            .iter()
            .flat_map(|axis| &axis.cells)
            .any(|cell| *cell == Cell::Text(text.to_owned()))
    };
    let mut text = "other".to_owned();
    while named(&text) {
        text.push('_');
    }
    text
}

/// Without zeros at the end of its places.
fn plain(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// The day that lies so far from another.
pub(super) fn day(from: i64, offset: Offset) -> Option<i128> {
    let months = jiff::Span::new().try_months(offset.months).ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    let start = epoch.checked_add(jiff::Span::new().try_days(from).ok()?).ok()?;
    let moved = start
        .checked_add(months)
        .ok()?
        .checked_add(jiff::Span::new().try_days(offset.days).ok()?)
        .ok()?;
    Some(i128::from(moved.since((jiff::Unit::Day, epoch)).ok()?.get_days()))
}

fn narrowed(room: Room, other: Room) -> Room {
    let from = match (room.0, other.0) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
    let to = match (room.1, other.1) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    (from, to)
}

/// Values in a room that are worth trying, those that read best first.
fn candidates((from, to): Room, usual: i128, unit: i128) -> Vec<i128> {
    let mut all = Vec::new();
    if from.is_none() {
        all.extend([usual, usual.saturating_add(100 * unit)]);
    }
    all.extend(from);
    if let (Some(from), Some(to)) = (from, to) {
        all.push(from.midpoint(to));
    }
    all.extend(to.map(|to| to.saturating_sub(1)));
    all.extend([1, 10, 100, 1000, 10_000].map(|some| usual.saturating_add(unit * some)));
    all.extend(from.map(|from| from.saturating_add(100 * unit)));
    let fits =
        |value: &i128| from.is_none_or(|from| *value >= from) && to.is_none_or(|to| *value < to);
    let mut seen = std::collections::BTreeSet::new();
    all.into_iter().filter(|value| fits(value) && seen.insert(*value)).collect()
}

/// The search for numbers whose sums lie where they must.
struct Solving<'t, 'p> {
    terms: &'t Terms<'p>,
    as_of: i64,
    left: Vec<Left>,
    sums: Vec<(Vec<(i128, usize)>, Room)>,
    tries: usize,
}

impl Solving<'_, '_> {
    fn solve(&mut self, at: usize, numbers: &mut Vec<Option<i128>>) -> bool {
        let room = match self.left.get(at) {
            None => return true,
            Some(Left::Missing | Left::Text(_)) => return self.solve(at + 1, numbers),
            Some(Left::Number(room)) => *room,
        };
        let Some(room) = self.room_in_sums(at, room, numbers) else { return false };
        let (usual, unit) = match self.terms.all.get(at).map(|term| &term.key.ty) {
            Some(Type::Date) => (i128::from(self.as_of), 1),
            Some(Type::DateTime) => (i128::from(self.as_of) * 86_400_000_000, 86_400_000_000),
            Some(ty) => (0, 10_i128.pow(u32::from(grid_places(ty)))),
            None => (0, 1),
        };
        let mut values = candidates(room, usual, unit);
        if self.terms.all.get(at).is_some_and(is_count) {
            // Whoever has something has it of some element.
            values.sort_by_key(|value| *value == 0);
        }
        for value in values {
            let Some(tries) = self.tries.checked_sub(1) else { return false };
            self.tries = tries;
            if let Some(number) = numbers.get_mut(at) {
                *number = Some(value);
            }
            if self.solve(at + 1, numbers) {
                return true;
            }
            if let Some(number) = numbers.get_mut(at) {
                *number = None;
            }
        }
        false
    }

    /// What the sums leave of a term's room in which it is the only one without a number.
    fn room_in_sums(&self, at: usize, mut room: Room, numbers: &[Option<i128>]) -> Option<Room> {
        for (terms, (from, to)) in &self.sums {
            let own = terms.iter().find(|(_, term)| *term == at).map(|(factor, _)| *factor);
            let Some(factor) = own else { continue };
            let mut known: i128 = 0;
            let mut others = terms.iter().filter(|(_, term)| *term != at);
            let complete = others.all(|(factor, term)| {
                let number = numbers.get(*term).copied().flatten();
                let product = number.and_then(|number| number.checked_mul(*factor));
                let sum = product.and_then(|product| known.checked_add(product));
                known = sum.unwrap_or(known);
                sum.is_some()
            });
            if complete {
                let rest = |bound: &Option<i128>| bound.map(|bound| bound.saturating_sub(known));
                room = narrowed(room, divided((rest(from), rest(to)), factor));
            }
        }
        let empty = matches!(room, (Some(from), Some(to)) if from >= to);
        (!empty).then_some(room)
    }
}

/// Where a number lies of which a multiple lies in a room.
fn divided((from, to): Room, factor: i128) -> Room {
    let up = |value: i128, by: i128| value.div_euclid(by) + i128::from(value.rem_euclid(by) != 0);
    if factor > 0 {
        (from.map(|from| up(from, factor)), to.map(|to| up(to, factor)))
    } else {
        // from <= f * x < to, f below zero: -to < -f * x <= -from.
        let by = -factor;
        let below = |value: i128| value.saturating_neg().div_euclid(by).saturating_add(1);
        (to.map(below), from.map(below))
    }
}

impl Terms<'_> {
    /// An example as it is told.
    pub(super) fn witness(&self, example: &Example) -> Witness {
        let terms = self.all.iter().zip(&example.given).zip(&example.matters);
        let values =
            terms.filter(|(_, matters)| **matters).map(|((term, given), _)| WitnessValue {
                name: term.name.clone(),
                value: self.json(&term.key.ty, given),
                shown: self.shown(term, given),
            });
        let as_of = example.as_of.to_string();
        Witness { as_of, values: values.collect(), record: None }
    }
}

fn is_count(term: &Term) -> bool {
    matches!(&term.key.kind, ExprKind::Aggregate(it) if it.kind == AggregateKind::Count)
}
