//! Reversals: what history says was granted for an element is taken back, or brought to what the
//! rule gives now.

use std::collections::BTreeMap;

use super::allowed::Wanted;
use super::describe::nearest;
use super::effect_problem::EffectProblem;
use super::give::{Draft, Less};
use super::granted::{Granted, Part, What};
use super::{Checker, Problem, build};
use crate::ir::{
    Arm, Comparison, Effect, EffectKind, Expr, ExprKind, Extreme, Grant, Hop, Limit, Literal,
    MoneyForm, Reversal, Rule,
};
use crate::source::Span;
use crate::syntax::{self, Name, Reversed, TakenBack};
use crate::types::{Type, Unit};

/// Something that a rule grants: all its amounts of one kind and unit.
struct Granting {
    form: Option<MoneyForm>,
    unit: Unit,
    effects: Vec<Effect>,
}

/// The rule and the element of which something is taken back or adjusted.
struct Target {
    rule: Rule,
    subject: Option<Expr>,
    granting: Vec<Granting>,
}

/// A coupon, gift, benefit or badge that a rule grants.
struct Thing {
    kind: &'static str,
    code: String,
    /// The unit of its worth.
    unit: Option<Unit>,
    /// As it is taken back.
    taken: EffectKind,
}

impl Checker<'_> {
    /// `reverse purchase_points for order in proportion a / b within balance`: what is taken, a
    /// draft a unit.
    pub(super) fn reversed(
        &mut self,
        rule: &syntax::Rule,
        for_each: &[Hop],
        (reversed, when): (&Reversed, Option<&syntax::Expr>),
        span: Span,
    ) -> Option<Vec<Draft>> {
        self.require(rule.word, Wanted::Reversal, span)?;
        let target = match &reversed.element {
            Some(element) => self.reversal_target(&reversed.rule, element, for_each)?,
            None => self.whole_target(&reversed.rule, for_each)?,
        };
        let things = if reversed.proportion.is_none() { things(&target.rule) } else { Vec::new() };
        if things.is_empty() && target.granting.is_empty() {
            let (name, span) = (reversed.rule.text.clone(), reversed.rule.span);
            return self.report(Problem::Effect(EffectProblem::NothingToReverse { name, span }));
        }
        let when = self.optional_condition(when)?;
        let share = self.given(when.as_ref(), |checker| match &reversed.proportion {
            Some(share) => checker.number(share).map(Some),
            None => Some(None),
        })?;
        let drafts = target.granting.iter().map(|granting| {
            let of = target.granted(granting, &rule.name.text);
            let taken = (reversed.bound, &granting.unit);
            let (value, less) = self.taken_back(&of, share.clone(), taken, span)?;
            let reversal = self.reversal(&of, granting.form, span)?;
            Some(Draft::taken_back(value, less, reversal, when.clone(), span))
        });
        let mut drafts = drafts.collect::<Option<Vec<_>>>()?;
        let pending = reversed.bound == Some(TakenBack::WhilePending);
        for thing in things {
            let of = target.granted_thing(&thing, &rule.name.text);
            drafts.push(self.thing_taken_back(&of, thing.taken.clone(), (pending, &when), span)?);
        }
        Some(drafts)
    }

    /// A coupon or another thing, where it was granted after the last time it was taken back.
    fn thing_taken_back(
        &mut self,
        of: &Granted<'_>,
        kind: EffectKind,
        (pending, when): (bool, &Option<Expr>),
        span: Span,
    ) -> Option<Draft> {
        let part = if pending { Part::Pending } else { Part::First };
        let granted = self.last_granted(of, part, span)?;
        let back = self.last_granted(of, Part::Back, span)?;
        let decided = |day: &Expr| Expr { optional: false, ..day.clone() };
        let later = build::compare(Comparison::Greater, decided(&granted), decided(&back));
        let first = build::not(build::is_known(back));
        let anew = build::any(vec![first, later])?;
        let all = when.iter().cloned().chain([build::is_known(granted), anew]);
        let worth = match of.what {
            What::Thing(_, Some(_)) => self.granted(of, Part::All, span).map(above_zero),
            What::Thing(_, None) | What::Amount(_) => None,
        };
        let kind = match kind {
            EffectKind::Coupon { code, .. } => EffectKind::Coupon { code, worth },
            EffectKind::Gift { code, .. } => EffectKind::Gift { code, worth },
            other => other,
        };
        let reversal = self.reversal(of, None, span)?;
        Some(Draft::adjusted(kind, reversal, (build::all(all), [None, None]), span))
    }

    /// All that a rule granted the customer.
    fn whole_target(&mut self, name: &Name, for_each: &[Hop]) -> Option<Target> {
        let rule = self.reversed_rule(name)?;
        if !for_each.is_empty() {
            let (name, span) = (name.text.clone(), name.span);
            return self.report(Problem::Effect(EffectProblem::WholeForElements { name, span }));
        }
        let granting = granting(&rule);
        Some(Target { rule, subject: None, granting })
    }

    /// The amount before it is rounded, and what is done to it then.
    fn taken_back(
        &mut self,
        of: &Granted<'_>,
        share: Option<Expr>,
        (bound, unit): (Option<TakenBack>, &Unit),
        span: Span,
    ) -> Option<(Expr, Less)> {
        let pending = bound == Some(TakenBack::WhilePending);
        let part = if pending { Part::Pending } else { Part::Others };
        let whole = self.granted(of, part, span)?;
        let value = match share {
            Some(share) => self.product(whole.clone(), share, span)?,
            None => whole.clone(),
        };
        let before = self.granted(of, Part::Own, span)?;
        let bounds = match bound {
            Some(TakenBack::WithinBalance) => vec![self.positive_balance(unit, span)?],
            Some(TakenBack::WhilePending) => vec![self.granted(of, Part::All, span)?],
            Some(TakenBack::BelowZero) | None => Vec::new(),
        };
        Some((value, Less { whole, before, bounds }))
    }

    /// The balance, or nothing where it lies below zero.
    pub(super) fn positive_balance(&mut self, unit: &Unit, span: Span) -> Option<Expr> {
        let Unit::Points(points) = unit else {
            return self.report(Problem::Effect(EffectProblem::NoBalanceOfMoney { span }));
        };
        let balance = self.balance_of(points, span)?;
        let none = nothing_of(&balance);
        self.clipped(balance, Extreme::Largest, vec![none])
    }

    /// `adjust purchase_points for order`: what is granted, and what is taken, a pair a unit.
    pub(super) fn adjusted(
        &mut self,
        rule: &syntax::Rule,
        for_each: &[Hop],
        (adjusted, element, when): (&Name, &Name, Option<&syntax::Expr>),
        span: Span,
    ) -> Option<Vec<Draft>> {
        self.require(rule.word, Wanted::Reversal, span)?;
        let target = self.reversal_target(adjusted, element, for_each)?;
        if target.granting.is_empty() {
            let (name, span) = (adjusted.text.clone(), adjusted.span);
            return self.report(Problem::Effect(EffectProblem::NothingToReverse { name, span }));
        }
        let when = self.optional_condition(when)?;
        let mut drafts = Vec::new();
        for granting in &target.granting {
            let of = target.granted(granting, &rule.name.text);
            let reversal = self.reversal(&of, granting.form, span)?;
            let reversal = Reversal { adjusts: Some(Vec::new()), ..reversal };
            let when = build::all(when.iter().cloned().chain([self.was_granted(&of, span)?]));
            let had = self.granted(&of, Part::All, span)?;
            let now = self.given_now(&target.rule, granting, span)?;
            let more = self.summed(vec![now.clone(), build::negate(had.clone())])?;
            let less = self.summed(vec![had, build::negate(now)])?;
            let kind = granting.kind(Grant { amount: more, wished: None });
            let days = self.days_now(&target.rule, granting);
            drafts.push(Draft::adjusted(kind, reversal.clone(), (when.clone(), days), span));
            let kind = EffectKind::Take(Grant { amount: less, wished: None });
            drafts.push(Draft::adjusted(kind, reversal, (when.clone(), [None, None]), span));
        }
        Some(drafts)
    }

    /// What the rule gives now for the element: nothing where it does not fire.
    fn given_now(&mut self, rule: &Rule, granting: &Granting, span: Span) -> Option<Expr> {
        let mut amounts = Vec::new();
        for effect in &granting.effects {
            let Some(amount) = effect.kind.amounts().first().copied().flatten() else { continue };
            let none = nothing_of(amount);
            let amount = self.clipped(amount.clone(), Extreme::Largest, vec![none.clone()])?;
            let amount = match self.fires(rule, effect) {
                Some(when) => {
                    let (ty, arms) = (amount.ty.clone(), vec![Arm { when, then: amount }]);
                    build::cases(arms, Some(none), ty, span)
                }
                None => amount,
            };
            amounts.push(Expr { span, ..amount });
        }
        self.summed(amounts)
    }

    /// The first and last good days that the rule gives now, where it gives a single amount of
    /// the kind.
    fn days_now(&mut self, rule: &Rule, granting: &Granting) -> [Option<Expr>; 2] {
        let [effect] = granting.effects.as_slice() else { return [None, None] };
        [&effect.available, &effect.last_day].map(|day| {
            let day = day.clone()?;
            let Some(when) = self.fires(rule, effect) else { return Some(day) };
            let (ty, span) = (day.ty.clone(), day.span);
            Some(build::cases(vec![Arm { when, then: day }], None, ty, span))
        })
    }

    /// Whether the rule gives it: `where` of the list, conditions, exceptions, and its own `when`.
    fn fires(&self, rule: &Rule, effect: &Effect) -> Option<Expr> {
        let mut all: Vec<Expr> = self.list_condition(rule).into_iter().collect();
        all.extend(rule.conditions.iter().cloned());
        all.extend(rule.exceptions.iter().map(|except| build::not(except.condition.clone())));
        all.extend(effect.when.clone());
        build::all(all)
    }

    /// The `where` of a rule's `for each`, without the window that is seen of the list.
    fn list_condition(&self, rule: &Rule) -> Option<Expr> {
        let hop = rule.for_each.last()?;
        let (written, _) = self.declared.rules.get(rule.name.as_str())?;
        let filtered = written.clauses.iter().any(|clause| {
            matches!(&clause.kind, syntax::ClauseKind::ForEach { list, .. } if list.filter.is_some())
        });
        let filter = hop.filter.as_ref().filter(|_| filtered)?;
        let dated = self.record(hop.element)?.dated_by.is_some();
        match &filter.kind {
            ExprKind::And(_, condition) if dated => Some((**condition).clone()),
            _ => Some(filter.clone()),
        }
    }

    fn reversal(
        &mut self,
        of: &Granted<'_>,
        form: Option<MoneyForm>,
        span: Span,
    ) -> Option<Reversal> {
        let before = self.times_before(of, span)?;
        Some(Reversal { rule: of.rule.to_owned(), form, before, adjusts: None })
    }

    /// A rule that is no reversal itself.
    fn reversed_rule(&mut self, name: &Name) -> Option<Rule> {
        let (text, span) = (name.text.clone(), name.span);
        let Some(rule) = self.checked.get(&name.text).cloned() else {
            let reversal = self.declared.rules.contains_key(name.text.as_str());
            let known = self.checked.keys().map(String::as_str);
            let nearest = nearest(&name.text, known);
            return self.report(Problem::Effect(if reversal {
                EffectProblem::NothingToReverse { name: text, span }
            } else {
                EffectProblem::UnknownRule { name: text, nearest, span }
            }));
        };
        // With a mistake of its own nothing is known of what it grants.
        rule
    }

    /// The rule, where it grants something for elements of the same list.
    fn reversal_target(&mut self, name: &Name, element: &Name, for_each: &[Hop]) -> Option<Target> {
        let (text, span) = (name.text.clone(), name.span);
        let rule = self.reversed_rule(name)?;
        let granting = granting(&rule);
        let subject = Some(self.subject_key(element)?);
        let depth = self.scope.element(&element.text).map(usize::from);
        let problem = if granting.is_empty() && things(&rule).is_empty() {
            EffectProblem::NothingToReverse { name: text, span }
        } else if rule.for_each.is_empty() {
            EffectProblem::RuleWithoutElement { name: text, span }
        } else if depth == Some(rule.for_each.len()) && begins_with(for_each, &rule.for_each) {
            return Some(Target { rule, subject, granting });
        } else {
            let element = element.text.clone();
            EffectProblem::OtherList { name: text, element, span }
        };
        self.report(Problem::Effect(problem))
    }
}

