//! Folds: aggregates, windows, nested and correlated lists, picks.

use std::sync::Arc;

use loyal_dsl::ir::{
    AggregateKind, Comparison, Expr, ExprKind, Extreme, FieldId, Order as By, Pick, RecordId,
};
use loyal_dsl::types::Type;

use super::build::*;
use crate::plan::op::Entry;
use crate::plan::plan;

fn shopper() -> Customer {
    let orders = vec![
        (day("2025-12-01"), 5_000, true, "grocery", vec![1, 2]),
        (day("2026-05-31"), 1_000, true, "fashion", vec![]),
        (day("2026-06-01"), 2_000, false, "grocery", vec![5]),
        (day("2026-06-30"), 3_000, true, "grocery", vec![4, 4, 4]),
        (day("2026-07-01"), 9_000, true, "toys", vec![7]),
    ];
    Customer { n: Some(2), m: None, orders }
}

fn many_orders() -> Customer {
    let order = |at: i64| {
        (
            day("2026-06-01") + at % 40,
            at * 10,
            at % 3 != 0,
            "toys",
            vec![at; usize::try_from(at % 4).unwrap()],
        )
    };
    Customer { n: Some(50), m: None, orders: (0..150).map(order).collect() }
}

fn nobody() -> Customer {
    Customer { n: Some(1), ..Customer::default() }
}

fn over(kind: AggregateKind, filter: Option<Expr>, value: Option<Expr>, ty: Type) -> Expr {
    aggregate(kind, 0, filter, value, ty)
}

#[test]
fn aggregates_of_one_list_agree_with_counting_by_hand() {
    let window = |days| Some(last_days(1, days));
    let shown = [
        ("count 30", over(AggregateKind::Count, window(30), None, Type::WHOLE)),
        ("count 29", over(AggregateKind::Count, window(29), None, Type::WHOLE)),
        ("sum", over(AggregateKind::Sum, window(30), Some(amount(1)), cny())),
        ("max", over(AggregateKind::Max, None, Some(amount(1)), cny())),
        ("min", over(AggregateKind::Min, Some(paid(1)), Some(amount(1)), cny())),
        ("kinds", over(AggregateKind::DistinctCount, None, Some(category(1)), Type::WHOLE)),
        ("any", over(AggregateKind::Any, None, Some(paid(1)), Type::Bool)),
        ("every", over(AggregateKind::Every, None, Some(paid(1)), Type::Bool)),
        ("top", over(AggregateKind::SumOfTop(2), None, Some(amount(1)), cny())),
        ("average", over(AggregateKind::Average, Some(paid(1)), Some(amount(1)), fraction())),
    ];
    let expected = ["2 1 50.00 90.00 10.00 3 yes no 140.00 45", "0 0 0.00 — — 0 no yes 0.00 —"];
    assert_eq!(show(&shown, &[shopper(), nobody()]), expected);
}

#[test]
fn a_list_longer_than_a_block_is_one_list() {
    let shown = [
        ("count", over(AggregateKind::Count, Some(paid(1)), None, Type::WHOLE)),
        ("sum", over(AggregateKind::Sum, Some(paid(1)), Some(amount(1)), cny())),
        ("top", over(AggregateKind::SumOfTop(3), None, Some(amount(1)), cny())),
    ];
    let sum: i64 = (0..150).filter(|at| at % 3 != 0).map(|at| at * 10).sum();
    let expected = format!("100 {}.{:02} 44.40", sum / 100, sum % 100);
    assert_eq!(show(&shown, &[many_orders(), nobody(), shopper()])[0], expected);
}

#[test]
fn a_text_that_no_record_has_equals_nothing() {
    let is = |name| Some(compare(Comparison::Equal, category(1), text(name)));
    let is_not = Some(compare(Comparison::NotEqual, category(1), text("ships")));
    let same = compare(Comparison::Equal, text("planes"), text("ships"));
    let shown = [
        ("grocery", over(AggregateKind::Count, is("grocery"), None, Type::WHOLE)),
        ("ships", over(AggregateKind::Count, is("ships"), None, Type::WHOLE)),
        ("others", over(AggregateKind::Count, is_not, None, Type::WHOLE)),
        ("same", same),
    ];
    assert_eq!(show(&shown, &[shopper()]), ["3 0 5 no"]);
}

