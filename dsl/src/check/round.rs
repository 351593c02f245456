//! Rounding: the duty to say how, and the step.

use super::describe::describe_unit;
use super::{Checker, Problem, build};
use crate::ir::{Expr, ExprKind, Literal, Rounding, RoundingMode};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, RoundClause};
use crate::types::{Places, Type, Unit};

/// Most places to which a value can be rounded.
const FINEST_STEP: u8 = 18;

impl Checker<'_> {
    /// `x rounded half up to 0.01`; without a step, to the unit's own places.
    pub(super) fn rounded(&mut self, value: Expr, clause: &RoundClause) -> Option<Expr> {
        let Some(mode) = clause.mode.or(self.head.rounding) else {
            return self.report(Problem::NoRoundingMode { span: clause.span });
        };
        let Type::Quantity(unit, _) = value.ty.clone() else {
            return self.mismatch(say!("a number, money or points"), &value, value.span);
        };
        let rounding = match &clause.to {
            Some(step) => self.step(mode, &unit, step)?,
            None => Rounding { mode, step: 1, places: unit_places(&unit) },
        };
        Some(apply(value, unit, rounding))
    }

    fn step(&mut self, mode: RoundingMode, unit: &Unit, step: &syntax::Expr) -> Option<Rounding> {
        let checked = self.decided(step, None)?;
        let (ExprKind::Literal(Literal::Quantity(mantissa)), Some(places)) =
            (&checked.kind, checked.ty.places())
        else {
            return self.report(Problem::NeedsLiteral {
                what: say!("the step of a rounding"),
                span: step.span,
            });
        };
        let plain = matches!(step.kind, Syntax::Number { .. });
        if !plain && !matches!(&checked.ty, Type::Quantity(other, _) if other == unit) {
            let expected = describe_unit(unit);
            return self.mismatch(expected, &checked, step.span);
        }
        match i64::try_from(*mantissa) {
            Ok(step) if step > 0 && places <= FINEST_STEP => Some(Rounding { mode, step, places }),
            _ => self.report(Problem::NeedsLiteral {
                what: say!("the step of a rounding"),
                span: step.span,
            }),
        }
    }

    /// An amount that is granted: rounded by the programme's default if it has too many places,
    /// and a problem where there is no default.
    pub(super) fn grantable(&mut self, amount: Expr, span: Span) -> Option<Expr> {
        if is_fine_enough(&amount.ty) {
            return Some(amount);
        }
        if let Some(mode) = self.head.rounding {
            return Some(to_unit(amount, mode));
        }
        let (unit, allowed) = described(&amount.ty);
        let places = amount.ty.places();
        self.report(Problem::Unrounded { unit, places, allowed, span })
    }

    /// What a `round` clause left: a step finer than the unit is a mistake, not a reason to round
    /// once more.
    pub(super) fn fine_enough(&mut self, amount: Expr, span: Span) -> Option<Expr> {
        if is_fine_enough(&amount.ty) {
            return Some(amount);
        }
        let (unit, allowed) = described(&amount.ty);
        self.report(Problem::StepTooFine { unit, allowed, span })
    }
}

fn is_fine_enough(ty: &Type) -> bool {
    match ty {
        Type::Quantity(unit, Places::Fixed(places)) => *places <= unit_places(unit),
        Type::Quantity(_, Places::Fraction) => false,
        _ => true,
    }
}

fn described(ty: &Type) -> (Message, u8) {
    match ty {
        Type::Quantity(unit, _) => (describe_unit(unit), unit_places(unit)),
        _ => (Message::verbatim(""), 0),
    }
}

/// A quantity rounded to its unit's own places, if it has more.
pub(super) fn to_unit(amount: Expr, mode: RoundingMode) -> Expr {
    let Type::Quantity(unit, _) = amount.ty.clone() else { return amount };
    if is_fine_enough(&amount.ty) {
        return amount;
    }
    let places = unit_places(&unit);
    apply(amount, unit, Rounding { mode, step: 1, places })
}

/// Most places in which points can be given: those of a column of outcomes.
pub(super) const MOST_PLACES_GIVEN: u8 = 6;

/// The places of a unit in an outcome: of the currency's minor unit, or of the kind of points. Plain
/// numbers without a step round to whole ones.
fn unit_places(unit: &Unit) -> u8 {
    match unit {
        Unit::Money(currency) => currency.places(),
        Unit::Points(points) => points.places,
        Unit::AnyMoney | Unit::Number | Unit::Duration(_) => 0,
    }
}

pub(super) fn apply(value: Expr, unit: Unit, rounding: Rounding) -> Expr {
    let (optional, span) = (value.optional, value.span);
    let ty = Type::Quantity(unit, Places::Fixed(rounding.places));
    build::make(ExprKind::Rounded(Box::new(value), rounding), ty, optional, span)
}
