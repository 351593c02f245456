//! Program → the points that outcomes do not show, each with a condition of the customer that
//! tells whether it is reached.

use std::collections::BTreeSet;

use loyal_dsl::ir::decision::DecisionForm;
use loyal_dsl::ir::{
    Arm, Comparison, Effect, Expr, ExprKind, Hop, Literal, Program, Rule, Template, ValueId,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

use super::scope::{Scope, always, fails, holds, known, taken};
use super::{Naming, Place, PointKind};

/// A point, and whether a customer comes to it.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) place: Place,
    pub(super) reached: Expr,
}

/// The probes of a program.
pub(super) fn probes(program: &Program) -> Vec<Probe> {
    let mut walk = Walk { rows: rows(program), ..Walk::default() };
    let claims: BTreeSet<ValueId> = program.guarantees.iter().map(|it| it.claim).collect();
    let held = held(program);
    let scored = scored(program);
    for (id, value) in (0..).map(ValueId).zip(&program.values) {
        // A guarantee never fails where the policy is right.
        if claims.contains(&id) {
            continue;
        }
        walk.of_levels = held.contains(&id);
        // What is known of a part, and when a score counts, nobody writes.
        walk.reductions.extend(scored.contains(&id).then_some(value.expr.span));
        walk.value(&value.expr);
        walk.reductions.clear();
        walk.of_levels = false;
    }
    program.published_of_each().for_each(|(_, hops, value)| walk.published(hops, value));
    if let Some(applies) = &program.applies_when {
        walk.condition(applies);
        walk.scope.only_where(applies.clone());
    }
    program.rules.iter().for_each(|rule| walk.rule(rule));
    walk.probes
}

/// The values whose cases are levels, segments and bands, which outcomes show.
fn held(program: &Program) -> BTreeSet<ValueId> {
    let tiers = program.tiers.iter().map(|tier| tier.level);
    let own = program.tiers.iter().filter_map(|tier| Some(tier.memory.as_ref()?.own));
    let classes = program.classes.iter().map(|class| class.segment);
    tiers.chain(own).chain(classes).chain(program.scores.iter().filter_map(|it| it.band)).collect()
}

/// The values of scores and of their parts.
fn scored(program: &Program) -> BTreeSet<ValueId> {
    let values = program.scores.iter().flat_map(|score| {
        score.parts.iter().map(|part| part.value).chain([score.total]).chain(score.band)
    });
    values.collect()
}

/// The texts of the rows of tables.
fn rows(program: &Program) -> Vec<Span> {
    let tables = program.decisions.iter().filter(|decision| match decision.form {
        DecisionForm::FirstMatch | DecisionForm::Unique | DecisionForm::SumOfMatches => true,
        DecisionForm::Cases => false,
    });
    tables.flat_map(|table| table.rows.iter().map(|row| row.span)).collect()
}

/// Whether it leaves out what lies after today, as every list does that is dated: nobody writes it.
fn is_up_to_now(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Compare(Comparison::LessOrEqual, _, today) => {
            today.kind == ExprKind::Today && today.span == condition.span
        }
        _ => false,
    }
}

#[derive(Default)]
struct Walk {
    probes: Vec<Probe>,
    scope: Scope,
    rows: Vec<Span>,
    /// Whether cases are levels.
    of_levels: bool,
    /// The texts of the reductions and scores around: what has the same text is not written for
    /// itself.
    reductions: Vec<Span>,
}

impl Walk {
    fn point(&mut self, kind: PointKind, (span, naming): (Span, Naming), condition: Expr) {
        if span != Span::default() && !self.reductions.contains(&span) {
            let reached = self.scope.somewhere(condition);
            self.probes.push(Probe { place: (span, kind, naming), reached });
        }
    }

    /// Both sides of a condition.
    fn sides(&mut self, condition: &Expr) {
        let naming = match &condition.kind {
            ExprKind::Known(value) if value.span == condition.span => Naming::Known,
            _ => Naming::AsWritten,
        };
        let text = (condition.span, naming);
        self.point(PointKind::Holds, text.clone(), holds(condition));
        self.point(PointKind::Fails, text, fails(condition));
    }

    fn rule(&mut self, rule: &Rule) {
        let mark = self.scope.mark();
        self.hops(&rule.for_each);
        for condition in &rule.conditions {
            self.condition(condition);
            self.scope.only_where(condition.clone());
        }
        for exception in &rule.exceptions {
            self.condition(&exception.condition);
            self.scope.only_where(fails(&exception.condition));
        }
        rule.effects.iter().for_each(|effect| self.effect(effect));
        rule.because.iter().flat_map(Template::values).for_each(|value| self.value(value));
        self.scope.leave(mark);
    }

    fn published(&mut self, hops: &[Hop], value: &Expr) {
        let mark = self.scope.mark();
        self.hops(hops);
        self.value(value);
        self.scope.leave(mark);
    }

    fn hops(&mut self, hops: &[Hop]) {
        for hop in hops {
            let holder = self.scope.depth();
            self.scope.each(holder, hop.list, hop.element);
            if let Some(filter) = &hop.filter {
                self.condition(filter);
                self.scope.only_where(filter.clone());
            }
        }
    }

