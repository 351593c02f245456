//! What outcomes show of values, and memory used again.

use std::sync::Arc;

use loyal_dsl::ir::{
    Arm, Choice, Class, Comparison, DatePart, ExprKind, Literal, ShiftUnit, SpanBetween, Tier,
    ValueId,
};
use loyal_dsl::types::Type;

use super::build::*;
use crate::evaluate::Scratch;
use crate::plan::plan;

fn level(index: u32) -> loyal_dsl::ir::Expr {
    expr(ExprKind::Literal(Literal::Option(index)), Type::Choice(0))
}

#[test]
fn tiers_and_classes_are_shown_by_name() {
    let at_least = |limit| compare(Comparison::GreaterOrEqual, n(), whole(limit));
    let tier = ExprKind::Cases {
        arms: vec![
            Arm { when: at_least(100), then: level(2) },
            Arm { when: at_least(10), then: level(1) },
        ],
        otherwise: Some(level(0).into()),
    };
    let segment = ExprKind::Cases {
        arms: vec![Arm {
            when: compare(Comparison::GreaterOrEqual, value(0, Type::Choice(0)), level(1)),
            then: level(2),
        }],
        otherwise: None,
    };
    let mut program = program(&[
        ("Club", expr(tier, Type::Choice(0))),
        ("stage", expr(segment, Type::Choice(0))),
    ]);
    program.scores.clear();
    let options = ["Base", "Silver", "Gold"].map(str::to_owned).to_vec();
    program.choices.push(Choice { name: "Club".to_owned(), options, ordered: true });
    let level = ValueId(0);
    program.tiers.push(Tier { name: "Club".to_owned(), level, bars: Vec::new(), memory: None });
    program.classes.push(Class { name: "stage".to_owned(), segment: ValueId(1) });
    let customers = [5, 10, 1_000].map(|n| numbers(Some(n), None));
    let shown: Vec<String> = run(program, &customers)
        .into_iter()
        .map(|outcome| {
            let outcome = outcome.unwrap();
            format!("{} {:?}", outcome.tiers["Club"].level, outcome.classes["stage"])
        })
        .collect();
    assert_eq!(shown, ["Base None", "Silver Some(\"Gold\")", "Gold Some(\"Gold\")"]);
}

#[test]
fn datetimes_are_shown_in_the_zone_of_the_programme() {
    // 2026-01-31T15:59:30Z, half a minute before midnight in Shanghai.
    let micros = 1_769_875_170_000_000;
    let moment = || expr(ExprKind::Literal(Literal::DateTime(micros)), Type::DateTime);
    let later = || {
        let count = n().into();
        let unit = ShiftUnit::Minutes;
        expr(ExprKind::Shift { from: moment().into(), count, unit }, Type::DateTime)
    };
    let date = expr(ExprKind::DateOf(later().into()), Type::Date);
    let day = expr(ExprKind::DatePart(DatePart::Day, date.clone().into()), Type::WHOLE);
    let hours = expr(
        ExprKind::Between { unit: SpanBetween::Hours, from: moment().into(), to: later().into() },
        Type::WHOLE,
    );
    let shown = [("later", later()), ("date", date), ("day", day), ("hours", hours)];
    let customers = [0, 1, -90].map(|n| numbers(Some(n), None));
    let expected = [
        "2026-01-31T23:59:30+08:00 2026-01-31 31 0",
        "2026-02-01T00:00:30+08:00 2026-02-01 1 0",
        "2026-01-31T22:29:30+08:00 2026-01-31 31 -1",
    ];
    assert_eq!(show(&shown, &customers), expected);
}

#[test]
fn memory_of_another_plan_and_batch_leaves_no_trace() {
    let as_of = "2026-06-30".parse().unwrap();
    let one = plan(Arc::new(program(&[("a", add(n(), whole(1), Type::WHOLE))])), &[]).bind(as_of);
    let is = |name| compare(Comparison::Equal, category(1), text(name));
    let count = |name| {
        let kind = loyal_dsl::ir::AggregateKind::Count;
        aggregate(kind, 0, Some(is(name)), None, Type::WHOLE)
    };
    let shown = [("x", count("x")), ("y", count("y"))];
    let other = plan(Arc::new(program(&shown)), &[]).bind(as_of);
    let order = |name| (0, 1, true, name, vec![]);
    let first =
        Customer { orders: vec![order("x"), order("y"), order("y")], ..Customer::default() };
    let second = Customer { orders: vec![order("y"), order("z")], ..Customer::default() };
    let mut scratch = Scratch::default();
    for customer in [first, second, numbers(Some(3), None)] {
        for count in [1, 3] {
            let batch = batch(&vec![(1, customer.clone()); count]);
            for bound in [&one, &other] {
                let fresh = bound.evaluate_with(&batch, &mut Scratch::default());
                assert_eq!(bound.evaluate_with(&batch, &mut scratch), fresh);
                assert_eq!(bound.evaluate(&batch), fresh);
            }
        }
    }
}

#[test]
fn bound_plans_are_shared_by_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<crate::evaluate::Bound>();
    shared::<crate::plan::Plan>();
}

#[test]
fn an_empty_batch_has_no_outcomes() {
    let bound = plan(Arc::new(program(&[("a", n())])), &[]).bind("2026-06-30".parse().unwrap());
    assert_eq!(bound.evaluate(&batch(&[])), []);
}
