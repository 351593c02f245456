//! Rules: firing, subjects, effects, keys, reasons.

use loyal_dsl::ir::{
    Comparison, Effect, EffectKind, Exception, Expr, ExprKind, FieldId, Grant, Hop, MoneyForm,
    Part, Program, RecordId, Rounding, RoundingMode, Rule, RuleWord, Template,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Currency, Places, Type, Unit};

use super::build::*;

fn rule(name: &str, hops: &[(&str, u32, u32)]) -> Rule {
    let hop = |(name, list, element): &(&str, u32, u32)| Hop {
        name: (*name).to_owned(),
        list: FieldId(*list),
        element: RecordId(*element),
        filter: None,
    };
    Rule {
        name: name.to_owned(),
        word: RuleWord::Earn,
        doc: None,
        for_each: hops.iter().map(hop).collect(),
        conditions: Vec::new(),
        exceptions: Vec::new(),
        effects: Vec::new(),
        limits: vec![],
        worth: None,
        date: None,
        taking: loyal_dsl::ir::Taking::AsListed,
        automatic: false,
        priority: 0,
        because: None,
        span: Span { file: 0, start: 12, end: 13 },
    }
}

fn effect(kind: EffectKind) -> Effect {
    Effect::new(kind, Span::default())
}

fn points(amount: Expr) -> Effect {
    effect(EffectKind::Points(Grant { amount, wished: None }))
}

fn with(rules: Vec<Rule>) -> Program {
    Program { rules, ..program(&[]) }
}

const ORDERS: (&str, u32, u32) = ("order", 3, 1);
const LINES: (&str, u32, u32) = ("line", 5, 2);

fn shopper() -> Customer {
    let orders = vec![
        (day("2026-06-01"), 12_345, true, "grocery", vec![3]),
        (day("2026-06-02"), 900, true, "fashion", vec![1, 2]),
        (day("2026-06-03"), 50_000, false, "grocery", vec![9]),
    ];
    Customer { n: Some(4), m: Some(0), orders }
}

fn brief(result: &Result1) -> Vec<String> {
    let line = |effect: &crate::outcome::Effect| {
        let subject = effect.subject.values().cloned().collect::<Vec<_>>().join("+");
        format!("{} {} {}", effect.rule, subject, effect.amount.clone().unwrap_or_default())
    };
    match result {
        Ok(outcome) => outcome.effects.iter().map(line).collect(),
        Err(failed) => vec![format!("{} in {}", failed.error.code, failed.error.within)],
    }
}

fn full_tens(depth: u8) -> Expr {
    let ten = quantity(1_000, cny());
    expr(ExprKind::FullUnits(amount(depth).into(), ten.into()), Type::POINTS)
}

#[test]
fn a_rule_fires_for_each_element_that_meets_its_conditions() {
    let mut earn = rule("earn", &[ORDERS]);
    earn.conditions.push(paid(1));
    earn.effects.push(points(full_tens(1)));
    let customers = [shopper(), Customer::default(), numbers(Some(1), None)];
    let outcomes = run(with(vec![earn]), &customers);
    // The second order is too small for a point: nothing to give.
    assert_eq!(brief(&outcomes[0]), ["earn o/1 12"]);
    assert_eq!(brief(&outcomes[1]), [""; 0]);
    let effect = &outcomes[0].as_ref().unwrap().effects[0];
    assert_eq!(effect.key, "Test%2FClub/earn/c1/o%2F1/1");
    assert_eq!(
        (effect.word, effect.kind, effect.source.as_str()),
        ("earn", "points", "test.loyal:2")
    );
    assert_eq!((effect.unit.as_deref(), effect.wished.as_deref()), (Some("points"), None));
}

