//! What is said to be missing is given, exactly, and one step less: with the one the condition
//! holds, with the other it does not. Of every condition of every rule and level that has a number,
//! an amount or a date in it, the snapshots say what came of that, or why nothing can be given.

mod amount;
mod asked;
mod changes;
mod explaining;
mod missed;
mod reads;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use loyal_dsl::ir::{Expr, ExprKind, Program};
use loyal_engine::explain::{Condition, Lack, Verdict, Way};
use loyal_tests::folders;
use serde_json::Value as Json;

use crate::shipped::of_folder;
use amount::Amount;
use asked::{Asked, Place};
use changes::Change;
use explaining::{Explaining, explainers};
use missed::{Missed, again, missed, verdict_of};
use reads::Reads;

/// Customers who miss a condition are tried up to this number while nothing can be given, and
/// while the rule still gives them nothing.
const TRIED: usize = 15;

/// Explanations are made for one try on one customer, at most.
const MOST_CHANGES: usize = 60;

/// What came of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// No customer misses it by something that can be said.
    NeverMissed,
    /// No one change of a record makes just the difference.
    NoOneChange,
    /// What was missing was given, and the condition holds; something else keeps the rule.
    Holds,
    /// What was missing was given, and the rule applies, or the level is reached.
    Granted,
}

macro_rules! sets {
    ($($name:ident: $folder:literal,)*) => {
        const SETS: &[&str] = &[$($folder),*];
        $(#[test]
        fn $name() {
            given($folder);
        })*
    };
}

sets! {
    airline_status: "airline-status",
    bank_levels: "bank-levels",
    churn_retention: "churn-retention",
    continued_care: "continued-care",
    firm_loyalty: "firm-loyalty",
    grocery_points: "grocery-points",
    harbour_club: "harbour-club",
    hotel_elite: "hotel-elite",
    labels_scoring: "labels-scoring",
    life_cycle: "life-cycle",
    loyalty_measures: "loyalty-measures",
    membership_points: "membership-points",
    passenger_compensation: "passenger-compensation",
    service_recovery: "service-recovery",
    star_rating: "star-rating",
    warehouse_club: "warehouse-club",
}

#[test]
fn every_shipped_policy_with_customers_is_one_of_the_sets() {
    let folders = folders::inside(&folders::root().join("policies"));
    let with_customers = folders.iter().filter(|it| it.join("customers.jsonl").exists());
    let names: Vec<String> = with_customers.map(|folder| folders::name(folder)).collect();
    assert_eq!(names, SETS);
}

type Ledger = BTreeMap<Place, (Came, usize)>;

fn given(folder: &str) {
    let days = of_folder(&folders::root().join("policies").join(folder));
    let (mut ledger, mut said) = (Ledger::new(), String::new());
    let explainers: Vec<Explaining<'_>> = days.iter().flat_map(explainers).collect();
    for explainer in &explainers {
        of_records(explainer, &mut ledger);
    }
    let mut done = BTreeSet::new();
    for explainer in &explainers {
        for asked in asked::all(explainer.program, explainer.sources) {
            let Place { of, source, text } = &asked.place;
            if done.insert(asked.place.clone()) {
                let why = why(&asked, ledger[&asked.place].0, explainer.program);
                writeln!(said, "{of} ({source}) {text}\n    {why}").expect("text");
            }
        }
    }
    insta::assert_snapshot!(folder, said);
}

fn of_records(explainer: &Explaining<'_>, ledger: &mut Ledger) {
    let all = asked::all(explainer.program, explainer.sources);
    for asked in &all {
        ledger.entry(asked.place.clone()).or_insert((Came::NeverMissed, 0));
    }
    let open = |came: &(Came, usize)| came.0 != Came::Granted && came.1 < TRIED;
    for record in &explainer.records {
        if !all.iter().any(|asked| ledger.get(&asked.place).is_some_and(open)) {
            return;
        }
        let Some(explanation) = (explainer.explain)(record) else { continue };
        let json: Json = serde_json::from_str(record).expect("JSON");
        for missed in missed(&explanation) {
            let Some(asked) = all.iter().find(|asked| asked.place == missed.place) else {
                panic!("{}: no condition of the program: {:?}", explainer.name, missed.place);
            };
            if let Some(known) = ledger.get_mut(&missed.place).filter(|known| open(known)) {
                let came = give(explainer, &json, asked, &missed);
                *known = (known.0.max(came), known.1 + 1);
            }
        }
    }
}