/// Whether a rule goes over the lists of another, and perhaps further in.
fn begins_with(ours: &[Hop], theirs: &[Hop]) -> bool {
    let lists = |hops: &[Hop]| hops.iter().map(|hop| (hop.list, hop.element)).collect::<Vec<_>>();
    lists(ours).starts_with(&lists(theirs))
}

impl Target {
    fn granted<'r>(&'r self, granting: &'r Granting, by: &'r str) -> Granted<'r> {
        let (subject, kind) = (self.subject.clone(), granting.name());
        let what = What::Amount(&granting.unit);
        Granted { rule: &self.rule.name, by, subject, kind, what }
    }

    fn granted_thing<'r>(&'r self, thing: &'r Thing, by: &'r str) -> Granted<'r> {
        let what = What::Thing(&thing.code, thing.unit.as_ref());
        let subject = self.subject.clone();
        Granted { rule: &self.rule.name, by, subject, kind: thing.kind, what }
    }
}

impl Granting {
    fn kind(&self, grant: Grant) -> EffectKind {
        match self.form {
            Some(form) => EffectKind::Money(form, grant),
            None => EffectKind::Points(grant),
        }
    }

    /// As history has it.
    fn name(&self) -> &'static str {
        self.form.map_or("points", MoneyForm::name)
    }
}

