//! Programs by hand, evaluated alone and in blocks.

mod build;
mod classes;
mod lists;
mod needs;
mod outcomes;
mod random;
mod rules;
mod timing;

use loyal_dsl::ir::{
    AggregateKind, Arm, Comparison, DatePart, ExprKind, Extreme, Rounding, RoundingMode,
};
use loyal_dsl::types::Type;

use build::*;

#[test]
fn a_tenth_ten_times_is_one() {
    let tenth = || quantity(1, number(1));
    let ten = (1..10).fold(tenth(), |sum, _| add(sum, tenth(), number(1)));
    let summed = aggregate(AggregateKind::Sum, 0, None, Some(amount(1)), cny());
    let is_one = compare(Comparison::Equal, ten.clone(), whole(1));
    let shown = [("a", ten), ("b", is_one), ("c", summed)];
    assert_eq!(show(&shown, &[paid_orders(&[10; 10])]), ["1 yes 1.00"]);
}

#[test]
fn a_thousand_amounts_sum_exactly() {
    let amounts: Vec<i64> = (1..=1_000).collect();
    let sum = aggregate(AggregateKind::Sum, 0, None, Some(amount(1)), cny());
    assert_eq!(show(&[("sum", sum)], &[paid_orders(&amounts)]), ["5005.00"]);
}

#[test]
fn a_quotient_stays_exact_until_it_is_rounded() {
    let third = || divide(n(), m());
    let back = multiply(third(), m(), fraction());
    let rounding = Rounding { mode: RoundingMode::HalfUp, step: 1, places: 2 };
    let rounded = expr(ExprKind::Rounded(third().into(), rounding), number(2));
    let same = compare(Comparison::Equal, back, n());
    let twice = add(third(), third(), fraction());
    let shown = [("same", same), ("rounded", rounded), ("third", third()), ("twice", twice)];
    let customers =
        [numbers(Some(1), Some(3)), numbers(Some(-1), Some(-3)), numbers(Some(2), Some(-3))];
    let expected = [
        "yes 0.33 0.333333 0.666667",
        "yes 0.33 0.333333 0.666667",
        "yes -0.67 -0.666667 -1.333333",
    ];
    assert_eq!(show(&shown, &customers), expected);
}

#[test]
fn a_wide_fraction_is_shown_exactly() {
    let wide = || multiply(n(), n(), Type::WHOLE);
    let shown = [("third", divide(n(), whole(3))), ("wide", divide(wide(), m()))];
    let customers = [
        numbers(Some(10_000_000_000_000_000), Some(300)),
        numbers(Some(i64::MAX), Some(7)),
        numbers(Some(-i64::MAX), Some(i64::MAX)),
    ];
    let expected = [
        "3333333333333333.333333 333333333333333333333333333333.333333",
        "3074457345618258602.333333 12152941675747802263913843969176071607",
        "-3074457345618258602.333333 9223372036854775807",
    ];
    assert_eq!(show(&shown, &customers), expected);
}

#[test]
fn an_error_counts_only_where_reading_gets_to_it() {
    let guarded = and(
        compare(Comparison::Greater, m(), whole(0)),
        compare(Comparison::Greater, divide(n(), m()), whole(10)),
    );
    let customers =
        [numbers(Some(100), Some(5)), numbers(Some(100), Some(0)), numbers(Some(1), Some(1))];
    assert_eq!(show(&[("a", guarded.clone())], &customers), ["yes", "no", "no"]);
    // The quotient is shared with a value that reads it unguarded.
    let shown = [("a", guarded), ("b", divide(n(), m()))];
    assert_eq!(show(&shown, &customers), ["yes 20", "division_by_zero in b", "no 1"]);
}

#[test]
fn an_error_names_its_place_and_values() {
    let quotient = at(divide(at(n(), "n"), at(m(), "m")), "n / m");
    let failed = run(program(&[("rate", quotient)]), &[numbers(Some(7), Some(0))]);
    let error = &failed[0].as_ref().unwrap_err().error;
    assert_eq!((error.within.as_str(), error.source.as_str()), ("rate", "test.loyal:2"));
    assert_eq!((error.code, error.expression.as_str()), ("division_by_zero", "n / m"));
    let values: Vec<_> = error.values.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(values.len(), 2);
    assert!(values.iter().any(|value| value.ends_with("=7")), "{values:?}");
}

#[test]
fn a_missing_operand_gives_a_missing_result() {
    let known = expr(ExprKind::Known(m().into()), Type::Bool);
    let or_else = expr(ExprKind::OrElse(m().into(), whole(9).into()), Type::WHOLE);
    let larger = |known_only| {
        let items = vec![n(), m()];
        expr(ExprKind::Extreme { which: Extreme::Largest, known_only, items }, Type::WHOLE)
    };
    let shown = [
        ("sum", add(n(), m(), Type::WHOLE)),
        ("known", known),
        ("or", or_else),
        ("larger", larger(false)),
        ("larger known", larger(true)),
        ("quotient", divide(n(), m())),
    ];
    let customers = [numbers(Some(4), None), numbers(Some(4), Some(2)), numbers(None, None)];
    assert_eq!(show(&shown, &customers), ["— no 9 — 4 —", "6 yes 2 4 4 2", "— no 9 — — —"]);
}