/// Gives what is missing, and less.
fn give(explainer: &Explaining<'_>, record: &Json, asked: &Asked<'_>, missed: &Missed<'_>) -> Came {
    let change = missed.lack.change.as_ref().expect("a change");
    let Some(by) = Amount::of(&change.by).filter(|by| by.units > 0) else {
        return Came::NeverMissed;
    };
    let reads = Reads::of(explainer.program, asked);
    for change in reads.changes(explainer.program, record).iter().take(MOST_CHANGES) {
        if let Some(came) = give_by(explainer, record, change, missed, by) {
            return came;
        }
    }
    Came::NoOneChange
}

/// The same by one change; `None` where it does not make just the difference.
fn give_by(
    explainer: &Explaining<'_>,
    record: &Json,
    change: &Change,
    missed: &Missed<'_>,
    by: Amount,
) -> Option<Came> {
    let after = |by: Amount| {
        let record = change.made(record, by)?;
        let explanation = (explainer.explain)(&record.to_string())?;
        let found = again(&explanation, missed)?;
        Some((explanation, found))
    };
    if by.units > 1 {
        // A step must make a step of difference, or it is not what is measured that changes.
        let (_, (condition, _)) = after(by.step())?;
        let left = lacking(&condition)?;
        left.is_as_much_as(by.less()).then_some(())?;
    }
    let (explanation, (condition, reached)) = after(by)?;
    if condition.holds != Some(true) {
        assert_still_lacks(explainer, &condition, missed, by);
        return None;
    }
    if by.units > 1 {
        let (_, (condition, _)) = after(by.less())?;
        if condition.holds == Some(true) {
            assert_is_more(explainer, &condition, missed, by.less());
            return None;
        }
        let place = format!("{}: {:?}", explainer.name, missed.lack);
        let left = lacking(&condition).expect("what is still missing");
        assert!(left.is_as_much_as(by.step()), "{place}, given one step less: {condition:#?}");
    }
    let verdict = verdict_of(&explanation, &missed.place, &missed.subject);
    let granted = reached || verdict == Some(&Verdict::Applied);
    Some(if granted { Came::Granted } else { Came::Holds })
}

/// Where less is enough, more than that was given: what is measured did not change step by step.
fn assert_is_more(
    explainer: &Explaining<'_>,
    condition: &Condition,
    missed: &Missed<'_>,
    less: Amount,
) {
    let now = condition.values.get(&missed.lack.measure).and_then(Option::as_deref);
    let now = now.and_then(Amount::of);
    let before = missed.lack.value.as_deref().and_then(Amount::of);
    let expected = before.map(|before| before.plus(less.times(way(missed))));
    let place = format!("{}: {:?}", explainer.name, missed.lack);
    let (Some(now), Some(expected)) = (now, expected) else { panic!("less is enough: {place}") };
    assert!(!now.is_as_much_as(expected), "less is enough: {place}: {condition:#?}");
}

/// Up, or down.
fn way(missed: &Missed<'_>) -> i128 {
    match missed.lack.change.as_ref().expect("a change").way {
        Way::More => 1,
        Way::Less => -1,
    }
}

/// Where the measure has come to what it should, the condition must hold.
fn assert_still_lacks(
    explainer: &Explaining<'_>,
    condition: &Condition,
    missed: &Missed<'_>,
    by: Amount,
) {
    let value = |lack: &Lack| lack.value.as_deref().and_then(Amount::of);
    let now = condition.lacks.as_ref().filter(|lack| lack.bar == missed.lack.bar).and_then(value);
    let expected = value(missed.lack).map(|value| value.plus(by.times(way(missed))));
    if let Some((now, expected)) = now.zip(expected) {
        let place = format!("{}: {:?}", explainer.name, missed.lack);
        assert!(!now.is_as_much_as(expected), "given exactly, it fails: {place}: {condition:#?}");
    }
}

/// What is still missing.
fn lacking(condition: &Condition) -> Option<Amount> {
    Amount::of(&condition.lacks.as_ref()?.change.as_ref()?.by)
}

/// What came of a condition, in words.
fn why(asked: &Asked<'_>, came: Came, program: &Program) -> &'static str {
    match came {
        Came::Granted => "given: granted",
        Came::Holds => "given: the condition holds, and something else keeps it",
        _ if Reads::of(program, asked).is_empty() => "not given: the day decides",
        _ if compares(asked.expr, &|measure| matches!(measure.kind, ExprKind::DatePart(..))) => {
            "not given: months and days come round again"
        }
        Came::NoOneChange => "not given: no one field of the record makes just the difference",
        Came::NeverMissed => "not given: no customer is tried who misses it alone",
    }
}

fn compares(expr: &Expr, measure: &dyn Fn(&Expr) -> bool) -> bool {
    matches!(&expr.kind, ExprKind::Compare(_, left, _) if measure(left))
}
