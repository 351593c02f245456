//! Values of customers that are kept beside their outcomes, for the stages after all customers.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::datatypes::i256;
use loyal_dsl::types::Type;

use super::cell::cell;
use super::frame::Context;
use super::render::{shown, text};
use crate::column::File;
use crate::column::fraction::order_of_any;
use crate::column::word::Word;
use crate::plan::op::{CUSTOMERS, Kind};

/// A value of a customer, to be computed with. Values of one expression compare as they do in the
/// language; texts by their bytes.
#[derive(Debug, Clone)]
pub enum Measure {
    /// A text.
    Text(Arc<str>),
    /// A quantity as the whole number of its places' units, a date as its day, a datetime in
    /// microseconds, an option's index; yes is 1 and no is 0.
    Whole(i128),
    /// An unrounded quotient, and numbers beyond 128 bits: numerator and denominator.
    Ratio(Box<(i256, i256)>),
}

impl PartialEq for Measure {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Measure {}

impl Ord for Measure {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Measure::Text(a), Measure::Text(b)) => a.cmp(b),
            (Measure::Whole(a), Measure::Whole(b)) => a.cmp(b),
            (Measure::Text(_), _) => Ordering::Greater,
            (_, Measure::Text(_)) => Ordering::Less,
            (a, b) => order_of_any(a.ratio(), b.ratio()),
        }
    }
}

impl PartialOrd for Measure {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Measure {
    fn ratio(&self) -> (i256, i256) {
        match self {
            Measure::Text(_) => (i256::ZERO, i256::ONE),
            Measure::Whole(value) => (i256::from_i128(*value), i256::ONE),
            Measure::Ratio(ratio) => **ratio,
        }
    }

    /// Whether it is a yes.
    #[must_use]
    pub fn holds(&self) -> bool {
        *self == Measure::Whole(1)
    }
}

/// What is kept of some customers, in the order of their outcomes: as many values each. Of who has
/// no outcome nothing is known.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Values to compute with; missing ones are absent.
    pub measures: Vec<Option<Measure>>,
    /// Values to show.
    pub figures: Vec<Option<String>>,
}

impl Kept {
    pub(super) fn clear(&mut self) {
        self.measures.clear();
        self.figures.clear();
    }

    /// Moves all of another to the end.
    pub(super) fn append(&mut self, other: &mut Kept) {
        self.measures.append(&mut other.measures);
        self.figures.append(&mut other.figures);
    }

    /// Keeps the values of one customer.
    pub(super) fn keep<W: Word, const C: usize>(
        &mut self,
        context: &Context<'_, W>,
        file: &File<W, C>,
        lane: usize,
        failed: bool,
    ) {
        let kept = &context.plan.kept;
        let measures = kept.measures.iter();
        self.measures
            .extend(measures.map(|reg| measure(context, file, *reg, lane).filter(|_| !failed)));
        let figures = kept.figures.iter();
        self.figures.extend(figures.map(|reg| shown(context, file, *reg, lane)));
    }
}

fn measure<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    reg: usize,
    lane: usize,
) -> Option<Measure> {
    let register = context.plan.regions.get(CUSTOMERS)?.registers.get(reg)?;
    let cell = cell(file, reg, register.kind, lane);
    if !cell.known {
        return None;
    }
    if register.kind == Kind::Bits {
        return Some(Measure::Whole(i128::from(cell.holds)));
    }
    if register.ty == Type::Text {
        return Some(Measure::Text(text(context, cell.numerator).into()));
    }
    match cell.numerator.medium() {
        Some(value) if register.kind == Kind::Number => Some(Measure::Whole(value)),
        _ => {
            let ratio = (cell.numerator.widest(), cell.denominator.widest());
            Some(Measure::Ratio(Box::new(ratio)))
        }
    }
}