#[test]
fn cases_take_the_first_arm_that_holds() {
    let arm = |limit, then| Arm { when: compare(Comparison::Less, n(), whole(limit)), then };
    let arms = vec![arm(10, quantity(15, number(1))), arm(20, divide(n(), m())), arm(30, whole(3))];
    let cases = |otherwise: Option<_>| {
        let otherwise = otherwise.map(Box::new);
        expr(ExprKind::Cases { arms: arms.clone(), otherwise }, fraction())
    };
    let shown = [("a", cases(None)), ("b", cases(Some(whole(7))))];
    let customers = [5, 15, 25, 35].map(|n| numbers(Some(n), Some(if n == 15 { 2 } else { 0 })));
    assert_eq!(show(&shown, &customers), ["1.5 1.5", "7.5 7.5", "3 3", "— 7"]);
    let failing = [numbers(Some(15), Some(0)), numbers(Some(5), Some(0))];
    assert_eq!(show(&shown, &failing), ["division_by_zero in a", "1.5 1.5"]);
}

#[test]
fn width_never_changes_a_result() {
    let big = || quantity(i128::from(i64::MAX), Type::WHOLE);
    let product = multiply(multiply(n(), big(), Type::WHOLE), big(), Type::WHOLE);
    // Beyond 128 bits in the middle, within them in the end.
    let ratio = divide(multiply(product.clone(), big(), Type::WHOLE), big());
    let shown = [("product", product), ("ratio", ratio)];
    let customers = [numbers(Some(1), None), numbers(Some(3), None), numbers(Some(0), None)];
    let square = i128::from(i64::MAX) * i128::from(i64::MAX);
    let expected =
        [format!("{square} {square}"), "overflow in product".to_owned(), "0 0".to_owned()];
    assert_eq!(show(&shown, &customers), expected);
}

#[test]
fn a_sum_overflows_only_when_it_is_complete() {
    let large = || quantity(i128::MAX - 1, cny());
    let value = add(large(), amount(1), cny());
    let signed = expr(
        ExprKind::Cases {
            arms: vec![Arm {
                when: compare(Comparison::Less, amount(1), quantity(0, cny())),
                then: expr(ExprKind::Negate(large().into()), cny()),
            }],
            otherwise: Some(value.into()),
        },
        cny(),
    );
    let sum =
        at(aggregate(AggregateKind::Sum, 0, None, Some(signed), cny()), "sum of amount in orders");
    let shown = [("sum", sum)];
    let customers = [paid_orders(&[1, 1, -1, -1]), paid_orders(&[1, 1]), paid_orders(&[1])];
    let shown = show(&shown, &customers);
    assert_eq!(shown[0], "0.02");
    assert_eq!(shown[1], "overflow in sum");
    assert!(shown[2].starts_with("1701411834604692317316873037158841057"), "{}", shown[2]);
}

#[test]
fn whole_units_and_remainders_go_towards_minus_infinity() {
    let units = expr(ExprKind::FullUnits(n().into(), m().into()), Type::WHOLE);
    let rest = expr(ExprKind::Remainder(n().into(), m().into()), Type::WHOLE);
    let half = || quantity(5, number(1));
    let scaled = expr(ExprKind::FullUnits(n().into(), half().into()), Type::WHOLE);
    let of_fraction = divide(n(), whole(3));
    let thirds = expr(ExprKind::Remainder(of_fraction.into(), whole(1).into()), fraction());
    let shown = [("units", units), ("rest", rest), ("scaled", scaled), ("thirds", thirds)];
    let customers =
        [numbers(Some(7), Some(2)), numbers(Some(-7), Some(2)), numbers(Some(7), Some(0))];
    let expected = ["3 1 14 0.333333", "-4 1 -14 0.666667", "division_by_zero in units"];
    assert_eq!(show(&shown, &customers), expected);
}

#[test]
fn dates_of_the_as_of_date_are_constants() {
    let today = || expr(ExprKind::Today, Type::Date);
    let shown = [
        ("today", today()),
        ("weekday", expr(ExprKind::DatePart(DatePart::Weekday, today().into()), Type::WHOLE)),
    ];
    assert_eq!(show(&shown, &[numbers(None, None)]), ["2026-06-30 2"]);
}

#[test]
fn a_long_chain_of_operators_is_one_expression() {
    let sum = (0..250).fold(n(), |sum, at| add(sum, whole(at), Type::WHOLE));
    let total: i64 = (0..250).sum();
    assert_eq!(show(&[("sum", sum)], &[numbers(Some(1), None)]), [(total + 1).to_string()]);
}

#[test]
fn an_expression_is_computed_once() {
    let sum = || add(n(), m(), Type::WHOLE);
    let double = multiply(sum(), whole(2), Type::WHOLE);
    let larger = compare(Comparison::Greater, sum(), whole(3));
    let steps = |shown: &[(&str, loyal_dsl::ir::Expr)]| {
        let plan = crate::plan::plan(program(shown).into(), &[]);
        plan.inner.regions[1].schedule.len()
    };
    assert_eq!(steps(&[("a", sum())]), 3, "two fields and a sum");
    assert_eq!(steps(&[("a", sum()), ("b", sum())]), 3);
    assert_eq!(steps(&[("a", sum()), ("b", larger)]), 4);
    // The sum in the middle of a product need not fit 128 bits, the sum as written must.
    assert_eq!(steps(&[("a", sum()), ("b", double)]), 5);
}
