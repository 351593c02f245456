//! Classes and scores.

use super::declared::Item;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{self, Comparison, Expr, ExprKind, Extreme, Literal, Rounding};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{Band, Class, Name, Score, ScorePart};
use crate::types::{Places, Type, Unit};

/// Places of a score that is a quotient, where it does not say how it is rounded.
const SCORE_PLACES: u8 = 2;

impl<'a> Checker<'a> {
    pub(super) fn check_class(&mut self, class: &'a Class) -> Option<Progress> {
        let choice = *self.choice_names.get(&class.name.text)?;
        let lines = class.segments.iter().map(|(name, when)| (name.span, when.is_none()));
        self.require_otherwise_last(lines)?;
        let before = self.scope.facts.len();
        let mut arms = Vec::new();
        let mut otherwise = None;
        for (index, (segment, when)) in (0u32..).zip(&class.segments) {
            let value = build::option(choice, index, segment.span);
            match when {
                Some(when) => {
                    let when = self.condition(when);
                    self.assume_not(when.as_ref());
                    arms.push(when.map(|when| (when, value)));
                }
                None => otherwise = Some(value),
            }
        }
        self.scope.facts.truncate(before);
        let arms: Vec<(Expr, Expr)> = arms.into_iter().collect::<Option<_>>()?;
        let segment = self.joined(arms, otherwise, class.name.span)?;
        Some(self.add_value(&class.name.text, segment, class.name.span))
    }

    pub(super) fn check_score(&mut self, score: &'a Score) -> Option<Progress> {
        self.check_distinct(score.parts.iter().map(|part| &part.name));
        let out_of = self.number(&score.out_of)?;
        let only_when = match &score.only_when {
            Some(condition) => Some(self.condition(condition)?),
            None => None,
        };
        let parts: Vec<Option<Part>> = self.given(only_when.as_ref(), |checker| {
            score
                .parts
                .iter()
                .map(|part| checker.part(score, part, &out_of, only_when.as_ref()))
                .collect()
        });
        let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
        self.check_weights(&parts, score.name.span)?;
        let total = self.total(score, &parts)?;
        let total = self.rounded_total(score, total)?;
        let total = applicable(total, only_when.as_ref());
        let progress = self.add_value(&score.name.text, total, score.name.span);
        let Progress::Value(total) = progress else { return None };
        let band = if score.bands.is_empty() { None } else { Some(self.band(score, total)?) };
        let name = score.name.text.clone();
        let parts = parts.into_iter().map(|part| part.shown).collect();
        self.scores.insert(name.clone(), ir::Score { name, total, parts, band });
        Some(progress)
    }

    fn part(
        &mut self,
        score: &Score,
        part: &ScorePart,
        out_of: &Expr,
        only_when: Option<&Expr>,
    ) -> Option<Part> {
        let weight = self.number(&part.weight);
        let missing = match &part.missing_when {
            Some(condition) => Some(build::not(self.condition(condition)?)),
            None => None,
        };
        let value = self.given(missing.as_ref(), |checker| checker.infer(&part.value, None))?;
        let Type::Quantity(Unit::Number, places) = value.ty else {
            return self.mismatch(say!("a number"), &value, part.value.span);
        };
        if places == Places::Fraction && score.parts.len() > 1 {
            return self.report(Problem::UnlikeFractions { span: part.value.span });
        }
        let clamped = self.clamped(value, out_of)?;
        let shown = applicable(clamped, missing.as_ref());
        let optional = shown.optional;
        let shown = applicable(shown, only_when);
        let name = format!("{}.{}", score.name.text, part.name.text);
        let Progress::Value(id) = self.add_value(&name, shown, part.name.span) else { return None };
        let weight = weight?;
        let (ExprKind::Literal(Literal::Quantity(mantissa)), Some(places)) =
            (&weight.kind, weight.ty.places())
        else {
            return self
                .report(Problem::NeedsLiteral { what: say!("a weight"), span: part.weight.span });
        };
        let read = Expr { optional, ..self.read_value(id, part.value.span)? };
        let shown =
            ir::ScorePart { name: part.name.text.clone(), weight: (*mantissa, places), value: id };
        Some(Part { name: part.name.clone(), shown, weight_expr: weight, read })
    }

