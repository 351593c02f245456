//! Walks over expressions.

use super::{Effect, EffectKind, Expr, ExprKind, Limit, Part, Template};

impl Expr {
    /// The expressions that stand directly in this one, in the order in which they are read.
    #[must_use]
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Today
            | ExprKind::Field { .. }
            | ExprKind::Value(_) => Vec::new(),
            ExprKind::Not(a)
            | ExprKind::Known(a)
            | ExprKind::Negate(a)
            | ExprKind::Rounded(a, _)
            | ExprKind::DatePart(_, a)
            | ExprKind::StartOf(_, a)
            | ExprKind::EndOf(_, a)
            | ExprKind::DateOf(a)
            | ExprKind::Festival(_, a) => vec![a],
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
            | ExprKind::LunarAnniversary { of: a, year: b } => vec![a, b],
            ExprKind::Script(call) => call.arguments.iter().collect(),
            ExprKind::KeyPath(keys) => keys.iter().collect(),
            ExprKind::Extreme { items, .. } => items.iter().collect(),
            ExprKind::Cases { arms, otherwise } => {
                let arms = arms.iter().flat_map(|arm| [&arm.when, &arm.then]);
                arms.chain(otherwise.as_deref()).collect()
            }
            ExprKind::Aggregate(aggregate) => {
                aggregate.filter.iter().chain(&aggregate.value).collect()
            }
            ExprKind::Transition(transition) => transition.operands(),
            ExprKind::Pick(pick) => {
                pick.filter.iter().chain([&pick.order.key, &pick.value]).collect()
            }
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        match &mut self.kind {
            ExprKind::Literal(_)
            | ExprKind::Today
            | ExprKind::Field { .. }
            | ExprKind::Value(_) => Vec::new(),
            ExprKind::Not(a)
            | ExprKind::Known(a)
            | ExprKind::Negate(a)
            | ExprKind::Rounded(a, _)
            | ExprKind::DatePart(_, a)
            | ExprKind::StartOf(_, a)
            | ExprKind::EndOf(_, a)
            | ExprKind::DateOf(a)
            | ExprKind::Festival(_, a) => vec![a],
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
            | ExprKind::LunarAnniversary { of: a, year: b } => vec![a, b],
            ExprKind::Script(call) => call.arguments.iter_mut().collect(),
            ExprKind::KeyPath(keys) => keys.iter_mut().collect(),
            ExprKind::Extreme { items, .. } => items.iter_mut().collect(),
            ExprKind::Cases { arms, otherwise } => {
                let arms = arms.iter_mut().flat_map(|arm| [&mut arm.when, &mut arm.then]);
                arms.chain(otherwise.as_deref_mut()).collect()
            }
            ExprKind::Aggregate(aggregate) => {
                aggregate.filter.iter_mut().chain(&mut aggregate.value).collect()
            }
            ExprKind::Transition(transition) => transition.operands_mut(),
            ExprKind::Pick(pick) => {
                pick.filter.iter_mut().chain([&mut pick.order.key, &mut pick.value]).collect()
            }
        }
    }

    /// How many expressions it is made of, with itself.
    #[must_use]
    pub fn size(&self) -> usize {
        self.children().into_iter().map(Expr::size).sum::<usize>() + 1
    }

    /// How many expressions stand in one another at most, with itself.
    #[must_use]
    pub fn height(&self) -> usize {
        self.children().into_iter().map(Expr::height).max().unwrap_or(0) + 1
    }
}

impl Template {
    /// The values in it.
    pub fn values(&self) -> impl Iterator<Item = &Expr> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value(expr) => Some(expr),
        })
    }
}

impl Effect {
    /// The limits of the rule whose grants it adjusts.
    #[must_use]
    pub fn kept_limits(&self) -> &[Limit] {
        let adjusts = self.reversal.as_ref().and_then(|reversal| reversal.adjusts.as_ref());
        adjusts.map(Vec::as_slice).unwrap_or_default()
    }

    /// Its expressions, in the order in which they are read.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        let mut all: Vec<&Expr> = self.when.iter().collect();
        all.extend(self.kind.amounts().into_iter().flatten());
        all.extend(self.kind.due());
        all.extend(&self.last_day);
        all.extend(self.approvals.iter().filter_map(|approval| approval.when.as_ref()));
        all.extend(self.kind.channel());
        all.extend(self.reversal.iter().map(|reversal| &reversal.before));
        all.extend(&self.available);
        all.extend(self.kind.balance());
        all.extend(self.kind.least());
        all.extend(self.kept_limits().iter().flat_map(Limit::expressions));
        match &self.kind {
            EffectKind::Offer(options) => all.extend(options.iter().flat_map(Effect::expressions)),
            EffectKind::Message(message) => all.extend(message.text.values()),
            EffectKind::Points(_)
            | EffectKind::Money(..)
            | EffectKind::Coupon { .. }
            | EffectKind::Gift { .. }
            | EffectKind::Benefit { .. }
            | EffectKind::Badge { .. }
            | EffectKind::Task { .. }
            | EffectKind::Escalate { .. }
            | EffectKind::FollowUp { .. }
            | EffectKind::Cost(_)
            | EffectKind::Chosen(_)
            | EffectKind::Take(_)
            | EffectKind::Suspend { .. }
            | EffectKind::Forfeit { .. } => {}
        }
        all
    }
}

impl EffectKind {
    /// The amount and the amount wished for; of what is chosen, the most.
    #[must_use]
    pub fn amounts(&self) -> [Option<&Expr>; 2] {
        match self {
            EffectKind::Points(grant) | EffectKind::Money(_, grant) | EffectKind::Take(grant) => {
                [Some(&grant.amount), grant.wished.as_ref()]
            }
            EffectKind::Cost(cost) => [Some(&cost.grant.amount), cost.grant.wished.as_ref()],
            EffectKind::Chosen(chosen) => [chosen.most.as_ref(), None],
            EffectKind::Coupon { worth, .. } | EffectKind::Gift { worth, .. } => {
                [worth.as_ref(), None]
            }
            EffectKind::Benefit { .. }
            | EffectKind::Badge { .. }
            | EffectKind::Task { .. }
            | EffectKind::Escalate { .. }
            | EffectKind::FollowUp { .. }
            | EffectKind::Offer(_)
            | EffectKind::Suspend { .. }
            | EffectKind::Forfeit { .. }
            | EffectKind::Message(_) => [None, None],
        }
    }

    /// By when it is due.
    #[must_use]
    pub fn due(&self) -> Option<&Expr> {
        match self {
            EffectKind::Task { due, .. }
            | EffectKind::Escalate { due, .. }
            | EffectKind::FollowUp { due, .. } => due.as_ref(),
            _ => None,
        }
    }

    /// The balance from which a cost is taken.
    #[must_use]
    pub fn balance(&self) -> Option<&Expr> {
        match self {
            EffectKind::Cost(cost) => Some(&cost.balance),
            _ => None,
        }
    }

    /// The least that can be chosen.
    #[must_use]
    pub fn least(&self) -> Option<&Expr> {
        match self {
            EffectKind::Chosen(chosen) => chosen.least.as_ref(),
            _ => None,
        }
    }

    /// Through which channel.
    #[must_use]
    pub fn channel(&self) -> Option<&Expr> {
        match self {
            EffectKind::Task { channel, .. }
            | EffectKind::Escalate { channel, .. }
            | EffectKind::FollowUp { channel, .. } => channel.as_ref(),
            EffectKind::Message(message) => message.channel.as_ref(),
            _ => None,
        }
    }
}
