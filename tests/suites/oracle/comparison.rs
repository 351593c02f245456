//! The comparison finds an engine that differs by one bound, and the smallest record that shows it.

use std::collections::BTreeSet;

use loyal_dsl::ir::{Comparison as Compare, Expr, ExprKind, Literal, Program};
use loyal_tests::agreement::{Comparison, Disagreement, compare, failed, verdict};
use loyal_tests::oracle::{Oracle, Record};

use crate::sample::{sources, whole_program};

const BATCHES: [usize; 2] = [1, 97];

/// Compares the sample program with an engine that runs another.
fn against(other: &Program) -> Result<BTreeSet<String>, Box<Disagreement>> {
    let (program, sources) = (whole_program(), sources());
    let as_of = "2026-03-31".parse().unwrap();
    let engine = Oracle::new(other, &sources, as_of);
    let policy = program.hash();
    let run = |customer: &Record| match engine.evaluate(customer) {
        Ok(mut outcome) => {
            outcome.policy.clone_from(&policy);
            verdict(&outcome)
        }
        Err(failure) => failed(failure.code()),
    };
    let comparison =
        Comparison { program: &program, sources: &sources, as_of, count: 1_000, seed: 0 };
    compare(&comparison, &BATCHES, &|customers| customers.iter().map(run).collect())
}

#[track_caller]
fn check_found(change: impl Fn(&mut Program), orders: usize) {
    let mut other = whole_program();
    change(&mut other);
    let disagreement = against(&other).unwrap_err();
    let customer: serde_json::Value = serde_json::from_str(&disagreement.customer).unwrap();
    assert_eq!(customer["orders"].as_array().unwrap().len(), orders, "{disagreement}");
}

fn level_bound(program: &mut Program) -> &mut Expr {
    match &mut program.values[1].expr.kind {
        ExprKind::Cases { arms, .. } => &mut arms[0].when,
        _ => panic!("a tier is its cases"),
    }
}

#[test]
fn equals_agree_and_every_rule_fires() {
    let fired = against(&whole_program()).unwrap();
    assert_eq!(fired.into_iter().collect::<Vec<_>>(), ["birthday_gift", "purchase_points"]);
}

#[test]
fn finds_a_bound_that_is_one_off() {
    check_found(
        |other| match &mut level_bound(other).kind {
            ExprKind::Compare(how, ..) => *how = Compare::Greater,
            _ => panic!("a level is a comparison"),
        },
        1,
    );
}

#[test]
fn finds_a_window_that_is_a_day_too_long() {
    check_found(
        |other| match &mut other.rules[1].for_each[0].filter.as_mut().unwrap().kind {
            ExprKind::Compare(how, ..) => *how = Compare::GreaterOrEqual,
            _ => panic!("a window is a comparison"),
        },
        1,
    );
}

#[test]
fn finds_an_amount_that_is_one_fen_off() {
    check_found(
        |other| match &mut other.rules[1].exceptions[0].condition.kind {
            ExprKind::Compare(_, _, bound) => {
                bound.kind = ExprKind::Literal(Literal::Quantity(1000))
            }
            _ => panic!("an exception is a comparison"),
        },
        1,
    );
}

#[test]
fn finds_what_depends_on_the_customer_alone() {
    check_found(|other| drop(other.rules[0].effects.remove(0)), 0);
}
