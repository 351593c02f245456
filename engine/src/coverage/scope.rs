//! Where an expression stands: elements of lists, and what must hold for it to be read.

use loyal_dsl::ir::{
    Aggregate, AggregateKind, Arm, Comparison, Expr, ExprKind, FieldId, Literal, RecordId,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

/// The elements and conditions around an expression, outermost first.
#[derive(Debug, Default)]
pub(super) struct Scope {
    around: Vec<Around>,
}

#[derive(Debug)]
enum Around {
    /// It is read of each element of a list.
    Each { depth: u8, list: FieldId, element: RecordId },
    /// It is read only where this holds.
    Where(Expr),
}

impl Scope {
    pub(super) fn each(&mut self, depth: u8, list: FieldId, element: RecordId) {
        self.around.push(Around::Each { depth, list, element });
    }

    pub(super) fn only_where(&mut self, condition: Expr) {
        self.around.push(Around::Where(condition));
    }

    /// How much stands around it now, for [`Scope::leave`].
    pub(super) fn mark(&self) -> usize {
        self.around.len()
    }

    /// Leaves what was entered since.
    pub(super) fn leave(&mut self, mark: usize) {
        self.around.truncate(mark);
    }

    /// How many lists stand around it: the depth of the next element.
    pub(super) fn depth(&self) -> u8 {
        let lists = self.around.iter().filter(|it| matches!(it, Around::Each { .. })).count();
        u8::try_from(lists).unwrap_or(u8::MAX)
    }

    /// Whether a condition holds somewhere where it is read: of the customer, never missing.
    pub(super) fn somewhere(&self, condition: Expr) -> Expr {
        self.around.iter().rev().fold(condition, |inner, around| match around {
            Around::Each { depth, list, element } => any((*depth, *list, *element), inner),
            Around::Where(guard) => and(guard.clone(), inner),
        })
    }
}

fn any((depth, list, element): (u8, FieldId, RecordId), value: Expr) -> Expr {
    let span = value.span;
    let kind = AggregateKind::Any;
    let aggregate = Aggregate { kind, depth, list, element, filter: None, value: Some(value) };
    boolean(ExprKind::Aggregate(Box::new(aggregate)), span)
}

pub(super) fn and(first: Expr, second: Expr) -> Expr {
    let span = second.span;
    boolean(ExprKind::And(Box::new(first), Box::new(second)), span)
}

/// The condition; where it may be missing, whether it is known and holds.
pub(super) fn holds(condition: &Expr) -> Expr {
    settled(condition.clone())
}

/// Whether it is known and does not hold.
pub(super) fn fails(condition: &Expr) -> Expr {
    let optional = condition.optional;
    let not = boolean(ExprKind::Not(Box::new(condition.clone())), condition.span);
    settled(Expr { optional, ..not })
}

fn settled(condition: Expr) -> Expr {
    if !condition.optional {
        return condition;
    }
    let span = condition.span;
    let no = boolean(ExprKind::Literal(Literal::Bool(false)), span);
    boolean(ExprKind::OrElse(Box::new(condition), Box::new(no)), span)
}

pub(super) fn always(span: Span) -> Expr {
    boolean(ExprKind::Literal(Literal::Bool(true)), span)
}

pub(super) fn known(value: &Expr) -> Expr {
    boolean(ExprKind::Known(Box::new(value.clone())), value.span)
}

/// Whether the arm at an index is the first that holds; none of them, without one.
pub(super) fn taken(arms: &[Arm], index: Option<usize>, span: Span) -> Expr {
    let number = |at: Option<usize>| {
        let number = at.and_then(|at| i128::try_from(at).ok()).unwrap_or(-1);
        let kind = ExprKind::Literal(Literal::Quantity(number));
        Expr { kind, ty: Type::WHOLE, optional: false, span }
    };
    let arm = |(at, arm): (usize, &Arm)| Arm { when: arm.when.clone(), then: number(Some(at)) };
    let kind = ExprKind::Cases {
        arms: arms.iter().enumerate().map(arm).collect(),
        otherwise: Some(Box::new(number(None))),
    };
    let first = Expr { kind, ..number(None) };
    let kind = ExprKind::Compare(Comparison::Equal, Box::new(first), Box::new(number(index)));
    boolean(kind, span)
}

fn boolean(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Bool, optional: false, span }
}
