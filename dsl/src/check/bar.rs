//! How far it is to a level: read off conditions of the form `value >= bar`, joined by `and` and
//! `or`.

use super::condition::chain;
use super::declared::Item;
use super::{Checker, build};
use crate::ir::{Bar, Bars, Comparison, Expr, ExprKind, Rounding, RoundingMode};
use crate::syntax::{self, Binary, DefineBody, ExprKind as Syntax, Level};
use crate::types::{Places, Type, Unit};

/// More alternatives than this are not shown.
const MOST: usize = 16;

/// How deep named conditions are looked into.
const DEEPEST: usize = 32;

/// Places to which the distance from an unrounded quotient is shown.
const QUOTIENT_PLACES: u8 = 6;

impl<'a> Checker<'a> {
    /// The bars of a level, whose conditions are sound.
    pub(super) fn bars(&mut self, level: &Level) -> Bars {
        let mut of = |when: &Option<syntax::Expr>| {
            let when = when.as_ref()?;
            self.alternatives(when, DEEPEST).filter(|found| found.len() <= MOST)
        };
        let (rise, keep) = (of(&level.when), of(&level.keeps_when));
        Bars { rise: rise.unwrap_or_default(), keep: keep.unwrap_or_default() }
    }

    /// The condition as alternatives of bars; none where there are too many.
    fn alternatives(&mut self, expr: &syntax::Expr, depth: usize) -> Option<Vec<Vec<Bar>>> {
        let deeper = depth.checked_sub(1)?;
        match &expr.kind {
            Syntax::Binary(Binary::Or, ..) => {
                let mut all = Vec::new();
                for operand in chain(expr, Binary::Or) {
                    all.extend(self.alternatives(operand, deeper)?);
                }
                Some(all).filter(|all| all.len() <= MOST)
            }
            Syntax::Binary(Binary::And, ..) => self.conjunction(expr, deeper),
            Syntax::Name(name) => match self.named_condition(&name.text) {
                Some(named) => self.alternatives(named, deeper),
                None => Some(vec![vec![self.bar(expr)?]]),
            },
            _ => Some(vec![vec![self.bar(expr)?]]),
        }
    }

    /// Each alternative of one operand with each of the others.
    fn conjunction(&mut self, expr: &syntax::Expr, depth: usize) -> Option<Vec<Vec<Bar>>> {
        let before = self.scope.facts.len();
        let mut all: Option<Vec<Vec<Bar>>> = Some(vec![Vec::new()]);
        for operand in chain(expr, Binary::And) {
            let found = self.alternatives(operand, depth);
            all = all.zip(found).map(|(all, found)| product(&all, &found));
            all = all.filter(|all| all.len() <= MOST);
            let condition = self.condition(operand);
            self.assume(condition.as_ref());
        }
        self.scope.facts.truncate(before);
        all
    }

    /// What a `define` of yes/no says, where a bare name means it.
    fn named_condition(&self, name: &str) -> Option<&'a syntax::Expr> {
        match self.declared.items.get(name).copied() {
            Some(Item::Define(define)) if define.parameters.is_empty() => match &define.body {
                DefineBody::Expr(body) => Some(body),
                DefineBody::Cases(_) => None,
            },
            _ => None,
        }
    }

    fn bar(&mut self, expr: &syntax::Expr) -> Option<Bar> {
        let met = Expr { span: expr.span, ..self.condition(expr)? };
        let sides = match &expr.kind {
            Syntax::Compare(_, left, right) => Some((left.span, right.span)),
            _ => None,
        };
        if let (ExprKind::Compare(comparison, left, right), Some((first, second))) =
            (&met.kind, sides)
        {
            let measured = match comparison {
                Comparison::Greater | Comparison::GreaterOrEqual if !is_fixed(left) => {
                    Some((left, first, right))
                }
                Comparison::Less | Comparison::LessOrEqual
                    if is_fixed(left) && !is_fixed(right) =>
                {
                    Some((right, second, left))
                }
                _ => None,
            };
            let strict = matches!(comparison, Comparison::Greater | Comparison::Less);
            if let Some((measure, span, bar)) = measured
                && let Some(missing) = distance(measure, bar, strict)
            {
                let measure = Expr { span, ..(**measure).clone() };
                return Some(Bar { measure, met, missing: Some(missing) });
            }
        }
        Some(Bar { measure: met.clone(), met, missing: None })
    }
}

fn product(all: &[Vec<Bar>], found: &[Vec<Bar>]) -> Vec<Vec<Bar>> {
    let joined =
        |first: &Vec<Bar>, second: &Vec<Bar>| first.iter().chain(second).cloned().collect();
    all.iter().flat_map(|first| found.iter().map(move |second| joined(first, second))).collect()
}

/// Whether a figure is the policy's own.
fn is_fixed(expr: &Expr) -> bool {
    let reads = matches!(
        expr.kind,
        ExprKind::Field { .. } | ExprKind::Value(_) | ExprKind::Aggregate(_) | ExprKind::Pick(_)
    );
    !reads && expr.children().into_iter().all(is_fixed)
}

/// How much more of a measure reaches the bar, or passes it where it must.
fn distance(measure: &Expr, bar: &Expr, strict: bool) -> Option<Expr> {
    let (Type::Quantity(unit, a), Type::Quantity(_, b)) = (&measure.ty, &bar.ty) else {
        return None;
    };
    let places = match (a, b) {
        (Places::Fixed(a), Places::Fixed(b)) => Some(*a.max(b)),
        _ => None,
    };
    let span = measure.span;
    let ty = Type::Quantity(unit.clone(), places.map_or(Places::Fraction, Places::Fixed));
    let kind = ExprKind::Subtract(Box::new(bar.clone()), Box::new(measure.clone()));
    let exact = build::known(kind, ty, span);
    let (distance, places) = match places {
        Some(places) => (exact, places),
        None => {
            let places = match unit {
                Unit::Money(currency) => currency.places(),
                Unit::Number => QUOTIENT_PLACES,
                Unit::AnyMoney | Unit::Duration(_) => 0,
                Unit::Points(points) => points.places,
            };
            let mode = if strict { RoundingMode::Down } else { RoundingMode::Up };
            let rounding = Rounding { mode, step: 1, places };
            (super::round::apply(exact, unit.clone(), rounding), places)
        }
    };
    if !strict {
        return Some(distance);
    }
    let ty = distance.ty.clone();
    let step = build::quantity(1, unit.clone(), places, span);
    Some(build::known(ExprKind::Add(Box::new(distance), Box::new(step)), ty, span))
}
