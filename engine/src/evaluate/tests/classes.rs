//! Conditions told by class: the same as by comparison, for every kind of column.

use std::sync::Arc;

use loyal_dsl::ir::{AggregateKind, Comparison, Expr, ExprKind, Extreme, Order as By, Pick};
use loyal_dsl::ir::{FieldId, RecordId};
use loyal_dsl::source::SourceFile;
use loyal_dsl::types::Type;

use super::build::*;
use crate::batch::{Column, FieldData};
use crate::evaluate::Bound;
use crate::plan::classes::{Wanted, classify};
use crate::plan::plan;

pub(super) const CATEGORIES: [&str; 4] = ["grocery", "fashion", "toys", "books"];

/// Orders on and around all bounds.
fn shoppers() -> Vec<Customer> {
    let order = |at: i64| {
        let category = CATEGORIES[usize::try_from(at % 4).unwrap()];
        (day("2026-07-03") - at * 7 % 400, at * 997 % 5_000, at % 3 != 0, category, vec![at])
    };
    let customer = |at: i64| Customer {
        n: Some(at),
        m: None,
        orders: (at * 5..at * 5 + at % 23 * (at % 4)).map(order).collect(),
    };
    (0..70).map(customer).collect()
}

fn or(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Or(a.into(), b.into()), Type::Bool)
}

fn not(a: Expr) -> Expr {
    expr(ExprKind::Not(a.into()), Type::Bool)
}

pub(super) fn is(category_name: &str) -> Expr {
    compare(Comparison::Equal, category(1), text(category_name))
}

fn at_least(cents: i128) -> Expr {
    compare(Comparison::GreaterOrEqual, amount(1), quantity(cents, cny()))
}

pub(super) fn count(filter: Expr) -> Expr {
    aggregate(AggregateKind::Count, 0, Some(filter), None, Type::WHOLE)
}

pub(super) fn sum(filter: Expr) -> Expr {
    aggregate(AggregateKind::Sum, 0, Some(filter), Some(amount(1)), cny())
}

/// Nested windows with status, category and amount.
fn windows() -> Vec<(&'static str, Expr)> {
    let mut shown = Vec::new();
    for days in [7, 30, 60, 90, 180, 365] {
        let window = || last_days(1, days);
        shown.push(("sum", sum(and(window(), paid(1)))));
        shown.push(("count", count(and(window(), not(paid(1))))));
        shown.push(("category", count(and(window(), or(is("toys"), is("boats"))))));
        shown.push(("amount", sum(or(at_least(2_000), and(window(), is("fashion"))))));
    }
    let latest = Pick {
        depth: 0,
        list: FieldId(3),
        element: RecordId(1),
        filter: Some(and(last_days(1, 200), not(is("grocery")))),
        order: By { which: Extreme::Largest, key: date(1) },
        value: amount(1),
    };
    shown.push(("latest", expr(ExprKind::Pick(Box::new(latest)), cny())));
    shown
}

