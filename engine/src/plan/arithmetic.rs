//! Arithmetic: operands are brought to one scale, or all made fractions, before they meet.

use loyal_dsl::ir::{Expr, Rounding, RoundingMode};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Places, Type, Unit};

use super::lower::{Lowering, Scope};
use super::op::{Op, Place};
use super::scales::{is_fraction, ty_places, wider};
use crate::column::divide::Round;

impl Lowering<'_> {
    pub(super) fn alike_pair(
        &mut self,
        (a, b): (&Expr, &Expr),
        places: Option<Places>,
        scope: Scope<'_>,
        op: impl FnOnce(usize, usize) -> Op,
        ty: &Type,
        span: Span,
    ) -> Place {
        let (a, b) = (self.alike(a, places, scope, false), self.alike(b, places, scope, false));
        self.two(a, b, op, ty, span)
    }

    /// An expression brought to a scale or made a fraction; other types as they are.
    pub(super) fn alike(
        &mut self,
        expr: &Expr,
        to: Option<Places>,
        scope: Scope<'_>,
        as_written: bool,
    ) -> Place {
        let place = if as_written { self.root(expr, scope) } else { self.lower(expr, scope) };
        self.convert(place, &expr.ty, to, expr.span)
    }

    fn convert(&mut self, place: Place, ty: &Type, to: Option<Places>, span: Span) -> Place {
        let (Type::Quantity(unit, Places::Fixed(from)), Some(to)) = (ty, to) else { return place };
        let op = match to {
            Places::Fixed(to) if to > *from => Op::Scale(place.reg, u32::from(to - from)),
            Places::Fixed(_) => return place,
            Places::Fraction => Op::ToFraction(place.reg, u32::from(*from)),
        };
        let ty = Type::Quantity(unit.clone(), to);
        Place { reg: self.builder.push(place.region, op, &ty, span), ..place }
    }

    pub(super) fn multiply(
        &mut self,
        a: &Expr,
        b: &Expr,
        scope: Scope<'_>,
        ty: &Type,
        span: Span,
    ) -> Place {
        if is_fraction(ty) {
            let places = Some(Places::Fraction);
            return self.alike_pair((a, b), places, scope, Op::MultiplyFractions, ty, span);
        }
        let (a, b) = (self.lower(a, scope), self.lower(b, scope));
        self.two(a, b, Op::Multiply, ty, span)
    }

    pub(super) fn full_units(
        &mut self,
        a: &Expr,
        b: &Expr,
        scope: Scope<'_>,
        ty: &Type,
        span: Span,
    ) -> Place {
        match wider(&a.ty, &b.ty) {
            Some(Places::Fraction) => {
                let (unit, places) = (Unit::Number, Some(Places::Fraction));
                let ratio = Type::Quantity(unit, Places::Fraction);
                let op = Op::DivideFractions;
                let quotient = self.alike_pair_root((a, b), places, scope, op, &ratio, span);
                self.rounded(quotient, Some(Places::Fraction), DOWN_TO_WHOLE, ty, span)
            }
            places => {
                let (a, b) =
                    (self.alike(a, places, scope, true), self.alike(b, places, scope, true));
                self.two(a, b, Op::FullUnits, ty, span)
            }
        }
    }

    fn alike_pair_root(
        &mut self,
        (a, b): (&Expr, &Expr),
        places: Option<Places>,
        scope: Scope<'_>,
        op: impl FnOnce(usize, usize) -> Op,
        ty: &Type,
        span: Span,
    ) -> Place {
        let (a, b) = (self.alike(a, places, scope, true), self.alike(b, places, scope, true));
        self.two(a, b, op, ty, span)
    }

    pub(super) fn remainder(
        &mut self,
        a: &Expr,
        b: &Expr,
        scope: Scope<'_>,
        ty: &Type,
        span: Span,
    ) -> Place {
        let places = wider(&a.ty, &b.ty);
        if places != Some(Places::Fraction) {
            return self.alike_pair_root((a, b), places, scope, Op::Remainder, ty, span);
        }
        let units = self.full_units(a, b, scope, &Type::WHOLE, span);
        let units = self.convert(units, &Type::WHOLE, places, span);
        let (left, right) =
            (self.alike(a, places, scope, true), self.alike(b, places, scope, true));
        let whole = self.two(right, units, Op::MultiplyFractions, ty, span);
        self.two(left, whole, Op::SubtractFractions, ty, span)
    }

    pub(super) fn rounded(
        &mut self,
        a: Place,
        from: Option<Places>,
        rounding: Rounding,
        ty: &Type,
        span: Span,
    ) -> Place {
        let to = u32::from(rounding.places);
        let (fraction, from) = match from {
            Some(Places::Fixed(from)) => (false, u32::from(from)),
            Some(Places::Fraction) | None => (true, 0),
        };
        let round = Round {
            mode: rounding.mode,
            step: rounding.step,
            raise: to.saturating_sub(from),
            lower: from.saturating_sub(to),
        };
        let op = |a| if fraction { Op::RoundFraction(a, round) } else { Op::Round(a, round) };
        self.one(a, op, ty, span)
    }

    /// A whole number, rounded down where the expression has places.
    pub(super) fn whole(&mut self, expr: &Expr, scope: Scope<'_>) -> Place {
        let place = self.root(expr, scope);
        match ty_places(&expr.ty) {
            Some(Places::Fixed(0)) | None => place,
            from => self.rounded(place, from, DOWN_TO_WHOLE, &Type::WHOLE, expr.span),
        }
    }
}

const DOWN_TO_WHOLE: Rounding = Rounding { mode: RoundingMode::Down, step: 1, places: 0 };
