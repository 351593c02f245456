//! Choices among rules: which rules, for whom, by what worth, and their limits in common.

use std::collections::BTreeMap;

use super::choose_problem::ChooseProblem;
use super::describe::nearest;
use super::scope::Scope;
use super::{Checker, Problem, build};
use crate::ir::{
    Arm, Comparison, Effect, EffectKind, Expr, ExprKind, Extreme, Hop, Limit, Rule, SelectBy,
    Selection, Taking,
};
use crate::source::Span;
use crate::syntax::{Choose, ClauseKind, Name};
use crate::types::{Places, Type, Unit};

impl Checker<'_> {
    /// The choices, by the first rule that each names; their rules get worths and limits.
    pub(super) fn check_choices_of_rules(&mut self, rules: &mut [Rule]) -> Vec<Selection> {
        let sound = self.problems.iter().all(|problem| !problem.is_error());
        let declared = self.declared.choices.clone();
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut selections = Vec::new();
        for choose in declared {
            let named = self.named_rules(choose, rules, &mut seen);
            if let Some(chosen) = named.filter(|_| sound) {
                selections.extend(self.selection(choose, &chosen, rules));
            }
        }
        selections.sort_by(|a, b| a.rules.cmp(&b.rules));
        selections
    }

    /// The places of the rules that a choice names.
    fn named_rules<'n>(
        &mut self,
        choose: &'n Choose,
        rules: &[Rule],
        seen: &mut BTreeMap<&'n str, Span>,
    ) -> Option<Vec<usize>> {
        if choose.rules.len() < 2 {
            return self.report(Problem::Choose(ChooseProblem::OneRule { span: choose.span }));
        }
        let places: Vec<Option<usize>> = choose
            .rules
            .iter()
            .map(|name| {
                let place = self.named_rule(name, rules)?;
                if let Some(first) = seen.insert(&name.text, name.span) {
                    let (name, second) = (name.text.clone(), name.span);
                    let problem = ChooseProblem::Twice { name, first, second };
                    return self.report(Problem::Choose(problem));
                }
                Some(place)
            })
            .collect();
        places.into_iter().collect()
    }

    fn named_rule(&mut self, name: &Name, rules: &[Rule]) -> Option<usize> {
        let place = rules.iter().position(|rule| rule.name == name.text);
        if let Some(rule) = place.and_then(|place| rules.get(place)) {
            self.not_redeemed(rule, say!("choice"), name.span)?;
        }
        place.or_else(|| {
            let nearest = nearest(&name.text, rules.iter().map(|rule| rule.name.as_str()));
            let (name, span) = (name.text.clone(), name.span);
            self.report(Problem::Choose(ChooseProblem::UnknownRule { name, nearest, span }))
        })
    }

    fn selection(
        &mut self,
        choose: &Choose,
        chosen: &[usize],
        rules: &mut [Rule],
    ) -> Option<Selection> {
        let members: Vec<Rule> = chosen.iter().filter_map(|at| rules.get(*at).cloned()).collect();
        self.same_subjects(choose, &members)?;
        let names: Vec<&str> = choose.rules.iter().map(|name| name.text.as_str()).collect();
        let effects: Vec<Effect> =
            members.iter().flat_map(|rule| rule.effects.iter().cloned()).collect();
        let mut currency = None;
        for (at, member) in chosen.iter().zip(&members) {
            self.enter_rule(&member.name)?;
            let limits = self.shared_limits(choose, &names, member)?;
            self.check_limited(&limits, &effects);
            let worth = match choose.by {
                SelectBy::Worth => self.worth_of_rule(member)?,
                SelectBy::Order => None,
            };
            if let Some(worth) = &worth {
                let first = currency.get_or_insert_with(|| worth.clone());
                self.same_unit(first, worth, say!("compared"))?;
            }
            if let Some(rule) = rules.get_mut(*at) {
                rule.limits.splice(..0, limits);
                rule.worth = worth;
            }
        }
        let names = names.into_iter().map(str::to_owned).collect();
        Some(Selection { rules: names, by: choose.by, shared: choose.limits.len() })
    }

    /// All rules are for the customer, or for elements of one list in its order.
    fn same_subjects(&mut self, choose: &Choose, members: &[Rule]) -> Option<()> {
        let each = choose.each.as_ref().map(|each| each.text.clone());
        let (first, first_name) = members.first().zip(choose.rules.first())?;
        for (rule, name) in members.iter().zip(&choose.rules) {
            let (of, span) = (rule.for_each.last().map(|hop| hop.name.clone()), name.span);
            if of != each {
                let (rule, each) = (rule.name.clone(), each.clone());
                let problem = ChooseProblem::Subjects { rule, of, each, span };
                return self.report(Problem::Choose(problem));
            }
            if !path(&rule.for_each).eq(path(&first.for_each)) {
                let (element, first) = (each.unwrap_or_default(), first_name.span);
                let problem = ChooseProblem::Lists { element, first, second: span };
                return self.report(Problem::Choose(problem));
            }
            if rule.taking != Taking::AsListed {
                let rule = rule.name.clone();
                return self.report(Problem::Choose(ChooseProblem::Order { rule, span }));
            }
        }
        Some(())
    }

    /// The scope of a rule's clauses, without the names that the rule defines.
    fn enter_rule(&mut self, name: &str) -> Option<()> {
        self.scope = Scope::customer(self.customer_name());
        let (rule, _) = *self.declared.rules.get(name)?;
        if let Some(ClauseKind::ForEach { element, list }) =
            rule.clauses.first().map(|clause| &clause.kind)
        {
            self.for_each(element, list)?;
        }
        Some(())
    }

    /// The limits of the choice, as a rule of it has them.
    fn shared_limits(
        &mut self,
        choose: &Choose,
        names: &[&str],
        rule: &Rule,
    ) -> Option<Vec<Limit>> {
        let own = rule.limits.iter().any(|limit| limit.names_keys);
        let limits = choose.limits.iter().map(|limit| {
            let limit = self.limit(names, &rule.for_each, limit)?;
            Some(Limit { names_keys: limit.names_keys && !own, ..limit })
        });
        limits.collect()
    }

    /// What a rule gives is worth in money; inside, `None` for nothing that has a worth.
    fn worth_of_rule(&mut self, rule: &Rule) -> Option<Option<Expr>> {
        let mut worths = Vec::new();
        for effect in &rule.effects {
            worths.extend(self.worth_of_effect(effect)?);
        }
        if worths.is_empty() {
            return Some(None);
        }
        self.summed(worths).map(Some)
    }

    fn worth_of_effect(&mut self, effect: &Effect) -> Option<Option<Expr>> {
        let worth = match &effect.kind {
            EffectKind::Money(_, grant) => Some(above_zero(grant.amount.clone())),
            EffectKind::Points(grant) => Some(self.worth_of_points(&grant.amount, effect.span)?),
            EffectKind::Coupon { worth, .. } | EffectKind::Gift { worth, .. } => worth.clone(),
            EffectKind::Offer(options) => self.worth_of_offer(options)?,
            _ => None,
        };
        Some(worth.map(|worth| match &effect.when {
            Some(when) => {
                let (ty, span, nothing) = (worth.ty.clone(), worth.span, nothing_like(&worth));
                let arm = Arm { when: when.clone(), then: worth };
                build::cases(vec![arm], Some(nothing), ty, span)
            }
            None => worth,
        }))
    }

    /// As much as its dearest option.
    pub(super) fn worth_of_offer(&mut self, options: &[Effect]) -> Option<Option<Expr>> {
        let mut worths = Vec::new();
        for option in options {
            worths.extend(self.worth_of_effect(option)?);
        }
        let Some(first) = worths.first() else { return Some(None) };
        let (span, mut ty) = (first.span, first.ty.clone());
        for worth in &worths {
            let sample = Expr { ty, ..worth.clone() };
            ty = self.common_type(&sample, worth)?;
        }
        let (which, items) = (Extreme::Largest, worths);
        let kind = ExprKind::Extreme { which, known_only: false, items };
        Some(Some(build::known(kind, ty, span)))
    }

    fn worth_of_points(&mut self, amount: &Expr, span: Span) -> Option<Expr> {
        let Type::Quantity(Unit::Points(points), Places::Fixed(p)) = &amount.ty else {
            return None;
        };
        let before = self.problems.len();
        let one = self.worth_of_one(points);
        let name = points.name.clone().into_owned();
        let Some(one) = one else {
            if self.problems.len() > before {
                return None;
            }
            return self.report(Problem::Choose(ChooseProblem::NoWorth { points: name, span }));
        };
        let Type::Quantity(unit, Places::Fixed(q)) = &one.ty else {
            let problem = ChooseProblem::UnroundedWorth { points: name, span };
            return self.report(Problem::Choose(problem));
        };
        let ty = Type::Quantity(unit.clone(), Places::Fixed(p.saturating_add(*q)));
        let amount = above_zero(amount.clone());
        let kind = ExprKind::Multiply(Box::new(amount), Box::new(one.clone()));
        Some(build::known(kind, ty, span))
    }
}

/// The lists through which a rule goes.
fn path(for_each: &[Hop]) -> impl Iterator<Item = (u32, u32)> + '_ {
    for_each.iter().map(|hop| (hop.list.0, hop.element.0))
}

/// Nothing is given of an amount below zero.
fn above_zero(amount: Expr) -> Expr {
    let (ty, span, nothing) = (amount.ty.clone(), amount.span, nothing_like(&amount));
    let when = build::compare(Comparison::Greater, amount.clone(), nothing.clone());
    build::cases(vec![Arm { when, then: amount }], Some(nothing), ty, span)
}

fn nothing_like(amount: &Expr) -> Expr {
    match &amount.ty {
        Type::Quantity(unit, Places::Fixed(places)) => {
            build::quantity(0, unit.clone(), *places, amount.span)
        }
        _ => build::whole(0, amount.span),
    }
}
