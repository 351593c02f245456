//! Arithmetic: units, currencies, scales.

use super::condition::chain;
use super::describe::describe_unit;
use super::wording::this_is;
use super::{Checker, FigureProblem, Problem, build};
use crate::ir::{Expr, ExprKind, Extreme, Literal};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Binary};
use crate::types::{Places, Type, Unit};

/// Most decimal places that a value may have.
pub(super) const MOST_PLACES: u32 = 28;

impl Checker<'_> {
    pub(super) fn arithmetic(
        &mut self,
        operator: Binary,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        if operator == Binary::Subtract {
            return self.difference(left, right, span);
        }
        if operator == Binary::Of
            && let Some(field) = self.field_of_element(left, right, span)
        {
            return field;
        }
        let (left, right) = (self.quantity(left), self.quantity(right));
        let (left, right) = (left?, right?);
        match operator {
            Binary::Multiply | Binary::Of => self.product(left, right, span),
            Binary::Divide => self.quotient(left, right, span),
            // These are read before they come here.
            Binary::Subtract | Binary::Add | Binary::And | Binary::Or | Binary::OrElse => None,
        }
    }

    /// A quantity that is never missing.
    pub(super) fn quantity(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.infer(expr, None)?;
        self.as_quantity(checked, expr)
    }

    fn as_quantity(&mut self, checked: Expr, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.require_decided(checked, expr)?;
        if checked.ty == Type::ANY_MONEY {
            return self.report(FigureProblem::AnyCurrency { span: expr.span }.into());
        }
        if matches!(checked.ty, Type::Quantity(..)) {
            return Some(checked);
        }
        self.mismatch(say!("a number, money or points"), &checked, expr.span)
    }

    pub(super) fn negate(&mut self, operand: &syntax::Expr) -> Option<Expr> {
        let mut operand = self.quantity(operand)?;
        if let ExprKind::Literal(Literal::Quantity(mantissa)) = &mut operand.kind {
            *mantissa = -*mantissa;
            return Some(operand);
        }
        Some(build::negate(operand))
    }

    /// `a - b`, of quantities or of a date and a length of time.
    fn difference(
        &mut self,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let first = self.infer(left, None);
        if let Some(from) = first.as_ref().filter(|first| is_moment(&first.ty)) {
            return self.moved_by(from.clone(), right, true);
        }
        let first = first.and_then(|first| self.as_quantity(first, left));
        let second = self.quantity(right);
        self.sum(first?, second?, say!("subtracted"), ExprKind::Subtract, span)
    }

    fn sum(
        &mut self,
        left: Expr,
        right: Expr,
        action: Message,
        kind: fn(Box<Expr>, Box<Expr>) -> ExprKind,
        span: Span,
    ) -> Option<Expr> {
        self.same_unit(&left, &right, action)?;
        let (Type::Quantity(unit, a), Type::Quantity(_, b)) = (&left.ty, &right.ty) else {
            return None;
        };
        let places = match (a, b) {
            (Places::Fixed(a), Places::Fixed(b)) => Places::Fixed(*a.max(b)),
            (Places::Fraction, Places::Fraction) => {
                return self.report(Problem::UnlikeFractions { span });
            }
            _ => Places::Fraction,
        };
        let ty = Type::Quantity(unit.clone(), places);
        Some(build::known(kind(Box::new(left), Box::new(right)), ty, span))
    }

    /// `a + b + …`, of quantities or of a date and lengths of time.
    pub(super) fn chained_sum(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let mut terms = chain(expr, Binary::Add).into_iter();
        let left = terms.next()?;
        let first = self.infer(left, None);
        if let Some(from) = first.as_ref().filter(|first| is_moment(&first.ty)) {
            return terms.try_fold(from.clone(), |from, length| self.moved_by(from, length, false));
        }
        let first = first.and_then(|first| self.as_quantity(first, left));
        let rest: Vec<Option<Expr>> = terms.map(|term| self.quantity(term)).collect();
        let terms = [first].into_iter().chain(rest);
        self.summed(terms.collect::<Option<_>>()?)
    }

    /// The sum of several quantities; `None` also for none.
    pub(super) fn summed(&mut self, terms: Vec<Expr>) -> Option<Expr> {
        build::balanced(terms, &mut |left, right| {
            let span = left.span.to(right.span);
            self.sum(left, right, say!("added"), ExprKind::Add, span)
        })
    }

    /// Requires that two quantities count the same.
    pub(super) fn same_unit(&mut self, left: &Expr, right: &Expr, action: Message) -> Option<()> {
        let (Type::Quantity(a, _), Type::Quantity(b, _)) = (&left.ty, &right.ty) else {
            return None;
        };
        if a == b {
            return Some(());
        }
        let (a, b) = (a.clone(), b.clone());
        self.report_units(&a, left.span, &b, right.span, action)
    }

    fn report_units<T>(
        &mut self,
        left: &Unit,
        left_span: Span,
        right: &Unit,
        right_span: Span,
        action: Message,
    ) -> Option<T> {
        if let (Unit::Money(a), Unit::Money(b)) = (left, right)
            && a != b
        {
            let (left, right) = ((a.0.clone(), left_span), (b.0.clone(), right_span));
            return self.report(Problem::Currencies { left, right });
        }
        let left = (describe_unit(left), left_span);
        let right = (describe_unit(right), right_span);
        self.report(Problem::Units { action, left, right })
    }

    pub(super) fn product(&mut self, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let (Type::Quantity(a, p), Type::Quantity(b, q)) = (&left.ty, &right.ty) else {
            return None;
        };
        let unit = match (a, b) {
            (Unit::Number, other) | (other, Unit::Number) => other.clone(),
            _ => {
                let (a, b) = (a.clone(), b.clone());
                return self.report_units(&a, left.span, &b, right.span, say!("multiplied"));
            }
        };
        let places = match (p, q) {
            (Places::Fixed(p), Places::Fixed(q)) => Places::Fixed(self.added_places(*p, *q, span)?),
            _ => Places::Fraction,
        };
        let kind = ExprKind::Multiply(Box::new(left), Box::new(right));
        Some(build::known(kind, Type::Quantity(unit, places), span))
    }

    fn added_places(&mut self, p: u8, q: u8, span: Span) -> Option<u8> {
        let places = u32::from(p) + u32::from(q);
        if places > MOST_PLACES {
            return self.report(Problem::TooManyPlaces { places, span, is_type: false });
        }
        u8::try_from(places).ok()
    }

    fn quotient(&mut self, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let (Type::Quantity(a, _), Type::Quantity(b, _)) = (&left.ty, &right.ty) else {
            return None;
        };
        let unit = if *b == Unit::Number {
            a.clone()
        } else if a == b {
            Unit::Number
        } else {
            let (a, b) = (a.clone(), b.clone());
            return self.report_units(&a, left.span, &b, right.span, say!("divided"));
        };
        let kind = ExprKind::Divide(Box::new(left), Box::new(right));
        Some(build::known(kind, Type::Quantity(unit, Places::Fraction), span))
    }

    /// `remainder of a by b`
    pub(super) fn remainder(
        &mut self,
        value: &syntax::Expr,
        unit: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let (value, unit) = (self.quantity(value), self.quantity(unit));
        let (value, unit) = (value?, unit?);
        self.same_unit(&value, &unit, say!("divided"))?;
        let ty = self.common_type(&value, &unit)?;
        Some(build::known(ExprKind::Remainder(Box::new(value), Box::new(unit)), ty, span))
    }

    /// `full 500 points in a`
    pub(super) fn full(
        &mut self,
        value: &syntax::Expr,
        unit: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let (value, unit) = (self.quantity(value), self.quantity(unit));
        self.full_units(value?, unit?, span)
    }

    fn full_units(&mut self, value: Expr, unit: Expr, span: Span) -> Option<Expr> {
        self.same_unit(&value, &unit, say!("divided"))?;
        Some(build::known(ExprKind::FullUnits(Box::new(value), Box::new(unit)), Type::WHOLE, span))
    }

    /// `1 point per [full] 10 CNY of x`
    pub(super) fn per(
        &mut self,
        amount: &syntax::Expr,
        unit: &syntax::Expr,
        of: &syntax::Expr,
        full: bool,
        span: Span,
    ) -> Option<Expr> {
        let (amount, unit, of) = (self.quantity(amount), self.quantity(unit), self.quantity(of));
        let (amount, unit, of) = (amount?, unit?, of?);
        let times = if full {
            self.full_units(of, unit, span)?
        } else {
            self.same_unit(&of, &unit, say!("divided"))?;
            self.quotient(of, unit, span)?
        };
        self.product(amount, times, span)
    }

    /// `larger of a and b`, `later of a and b`
    pub(super) fn extreme(
        &mut self,
        which: Extreme,
        items: &[syntax::Expr],
        known_only: bool,
        span: Span,
    ) -> Option<Expr> {
        let checked: Vec<Option<Expr>> = items.iter().map(|item| self.infer(item, None)).collect();
        let mut items = Vec::new();
        let mut ty: Option<Type> = None;
        for item in checked {
            let item = item?;
            self.require_ordered(&item)?;
            if let Some(ty) = &mut ty {
                let sample = Expr { ty: ty.clone(), ..item.clone() };
                *ty = self.common_type(&sample, &item)?;
            } else {
                ty = Some(item.ty.clone());
            }
            items.push(item);
        }
        let optional = if known_only {
            items.iter().all(|item| item.optional)
        } else {
            items.iter().any(|item| item.optional)
        };
        Some(build::make(ExprKind::Extreme { which, known_only, items }, ty?, optional, span))
    }

    /// The type of which both are: units must agree, the wider scale serves.
    pub(super) fn common_type(&mut self, first: &Expr, second: &Expr) -> Option<Type> {
        match (&first.ty, &second.ty) {
            (Type::Quantity(unit, a), Type::Quantity(other, b)) if unit == other => {
                let places = match (a, b) {
                    (Places::Fixed(a), Places::Fixed(b)) => Places::Fixed(*a.max(b)),
                    _ => Places::Fraction,
                };
                Some(Type::Quantity(unit.clone(), places))
            }
            (Type::Quantity(..), Type::Quantity(..)) => {
                self.same_unit(first, second, say!("put side by side"))?;
                None
            }
            (a, b) if a == b => Some(a.clone()),
            (a, _) => {
                let expected = self.describe(a);
                let found = self.describe(&second.ty);
                let other = Some((first.span, this_is(&expected)));
                self.report(Problem::Mismatch { expected, found, span: second.span, other })
            }
        }
    }
}

fn is_moment(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::DateTime)
}
