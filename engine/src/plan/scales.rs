//! Scales of quantities, and where two of them meet.

use loyal_dsl::ir::Comparison;
use loyal_dsl::types::{Places, Type};

use super::op::Op;

pub(super) fn is_fraction(ty: &Type) -> bool {
    matches!(ty, Type::Quantity(_, Places::Fraction))
}

pub(super) fn ty_places(ty: &Type) -> Option<Places> {
    match ty {
        Type::Quantity(_, places) => Some(*places),
        _ => None,
    }
}

/// The places at which two quantities meet.
pub(super) fn wider(a: &Type, b: &Type) -> Option<Places> {
    match (ty_places(a)?, ty_places(b)?) {
        (Places::Fixed(a), Places::Fixed(b)) => Some(Places::Fixed(a.max(b))),
        (Places::Fraction, _) | (_, Places::Fraction) => Some(Places::Fraction),
    }
}

pub(super) fn compare(
    comparison: Comparison,
    places: Option<Places>,
    is_bool: bool,
) -> impl FnOnce(usize, usize) -> Op {
    move |a, b| match places {
        Some(Places::Fraction) => Op::CompareFractions(comparison, a, b),
        _ if is_bool => Op::CompareBits(comparison == Comparison::Equal, a, b),
        _ => Op::Compare(comparison, a, b),
    }
}
