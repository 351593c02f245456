//! A column cut into cells: within a cell, no condition tells one value from another.

use std::collections::BTreeSet;

use super::bits::Bits;

/// What a condition asks of one column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Set {
    /// The whole numbers from the first on, below the second.
    Range(Option<i128>, Option<i128>),
    /// This text.
    Text(String),
    /// Anything but missing.
    Known,
}

/// A piece of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// The value is missing.
    Missing,
    /// From the first on, below the second.
    Range(Option<i128>, Option<i128>),
    /// A text that is named.
    Text(String),
    /// Any text that is not.
    OtherText,
}

/// What values a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Domain {
    /// Whether these are texts.
    pub(super) texts: bool,
    /// Whether a value may be missing.
    pub(super) optional: bool,
    /// The lowest and the highest, if it has them.
    pub(super) bounds: (Option<i128>, Option<i128>),
}

/// The cells of a column.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub(super) cells: Vec<Cell>,
}

impl Axis {
    /// A column cut at everything that is asked of it.
    pub(super) fn new<'s>(domain: Domain, asked: impl Iterator<Item = &'s Set>) -> Axis {
        let mut cuts = BTreeSet::new();
        let mut texts = BTreeSet::new();
        for set in asked {
            match set {
                Set::Range(from, to) => cuts.extend(from.iter().chain(to).copied()),
                Set::Text(text) => {
                    texts.insert(text.clone());
                }
                Set::Known => {}
            }
        }
        let mut cells = if domain.texts {
            texts.into_iter().map(Cell::Text).chain([Cell::OtherText]).collect()
        } else {
            ranges(domain.bounds, &cuts)
        };
        if domain.optional {
            cells.push(Cell::Missing);
        }
        Axis { cells }
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// All cells.
    pub(super) fn all(&self) -> Bits {
        Bits::of(self.len(), |_| true)
    }

    /// The cells whose values are in a set, or are not.
    pub(super) fn bits(&self, set: &Set, holds: bool) -> Bits {
        let inside = |at: usize| self.cells.get(at).is_some_and(|cell| cell.is_in(set));
        Bits::of(self.len(), |at| inside(at) == holds)
    }

    /// The cells without those below zero, where nothing is asked of them.
    pub(super) fn usual(&self) -> Bits {
        let split = self.cells.iter().any(|cell| {
            matches!(cell, Cell::Range(from, to)
                if from.is_some_and(|from| from < 0) || to.is_some_and(|to| to < 0))
        });
        Bits::of(self.len(), |at| match self.cells.get(at) {
            Some(Cell::Range(None, Some(to))) => split || *to > 0,
            _ => true,
        })
    }

    /// The cells in the order in which examples are looked for: known and not below zero first.
    pub(super) fn preferred(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|at| match self.cells.get(*at) {
            Some(Cell::Range(from, to)) => {
                u8::from(from.is_none_or(|from| from < 0) && to.is_some_and(|to| to <= 0))
            }
            Some(Cell::Text(_) | Cell::OtherText) => 0,
            Some(Cell::Missing) | None => 2,
        });
        order
    }
}

impl Cell {
    /// Whether its values are in a set, whose bounds are among the cuts.
    fn is_in(&self, set: &Set) -> bool {
        match (self, set) {
            (Cell::Missing, _)
            | (Cell::Range(..) | Cell::OtherText, Set::Text(_))
            | (Cell::Text(_) | Cell::OtherText, Set::Range(..)) => false,
            (_, Set::Known) => true,
            (Cell::Range(from, to), Set::Range(least, below)) => {
                least.is_none_or(|least| from.is_some_and(|from| from >= least))
                    && below.is_none_or(|below| to.is_some_and(|to| to <= below))
            }
            (Cell::Text(text), Set::Text(named)) => text == named,
        }
    }
}

/// The ranges between cuts, within bounds.
fn ranges((least, most): (Option<i128>, Option<i128>), cuts: &BTreeSet<i128>) -> Vec<Cell> {
    let end = most.map(|most| most.saturating_add(1));
    let inside =
        |cut: &i128| least.is_none_or(|least| *cut > least) && end.is_none_or(|end| *cut < end);
    let mut cells = Vec::new();
    let mut from = least;
    for cut in cuts.iter().filter(|cut| inside(cut)) {
        cells.push(Cell::Range(from, Some(*cut)));
        from = Some(*cut);
    }
    cells.push(Cell::Range(from, end));
    cells
}

impl Domain {
    /// Any number.
    pub(super) const UNBOUNDED: Domain =
        Domain { texts: false, optional: false, bounds: (None, None) };
}
