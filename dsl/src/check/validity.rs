//! From when and how long something is good.

use super::date::counted;
use super::{Checker, build};
use crate::ir::{Expr, Extreme, ShiftUnit};
use crate::source::Span;
use crate::syntax::{self, Availability, Name, TimeUnit};
use crate::types::Type;

/// How long something is good.
pub(super) enum Validity {
    /// `usable through d`
    Through(Expr),
    /// `valid 30 days`, the first good day counted.
    For {
        /// How many,
        count: Expr,
        /// of what.
        unit: (TimeUnit, Option<Name>),
        /// The clause.
        span: Span,
    },
}

impl Validity {
    pub(super) fn span(&self) -> Span {
        match self {
            Validity::Through(day) => day.span,
            Validity::For { span, .. } => *span,
        }
    }
}

impl Checker<'_> {
    /// `valid 30 days`
    pub(super) fn valid_for(
        &mut self,
        count: &syntax::Expr,
        unit: TimeUnit,
        span: Span,
    ) -> Option<Validity> {
        let (count, calendar) = counted(count);
        let calendar = calendar.cloned();
        let count = self.positive(count, say!("a validity"))?;
        Some(Validity::For { count, unit: (unit, calendar), span })
    }

    /// The last good day of what is good from a day, or from today.
    pub(super) fn last_good_day(
        &mut self,
        validity: Validity,
        available: Option<&Expr>,
    ) -> Option<Expr> {
        let (count, (unit, calendar), span) = match validity {
            Validity::Through(day) => return Some(day),
            Validity::For { count, unit, span } => (count, unit, span),
        };
        let first = available.cloned().unwrap_or_else(|| build::today(span));
        let end = self.shifted_in(first, count, (unit, calendar.as_ref()), false)?;
        Some(build::shift_by(end, -1, ShiftUnit::Days))
    }

    /// The last day of what is valid for so long from today, the first day counted.
    pub(super) fn last_valid_day(
        &mut self,
        count: &syntax::Expr,
        unit: TimeUnit,
        span: Span,
    ) -> Option<Expr> {
        let validity = self.valid_for(count, unit, span)?;
        self.last_good_day(validity, None)
    }

    /// The first good day: of a day that is past, today.
    pub(super) fn available(&mut self, available: &Availability, span: Span) -> Option<Expr> {
        match available {
            Availability::After(count, unit) => {
                let (count, calendar) = counted(count);
                let count = self.positive(count, say!("a hold"))?;
                let day = self.shifted_in(build::today(span), count, (*unit, calendar), false)?;
                if day.ty == Type::Date { Some(day) } else { self.as_date(day) }
            }
            Availability::From(day) => {
                let day = self.decided_date(day)?;
                Some(build::extreme(Extreme::Largest, false, vec![day, build::today(span)]))
            }
        }
    }
}