#[test]
fn an_element_is_compared_with_its_customer_and_with_an_earlier_fold() {
    let mean = || over(AggregateKind::Average, None, Some(amount(1)), fraction());
    let above = compare(Comparison::Greater, amount(1), value(0, fraction()));
    let many = compare(Comparison::GreaterOrEqual, lines_total(1), field(0, 1, Type::WHOLE));
    let shown = [
        ("mean", mean()),
        ("above", over(AggregateKind::Count, Some(above), None, Type::WHOLE)),
        ("many", over(AggregateKind::Count, Some(many), None, Type::WHOLE)),
    ];
    assert_eq!(show(&shown, &[shopper(), nobody()]), ["40 2 4", "— 0 0"]);
}

fn lines_total(order: u8) -> Expr {
    aggregate(AggregateKind::Sum, order, None, Some(lines_quantity(order + 1)), Type::WHOLE)
}

#[test]
fn lists_nest() {
    let lines = over(AggregateKind::Sum, Some(paid(1)), Some(lines_total(1)), Type::WHOLE);
    let most = over(AggregateKind::Max, None, Some(lines_total(1)), Type::WHOLE);
    let shown = [("lines", lines), ("most", most)];
    let total: i64 = (0..150).filter(|at| at % 3 != 0).map(|at| at * (at % 4)).sum();
    let most = (0..150).map(|at| at * (at % 4)).max().unwrap();
    let expected = ["22 12".to_owned(), "0 —".to_owned(), format!("{total} {most}")];
    assert_eq!(show(&shown, &[shopper(), nobody(), many_orders()]), expected);
}

#[test]
fn a_filter_may_speak_of_the_element_around_it() {
    // How many orders have another order of the same customer that is dearer.
    let dearer = compare(Comparison::Greater, amount(2), amount(1));
    let dearer = over(AggregateKind::Any, None, Some(dearer), Type::Bool);
    let later = compare(Comparison::Greater, date(2), date(1));
    let later = over(AggregateKind::Count, Some(later), None, Type::WHOLE);
    let shown = [
        ("dearer", over(AggregateKind::Count, Some(dearer), None, Type::WHOLE)),
        ("later", over(AggregateKind::Sum, None, Some(later), Type::WHOLE)),
    ];
    let customers = [shopper(), nobody(), many_orders()];
    let shown = show(&shown, &customers);
    let dates: Vec<i64> = customers[2].orders.iter().map(|order| order.0).collect();
    let later: usize = dates.iter().map(|a| dates.iter().filter(|b| *b > a).count()).sum();
    assert_eq!(shown, ["4 10".to_owned(), "0 0".to_owned(), format!("149 {later}")]);
}

fn pick(which: Extreme, filter: Option<Expr>, key: Expr, value: Expr) -> Expr {
    let ty = value.ty.clone();
    let order = By { which, key };
    let (list, element) = (FieldId(3), RecordId(1));
    expr(ExprKind::Pick(Box::new(Pick { depth: 0, list, element, filter, order, value })), ty)
}

#[test]
fn a_pick_takes_the_first_of_equals() {
    let tied = Customer {
        orders: vec![
            (1, 700, true, "first", vec![]),
            (2, 700, true, "second", vec![]),
            (3, 100, false, "third", vec![]),
        ],
        ..Customer::default()
    };
    let unpaid = Some(expr(ExprKind::Not(paid(1).into()), Type::Bool));
    let shown = [
        ("dearest", pick(Extreme::Largest, None, amount(1), category(1))),
        ("cheapest", pick(Extreme::Smallest, None, amount(1), category(1))),
        ("unpaid", pick(Extreme::Largest, unpaid, date(1), date(1))),
        ("paid", pick(Extreme::Largest, None, date(1), paid(1))),
        (
            "share",
            pick(Extreme::Smallest, None, divide(amount(1), whole(3)), divide(amount(1), whole(3))),
        ),
    ];
    let expected =
        ["first third 1970-01-04 no 0.333333", "toys fashion 2026-06-01 yes 3.333333", "— — — — —"];
    assert_eq!(show(&shown, &[tied, shopper(), nobody()]), expected);
}

#[test]
fn an_error_counts_only_for_elements_that_pass() {
    let rate = divide(whole(100), lines_total(1));
    let has_lines = compare(Comparison::Greater, lines_total(1), whole(0));
    let max = |filter| over(AggregateKind::Max, filter, Some(rate.clone()), fraction());
    let customers = [shopper(), nobody()];
    assert_eq!(show(&[("rate", max(Some(has_lines)))], &customers), ["33.333333", "—"]);
    assert_eq!(show(&[("rate", max(None))], &customers), ["division_by_zero in rate", "—"]);
}

