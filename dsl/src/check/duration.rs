//! Lengths of time: of which kind they are, and dates that are moved by them.

use super::{Checker, Problem, build};
use crate::ir::{Expr, ExprKind, Literal, ShiftUnit};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, TimeUnit};
use crate::types::{Length, Places, Type, Unit};

impl Checker<'_> {
    /// `duration in months`
    pub(super) fn duration_type(&mut self, unit: TimeUnit, span: Span) -> Option<Type> {
        let length = match unit {
            TimeUnit::Months => Length::Months,
            TimeUnit::Days => Length::Days,
            TimeUnit::Minutes => Length::Minutes,
            TimeUnit::Years => {
                let help = say!("write `duration in months`: a year is 12 of them");
                return self.of_no_length(unit, help, span);
            }
            TimeUnit::Weeks => {
                let help = say!("write `duration in days`: a week is 7 of them");
                return self.of_no_length(unit, help, span);
            }
            TimeUnit::Hours => {
                let help = say!("write `duration in minutes`: an hour is 60 of them");
                return self.of_no_length(unit, help, span);
            }
            TimeUnit::BusinessDays => return self.business_days(span),
        };
        Some(Type::Quantity(Unit::Duration(length), Places::Fixed(0)))
    }

    fn of_no_length<T>(&mut self, unit: TimeUnit, help: Message, span: Span) -> Option<T> {
        self.report(Problem::LengthUnit { unit: unit.in_words(), help, span })
    }

    fn business_days<T>(&mut self, span: Span) -> Option<T> {
        let help = say!("count them from a day: `d + 3 business days`, `3 business days after d`");
        self.of_no_length(TimeUnit::BusinessDays, help, span)
    }

    /// `30 days`, where it is a value.
    pub(super) fn duration(
        &mut self,
        count: &syntax::Expr,
        unit: TimeUnit,
        span: Span,
    ) -> Option<Expr> {
        let (length, factor) = match unit {
            TimeUnit::Minutes => (Length::Minutes, 1),
            TimeUnit::Hours => (Length::Minutes, 60),
            TimeUnit::Days => (Length::Days, 1),
            TimeUnit::Weeks => (Length::Days, 7),
            TimeUnit::Months => (Length::Months, 1),
            TimeUnit::Years => (Length::Months, 12),
            TimeUnit::BusinessDays => return self.business_days(span),
        };
        self.times_unit(count, factor, Unit::Duration(length), span).map(shortest)
    }

    /// A date or datetime, later or earlier by a length of time.
    pub(super) fn moved_by(
        &mut self,
        from: Expr,
        length: &syntax::Expr,
        before: bool,
    ) -> Option<Expr> {
        if let Syntax::Duration(count, unit) = &length.kind {
            let (count, calendar) = super::date::counted(count);
            let count = self.whole_number(count)?;
            return self.shifted_in(from, count, (*unit, calendar), before);
        }
        let checked = self.decided(length, None)?;
        let of = match checked.ty {
            Type::Quantity(Unit::Duration(of), Places::Fixed(0)) => of,
            Type::Quantity(Unit::Duration(_), _) => {
                let whole = say!("a whole length of time, such as `x rounded down`");
                return self.mismatch(whole, &checked, length.span);
            }
            _ => {
                let length_of_time = say!("a length of time, such as `30 days`");
                return self.mismatch(length_of_time, &checked, length.span);
            }
        };
        let (from, unit) = match of {
            Length::Months => (self.as_date(from)?, ShiftUnit::Months),
            Length::Days => (self.as_date(from)?, ShiftUnit::Days),
            Length::Minutes => (self.require_time(from, say!("minutes"))?, ShiftUnit::Minutes),
        };
        let count = if before { build::negate(checked) } else { checked };
        Some(build::shift(from, count, unit))
    }
}

/// `1.5 years` as 18 months rather than 18.0.
fn shortest(mut length: Expr) -> Expr {
    if let (ExprKind::Literal(Literal::Quantity(count)), Type::Quantity(_, Places::Fixed(places))) =
        (&mut length.kind, &mut length.ty)
    {
        while *places > 0 && *count % 10 == 0 {
            *count /= 10;
            *places -= 1;
        }
    }
    length
}

impl TimeUnit {
    /// As messages name it.
    pub(super) fn in_words(self) -> Message {
        match self {
            TimeUnit::Minutes => say!("minutes"),
            TimeUnit::Hours => say!("hours"),
            TimeUnit::Days => say!("days"),
            TimeUnit::Weeks => say!("weeks"),
            TimeUnit::Months => say!("months"),
            TimeUnit::Years => say!("years"),
            TimeUnit::BusinessDays => say!("business days"),
        }
    }
}