/// The things that a rule grants, each once.
fn things(rule: &Rule) -> Vec<Thing> {
    let mut all: Vec<Thing> = Vec::new();
    for effect in &rule.effects {
        let (kind, code, worth) = match &effect.kind {
            EffectKind::Coupon { code, worth } => ("coupon", code, worth.as_ref()),
            EffectKind::Gift { code, worth } => ("gift", code, worth.as_ref()),
            EffectKind::Benefit { name } => ("benefit", name, None),
            EffectKind::Badge { name } => ("badge", name, None),
            _ => continue,
        };
        if all.iter().any(|known| known.kind == kind && known.code == *code) {
            continue;
        }
        let unit = worth.and_then(|worth| match &worth.ty {
            Type::Quantity(unit, _) => Some(unit.clone()),
            _ => None,
        });
        all.push(Thing { kind, code: code.clone(), unit, taken: effect.kind.clone() });
    }
    all
}

/// An amount where it is one; missing where it is nothing.
fn above_zero(amount: Expr) -> Expr {
    let (ty, span, none) = (amount.ty.clone(), amount.span, nothing_of(&amount));
    let when = build::compare(Comparison::Greater, amount.clone(), none);
    build::cases(vec![Arm { when, then: amount }], None, ty, span)
}

/// Tells the adjustments of the limits of the rules whose grants they adjust.
pub(super) fn keep_limits(rules: &mut [Rule]) {
    let limits: BTreeMap<String, Vec<Limit>> =
        rules.iter().map(|rule| (rule.name.clone(), rule.limits.clone())).collect();
    for effect in rules.iter_mut().flat_map(|rule| &mut rule.effects) {
        let Some(Reversal { rule, adjusts: Some(kept), .. }) = &mut effect.reversal else {
            continue;
        };
        if let Some(limits) = limits.get(rule) {
            kept.clone_from(limits);
        }
    }
}

/// What a rule grants, in the order written.
fn granting(rule: &Rule) -> Vec<Granting> {
    let mut all: Vec<Granting> = Vec::new();
    for effect in &rule.effects {
        let (form, grant) = match &effect.kind {
            EffectKind::Points(grant) => (None, grant),
            EffectKind::Money(form, grant) => (Some(*form), grant),
            _ => continue,
        };
        let Type::Quantity(unit, _) = &grant.amount.ty else { continue };
        match all.iter_mut().find(|each| each.form == form && each.unit == *unit) {
            Some(known) => known.effects.push(effect.clone()),
            None => {
                let (unit, effects) = (unit.clone(), vec![effect.clone()]);
                all.push(Granting { form, unit, effects });
            }
        }
    }
    all
}

fn nothing_of(amount: &Expr) -> Expr {
    let kind = ExprKind::Literal(Literal::Quantity(0));
    build::known(kind, amount.ty.clone(), amount.span)
}
