//! What conditions are about: terms that the analysis does not look into, and the columns that
//! are cut of them.

use loyal_dsl::ir::decision::{Decision, PARAMETERS};
use loyal_dsl::ir::{AggregateKind, Expr, ExprKind, Program};
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::types::{Places, Type, Unit};

use super::axis::Domain;
use super::bounds::{PLACES, bounds, grid_places};
use super::space::{Area, Space};
use super::total::{bounds_of, total};

/// An expression whose values are independent of those of others, as far as the analysis knows.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// What it is; named values are looked through.
    pub(super) key: Expr,
    /// What a reader calls it.
    pub(super) name: String,
    /// Whether it may be missing.
    pub(super) optional: bool,
}

/// What is cut into cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// The values of a term: whole numbers at the places of its grid, days, microseconds, options,
    /// no and yes, or texts.
    Term(usize),
    /// The sum of quantities or days, each some times.
    Sum(Vec<(i128, usize)>),
    /// A date as the distance from today ([`Offset::key`]). The last figure tells columns apart
    /// whose bounds cannot be put in order.
    Day(usize, usize),
}

/// Months and days from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    pub(super) months: i64,
    pub(super) days: i64,
}

/// Ten thousandths of a day in a mean month.
const MONTH: i128 = 304_369;
const DAY: i128 = 10_000;

/// By how much the order of two offsets in different months may be in doubt.
const DOUBT: i128 = 4 * DAY;

impl Offset {
    /// Ordered as the offsets are, where that is sure.
    pub(super) fn key(self) -> i128 {
        i128::from(self.months) * MONTH + i128::from(self.days) * DAY
    }

    fn comparable(self, other: Offset) -> bool {
        self.months == other.months || (self.key() - other.key()).abs() > DOUBT
    }
}

/// The terms and columns of one decision.
#[derive(Debug)]
pub(super) struct Terms<'p> {
    pub(super) program: &'p Program,
    sources: &'p [SourceFile],
    decision: Option<&'p Decision>,
    pub(super) all: Vec<Term>,
    pub(super) columns: Vec<Column>,
    /// By column of days: its bounds.
    offsets: Vec<(usize, Offset)>,
}