/// The names of shown values must differ.
fn numbered(shown: Vec<(&'static str, Expr)>) -> Vec<(String, Expr)> {
    shown.into_iter().enumerate().map(|(at, (name, expr))| (format!("{name} {at}"), expr)).collect()
}

fn agree(shown: Vec<(&'static str, Expr)>, customers: &[Customer]) -> Vec<String> {
    let shown = numbered(shown);
    let shown: Vec<(&str, Expr)> =
        shown.iter().map(|(name, expr)| (name.as_str(), expr.clone())).collect();
    show(&shown, customers)
}

/// The bound program with classes, and without.
pub(super) fn both(shown: Vec<(&'static str, Expr)>, optional: bool) -> [Bound; 2] {
    let shown = numbered(shown);
    let shown: Vec<(&str, Expr)> =
        shown.iter().map(|(name, expr)| (name.as_str(), expr.clone())).collect();
    let mut program = program(&shown);
    program.records[1].fields.iter_mut().take(5).for_each(|field| field.optional = optional);
    [Wanted::Always, Wanted::Never].map(|wanted| {
        let mut plan = plan(Arc::new(program.clone()), &[]);
        let inner = Arc::get_mut(&mut plan.inner).unwrap();
        inner.classes = classify(&program, &inner.regions, wanted);
        plan.bind("2026-06-30".parse().unwrap())
    })
}

/// How many classes the orders have in a bound program, if any.
fn classes_of(bound: &Bound) -> Option<usize> {
    bound.inner.classes[2].as_ref().map(|classifier| classifier.classes)
}

/// The batch in which every third value of the orders' columns is missing.
fn with_gaps(customers: &[Customer]) -> crate::batch::Batch {
    let numbered: Vec<_> = (1..).zip(customers.iter().cloned()).collect();
    let mut batch = batch(&numbered);
    let FieldData::List(orders) = &mut batch.customers.fields[3] else { panic!("a list") };
    for (field, data) in orders.rows.fields.iter_mut().enumerate().take(5).skip(1) {
        let FieldData::Scalar(Column { values, valid }) = data else { panic!("a column") };
        let mut words = vec![u64::MAX; values.len().div_ceil(64)];
        for row in (0..values.len()).filter(|row| (row + field) % 3 == 0) {
            words[row / 64] &= !(1 << (row % 64));
            values[row] = 0;
        }
        *valid = Some(words);
    }
    batch
}

#[test]
fn many_windows_say_the_same_by_class_and_by_comparison() {
    let lines = agree(windows(), &shoppers());
    assert!(lines.iter().any(|line| line != &lines[0]), "{lines:?}");
    let [classes, masks] = both(windows(), false);
    assert_eq!(classes_of(&classes), Some(9 * 2 * 5 * 2));
    assert_eq!(classes_of(&masks), None);
}

#[test]
fn a_plan_takes_classes_where_they_pay() {
    let shown = numbered(windows());
    let shown: Vec<(&str, Expr)> =
        shown.iter().map(|(name, expr)| (name.as_str(), expr.clone())).collect();
    let found = |program| {
        let plan = plan(Arc::new(program), &[]);
        let steps = plan.inner.regions[2].schedule.len();
        plan.inner.classes[2].as_ref().map(|classes| (classes.schedule.len(), steps))
    };
    // Only the columns of the sums and of the pick are left to be loaded.
    let (short, long) = found(program(&shown)).unwrap();
    assert!(short == 2 && long > 40, "{short} steps of {long}");
    assert_eq!(found(program(&[("one", count(paid(1)))])), None);
}

#[test]
fn missing_values_are_a_part_of_their_own() {
    let mut shown = windows();
    let known = expr(ExprKind::Known(amount(1).into()), Type::Bool);
    shown.push(("known", count(and(known, paid(1)))));
    let missing = expr(ExprKind::Known(category(1).into()), Type::Bool);
    shown.push(("missing", count(not(missing))));
    let or_else = expr(ExprKind::OrElse(at_least(1_000).into(), not(paid(1)).into()), Type::Bool);
    shown.push(("or else", count(or_else)));
    let [classes, masks] = both(shown.clone(), true);
    let customers = shoppers();
    assert_eq!(classes_of(&classes), Some(10 * 6 * 4), "not what is paid");
    for few in [&shown[..4], &shown[4..8], &shown[20..]] {
        let [classes, masks] = both(few.to_vec(), true);
        assert!(classes_of(&classes).is_some_and(|classes| classes > 4));
        let batch = with_gaps(&customers);
        assert_eq!(classes.evaluate(&batch), masks.evaluate(&batch));
    }
    let batch = with_gaps(&customers);
    assert_eq!(classes.evaluate(&batch), masks.evaluate(&batch));
}

#[test]
fn a_column_with_gaps_that_it_should_not_have_is_compared() {
    let [classes, masks] = both(windows(), false);
    let batch = with_gaps(&shoppers());
    assert!(classes_of(&classes).is_some());
    assert_eq!(classes.evaluate(&batch), masks.evaluate(&batch));
}

#[test]
fn too_many_classes_leave_the_least_useful_columns_to_masks() {
    let mut shown = windows();
    for cents in 0..40 {
        shown.push(("dear", count(and(paid(1), at_least(cents * 100)))));
    }
    let [classes, _] = both(shown.clone(), false);
    assert!(classes_of(&classes).is_some_and(|classes| classes > 1 && classes <= 256));
    agree(shown, &shoppers());
    // More than 256 parts of the only column, all asked by one.
    let any = || (0..300).map(|cents| at_least(cents * 10)).reduce(or).unwrap();
    let [classes, _] = both(vec![("dear", count(any()))], false);
    assert_eq!(classes_of(&classes), None);
    agree(vec![("dear", count(any()))], &shoppers()[..5]);
    // A column that is too much by itself does not drive out the others.
    let toys = count(and(and(paid(1), is("toys")), any()));
    let [classes, _] = both(vec![("toys", toys)], false);
    assert_eq!(classes_of(&classes), Some(2 * 2));
}

#[test]
fn many_comparisons_are_told_by_the_classes_of_several_parts() {
    let all: Vec<_> = (0..300).map(|cents| ("dear", count(at_least(cents * 10)))).collect();
    let [classes, _] = both(all.clone(), false);
    assert_eq!(classes.inner.classes.iter().flatten().count(), 3);
    agree(all, &shoppers()[..5]);
}

#[test]
fn texts_that_a_batch_lacks_and_texts_far_apart_are_told() {
    let [classes, masks] = both(windows(), false);
    let customers = shoppers();
    // Every batch of its own gives the categories other codes.
    for few in customers.chunks(7).chain(customers.chunks(64)) {
        let numbered: Vec<_> = (1..).zip(few.iter().cloned()).collect();
        let mut batch = batch(&numbered);
        assert_eq!(classes.evaluate(&batch), masks.evaluate(&batch));
        // A category that stands beyond the span of a look-up.
        for other in 0..5_000 {
            batch.texts.intern(&format!("other {other}"));
        }
        let boats = batch.texts.intern("boats");
        if let FieldData::List(orders) = &mut batch.customers.fields[3]
            && let FieldData::Scalar(column) = &mut orders.rows.fields[4]
        {
            column.values.iter_mut().step_by(3).for_each(|code| *code = boats);
        }
        assert_eq!(classes.evaluate(&batch), masks.evaluate(&batch));
    }
}

#[test]
fn what_can_fail_stays_a_step_in_its_place() {
    let broken = |value: Expr| compare(Comparison::Greater, divide(value, m()), whole(1));
    let rate = || divide(lines_quantity_of(1), whole(0));
    let fails = compare(Comparison::Greater, rate(), whole(1));
    // Read only where the class says so, before and after.
    let shown = vec![
        ("after", count(and(and(is("toys"), last_days(1, 30)), broken(n())))),
        ("guarded", count(and(is("boats"), fails.clone()))),
    ];
    let customers = shoppers();
    let lines = agree(shown, &customers);
    assert!(lines.iter().any(|line| line.ends_with(" 0")), "{lines:?}");
    let lines = agree(vec![("before", count(and(fails, is("boats"))))], &customers);
    assert_eq!(lines[0], "0");
    assert!(lines.contains(&"division_by_zero in before 0".to_owned()), "{lines:?}");
}

/// The lines' quantities of the order at a depth.
fn lines_quantity_of(depth: u8) -> Expr {
    aggregate(AggregateKind::Sum, depth, None, Some(lines_quantity(depth + 1)), Type::WHOLE)
}

#[test]
fn a_constant_that_fails_fails_where_it_is_read() {
    let limit = expr(ExprKind::FullUnits(whole(1).into(), whole(0).into()), cny());
    let dear = compare(Comparison::Greater, amount(1), limit);
    let shown = vec![
        ("read", count(and(is("boats"), dear.clone()))),
        ("not read", count(compare(Comparison::Greater, whole(1), n()))),
    ];
    let [classes, _] = both(shown.clone(), false);
    assert_eq!(classes_of(&classes), None);
    let customers = shoppers();
    assert!(agree(shown, &customers).iter().all(|line| line.starts_with("0 ")));
    let lines = agree(vec![("read", count(dear))], &customers);
    assert!(lines.contains(&"division_by_zero in read 0".to_owned()), "{lines:?}");
}

#[test]
fn a_whole_policy_is_classified() {
    let file = |name: &str, text: &str| SourceFile { name: name.to_owned(), text: text.to_owned() };
    let sources = [
        file("c", include_str!("../../../../policies/harbour-club/harbour-club.loyal")),
        file("r", include_str!("../../../../policies/harbour-club/recovery.loyal")),
    ];
    let program = loyal_dsl::compile(&sources).expect("a policy").program;
    let bound = plan(Arc::new(program), &sources).bind("2026-06-30".parse().unwrap());
    let plan = &bound.inner.plan;
    let found: Vec<String> = (plan.regions.iter().zip(&plan.classes).zip(&bound.inner.classes))
        .filter_map(|((region, classes), classifier)| {
            let (classes, classifier) = (classes.as_ref()?, classifier.as_ref()?);
            let FieldId(list) = region.list.unwrap();
            let record = plan.program.records[0].fields[list as usize].path.join(".");
            Some(format!(
                "{record}: {} classes of {} columns, {} conditions, {} steps of {}",
                classifier.classes,
                classes.columns.len(),
                classes.conditions.len(),
                classes.entries().count(),
                region.entries().count(),
            ))
        })
        .collect();
    let expected = [
        "orders: 6 classes of 2 columns, 2 conditions, 2 steps of 9",
        "complaints: 32 classes of 4 columns, 8 conditions, 12 steps of 24",
        "history.grants: 6 classes of 2 columns, 3 conditions, 9 steps of 17",
        "orders: 24 classes of 3 columns, 5 conditions, 14 steps of 23",
        "history.grants: 36 classes of 4 columns, 2 conditions, 12 steps of 27",
    ];
    assert_eq!(found, expected);
}
