//! The branches of a program: arms of cases (rows of tables, levels, segments, bands) and
//! exceptions. A branch is poisoned so that whoever takes it divides by zero; a snapshot of
//! customers covers the branch if one of them then fails.

use loyal_dsl::ir::{
    Arm, Chosen, Comparison, Cost, Effect, EffectKind, Expr, ExprKind, Literal, Part, Program,
    Rounding, RoundingMode,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Places, Type, Unit};

/// The program with its `index`-th branch poisoned, and the text of that branch; `None` beyond
/// the last.
#[must_use]
pub fn poisoned(program: &Program, index: usize) -> Option<(Program, Span)> {
    let mut program = program.clone();
    let mut hunt = Hunt { left: index, found: None };
    for value in &mut program.values {
        hunt.expr(&mut value.expr);
    }
    for rule in &mut program.rules {
        rule.for_each.iter_mut().flat_map(|hop| &mut hop.filter).for_each(|expr| hunt.expr(expr));
        rule.conditions.iter_mut().for_each(|expr| hunt.expr(expr));
        for exception in &mut rule.exceptions {
            hunt.expr(&mut exception.condition);
            hunt.branch(&mut exception.condition);
        }
        rule.effects.iter_mut().for_each(|effect| hunt.effect(effect));
        for part in rule.because.iter_mut().flat_map(|template| &mut template.parts) {
            if let Part::Value(expr) = part {
                hunt.expr(expr);
            }
        }
    }
    hunt.found.map(|span| (program, span))
}

struct Hunt {
    left: usize,
    found: Option<Span>,
}

impl Hunt {
    /// Counts a branch, and poisons it if it is the one.
    fn branch(&mut self, condition: &mut Expr) {
        if self.found.is_none() && self.left == 0 {
            self.found = Some(condition.span);
            let taken = condition.clone();
            condition.kind = ExprKind::And(Box::new(taken), Box::new(failing(condition.span)));
        }
        self.left = self.left.saturating_sub(1);
    }

    fn effect(&mut self, effect: &mut Effect) {
        let approval = effect.approvals.iter_mut().flat_map(|approval| &mut approval.when);
        let terms = effect.when.iter_mut().chain(&mut effect.last_day).chain(approval);
        let terms = terms.chain(&mut effect.available);
        terms.for_each(|expr| self.expr(expr));
        match &mut effect.kind {
            EffectKind::Points(grant)
            | EffectKind::Money(_, grant)
            | EffectKind::Cost(Cost { grant, .. })
            | EffectKind::Take(grant) => {
                self.expr(&mut grant.amount);
            }
            EffectKind::Coupon { worth, .. } | EffectKind::Gift { worth, .. } => {
                worth.iter_mut().for_each(|expr| self.expr(expr));
            }
            EffectKind::Task { channel, due, .. }
            | EffectKind::Escalate { channel, due, .. }
            | EffectKind::FollowUp { channel, due } => {
                channel.iter_mut().chain(due).for_each(|expr| self.expr(expr));
            }
            EffectKind::Offer(options) => {
                options.iter_mut().for_each(|option| self.effect(option));
            }
            EffectKind::Message(message) => {
                message.channel.iter_mut().for_each(|expr| self.expr(expr));
                for part in &mut message.text.parts {
                    if let Part::Value(expr) = part {
                        self.expr(expr);
                    }
                }
            }
            EffectKind::Chosen(Chosen { least, most, .. }) => {
                least.iter_mut().chain(most).for_each(|expr| self.expr(expr));
            }
            EffectKind::Benefit { .. }
            | EffectKind::Badge { .. }
            | EffectKind::Suspend { .. }
            | EffectKind::Forfeit { .. } => {}
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Literal(_)
            | ExprKind::Today
            | ExprKind::Field { .. }
            | ExprKind::Value(_) => {}
            ExprKind::KeyPath(keys) => keys.iter_mut().for_each(|item| self.expr(item)),
            ExprKind::Script(call) => call.arguments.iter_mut().for_each(|item| self.expr(item)),
            ExprKind::Not(a)
            | ExprKind::Known(a)
            | ExprKind::Negate(a)
            | ExprKind::Rounded(a, _)
            | ExprKind::DatePart(_, a)
            | ExprKind::StartOf(_, a)
            | ExprKind::EndOf(_, a)
            | ExprKind::DateOf(a)
            | ExprKind::Festival(_, a) => self.expr(a),
            ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::OrElse(a, b)
            | ExprKind::Add(a, b)
            | ExprKind::Subtract(a, b)
            | ExprKind::Multiply(a, b)
            | ExprKind::Divide(a, b)
            | ExprKind::FullUnits(a, b)
            | ExprKind::Remainder(a, b)
            | ExprKind::Shift { from: a, count: b, .. }
            | ExprKind::Between { from: a, to: b, .. }
            | ExprKind::LunarAnniversary { of: a, year: b } => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Extreme { items, .. } => items.iter_mut().for_each(|item| self.expr(item)),
            ExprKind::Cases { arms, otherwise } => {
                self.cases(arms, otherwise.as_deref_mut(), expr.span)
            }
            ExprKind::Transition(transition) => {
                transition.operands_mut().into_iter().for_each(|expr| self.expr(expr));
            }
            ExprKind::Aggregate(aggregate) => {
                aggregate
                    .filter
                    .iter_mut()
                    .chain(&mut aggregate.value)
                    .for_each(|expr| self.expr(expr));
            }
            ExprKind::Pick(pick) => {
                pick.filter.iter_mut().for_each(|expr| self.expr(expr));
                self.expr(&mut pick.order.key);
                self.expr(&mut pick.value);
            }
        }
    }

    fn cases(&mut self, arms: &mut Vec<Arm>, otherwise: Option<&mut Expr>, span: Span) {
        for arm in arms.iter_mut() {
            self.expr(&mut arm.when);
            self.expr(&mut arm.then);
            self.branch(&mut arm.when);
        }
        let Some(otherwise) = otherwise else { return };
        self.expr(otherwise);
        // `otherwise` as an arm of its own that always holds.
        let mut always = boolean(ExprKind::Literal(Literal::Bool(true)), span);
        always.span = otherwise.span;
        let left = self.left;
        let before = self.found;
        self.branch(&mut always);
        if before.is_none() && self.found.is_some() && left == 0 {
            arms.push(Arm { when: always, then: otherwise.clone() });
        }
    }
}

/// `1 / 0 rounded down > 0`
fn failing(span: Span) -> Expr {
    let whole = |value| {
        Box::new(Expr {
            kind: ExprKind::Literal(Literal::Quantity(value)),
            ty: Type::WHOLE,
            optional: false,
            span,
        })
    };
    let fraction = Type::Quantity(Unit::Number, Places::Fraction);
    let quotient =
        Expr { kind: ExprKind::Divide(whole(1), whole(0)), ty: fraction, optional: false, span };
    let rounding = Rounding { mode: RoundingMode::Down, step: 1, places: 0 };
    let rounded = Expr {
        kind: ExprKind::Rounded(Box::new(quotient), rounding),
        ty: Type::WHOLE,
        optional: false,
        span,
    };
    boolean(ExprKind::Compare(Comparison::Greater, Box::new(rounded), whole(0)), span)
}

fn boolean(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Bool, optional: false, span }
}