impl<'p> Terms<'p> {
    pub(super) fn new(
        program: &'p Program,
        sources: &'p [SourceFile],
        decision: Option<&'p Decision>,
    ) -> Terms<'p> {
        let (all, columns, offsets) = (Vec::new(), Vec::new(), Vec::new());
        Terms { program, sources, decision, all, columns, offsets }
    }

    /// None yet, of the same program.
    pub(super) fn inner(&self) -> Terms<'p> {
        Terms::new(self.program, self.sources, self.decision)
    }

    /// What an expression is, through the names that it has.
    pub(super) fn resolved<'e>(&self, expr: &'e Expr) -> &'e Expr
    where
        'p: 'e,
    {
        let mut found = expr;
        for _ in 0..self.program.values.len() {
            match &found.kind {
                ExprKind::Value(id) => match self.program.values.get(id.0 as usize) {
                    Some(value) => found = &value.expr,
                    None => break,
                },
                _ => break,
            }
        }
        found
    }

    /// The term of an expression, if it has been met.
    pub(super) fn met(&self, expr: &Expr) -> Option<usize> {
        let key = self.resolved(expr);
        self.all.iter().position(|term| term.key.kind == key.kind && term.key.ty == key.ty)
    }

    pub(super) fn term(&mut self, expr: &Expr) -> usize {
        let optional = expr.optional;
        if let Some(met) = self.met(expr) {
            if let Some(term) = self.all.get_mut(met) {
                term.optional |= optional;
            }
            return met;
        }
        let key = self.resolved(expr).clone();
        self.all.push(Term { key, name: self.name(expr), optional });
        self.all.len() - 1
    }

    fn name(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Value(id) => {
                self.program.values.get(id.0 as usize).map(|value| value.name.clone())
            }
            ExprKind::Field { depth: PARAMETERS, field } => self
                .decision
                .and_then(|decision| decision.parameters.get(field.0 as usize))
                .map(|parameter| parameter.name.clone()),
            ExprKind::Field { depth: 0, field } => self
                .program
                .records
                .first()
                .and_then(|record| record.fields.get(field.0 as usize))
                .map(loyal_dsl::ir::Field::name)
                .filter(|name| !name.is_empty()),
            ExprKind::Today => Some("today".to_owned()),
            _ => None,
        }
        .unwrap_or_else(|| self.text(expr.span))
    }

    /// The text of a place, on one line.
    pub(super) fn text(&self, span: Span) -> String {
        let source = self.sources.get(span.file as usize);
        let text = source.and_then(|file| file.text.get(span.start as usize..span.end as usize));
        text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn column(&mut self, column: Column) -> usize {
        if let Some(known) = self.columns.iter().position(|known| *known == column) {
            return known;
        }
        self.columns.push(column);
        self.columns.len() - 1
    }

    /// The column in which a date is compared with a day that lies so far from today.
    pub(super) fn day(&mut self, term: usize, offset: Offset) -> usize {
        for at in 0.. {
            let column = self.column(Column::Day(term, at));
            let mut bounds = self.offsets.iter().filter(|(known, _)| *known == column);
            if bounds.all(|(_, known)| known.comparable(offset)) {
                self.offsets.push((column, offset));
                return column;
            }
        }
        self.column(Column::Term(term))
    }

    /// The offset of a bound in a column of days.
    pub(super) fn offset(&self, column: usize, key: i128) -> Option<Offset> {
        let mut bounds = self.offsets.iter().filter(|(known, _)| *known == column);
        bounds.find(|(_, offset)| offset.key() == key).map(|(_, offset)| *offset)
    }

    pub(super) fn domains(&self) -> Vec<Domain> {
        self.columns.iter().map(|column| self.domain(column)).collect()
    }

    fn domain(&self, column: &Column) -> Domain {
        match column {
            Column::Term(term) => {
                let Some(term) = self.all.get(*term) else { return Domain::UNBOUNDED };
                let texts = term.key.ty == Type::Text;
                Domain { texts, optional: term.optional, bounds: self.bounds(term) }
            }
            Column::Day(term, _) => {
                let optional = self.all.get(*term).is_some_and(|term| term.optional);
                Domain { optional, ..Domain::UNBOUNDED }
            }
            Column::Sum(terms) => Domain { bounds: self.sum_bounds(terms), ..Domain::UNBOUNDED },
        }
    }

    fn sum_bounds(&self, terms: &[(i128, usize)]) -> (Option<i128>, Option<i128>) {
        let mut all = (Some(0_i128), Some(0_i128));
        for (factor, term) in terms {
            let bounds = self.all.get(*term).map_or((None, None), |term| self.bounds(term));
            let (low, high) = if *factor < 0 { (bounds.1, bounds.0) } else { bounds };
            let plus = |sum: Option<i128>, bound: Option<i128>| {
                sum?.checked_add(bound?.checked_mul(*factor)?)
            };
            all = (plus(all.0, low), plus(all.1, high));
        }
        all
    }

    /// The lowest and the highest value of a term.
    pub(super) fn bounds(&self, term: &Term) -> (Option<i128>, Option<i128>) {
        match &term.key.ty {
            Type::Bool => (Some(0), Some(1)),
            Type::Choice(choice) => {
                let choice = self.program.choices.get(*choice as usize);
                let options = choice.map_or(0, |choice| choice.options.len());
                (Some(0), i128::try_from(options).ok().map(|options| options - 1))
            }
            Type::Quantity(Unit::AnyMoney, _) | Type::Text | Type::Date | Type::DateTime => {
                (None, None)
            }
            Type::Quantity(..) => {
                let of = |expr: &Expr| bounds(self.program, expr);
                let total = match term.key.kind {
                    ExprKind::Field { depth: 0, field } => total(self.program, field),
                    _ => None,
                };
                let (least, most) = match total {
                    Some(total) => bounds_of(self.program, total, &of),
                    None => of(&term.key),
                };
                let finer = PLACES.saturating_sub(grid_places(&term.key.ty));
                let unit = 10_i128.pow(u32::from(finer));
                let up =
                    |least: i128| least.div_euclid(unit) + i128::from(least.rem_euclid(unit) != 0);
                (least.map(up), most.map(|most| most.div_euclid(unit)))
            }
        }
    }

    /// Whether its terms are parameters, not a customer's values.
    pub(super) fn has_parameters(&self) -> bool {
        self.decision.is_some()
    }

    /// The columns of which one has more or less, whatever the others hold: money, points and,
    /// where asked for, counts and sums.
    pub(super) fn measures(&self, numbers: bool) -> Vec<usize> {
        let is_measure = |column: &usize| {
            let Some(Column::Term(term)) = self.columns.get(*column) else { return false };
            let summed = |column: &Column| matches!(column, Column::Sum(terms) if terms.iter().any(|(_, of)| of == term));
            if self.columns.iter().any(summed) {
                return false;
            }
            match self.all.get(*term).map(|term| (&term.key.ty, &term.key.kind)) {
                Some((Type::Quantity(Unit::Money(_) | Unit::Points(_), _), _)) => true,
                Some((Type::Quantity(Unit::Number, _), ExprKind::Aggregate(aggregate))) => {
                    numbers && is_amassed(aggregate.kind)
                }
                _ => false,
            }
        };
        (0..self.columns.len()).filter(is_measure).collect()
    }

    /// What a reader calls a measure.
    pub(super) fn measure(&self, column: usize) -> String {
        let Some(Column::Term(term)) = self.columns.get(column) else { return String::new() };
        self.all.get(*term).map(|term| term.name.clone()).unwrap_or_default()
    }

    /// Where amounts are not below zero, unless something is asked of those that are.
    pub(super) fn usual_area(&self, space: &Space) -> Area {
        let columns = space.axes.iter().enumerate();
        let amounts = columns.filter(|(column, _)| self.is_amount(*column));
        amounts.map(|(column, axis)| (column, axis.usual())).collect()
    }

    /// Whether a column holds amounts, which are seldom meant to be below zero.
    fn is_amount(&self, column: usize) -> bool {
        let Some(Column::Term(term)) = self.columns.get(column) else { return false };
        let ty = self.all.get(*term).map(|term| &term.key.ty);
        matches!(ty, Some(Type::Quantity(_, Places::Fixed(_) | Places::Fraction)))
    }
}

/// Whether a reduction grows with what a customer does.
fn is_amassed(kind: AggregateKind) -> bool {
    match kind {
        AggregateKind::Count
        | AggregateKind::Sum
        | AggregateKind::SumOfTop(_)
        | AggregateKind::DistinctCount => true,
        AggregateKind::Average
        | AggregateKind::Max
        | AggregateKind::Min
        | AggregateKind::Any
        | AggregateKind::Every => false,
    }
}