    fn effect(&mut self, effect: &Effect) {
        let mark = self.scope.mark();
        if let Some(when) = &effect.when {
            self.condition(when);
            self.scope.only_where(when.clone());
        }
        let kind = &effect.kind;
        let [amount, _] = kind.amounts();
        let terms = [amount, kind.due(), kind.channel(), kind.least()].into_iter().flatten();
        terms.chain(&effect.last_day).chain(&effect.available).for_each(|term| self.value(term));
        let approvals = effect.approvals.iter().filter_map(|approval| approval.when.as_ref());
        approvals.for_each(|when| self.condition(when));
        if let loyal_dsl::ir::EffectKind::Offer(options) = kind {
            for option in options {
                self.effect(option);
            }
        }
        self.scope.leave(mark);
    }

    /// A condition: its parts, each read where those before it let it be.
    fn condition(&mut self, condition: &Expr) {
        let mark = self.scope.mark();
        match &condition.kind {
            ExprKind::Literal(_) => {}
            ExprKind::Not(inner) => self.condition(inner),
            // A window is written as one condition.
            ExprKind::And(first, second) if first.span == second.span => self.sides(condition),
            ExprKind::And(first, second) => {
                self.condition(first);
                self.scope.only_where(holds(first));
                self.condition(second);
            }
            ExprKind::Or(first, second) => {
                self.condition(first);
                self.scope.only_where(fails(first));
                self.condition(second);
            }
            _ if is_up_to_now(condition) => {}
            _ => {
                self.sides(condition);
                self.parts(condition);
            }
        }
        self.scope.leave(mark);
    }

    /// A value: the conditions and cases in it.
    fn value(&mut self, value: &Expr) {
        match &value.kind {
            ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Known(_) => self.condition(value),
            _ => self.parts(value),
        }
    }

    fn parts(&mut self, expr: &Expr) {
        let mark = self.scope.mark();
        match &expr.kind {
            ExprKind::Cases { arms, otherwise } => self.cases(expr, arms, otherwise.as_deref()),
            ExprKind::OrElse(first, second) => {
                self.value(first);
                if first.optional {
                    self.sides(&known(first));
                }
                self.scope.only_where(fails(&known(first)));
                self.value(second);
            }
            ExprKind::Aggregate(aggregate) => {
                self.scope.each(aggregate.depth, aggregate.list, aggregate.element);
                self.reductions.push(expr.span);
                self.filter(aggregate.filter.as_ref());
                if let Some(value) = &aggregate.value {
                    let is_condition = value.ty == Type::Bool;
                    if is_condition { self.condition(value) } else { self.value(value) }
                }
                self.reductions.pop();
            }
            ExprKind::Pick(pick) => {
                self.scope.each(pick.depth, pick.list, pick.element);
                self.reductions.push(expr.span);
                self.filter(pick.filter.as_ref());
                self.value(&pick.order.key);
                self.value(&pick.value);
                self.reductions.pop();
            }
            _ => expr.children().into_iter().for_each(|child| self.value(child)),
        }
        self.scope.leave(mark);
    }

    fn filter(&mut self, filter: Option<&Expr>) {
        if let Some(filter) = filter {
            self.condition(filter);
            self.scope.only_where(filter.clone());
        }
    }

    fn cases(&mut self, cases: &Expr, arms: &[Arm], otherwise: Option<&Expr>) {
        let is_whole = otherwise.is_some() || !cases.optional;
        for (at, arm) in arms.iter().enumerate() {
            let mark = self.scope.mark();
            let is_row = self.is_row(arm.when.span);
            // The last of arms that are all there can be holds wherever it is read.
            let is_forced = otherwise.is_none() && is_whole && at + 1 == arms.len();
            if !is_row && !is_forced {
                let before = arms.get(..at).unwrap_or_default();
                if at > 0 {
                    self.scope.only_where(taken(before, None, arm.when.span));
                }
                self.condition(&arm.when);
                self.scope.leave(mark);
            }
            self.scope.only_where(taken(arms, Some(at), arm.when.span));
            self.branch(is_row, arm.when.span, &arm.then);
            self.value(&arm.then);
            self.scope.leave(mark);
        }
        let Some(otherwise) = otherwise else { return };
        let mark = self.scope.mark();
        let is_table = arms.first().is_some_and(|arm| self.is_row(arm.when.span));
        let is_row = self.is_row(otherwise.span);
        self.scope.only_where(taken(arms, None, otherwise.span));
        if is_row || !is_table {
            self.branch(is_row, otherwise.span, otherwise);
        }
        self.value(otherwise);
        self.scope.leave(mark);
    }

    /// An arm that is taken.
    fn branch(&mut self, is_row: bool, span: Span, then: &Expr) {
        let is_level = matches!(then.kind, ExprKind::Literal(Literal::Option(_)));
        if self.of_levels && is_level {
            return;
        }
        let kind = if is_row { PointKind::Row } else { PointKind::Branch };
        let span = self.row(span).unwrap_or(span);
        self.point(kind, (span, Naming::AsWritten), always(span));
    }

    fn is_row(&self, span: Span) -> bool {
        self.row(span).is_some()
    }

    /// The row of a table that has a text in it.
    fn row(&self, span: Span) -> Option<Span> {
        self.rows.iter().copied().find(|row| span != Span::default() && row.holds(span))
    }
}
