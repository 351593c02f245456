//! Kinds of points: their places, and what one of them is worth.

use super::declared::Item;
use super::describe::nearest;
use super::effect_problem::EffectProblem;
use super::round::MOST_PLACES_GIVEN;
use super::scope::Scope;
use super::{Checker, Problem};
use crate::ir::Expr;
use crate::source::Span;
use crate::syntax::{Name, PointsKind};
use crate::types::{Points, Type, Unit};

impl<'a> Checker<'a> {
    /// A kind of points by its name; those of every programme without.
    pub(super) fn points(&mut self, name: Option<&Name>) -> Option<Points> {
        let Some(name) = name else {
            let places = self.declared.plain_points.and_then(|declared| declared.places);
            return Some(Points { places: places.unwrap_or(0), ..Points::PLAIN });
        };
        if let Some(Item::Points(declared, _)) = self.declared.items.get(name.text.as_str()) {
            let places = declared.places.unwrap_or(0);
            return Some(Points { name: name.text.clone().into(), places });
        }
        let kinds = self.declared.items.values().filter_map(|item| match item {
            Item::Points(_, name) => Some(name.text.as_str()),
            _ => None,
        });
        let nearest = nearest(&name.text, kinds.chain(["points"]));
        let (name, span) = (name.text.clone(), name.span);
        self.report(Problem::Effect(EffectProblem::UnknownUnit { name, nearest, span }))
    }

    /// What one of these points is worth, where the policy says so.
    pub(super) fn worth_of_one(&mut self, points: &Points) -> Option<Expr> {
        let declared = match self.declared.items.get(points.name.as_ref()) {
            Some(Item::Points(declared, _)) => Some(*declared),
            _ => self.declared.plain_points.filter(|_| *points.name == *Points::PLAIN.name),
        };
        self.decided(declared?.worth.as_ref()?, None)
    }

    /// The declaration of a kind.
    pub(super) fn declared_points(&self, name: &str) -> Option<&'a PointsKind> {
        match self.declared.items.get(name) {
            Some(Item::Points(declared, _)) => Some(*declared),
            _ => self.declared.plain_points.filter(|_| *name == *Points::PLAIN.name),
        }
    }

    /// Holds what every kind says of itself against the rules.
    pub(super) fn check_points(&mut self) {
        let items = self.declared.items.values().filter_map(|item| match item {
            Item::Points(declared, _) => Some(*declared),
            _ => None,
        });
        let all: Vec<&'a PointsKind> = items.chain(self.declared.plain_points).collect();
        self.scope = Scope::customer(self.customer_name());
        for declared in all {
            if declared.places.is_some_and(|places| places > MOST_PLACES_GIVEN) {
                self.too_fine(declared.span);
            }
            self.check_worth(declared);
            if !declared.lapses.is_empty()
                && let Some(points) = self.points(declared.name.as_ref())
            {
                self.lapses_of(&points);
            }
        }
    }

    fn too_fine(&mut self, span: Span) {
        let places = u32::from(MOST_PLACES_GIVEN) + 1;
        self.problems.push(Problem::TooManyPlaces { places, span, is_type: false });
    }

    fn check_worth(&mut self, declared: &PointsKind) -> Option<()> {
        let syntax = declared.worth.as_ref()?;
        let worth = self.decided(syntax, None)?;
        if matches!(worth.ty, Type::Quantity(Unit::Money(_), _)) {
            return Some(());
        }
        self.mismatch(say!("an amount of money"), &worth, syntax.span)
    }
}