    /// Between 0 and the whole.
    fn clamped(&mut self, value: Expr, out_of: &Expr) -> Option<Expr> {
        let (span, optional) = (value.span, value.optional);
        let zero = build::whole(0, span);
        let ty = self.common_type(&value, &zero)?;
        let items = vec![value, zero];
        let kind = ExprKind::Extreme { which: Extreme::Largest, known_only: false, items };
        let above = build::make(kind, ty, optional, span);
        let ty = self.common_type(&above, out_of)?;
        let items = vec![above, out_of.clone()];
        let kind = ExprKind::Extreme { which: Extreme::Smallest, known_only: false, items };
        Some(build::make(kind, ty, optional, span))
    }

    fn check_weights(&mut self, parts: &[Part], span: Span) -> Option<()> {
        let widest = parts.iter().map(|part| part.shown.weight.1).max().unwrap_or(0).max(2);
        let sum: i128 = parts
            .iter()
            .map(|part| {
                part.shown
                    .weight
                    .0
                    .saturating_mul(10_i128.pow(u32::from(widest - part.shown.weight.1)))
            })
            .fold(0, i128::saturating_add);
        if sum == 10_i128.pow(u32::from(widest)) {
            return Some(());
        }
        let percent = 10_i128.pow(u32::from(widest - 2));
        let sum = match sum % percent {
            0 => format!("{}%", sum / percent),
            rest => format!(
                "{}.{:0width$}%",
                sum / percent,
                rest.abs(),
                width = usize::from(widest - 2)
            ),
        };
        self.report(Problem::Weights { sum, span })
    }

    /// The weighted parts, over the known ones where the score says so.
    fn total(&mut self, score: &Score, parts: &[Part]) -> Option<Expr> {
        let Some(over_known) = &score.over_known else {
            let undecided = parts.iter().find(|part| part.read.optional);
            if let Some(part) = undecided {
                let (text, span) = (Some(Message::verbatim(&part.name.text)), part.name.span);
                return self.report(Problem::Undecided { text, span });
            }
            let terms = parts.iter().map(|part| self.weighted(part)).collect::<Option<Vec<_>>>()?;
            return self.summed(terms);
        };
        let span = over_known.span;
        let zero = || build::whole(0, span);
        let mut terms = Vec::new();
        let mut weights = Vec::new();
        for part in parts {
            let term = self.weighted(part)?;
            terms.push(self.where_known(part, term, zero())?);
            weights.push(self.where_known(part, part.weight_expr.clone(), zero())?);
        }
        let (sum, weight) = (self.summed(terms)?, self.summed(weights)?);
        let enough = match &over_known.coverage {
            Some(coverage) => {
                let least = self.number(coverage)?;
                let some = build::compare(Comparison::Greater, weight.clone(), zero());
                build::and(some, build::compare(Comparison::GreaterOrEqual, weight.clone(), least))
            }
            None => build::compare(Comparison::Greater, weight.clone(), zero()),
        };
        let ty = Type::Quantity(Unit::Number, Places::Fraction);
        let share = build::known(ExprKind::Divide(Box::new(sum), Box::new(weight)), ty, span);
        Some(applicable(share, Some(&enough)))
    }

    fn weighted(&mut self, part: &Part) -> Option<Expr> {
        let read = Expr { optional: false, ..part.read.clone() };
        self.product(part.weight_expr.clone(), read, part.name.span)
    }

    fn where_known(&mut self, part: &Part, value: Expr, zero: Expr) -> Option<Expr> {
        if !part.read.optional {
            return Some(value);
        }
        let known = build::is_known(part.read.clone());
        self.joined(vec![(known, value)], Some(zero), part.name.span)
    }

    fn rounded_total(&mut self, score: &Score, total: Expr) -> Option<Expr> {
        if let Some(clause) = &score.round {
            return self.rounded(total, clause);
        }
        if total.ty.places().is_some() {
            return Some(total);
        }
        let Some(mode) = self.head.rounding else {
            let span = score.name.span;
            let unit = say!("a score");
            return self.report(Problem::Unrounded {
                unit,
                places: None,
                allowed: SCORE_PLACES,
                span,
            });
        };
        let rounding = Rounding { mode, step: 1, places: SCORE_PLACES };
        Some(super::round::apply(total, Unit::Number, rounding))
    }

