//! Between which figures a value lies, whatever the customer.

use loyal_dsl::ir::{AggregateKind, DatePart, Expr, ExprKind, Extreme, Literal, Program};
use loyal_dsl::types::{Places, Type};

/// How deep expressions are looked into.
const DEEPEST: usize = 24;

/// Places in which bounds are held.
pub(super) const PLACES: u8 = 12;

/// The lowest and the highest value at [`PLACES`], where there are such.
pub(super) type Bounds = (Option<i128>, Option<i128>);

/// The bounds of a quantity that is known.
pub(super) fn bounds(program: &Program, expr: &Expr) -> Bounds {
    within(program, expr, DEEPEST)
}

fn within(program: &Program, expr: &Expr, depth: usize) -> Bounds {
    let Some(depth) = depth.checked_sub(1) else { return (None, None) };
    let of = |expr: &Expr| within(program, expr, depth);
    match &expr.kind {
        ExprKind::Literal(Literal::Quantity(mantissa)) => {
            let value = expr.ty.places().and_then(|places| scaled(*mantissa, places));
            (value, value)
        }
        ExprKind::Value(id) => {
            program.values.get(id.0 as usize).map_or((None, None), |value| of(&value.expr))
        }
        ExprKind::Aggregate(aggregate) => match aggregate.kind {
            AggregateKind::Count | AggregateKind::DistinctCount => (Some(0), None),
            AggregateKind::Average | AggregateKind::Max | AggregateKind::Min => {
                aggregate.value.as_ref().map_or((None, None), of)
            }
            AggregateKind::Sum | AggregateKind::SumOfTop(_) => {
                let (least, most) = aggregate.value.as_ref().map_or((None, None), of);
                (
                    least.filter(|least| *least >= 0).map(|_| 0),
                    most.filter(|most| *most <= 0).map(|_| 0),
                )
            }
            AggregateKind::Any | AggregateKind::Every => (None, None),
        },
        ExprKind::DatePart(part, _) => match part {
            DatePart::Year => (scaled(1, 0), scaled(9999, 0)),
            DatePart::Month => (scaled(1, 0), scaled(12, 0)),
            DatePart::Day => (scaled(1, 0), scaled(31, 0)),
            DatePart::Weekday => (scaled(1, 0), scaled(7, 0)),
        },
        ExprKind::Extreme { which, known_only, items } => {
            extreme(*which, *known_only, items.iter().map(of))
        }
        ExprKind::Cases { arms, otherwise } => {
            let all = arms.iter().map(|arm| &arm.then).chain(otherwise.as_deref()).map(of);
            hull(all)
        }
        ExprKind::OrElse(a, b) => hull([of(a), of(b)].into_iter()),
        ExprKind::Negate(a) => {
            let (least, most) = of(a);
            (most.and_then(i128::checked_neg), least.and_then(i128::checked_neg))
        }
        ExprKind::Add(a, b) => {
            let (a, b) = (of(a), of(b));
            (sum(a.0, b.0), sum(a.1, b.1))
        }
        ExprKind::Subtract(a, b) => {
            let (a, b) = (of(a), of(b));
            (sum(a.0, b.1.and_then(i128::checked_neg)), sum(a.1, b.0.and_then(i128::checked_neg)))
        }
        ExprKind::Multiply(a, b) | ExprKind::Divide(a, b) | ExprKind::FullUnits(a, b) => {
            let positive = |bounds: Bounds| bounds.0.is_some_and(|least| least >= 0);
            (Some(0).filter(|_| positive(of(a)) && positive(of(b))), None)
        }
        ExprKind::Rounded(a, rounding) => {
            let (least, most) = of(a);
            let step = scaled(i128::from(rounding.step), rounding.places);
            let on_step = |bound: &i128| step.is_some_and(|step| step > 0 && bound % step == 0);
            (least.filter(on_step), most.filter(on_step))
        }
        ExprKind::Literal(_)
        | ExprKind::Today
        | ExprKind::Field { .. }
        | ExprKind::Not(_)
        | ExprKind::And(..)
        | ExprKind::Or(..)
        | ExprKind::Compare(..)
        | ExprKind::Known(_)
        | ExprKind::Remainder(..)
        | ExprKind::Pick(_)
        | ExprKind::StartOf(..)
        | ExprKind::EndOf(..)
        | ExprKind::Shift { .. }
        | ExprKind::Between { .. }
        | ExprKind::DateOf(_)
        | ExprKind::Festival(..)
        | ExprKind::LunarAnniversary { .. }
        | ExprKind::Script(_)
        | ExprKind::KeyPath(_)
        | ExprKind::Transition(_) => (None, None),
    }
}

/// A figure brought to [`PLACES`].
pub(super) fn scaled(mantissa: i128, places: u8) -> Option<i128> {
    mantissa.checked_mul(10_i128.checked_pow(u32::from(PLACES.checked_sub(places)?))?)
}

fn sum(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    a?.checked_add(b?)
}

fn hull(all: impl Iterator<Item = Bounds>) -> Bounds {
    all.reduce(|a, b| (a.0.zip(b.0).map(|(a, b)| a.min(b)), a.1.zip(b.1).map(|(a, b)| a.max(b))))
        .unwrap_or((None, None))
}

/// The larger of some lies above each of them, where all of them are read.
fn extreme(which: Extreme, known_only: bool, all: impl Iterator<Item = Bounds>) -> Bounds {
    if known_only {
        return hull(all);
    }
    let either = |a: Option<i128>, b: Option<i128>, pick: fn(i128, i128) -> i128| match (a, b) {
        (Some(a), Some(b)) => Some(pick(a, b)),
        (one, None) | (None, one) => one,
    };
    all.reduce(|a, b| match which {
        Extreme::Largest => (either(a.0, b.0, i128::max), a.1.zip(b.1).map(|(a, b)| a.max(b))),
        Extreme::Smallest => (a.0.zip(b.0).map(|(a, b)| a.min(b)), either(a.1, b.1, i128::min)),
    })
    .unwrap_or((None, None))
}

/// The places at which a column of a type is cut; quotients get one more than figures can have.
pub(super) fn grid_places(ty: &Type) -> u8 {
    match ty {
        Type::Quantity(_, Places::Fixed(places)) => *places,
        Type::Quantity(_, Places::Fraction) => 7,
        Type::Text | Type::Bool | Type::Date | Type::DateTime | Type::Choice(_) => 0,
    }
}
