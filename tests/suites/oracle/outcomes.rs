//! Whole outcomes of a small program, on 2026-03-31.

use loyal_dsl::ir::{
    Comparison, EffectKind, Expr, FieldId, Hop, Literal, Part, Program, RecordId, RoundingMode,
    RuleWord, Template,
};
use loyal_dsl::types::{Currency, Places, Type, Unit};
use loyal_engine::outcome::Outcome;

use crate::sample::*;
use loyal_tests::oracle::{Failure, Field, Record, Value, decimal, evaluate};

fn outcome(program: &Program, customer: &Record) -> Outcome {
    evaluate(program, &sources(), customer, "2026-03-31".parse().unwrap()).unwrap()
}

fn born(customer: Record) -> Record {
    with(customer, BORN, Value::Date("2000-02-29".parse().unwrap()))
}

#[test]
fn a_whole_outcome() {
    let orders = vec![
        with(order("o%2", "2026-03-31", 6_000_000), RATE, Value::Quantity(decimal(12_500, 4))),
        order("o/1", "2026-03-02", 123_050),
        order("old", "2026-03-01", 5_000),
        with(order("back", "2026-03-31", 5_000), STATUS, Value::Choice(1)),
        order("free", "2026-03-31", 0),
        order("small", "2026-03-31", 999),
    ];
    let mut outcome = outcome(&whole_program(), &born(customer(orders)));
    outcome.policy = "hash".to_owned();
    insta::assert_yaml_snapshot!(outcome);
}

#[test]
fn nothing_to_give() {
    let outcome = outcome(&whole_program(), &born(customer(vec![order("a", "2020-01-01", -1)])));
    let keys: Vec<&str> = outcome.effects.iter().map(|effect| effect.key.as_str()).collect();
    assert_eq!(keys, ["Harbour%2FClub/birthday_gift/c%2F1/1/2026-03-31"]);
    assert_eq!(outcome.tiers["Club"].level, "Base");
    assert_eq!(outcome.classes["stage"], None);
}

#[test]
fn whom_the_programme_is_not_for_gets_no_effects() {
    let mut program = whole_program();
    program.applies_when = Some(yes_no(false));
    let outcome = outcome(&program, &born(customer(vec![order("a", "2026-03-31", 100_000)])));
    assert_eq!(outcome.effects, []);
    assert_eq!(outcome.tiers["Club"].level, "Gold");
}

#[test]
fn an_effect_that_fails_fails_the_record() {
    let mut program = program();
    let amount = rounded(quotient(yuan(1), at(0, VISITS, Type::WHOLE)), RoundingMode::Down, 1, 2);
    let mut reward = rule("share", RuleWord::Reward, 0);
    reward.effects.push(effect(EffectKind::Points(grant(amount))));
    program.rules.push(reward.clone());
    let idle = with(customer(vec![]), VISITS, Value::Quantity(decimal(0, 0)));
    let run = |program: &Program| {
        evaluate(program, &sources(), &idle, "2026-03-31".parse().unwrap()).map(|_| ())
    };
    assert_eq!(run(&program), Err(Failure::DivisionByZero));
    program.rules[0].effects[0].when =
        Some(compare(Comparison::NotEqual, at(0, VISITS, Type::WHOLE), number(0, 0)));
    assert_eq!(run(&program), Ok(()));
    program.rules[0] = reward;
    program.rules[0].conditions.push(yes_no(false));
    assert_eq!(run(&program), Ok(()));
}