    /// The band of a total: the highest `from` that it reaches, else the lowest `below`.
    fn band(&mut self, score: &Score, total: ir::ValueId) -> Option<ir::ValueId> {
        let choice = *self.choice_names.get(&score.name.text)?;
        let mut bands: Vec<(i128, u32, &Band, Expr)> = Vec::new();
        for (index, band) in (0u32..).zip(&score.bands) {
            let edge = self.number(&band.edge)?;
            let (ExprKind::Literal(Literal::Quantity(mantissa)), Some(places)) =
                (&edge.kind, edge.ty.places())
            else {
                return self.report(Problem::NeedsLiteral {
                    what: say!("the edge of a band"),
                    span: band.edge.span,
                });
            };
            let scaled =
                mantissa.saturating_mul(10_i128.pow(u32::from(12_u8.saturating_sub(places))));
            bands.push((scaled, index, band, edge));
        }
        bands
            .sort_by_key(|(edge, _, band, _)| (!band.from, if band.from { -*edge } else { *edge }));
        let read = self.read_value(total, score.name.span)?;
        let decided = Expr { optional: false, ..read.clone() };
        let mut arms = Vec::new();
        for (_, index, band, edge) in bands.iter().cloned() {
            let comparison = if band.from { Comparison::GreaterOrEqual } else { Comparison::Less };
            let test = build::compare(comparison, decided.clone(), edge);
            let known = read.optional.then(|| build::is_known(read.clone()));
            let when = build::all(known.into_iter().chain([test]))?;
            arms.push((when, build::option(choice, index, band.name.span)));
        }
        let everywhere = covers(&bands) && !read.optional;
        let otherwise = if everywhere { arms.pop().map(|(_, band)| band) } else { None };
        let band = self.joined(arms, otherwise, score.name.span)?;
        let name = format!("{}.band", score.name.text);
        match self.add_value(&name, band, score.name.span) {
            Progress::Value(id) => Some(id),
            _ => None,
        }
    }

    /// The tiers, classes and scores of the program, in the order of their names.
    pub(super) fn groups(&self) -> (Vec<ir::Tier>, Vec<ir::Class>, Vec<ir::Score>) {
        let (mut tiers, mut classes, mut scores) = (Vec::new(), Vec::new(), Vec::new());
        for (name, item) in &self.declared.items {
            let Some(id) = self.value_id(name) else { continue };
            let name = (*name).to_owned();
            match item {
                Item::Tier(_) => tiers.extend(self.tiers.get(&name).cloned()),
                Item::Class(_) => classes.push(ir::Class { name, segment: id }),
                Item::Score(_) => scores.extend(self.scores.get(&name).cloned()),
                Item::Define(_)
                | Item::Figures(_)
                | Item::Table(_)
                | Item::Kind(_)
                | Item::Points(..)
                | Item::Script(_) => {}
            }
        }
        (tiers, classes, scores)
    }
}

/// Whether every total lies in a band: the lowest `from` is not above the highest `below`.
fn covers(bands: &[(i128, u32, &Band, Expr)]) -> bool {
    let edges = |from: bool| {
        let side = bands.iter().filter(move |(_, _, band, _)| band.from == from);
        side.map(|(edge, ..)| *edge)
    };
    let (lowest, highest) = (edges(true).min(), edges(false).max());
    lowest.zip(highest).is_some_and(|(lowest, highest)| lowest <= highest)
}

/// A part of a score as its total reads it.
struct Part {
    name: Name,
    shown: ir::ScorePart,
    weight_expr: Expr,
    /// Optional only where the part itself may be missing, not where the score does not apply.
    read: Expr,
}

/// A value that is there only for whom the score applies.
fn applicable(value: Expr, only_when: Option<&Expr>) -> Expr {
    let Some(only_when) = only_when else { return value };
    let (ty, span) = (value.ty.clone(), value.span);
    build::cases(vec![ir::Arm { when: only_when.clone(), then: value }], None, ty, span)
}