#[test]
fn a_customer_rule_carries_the_date_in_its_key_and_shows_what_a_cap_cut() {
    let mut reward = rule("gift", &[]);
    reward.word = RuleWord::Reward;
    let grant =
        Grant { amount: quantity(500, cny()), wished: Some(quantity(61_250, number_cny(4))) };
    reward.effects.push(effect(EffectKind::Money(MoneyForm::Credit, grant)));
    let grant = Grant { amount: quantity(500, cny()), wished: Some(quantity(500, cny())) };
    reward.effects.push(effect(EffectKind::Money(MoneyForm::Cash, grant)));
    reward.effects.push(effect(EffectKind::Badge { name: "pioneer".to_owned() }));
    let outcomes = run(with(vec![reward]), &[shopper()]);
    let effects = &outcomes[0].as_ref().unwrap().effects;
    assert_eq!(effects.len(), 3);
    assert_eq!(effects[0].key, "Test%2FClub/gift/c1/1/2026-06-30");
    assert_eq!(effects[0].amount.as_deref(), Some("5.00"));
    assert_eq!(effects[0].wished.as_deref(), Some("6.125"));
    assert_eq!((effects[1].kind, effects[1].wished.as_deref()), ("cash", None));
    assert_eq!((effects[2].kind, effects[2].code.as_deref()), ("badge", Some("pioneer")));
    assert_eq!(effects[2].key, "Test%2FClub/gift/c1/3/2026-06-30");
}

fn number_cny(places: u8) -> Type {
    Type::Quantity(Unit::Money(Currency("CNY".to_owned())), Places::Fixed(places))
}

#[test]
fn elements_of_elements_are_subjects_in_order() {
    let mut earn = rule("lines", &[ORDERS, LINES]);
    earn.for_each[0].filter = Some(paid(1));
    earn.for_each[1].filter = Some(compare(Comparison::Greater, lines_quantity(2), whole(1)));
    let per_line = multiply(lines_quantity(2), field(0, 1, Type::WHOLE), Type::POINTS);
    earn.effects.push(points(per_line));
    let outcomes = run(with(vec![earn]), &[shopper()]);
    assert_eq!(brief(&outcomes[0]), ["lines o/1+1 12", "lines o/2+2 8"]);
    let effects = &outcomes[0].as_ref().unwrap().effects;
    assert_eq!(effects[1].key, "Test%2FClub/lines/c1/o%2F2/2/1");
}

#[test]
fn an_exception_and_an_effect_of_its_own_condition_hold_back() {
    let mut earn = rule("earn", &[ORDERS]);
    let fashion = compare(Comparison::Equal, category(1), text("fashion"));
    earn.exceptions.push(Exception { name: "fashion".to_owned(), condition: fashion });
    earn.effects.push(Effect { when: Some(paid(1)), ..points(whole_points(5)) });
    earn.effects.push(effect(EffectKind::FollowUp { channel: None, due: Some(date(1)) }));
    let outcomes = run(with(vec![earn]), &[shopper()]);
    assert_eq!(brief(&outcomes[0]), ["earn o/1 5", "earn o/1 ", "earn o/3 "]);
    let effects = &outcomes[0].as_ref().unwrap().effects;
    assert_eq!((effects[2].kind, effects[2].due.as_deref()), ("follow_up", Some("2026-06-03")));
    assert_eq!(effects[2].key, "Test%2FClub/earn/c1/o%2F3/2");
}

fn whole_points(value: i128) -> Expr {
    quantity(value, Type::POINTS)
}

#[test]
fn a_reason_writes_values_as_readers_expect_them() {
    let mut earn = rule("earn", &[ORDERS]);
    earn.conditions.push(compare(Comparison::Equal, category(1), text("fashion")));
    earn.effects.push(points(whole_points(1)));
    let third = divide(n(), whole(3));
    let values = [amount(1), date(1), paid(1), category(1), n(), field(0, 2, Type::WHOLE), third];
    let mut parts: Vec<Part> = Vec::new();
    for value in values {
        parts.push(Part::Value(value));
        parts.push(Part::Text("; ".to_owned()));
    }
    earn.because = Some(Template { parts });
    let known = Customer { m: None, ..shopper() };
    let outcomes = run(with(vec![earn]), &[known]);
    let effect = &outcomes[0].as_ref().unwrap().effects[0];
    let expected = "9.00 CNY; 2026-06-02; yes; fashion; 4; —; 1.333333; ";
    assert_eq!(effect.reason.as_deref(), Some(expected));
}

