//! Totals of effects: `total credit per customer per 12 months`.

use super::closing_problem::ClosingProblem;
use super::describe::nearest;
use super::effect_problem::EffectProblem;
use super::scope::Scope;
use super::{Checker, Problem};
use crate::ir::{
    EffectKind, Expr, ExprKind, Filled, Literal, PeriodUnit, Rule, ShiftUnit, Total, TotalOf,
    Within,
};
use crate::source::Span;
use crate::syntax::{self, LimitPeriod, Name, TimeUnit};
use crate::types::{Places, Type, Unit};

/// Places of what history holds.
const PAST_PLACES: u8 = 6;

impl Checker<'_> {
    /// Checks something that is read after all rules.
    pub(super) fn after_rules<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.closing, self.customers.is_none());
        let checked = check(self);
        self.closing = before;
        checked
    }

    /// Makes the totals that guarantees read, in an order that the order of the guarantees has no
    /// part in.
    pub(super) fn totals_of_guarantees(&mut self) {
        let fields = self.records.first().map_or(0, |record| record.fields.len());
        let (problems, nodes) = (self.problems.len(), self.nodes);
        for guarantee in self.declared.guarantees.clone() {
            self.scope = Scope::customer(self.customer_name());
            self.after_rules(|checker| checker.claim(guarantee));
        }
        // All of it is checked once more, in its turn.
        self.problems.truncate(problems);
        self.nodes = nodes;
        if let Some(record) = self.records.first_mut() {
            record.fields.truncate(fields);
        }
        self.totals.sort_by_cached_key(|(it, _)| serde_json::to_string(it).unwrap_or_default());
        for (at, (total, span)) in (0..).zip(self.totals.clone()) {
            self.read_total(at, &total, span);
        }
    }

    fn read_total(&mut self, at: u32, total: &Total, span: Span) -> Option<Expr> {
        let ty = Type::Quantity(total.unit.clone(), Places::Fixed(total.places));
        self.filled(Filled::Total(at), ty, false, span)
    }

    pub(super) fn total_of_effects(&mut self, total: &syntax::Total, span: Span) -> Option<Expr> {
        if !self.closing {
            return self.closing_problem(ClosingProblem::TotalTooEarly { span });
        }
        let (of, unit) = self.totalled(&total.of, span)?;
        let within = match &total.before {
            None => None,
            Some(None) => Some(Within::Ever),
            Some(Some(period)) => {
                self.need_history(say!("what was given before"), span)?;
                Some(self.within(period, span)?)
            }
        };
        if within == Some(Within::Ever) {
            self.need_history(say!("what was given before"), span)?;
        }
        let places = if within.is_some() { PAST_PLACES } else { unit.places() };
        let total = Total { of, unit, places, within };
        let known = self.totals.iter().position(|(known, _)| *known == total);
        let at = known.unwrap_or(self.totals.len());
        if known.is_none() {
            self.totals.push((total.clone(), span));
        }
        self.read_total(u32::try_from(at).ok()?, &total, span)
    }

    /// Of what, and in which unit: something that a rule gives.
    fn totalled(&mut self, of: &syntax::TotalOf, span: Span) -> Option<(TotalOf, Unit)> {
        let (of, unit) = match of {
            syntax::TotalOf::Points => (TotalOf::Points, Unit::Points(self.points(None)?)),
            syntax::TotalOf::Money(form) => {
                let Some(currency) = self.head.currency.clone() else {
                    return self.closing_problem(ClosingProblem::NothingTotalled { span });
                };
                (TotalOf::Money(*form), Unit::Money(currency))
            }
            syntax::TotalOf::Named(name) => return self.total_named(name, span),
        };
        let given = |rule: &Option<Rule>| {
            // With a mistake of its own nothing is known of what it gives.
            rule.as_ref().is_none_or(|rule| {
                let mut kinds = rule.effects.iter().map(|effect| &effect.kind);
                kinds.any(|kind| gives(kind).is_some_and(|given| given == (of.clone(), &unit)))
            })
        };
        if self.checked.values().any(given) {
            return Some((of, unit));
        }
        self.closing_problem(ClosingProblem::NothingTotalled { span })
    }

    /// Of a rule, or of a kind of points.
    fn total_named(&mut self, name: &Name, span: Span) -> Option<(TotalOf, Unit)> {
        if let Some(rule) = self.checked.get(&name.text).cloned() {
            return self.total_of_rule(&rule?, span);
        }
        if self.declared.items.get(name.text.as_str()).is_some_and(|item| item.is_points()) {
            let points = self.points(Some(name))?;
            return Some((TotalOf::Points, Unit::Points(points)));
        }
        if self.declared.rules.contains_key(name.text.as_str()) {
            return self.closing_problem(ClosingProblem::NothingTotalled { span });
        }
        let nearest = nearest(&name.text, self.checked.keys().map(String::as_str));
        let (name, span) = (name.text.clone(), name.span);
        self.report(Problem::Effect(EffectProblem::UnknownRule { name, nearest, span }))
    }

    fn total_of_rule(&mut self, rule: &Rule, span: Span) -> Option<(TotalOf, Unit)> {
        let mut units: Vec<&Unit> = Vec::new();
        for effect in &rule.effects {
            let unit = match &effect.kind {
                EffectKind::Take(grant) => unit_of(&grant.amount),
                kind => gives(kind).map(|(_, unit)| unit),
            };
            units.extend(unit.filter(|unit| !units.contains(unit)));
        }
        match units.as_slice() {
            [] => self.closing_problem(ClosingProblem::NothingTotalled { span }),
            [unit] => Some((TotalOf::Rule(rule.name.clone()), (*unit).clone())),
            _ => {
                let rule = rule.name.clone();
                self.closing_problem(ClosingProblem::TotalOfUnits { rule, span })
            }
        }
    }

    fn within(&mut self, period: &LimitPeriod, span: Span) -> Option<Within> {
        Some(match period {
            LimitPeriod::Day => Within::Calendar(PeriodUnit::Day),
            LimitPeriod::Week => Within::Calendar(PeriodUnit::Week),
            LimitPeriod::Month => Within::Calendar(PeriodUnit::Month),
            LimitPeriod::Quarter => Within::Calendar(PeriodUnit::Quarter),
            LimitPeriod::Year => Within::Calendar(PeriodUnit::Year),
            LimitPeriod::Rolling(count, unit) => {
                let count = self.positive(count, say!("the length of a period"))?;
                let (unit, factor) = match unit {
                    TimeUnit::Days => (ShiftUnit::Days, 1),
                    TimeUnit::Weeks => (ShiftUnit::Days, 7),
                    TimeUnit::Months => (ShiftUnit::Months, 1),
                    TimeUnit::Years => (ShiftUnit::Months, 12),
                    TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::BusinessDays => {
                        return self.closing_problem(ClosingProblem::TotalPeriod { span });
                    }
                };
                let ExprKind::Literal(Literal::Quantity(count)) = count.kind else {
                    return self.closing_problem(ClosingProblem::TotalPeriod { span });
                };
                let count = i64::try_from(count).ok().and_then(|count| count.checked_mul(factor));
                match count {
                    Some(count) => Within::Span { count, unit },
                    None => return self.closing_problem(ClosingProblem::TotalPeriod { span }),
                }
            }
            LimitPeriod::MembershipYear => {
                return self.closing_problem(ClosingProblem::TotalPeriod { span });
            }
        })
    }

    /// Tells rules over elements to say of which day their effects are, where a total asks.
    pub(super) fn date_for_totals(&mut self, rules: &mut [Rule]) {
        let dated = |(total, _): &(Total, Span)| total.within.is_some_and(Within::is_dated);
        if !self.totals.iter().any(dated) {
            return;
        }
        for rule in rules {
            if !rule.for_each.is_empty() {
                rule.date = self.subject_date(&rule.for_each, rule.span);
            }
        }
    }

    fn closing_problem<T>(&mut self, problem: ClosingProblem) -> Option<T> {
        self.report(Problem::Closing(problem))
    }
}

/// What of it totals count, and in which unit.
fn gives(kind: &EffectKind) -> Option<(TotalOf, &Unit)> {
    match kind {
        EffectKind::Points(grant) => Some((TotalOf::Points, unit_of(&grant.amount)?)),
        EffectKind::Money(form, grant) => Some((TotalOf::Money(*form), unit_of(&grant.amount)?)),
        _ => None,
    }
}

fn unit_of(amount: &Expr) -> Option<&Unit> {
    match &amount.ty {
        Type::Quantity(unit, _) => Some(unit),
        _ => None,
    }
}