#[test]
fn aggregates_of_one_list_share_one_fold() {
    let window = |days| Some(and(last_days(1, days), paid(1)));
    let shown: Vec<(&str, Expr)> = ["a", "b", "c"]
        .into_iter()
        .zip([30, 60, 30])
        .map(|(name, days)| (name, over(AggregateKind::Sum, window(days), Some(amount(1)), cny())))
        .collect();
    let plan = plan(Arc::new(program(&shown)), &[]);
    let regions = &plan.inner.regions;
    assert_eq!(regions.len(), 3);
    let folds = regions[1].schedule.iter().filter(|entry| matches!(entry, Entry::Fold(_)));
    assert_eq!(folds.count(), 1);
    assert_eq!(regions[2].reductions.len(), 2, "the same sum is computed once");
}

#[test]
fn a_pick_fails_only_by_the_element_that_it_takes() {
    let orders = vec![
        (1, 100, true, "a", vec![0]),
        (2, 900, true, "b", vec![5]),
        (3, 300, true, "c", vec![0]),
    ];
    let customer = Customer { orders, ..Customer::default() };
    let rate = || at(divide(whole(100), at(lines_total(1), "m")), "n / m");
    let by = |which| pick(which, None, amount(1), rate());
    assert_eq!(show(&[("a", by(Extreme::Largest))], std::slice::from_ref(&customer)), ["20"]);
    let failed = run(program(&[("a", by(Extreme::Smallest))]), &[customer]);
    let error = &failed[0].as_ref().unwrap_err().error;
    assert_eq!((error.code, error.values["m"].as_str()), ("division_by_zero", "0"));
}

#[test]
fn an_error_deep_in_a_list_names_the_values_of_its_element() {
    // The second line of the second order is the first that fails.
    let orders = vec![(1, 500, true, "a", vec![2, 4]), (2, 700, true, "b", vec![1, 0, 0])];
    let customer = Customer { orders, n: Some(8), m: None };
    let rate =
        at(divide(at(field(0, 1, Type::WHOLE), "first"), at(lines_quantity(2), "m")), "n / m");
    let inner = aggregate(AggregateKind::Max, 1, None, Some(rate), fraction());
    let deep = over(AggregateKind::Max, None, Some(inner), fraction());
    let failed = run(program(&[("deep", deep)]), &[shopper(), customer]);
    let ok = failed[0].as_ref().unwrap();
    assert_eq!(ok.scores["deep"].total.as_deref(), Some("2"));
    let error = &failed[1].as_ref().unwrap_err().error;
    assert_eq!((error.within.as_str(), error.source.as_str()), ("deep", "test.loyal:2"));
    let values: Vec<_> = error.values.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(values, ["first=8", "m=0"]);
}

#[test]
fn a_date_beyond_the_calendar_fails_its_record_alone() {
    let moved = expr(
        ExprKind::Shift {
            from: expr(ExprKind::Today, Type::Date).into(),
            count: field(0, 1, Type::WHOLE).into(),
            unit: loyal_dsl::ir::ShiftUnit::Months,
        },
        Type::Date,
    );
    let customers = [numbers(Some(8), None), numbers(Some(i64::MAX), None), numbers(None, None)];
    let shown = show(&[("moved", moved)], &customers);
    assert_eq!(shown, ["2027-02-28", "date_out_of_range in moved", "—"]);
}

#[test]
fn an_inner_list_waits_for_a_fold_over_its_outer_list() {
    // Lines above the mean number of lines an order, and orders dearer than every such line count.
    let count = |order| aggregate(AggregateKind::Count, order, None, None, Type::WHOLE);
    let mean = over(AggregateKind::Average, None, Some(count(1)), fraction());
    let large = compare(Comparison::Greater, lines_quantity(2), value(0, fraction()));
    let large = aggregate(AggregateKind::Count, 1, Some(large), None, Type::WHOLE);
    let total = over(AggregateKind::Sum, None, Some(large.clone()), Type::WHOLE);
    let most = compare(Comparison::Equal, large, value(1, Type::WHOLE));
    let again = over(AggregateKind::Count, Some(most), None, Type::WHOLE);
    let shown = [("mean", mean), ("total", total), ("again", again)];
    // Lines: 2, 0, 1, 3, 1; the mean is 1.4; above it are 2, 5, 4, 4, 4, 7.
    assert_eq!(show(&shown, &[shopper(), nobody()]), ["1.4 6 0", "— 0 0"]);
}
