//! Sums of terms, each some times, and a figure.

use loyal_dsl::ir::{Expr, ExprKind, Literal, ShiftUnit};
use loyal_dsl::types::{Type, Unit};

use super::bounds::{PLACES, grid_places, scaled};
use super::terms::{Offset, Terms};

/// One, at the places of factors.
const ONE: i128 = 10_i128.pow(PLACES as u32);

/// A sum of quantities; factors and the constant are at [`PLACES`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Linear {
    pub(super) terms: Vec<(i128, usize)>,
    pub(super) constant: i128,
}

impl Linear {
    fn constant(constant: i128) -> Linear {
        Linear { terms: Vec::new(), constant }
    }

    fn of(term: usize) -> Linear {
        Linear { terms: vec![(ONE, term)], constant: 0 }
    }

    fn times(&self, factor: i128) -> Option<Linear> {
        let product = |value: i128| {
            let product = value.checked_mul(factor)?;
            (product % ONE == 0).then_some(product / ONE)
        };
        let terms = self.terms.iter().map(|(own, term)| Some((product(*own)?, *term)));
        Some(Linear { terms: terms.collect::<Option<_>>()?, constant: product(self.constant)? })
    }

    fn plus(mut self, other: &Linear) -> Option<Linear> {
        self.constant = self.constant.checked_add(other.constant)?;
        for (factor, term) in &other.terms {
            match self.terms.iter_mut().find(|(_, own)| own == term) {
                Some((own, _)) => *own = own.checked_add(*factor)?,
                None => self.terms.push((*factor, *term)),
            }
        }
        self.terms.retain(|(factor, _)| *factor != 0);
        Some(self)
    }

    pub(super) fn minus(self, other: &Linear) -> Option<Linear> {
        self.plus(&other.times(-ONE)?)
    }
}

/// What is compared with what: whole factors of grid steps, and the figure that their sum is held
/// against, as a fraction with a denominator above zero.
pub(super) struct Threshold {
    pub(super) terms: Vec<(i128, usize)>,
    pub(super) figure: (i128, i128),
    /// Whether the sides changed places.
    pub(super) turned: bool,
}

impl Terms<'_> {
    /// A quantity as a sum; `None` where it is none that can be held exactly.
    pub(super) fn linear(&mut self, expr: &Expr) -> Option<Linear> {
        if let Type::Quantity(Unit::AnyMoney, _) = expr.ty {
            return None;
        }
        match &expr.kind {
            ExprKind::Literal(Literal::Quantity(mantissa)) => {
                Some(Linear::constant(scaled(*mantissa, expr.ty.places()?)?))
            }
            ExprKind::Value(id) => {
                let program = self.program;
                let value = program.values.get(id.0 as usize)?;
                match self.resolved(&value.expr).kind {
                    ExprKind::Literal(_)
                    | ExprKind::Add(..)
                    | ExprKind::Subtract(..)
                    | ExprKind::Negate(_)
                    | ExprKind::Multiply(..)
                        if !value.expr.optional =>
                    {
                        self.linear(&value.expr)
                    }
                    _ => Some(Linear::of(self.term(expr))),
                }
            }
            ExprKind::Add(a, b) => {
                let (a, b) = (self.linear(a)?, self.linear(b)?);
                a.plus(&b)
            }
            ExprKind::Subtract(a, b) => {
                let (a, b) = (self.linear(a)?, self.linear(b)?);
                a.minus(&b)
            }
            ExprKind::Negate(a) => self.linear(a)?.times(-ONE),
            ExprKind::Multiply(a, b) => {
                let factor = |expr: &Expr| match &self.resolved(expr).kind {
                    ExprKind::Literal(Literal::Quantity(mantissa)) => {
                        scaled(*mantissa, self.resolved(expr).ty.places()?)
                    }
                    _ => None,
                };
                match (factor(a), factor(b)) {
                    (Some(factor), _) => self.linear(b)?.times(factor),
                    (None, Some(factor)) => self.linear(a)?.times(factor),
                    (None, None) => Some(Linear::of(self.term(expr))),
                }
            }
            _ => Some(Linear::of(self.term(expr))),
        }
    }

    /// `sum op 0` in grid steps, without a common factor.
    pub(super) fn threshold(&self, sum: &Linear) -> Option<Threshold> {
        let places = |term: usize| self.all.get(term).map_or(0, |term| grid_places(&term.key.ty));
        let most = sum.terms.iter().map(|(_, term)| places(*term)).max()?;
        let mut terms = Vec::new();
        for (factor, term) in &sum.terms {
            let finer = 10_i128.checked_pow(u32::from(most - places(*term)))?;
            terms.push((factor.checked_mul(finer)?, *term));
        }
        let mut figure =
            sum.constant.checked_mul(10_i128.checked_pow(u32::from(most))?)?.checked_neg()?;
        terms.sort_by_key(|(_, term)| *term);
        let common = terms.iter().fold(0, |common, (factor, _)| gcd(common, *factor));
        let turned = terms.first().is_some_and(|(factor, _)| *factor < 0);
        let divisor = if turned { -common } else { common };
        for (factor, _) in &mut terms {
            *factor /= divisor;
        }
        if turned {
            figure = figure.checked_neg()?;
        }
        Some(Threshold { terms, figure: (figure, common), turned })
    }

    /// A date as days from today, where that can be said without knowing today.
    pub(super) fn days_from_today(&self, expr: &Expr) -> Option<Offset> {
        let expr = self.resolved(expr);
        match &expr.kind {
            ExprKind::Today => Some(Offset { months: 0, days: 0 }),
            ExprKind::Shift { from, count, unit } => {
                let count = i64::try_from(self.literal(count)?).ok()?;
                let Offset { months, days } = self.days_from_today(from)?;
                match unit {
                    ShiftUnit::Days => Some(Offset { months, days: days.checked_add(count)? }),
                    ShiftUnit::Months if days == 0 => {
                        Some(Offset { months: months.checked_add(count)?, days })
                    }
                    ShiftUnit::Months
                    | ShiftUnit::Hours
                    | ShiftUnit::Minutes
                    | ShiftUnit::BusinessDays(_) => None,
                }
            }
            _ => None,
        }
    }

    /// A whole number that is written out.
    fn literal(&self, expr: &Expr) -> Option<i128> {
        match &self.resolved(expr).kind {
            ExprKind::Literal(Literal::Quantity(number)) => Some(*number),
            ExprKind::Negate(number) => self.literal(number)?.checked_neg(),
            _ => None,
        }
    }

    /// A date as another date and some days.
    pub(super) fn dated(&mut self, expr: &Expr) -> Option<(Option<usize>, i128)> {
        match &self.resolved(expr).kind {
            ExprKind::Literal(Literal::Date(days)) => Some((None, i128::from(*days))),
            ExprKind::Shift { from, count, unit: ShiftUnit::Days } => match self.literal(count) {
                Some(count) => {
                    let (term, days) = self.dated(from)?;
                    Some((term, days.checked_add(count)?))
                }
                None => Some((Some(self.term(expr)), 0)),
            },
            _ => Some((Some(self.term(expr)), 0)),
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
