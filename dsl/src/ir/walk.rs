//! Walks over expressions.

use super::{Expr, ExprKind};

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
            ExprKind::Extreme { items, .. } => items.iter().collect(),
            ExprKind::Cases { arms, otherwise } => {
                let arms = arms.iter().flat_map(|arm| [&arm.when, &arm.then]);
                arms.chain(otherwise.as_deref()).collect()
            }
            ExprKind::Aggregate(aggregate) => {
                aggregate.filter.iter().chain(&aggregate.value).collect()
            }
            ExprKind::Pick(pick) => {
                pick.filter.iter().chain([&pick.order.key, &pick.value]).collect()
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