#[test]
fn elements_without_a_key_are_named_by_their_place() {
    let mut program = program();
    let mut reward = rule("line_badge", RuleWord::Reward, 0);
    let hop = |name: &str, list, element| Hop {
        name: name.to_owned(),
        list: FieldId(list),
        element: RecordId(element),
        filter: None,
    };
    let text = at(2, 0, Type::Text);
    let other = compare(Comparison::NotEqual, text.clone(), literal_text("skipped"));
    reward.for_each =
        vec![hop("order", ORDERS, 1), Hop { filter: Some(other), ..hop("line", LINES, 2) }];
    reward.effects.push(effect(EffectKind::Badge { name: "line".to_owned() }));
    reward.because = Some(Template { parts: vec![Part::Value(text)] });
    program.rules.push(reward);
    let mut order = order("o", "2026-03-31", 1);
    let line =
        |text: &str| Record { fields: vec![Field::Scalar(Some(Value::Text(text.to_owned())))] };
    order.fields[LINES as usize] = Field::List(vec![line("first"), line("skipped"), line("third")]);
    let outcome = outcome(&program, &customer(vec![order]));
    let given: Vec<_> = outcome
        .effects
        .iter()
        .map(|effect| (effect.key.as_str(), effect.reason.as_deref()))
        .collect();
    assert_eq!(
        given,
        [
            ("Harbour%2FClub/line_badge/c%2F1/o/1/1", Some("first")),
            ("Harbour%2FClub/line_badge/c%2F1/o/3/1", Some("third")),
        ]
    );
}

/// A quantity taken as money.
fn of(currency: &str, expr: Expr, places: Places) -> Expr {
    let ty = Type::Quantity(Unit::Money(Currency(currency.to_owned())), places);
    Expr { ty, ..expr }
}

fn literal_text(text: &str) -> Expr {
    literal(Literal::Text(text.to_owned()), Type::Text)
}

#[test]
fn values_in_words() {
    let points = |expr: Expr| Expr { ty: Type::POINTS, ..expr };
    let third = quotient(number(1, 0), number(3, 0));
    for (expr, expected) in [
        (points(number(120, 0)), "120 points"),
        (number(2000, 4), "0.2"),
        (number(-1_000_000, 6), "-1"),
        (third, "0.333333"),
        (yuan(1_230), "12.30 CNY"),
        (of("CNY", number(12_345, 4), Places::Fixed(4)), "1.2345 CNY"),
        (of("JPY", number(1200, 0), Places::Fixed(0)), "1200 JPY"),
        (of("CNY", quotient(yuan(100), number(3, 0)), Places::Fraction), "0.333333 CNY"),
        (yes_no(true), "yes"),
        (yes_no(false), "no"),
        (option(0, 1), "refunded"),
        (today(), "2026-03-31"),
        (at(0, SEEN, Type::DateTime), "2026-01-31T09:30:00+08:00"),
        (at(0, ID, Type::Text), "c/1"),
        (at(0, BORN, Type::Date), "—"),
    ] {
        let mut program = program();
        let mut reward = rule("said", RuleWord::Reward, 0);
        reward
            .effects
            .push(effect(EffectKind::FollowUp { channel: None, due: Some(expr.clone()) }));
        reward.because = Some(Template { parts: vec![Part::Value(expr)] });
        program.rules.push(reward);
        let given = outcome(&program, &customer(vec![])).effects.remove(0);
        assert_eq!(given.reason.as_deref(), Some(expected));
        assert_eq!(given.due.as_deref(), Some(expected).filter(|text| *text != "—"));
    }
}

#[test]
fn worth_is_an_amount_and_codes_are_kept() {
    let mut program = program();
    let mut reward = rule("gift", RuleWord::Reward, 0);
    let code = || "RED".to_owned();
    let worth = Some(Expr { ty: money(), ..number(8800, 2) });
    reward.effects = vec![
        effect(EffectKind::Gift { code: code(), worth }),
        effect(EffectKind::Coupon { code: code(), worth: None }),
    ];
    program.rules.push(reward);
    let given: Vec<_> = outcome(&program, &customer(vec![]))
        .effects
        .into_iter()
        .map(|effect| (effect.kind, effect.code, effect.amount, effect.unit))
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        given,
        [("gift", some("RED"), some("88.00"), some("CNY")), ("coupon", some("RED"), None, None),]
    );
}
