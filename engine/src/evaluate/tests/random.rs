//! Arithmetic on random numbers, against `i128` by hand.

use loyal_dsl::ir::{AggregateKind, Comparison, ExprKind, Rounding, RoundingMode};
use loyal_dsl::types::Type;

use super::build::*;

/// A small deterministic generator (a multiplicative congruence).
fn numbers_from(seed: u64) -> impl FnMut(i64) -> i64 {
    let mut state = seed;
    move |bound| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % (2 * bound + 1) - bound
    }
}

#[test]
fn random_lists_agree_with_sums_by_hand() {
    let mut next = numbers_from(7);
    let customers: Vec<Customer> = (0..150)
        .map(|_| {
            let orders = (0..next(20).abs())
                .map(|_| (next(50), next(1_000_000_000), next(1) > 0, "x", vec![]))
                .collect();
            Customer { n: Some(next(40)), m: Some(next(3)), orders }
        })
        .collect();
    let early = || compare(Comparison::LessOrEqual, date(1), limit());
    let chosen = || Some(and(paid(1), early()));
    let rounding = Rounding { mode: RoundingMode::HalfEven, step: 5, places: 1 };
    let rate = divide(aggregate(AggregateKind::Sum, 0, chosen(), Some(amount(1)), cny()), m());
    let rounded = expr(ExprKind::Rounded(rate.into(), rounding), number(1));
    let shown = [
        ("count", aggregate(AggregateKind::Count, 0, chosen(), None, Type::WHOLE)),
        ("rounded", rounded),
    ];
    let expected: Vec<String> = customers.iter().map(by_hand).collect();
    assert_eq!(show(&shown, &customers), expected);
}

fn limit() -> loyal_dsl::ir::Expr {
    expr(
        ExprKind::Shift {
            from: expr(ExprKind::Literal(loyal_dsl::ir::Literal::Date(0)), Type::Date).into(),
            count: n().into(),
            unit: loyal_dsl::ir::ShiftUnit::Days,
        },
        Type::Date,
    )
}

fn by_hand(customer: &Customer) -> String {
    let chosen = || {
        customer.orders.iter().filter(|order| order.2 && order.0 <= customer.n.unwrap_or_default())
    };
    let sum: i128 = chosen().map(|order| i128::from(order.1)).sum();
    let m = i128::from(customer.m.unwrap_or_default());
    if m == 0 {
        return "division_by_zero in rounded".to_owned();
    }
    // Hundredths by `m`, to the nearest half: fifty hundredths.
    let (n, d) = (sum * m.signum(), m.abs() * 50);
    let (floor, rest) = (n.div_euclid(d), n.rem_euclid(d));
    let up = 2 * rest > d || (2 * rest == d && floor % 2 != 0);
    let halves = floor + i128::from(up);
    let sign = if halves < 0 { "-" } else { "" };
    let (whole, half) = (halves.abs() / 2, halves.abs() % 2);
    let part = if half == 1 { ".5" } else { "" };
    format!("{} {sign}{whole}{part}", chosen().count())
}