#[test]
fn who_is_left_out_gets_no_effects_and_meets_no_error_of_a_rule() {
    let failing = |amount: Expr| {
        let mut earn = rule("earn", &[ORDERS]);
        let rounding = Rounding { mode: RoundingMode::Down, step: 1, places: 0 };
        let rate = divide(amount, field(0, 2, Type::WHOLE));
        earn.effects.push(points(expr(ExprKind::Rounded(rate.into(), rounding), Type::POINTS)));
        earn
    };
    let mut program = with(vec![failing(full_tens(1))]);
    let customers = [shopper(), Customer { m: Some(2), ..shopper() }];
    let outcomes = run(program.clone(), &customers);
    assert_eq!(brief(&outcomes[0]), ["division_by_zero in earn"]);
    assert_eq!(brief(&outcomes[1]), ["earn o/1 6", "earn o/3 25"]);
    program.applies_when = Some(compare(Comparison::Greater, m(), whole(0)));
    let outcomes = run(program, &customers);
    assert_eq!(brief(&outcomes[0]), [""; 0]);
    assert_eq!(brief(&outcomes[1]).len(), 2);
}

#[test]
fn an_error_in_the_filter_of_an_outer_list_counts_without_inner_elements() {
    let mut earn = rule("earn", &[ORDERS, LINES]);
    let rate = divide(amount(1), field(0, 2, Type::WHOLE));
    earn.for_each[0].filter = Some(compare(Comparison::Greater, rate, whole(1)));
    earn.effects.push(points(whole_points(1)));
    let bare = paid_orders(&[100]);
    let customers = [Customer { m: Some(0), ..bare.clone() }, Customer { m: Some(1), ..bare }];
    let outcomes = run(with(vec![earn]), &customers);
    assert_eq!(brief(&outcomes[0]), ["division_by_zero in earn"]);
    assert_eq!(brief(&outcomes[1]), [""; 0]);
}

#[test]
fn rules_read_conditions_in_order() {
    let mut earn = rule("earn", &[]);
    let rate = divide(n(), m());
    earn.conditions.push(compare(Comparison::Greater, m(), whole(0)));
    earn.conditions.push(compare(Comparison::Greater, rate, whole(1)));
    earn.effects.push(points(whole_points(1)));
    let mut reversed = earn.clone();
    reversed.conditions.reverse();
    let customers = [numbers(Some(4), Some(0)), numbers(Some(4), Some(2))];
    let outcomes = run(with(vec![earn]), &customers);
    assert_eq!((brief(&outcomes[0]).len(), brief(&outcomes[1]).len()), (0, 1));
    let outcomes = run(with(vec![reversed]), &customers);
    assert_eq!(brief(&outcomes[0]), ["division_by_zero in earn"]);
}

#[test]
fn a_rule_over_lines_reads_values_of_its_customer() {
    let total = loyal_dsl::ir::AggregateKind::Sum;
    let spend = aggregate(total, 0, Some(paid(1)), Some(amount(1)), cny());
    let mut program = program(&[("spend", spend)]);
    let mut earn = rule("earn", &[ORDERS, LINES]);
    // More than a tenth of what the customer spent: 13,245.
    let tenfold = multiply(amount(1), whole(10), cny());
    earn.conditions.push(compare(Comparison::Greater, tenfold, value(0, cny())));
    let dear = compare(Comparison::Greater, value(0, cny()), quantity(10_000, cny()));
    earn.conditions.push(dear);
    earn.effects.push(points(whole_points(7)));
    program.rules.push(earn);
    let outcomes = run(program, &[shopper(), Customer::default()]);
    assert_eq!(brief(&outcomes[0]), ["earn o/1+1 7", "earn o/3+1 7"]);
    assert_eq!(brief(&outcomes[1]), [""; 0]);
}

#[test]
fn rules_stand_in_their_order_and_subjects_in_theirs() {
    let mut first = rule("a", &[ORDERS]);
    first.effects.push(points(whole_points(1)));
    first.effects.push(points(whole_points(2)));
    let mut second = rule("b", &[]);
    second.effects.push(points(whole_points(3)));
    let outcomes = run(with(vec![first, second]), &[shopper()]);
    let expected = ["a o/1 1", "a o/1 2", "a o/2 1", "a o/2 2", "a o/3 1", "a o/3 2", "b  3"];
    assert_eq!(brief(&outcomes[0]), expected);
}
