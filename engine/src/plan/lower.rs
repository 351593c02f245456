//! Expressions to registers: names are resolved to places, scales and fractions made alike.

use loyal_dsl::ir::{Expr, ExprKind, Literal, Program, ValueId};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Places, Type};

use super::build::Builder;
use super::op::{CUSTOMERS, GLOBAL, Op, Place, RegionId};
use super::scales::{compare, is_fraction, ty_places, wider};
use super::walk::values_read;

/// Lowers the expressions of one program.
pub(crate) struct Lowering<'p> {
    pub(crate) program: &'p Program,
    pub(crate) builder: Builder,
    values: Vec<Option<Place>>,
}

/// The regions of the scope stack, from the customer inwards.
pub(crate) type Scope<'s> = &'s [RegionId];

impl<'p> Lowering<'p> {
    /// Lowers the values that the roots need, each after those that it reads.
    pub(crate) fn new(program: &'p Program, roots: &[&Expr], named: &[ValueId]) -> Lowering<'p> {
        let mut lowering =
            Lowering { program, builder: Builder::new(), values: vec![None; program.values.len()] };
        let mut found = named.to_vec();
        for root in roots {
            values_read(root, &mut found);
        }
        let mut needed = vec![false; program.values.len()];
        mark(&mut needed, &found);
        for (at, value) in program.values.iter().enumerate().rev() {
            if needed.get(at) == Some(&true) {
                let mut read = Vec::new();
                values_read(&value.expr, &mut read);
                mark(&mut needed, &read);
            }
        }
        for (at, value) in program.values.iter().enumerate() {
            if needed.get(at) == Some(&true) {
                let place = lowering.root(&value.expr, &[CUSTOMERS]);
                if let Some(slot) = lowering.values.get_mut(at) {
                    *slot = Some(place);
                }
            }
        }
        lowering
    }

    /// The place of a named value.
    pub(crate) fn value(&self, value: ValueId) -> Option<Place> {
        self.values.get(value.0 as usize).copied().flatten()
    }

    /// The places of all lowered values.
    pub(crate) fn places(self) -> (Vec<super::op::Region>, Vec<Option<Place>>) {
        (self.builder.finish(), self.values)
    }

    /// An expression as written: where it is arithmetic, its value must fit 128 bits.
    pub(crate) fn root(&mut self, expr: &Expr, scope: Scope<'_>) -> Place {
        let place = self.lower(expr, scope);
        if !is_arithmetic(expr) {
            return place;
        }
        self.builder.seal(place, &expr.ty, expr.span)
    }

    /// An operand of arithmetic, which is no expression of its own where it is arithmetic too.
    #[expect(clippy::too_many_lines, reason = "one flat match over the forms of an expression")]
    pub(crate) fn lower(&mut self, expr: &Expr, scope: Scope<'_>) -> Place {
        let (ty, span) = (&expr.ty, expr.span);
        match &expr.kind {
            ExprKind::Literal(literal) => self.constant(Op::Literal(literal.clone()), ty, span),
            ExprKind::Today => self.constant(Op::Today, ty, span),
            ExprKind::Field { depth, field } => {
                let region = scope.get(usize::from(*depth)).copied().unwrap_or(CUSTOMERS);
                let reg = self.builder.push(region, Op::Field(*field), ty, span);
                Place { region, reg }
            }
            ExprKind::Value(value) => match self.value(*value) {
                Some(place) => place,
                None => self.constant(Op::Literal(Literal::Bool(false)), ty, span),
            },
            ExprKind::Not(a) => {
                let a = self.root(a, scope);
                self.one(a, Op::Not, ty, span)
            }
            ExprKind::Known(a) => {
                let a = self.root(a, scope);
                self.one(a, Op::Known, ty, span)
            }
            ExprKind::And(a, b) => self.pair(a, b, scope, Op::And, ty, span),
            ExprKind::Or(a, b) => self.pair(a, b, scope, Op::Or, ty, span),
            ExprKind::Compare(comparison, a, b) => {
                let places = wider(&a.ty, &b.ty);
                let (a_kind, is_bool) = (self.alike(a, places, scope, true), a.ty == Type::Bool);
                let b = self.alike(b, places, scope, true);
                let op = compare(*comparison, places, is_bool);
                self.two(a_kind, b, op, ty, span)
            }
            ExprKind::OrElse(a, b) => {
                let places = ty_places(ty);
                let (a, b) =
                    (self.alike(a, places, scope, true), self.alike(b, places, scope, true));
                self.two(a, b, Op::OrElse, ty, span)
            }
            ExprKind::Negate(a) => {
                let fraction = is_fraction(ty);
                let a = self.alike(a, ty_places(ty), scope, false);
                self.one(a, if fraction { Op::NegateFraction } else { Op::Negate }, ty, span)
            }
            ExprKind::Add(a, b) => {
                let op = if is_fraction(ty) { Op::AddFractions } else { Op::Add };
                self.alike_pair((a, b), ty_places(ty), scope, op, ty, span)
            }
            ExprKind::Subtract(a, b) => {
                let op = if is_fraction(ty) { Op::SubtractFractions } else { Op::Subtract };
                self.alike_pair((a, b), ty_places(ty), scope, op, ty, span)
            }
            ExprKind::Multiply(a, b) => self.multiply(a, b, scope, ty, span),
            ExprKind::Divide(a, b) => {
                let places = wider(&a.ty, &b.ty);
                let fraction = places == Some(Places::Fraction);
                let op = if fraction { Op::DivideFractions } else { Op::Quotient };
                self.alike_pair((a, b), places, scope, op, ty, span)
            }
            ExprKind::FullUnits(a, b) => self.full_units(a, b, scope, ty, span),
            ExprKind::Remainder(a, b) => self.remainder(a, b, scope, ty, span),
            ExprKind::Rounded(a, rounding) => {
                let from = ty_places(&a.ty);
                let a = self.root(a, scope);
                self.rounded(a, from, *rounding, ty, span)
            }
            ExprKind::Extreme { which, known_only, items } => {
                let places: Vec<Place> =
                    items.iter().map(|item| self.alike(item, ty_places(ty), scope, true)).collect();
                let (which, known_only, fraction) = (*which, *known_only, is_fraction(ty));
                self.many(&places, ty, span, |regs| {
                    if fraction {
                        Op::ExtremeFraction(which, known_only, regs.to_vec())
                    } else {
                        Op::Extreme(which, known_only, regs.to_vec())
                    }
                })
            }
            ExprKind::Cases { arms, otherwise } => {
                let mut places = Vec::new();
                for arm in arms {
                    places.push(self.root(&arm.when, scope));
                    places.push(self.alike(&arm.then, ty_places(ty), scope, true));
                }
                if let Some(otherwise) = otherwise {
                    places.push(self.alike(otherwise, ty_places(ty), scope, true));
                }
                self.many(&places, ty, span, |regs| {
                    let (pairs, rest) = regs.as_chunks::<2>();
                    let arms = pairs.iter().map(|[when, then]| (*when, *then)).collect();
                    Op::Cases(arms, rest.first().copied())
                })
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, scope, ty, span),
            ExprKind::Pick(pick) => self.pick(pick, scope, ty, span),
            ExprKind::DatePart(part, a) => {
                let (a, part) = (self.root(a, scope), *part);
                self.one(a, |a| Op::DatePart(part, a), ty, span)
            }
            ExprKind::StartOf(period, a) => {
                let (a, period) = (self.root(a, scope), *period);
                self.one(a, |a| Op::StartOf(period, a), ty, span)
            }
            ExprKind::EndOf(period, a) => {
                let (a, period) = (self.root(a, scope), *period);
                self.one(a, |a| Op::EndOf(period, a), ty, span)
            }
            ExprKind::Shift { from, count, unit } => {
                let span = moved(span, from.span, count.span);
                let (from, unit) = (self.root(from, scope), *unit);
                let count = self.whole(count, scope);
                self.two(from, count, |a, b| Op::Shift(unit, a, b), ty, span)
            }
            ExprKind::Between { unit, from, to } => {
                let unit = *unit;
                self.pair(from, to, scope, |a, b| Op::Between(unit, a, b), ty, span)
            }
            ExprKind::Transition(transition) => self.transition(transition, scope, ty, span),
            ExprKind::DateOf(a) => {
                let a = self.root(a, scope);
                self.one(a, Op::DateOf, ty, span)
            }
            ExprKind::Festival(festival, year) => {
                let (year, festival) = (self.whole(year, scope), *festival);
                self.one(year, |year| Op::Festival(festival, year), ty, span)
            }
            ExprKind::LunarAnniversary { of, year } => {
                let (of, year) = (self.root(of, scope), self.whole(year, scope));
                self.two(of, year, Op::LunarAnniversary, ty, span)
            }
            ExprKind::KeyPath(keys) => {
                let places: Vec<Place> = keys.iter().map(|key| self.root(key, scope)).collect();
                self.many(&places, ty, span, |regs| Op::KeyPath(regs.to_vec()))
            }
            ExprKind::Script(call) => {
                let places: Vec<Place> =
                    call.arguments.iter().map(|argument| self.root(argument, scope)).collect();
                let script = call.script.0 as usize;
                self.many(&places, ty, span, |regs| Op::Script(script, regs.to_vec()))
            }
        }
    }

    fn constant(&mut self, op: Op, ty: &Type, span: Span) -> Place {
        Place { region: GLOBAL, reg: self.builder.push(GLOBAL, op, ty, span) }
    }

    pub(super) fn one(
        &mut self,
        a: Place,
        op: impl FnOnce(usize) -> Op,
        ty: &Type,
        span: Span,
    ) -> Place {
        Place { region: a.region, reg: self.builder.push(a.region, op(a.reg), ty, span) }
    }

    pub(super) fn two(
        &mut self,
        a: Place,
        b: Place,
        op: impl FnOnce(usize, usize) -> Op,
        ty: &Type,
        span: Span,
    ) -> Place {
        let region = self.builder.innermost(&[a, b]);
        let (a, b) = (self.builder.bring(a, region), self.builder.bring(b, region));
        Place { region, reg: self.builder.push(region, op(a, b), ty, span) }
    }

    pub(super) fn many(
        &mut self,
        places: &[Place],
        ty: &Type,
        span: Span,
        op: impl FnOnce(&[usize]) -> Op,
    ) -> Place {
        let region = self.builder.innermost(places);
        let regs: Vec<usize> =
            places.iter().map(|place| self.builder.bring(*place, region)).collect();
        Place { region, reg: self.builder.push(region, op(&regs), ty, span) }
    }

    pub(super) fn pair(
        &mut self,
        a: &Expr,
        b: &Expr,
        scope: Scope<'_>,
        op: impl FnOnce(usize, usize) -> Op,
        ty: &Type,
        span: Span,
    ) -> Place {
        let (a, b) = (self.root(a, scope), self.root(b, scope));
        self.two(a, b, op, ty, span)
    }
}

fn mark(needed: &mut [bool], found: &[ValueId]) {
    for value in found {
        if let Some(slot) = needed.get_mut(value.0 as usize) {
            *slot = true;
        }
    }
}

/// The text of a date moved: from the date to the count where they stand together, which they do
/// not where one of them stands for a parameter.
fn moved(span: Span, from: Span, count: Span) -> Span {
    let apart = from.start.max(count.start).saturating_sub(from.end.min(count.end));
    if from.file == count.file && apart <= MOST_APART { span.to(from.to(count)) } else { span }
}

/// Room for ` months after the start of quarter of `.
const MOST_APART: u32 = 40;

fn is_arithmetic(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Negate(_)
            | ExprKind::Add(..)
            | ExprKind::Subtract(..)
            | ExprKind::Multiply(..)
            | ExprKind::Divide(..)
            | ExprKind::Remainder(..)
            | ExprKind::FullUnits(..)
            | ExprKind::Rounded(..)
    )
}
