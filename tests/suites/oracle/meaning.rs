//! Each form of an expression, by example, on 2026-03-31.

use loyal_dsl::ir::{
    AggregateKind, Comparison, DatePart, Expr, ExprKind, Extreme, Literal, RoundingMode, ShiftUnit,
};
use loyal_dsl::types::Type;

use crate::sample::*;
use loyal_tests::oracle::{Failure, Oracle, Record, Value, decimal, whole};

type Read = Result<Option<Value>, Failure>;

#[track_caller]
fn check(expr: &Expr, customer: &Record, expected: Read) {
    let program = program();
    let oracle = Oracle::new(&program, &[], "2026-03-31".parse().unwrap());
    assert_eq!(oracle.read(expr, customer), expected);
}

#[track_caller]
fn check_alone(expr: &Expr, expected: Read) {
    check(expr, &customer(vec![]), expected);
}

#[expect(clippy::unnecessary_wraps, reason = "what reading a known value gives")]
fn is(value: Value) -> Read {
    Ok(Some(value))
}

fn quantity(mantissa: i64, places: u8) -> Read {
    is(Value::Quantity(decimal(mantissa, places)))
}

fn yes() -> Read {
    is(Value::Bool(true))
}

fn no() -> Read {
    is(Value::Bool(false))
}

fn text(text: &str) -> Read {
    is(Value::Text(text.to_owned()))
}

fn date(text: &str) -> Read {
    is(Value::Date(text.parse().unwrap()))
}

/// A number that is not there.
fn missing() -> Expr {
    cases(vec![(yes_no(false), number(0, 0))], None)
}

/// `1 / 0 > 0`
fn failing() -> Expr {
    compare(Comparison::Greater, quotient(number(1, 0), number(0, 0)), number(0, 0))
}

/// The largest whole number of 128 bits.
fn most() -> Expr {
    number(i128::MAX, 0)
}

fn full_units(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::FullUnits(Box::new(a), Box::new(b)), Type::WHOLE)
}

fn remainder(a: Expr, b: Expr) -> Expr {
    let ty = a.ty.clone();
    expr(ExprKind::Remainder(Box::new(a), Box::new(b)), ty)
}

fn orders() -> Record {
    customer(vec![
        with(order("b", "2026-03-01", 300), RATE, Value::Quantity(decimal(15, 1))),
        order("a", "2026-03-01", 300),
        with(order("d", "2026-02-01", 100), STATUS, Value::Choice(1)),
        with(order("c", "", 200), RATE, Value::Quantity(decimal(15, 1))),
    ])
}

#[test]
fn a_third_times_three_is_one() {
    let third = quotient(number(1, 0), number(3, 0));
    check_alone(&times(third.clone(), number(3, 0), fraction()), quantity(1, 0));
    let equal = compare(Comparison::Equal, times(third, number(3, 0), fraction()), number(100, 2));
    check_alone(&equal, yes());
}

#[test]
fn full_units_round_down_and_remainders_follow() {
    for (a, b, units, rest) in
        [(17, 5, 3, 2), (-17, 5, -4, 3), (17, -5, -4, -3), (-17, -5, 3, -2), (15, 5, 3, 0)]
    {
        check_alone(&full_units(number(a, 0), number(b, 0)), quantity(units, 0));
        check_alone(&remainder(number(a, 0), number(b, 0)), quantity(rest, 0));
    }
    check_alone(&remainder(number(1050, 2), number(4, 0)), quantity(25, 1));
    check_alone(&full_units(number(1, 0), number(0, 0)), Err(Failure::DivisionByZero));
    check_alone(&remainder(number(1, 0), number(0, 2)), Err(Failure::DivisionByZero));
}

#[test]
fn missing_operands_make_missing_results() {
    check_alone(&times(missing(), number(2, 0), fixed(0)), Ok(None));
    check_alone(&compare(Comparison::Equal, missing(), missing()), Ok(None));
    check_alone(&known(missing()), no());
    check_alone(&known(number(0, 0)), yes());
    check_alone(
        &expr(ExprKind::Not(Box::new(failing())), Type::Bool),
        Err(Failure::DivisionByZero),
    );
    check_alone(&shift(at(0, BORN, Type::Date), number(1, 0), ShiftUnit::Days), Ok(None));
    check_alone(&or_else(missing(), number(7, 0)), quantity(7, 0));
}

#[test]
fn a_failure_counts_before_a_missing_operand() {
    let ratio = quotient(number(1, 0), number(0, 0));
    check_alone(&times(missing(), ratio, fraction()), Err(Failure::DivisionByZero));
    check_alone(&compare(Comparison::Less, missing(), most_times_ten()), Err(Failure::Overflow));
}

#[test]
fn and_or_cases_and_or_else_read_no_further_than_they_must() {
    check_alone(&and(yes_no(false), failing()), no());
    check_alone(&and(yes_no(true), failing()), Err(Failure::DivisionByZero));
    check_alone(&or(yes_no(true), failing()), yes());
    check_alone(&or(yes_no(false), failing()), Err(Failure::DivisionByZero));
    check_alone(&and(failing(), yes_no(false)), Err(Failure::DivisionByZero));
    check_alone(&or_else(yes_no(true), failing()), yes());
    let first = vec![(yes_no(true), number(1, 0)), (failing(), number(2, 0))];
    check_alone(&cases(first, None), quantity(1, 0));
    let second = vec![(yes_no(false), most_times_ten()), (yes_no(true), number(2, 0))];
    check_alone(&cases(second, None), quantity(2, 0));
    check_alone(&cases(vec![(failing(), number(1, 0))], None), Err(Failure::DivisionByZero));
}

#[test]
fn cases_take_the_first_that_holds_and_pass_over_missing_conditions() {
    let unknown = compare(Comparison::Equal, missing(), number(0, 0));
    let arms = vec![(unknown, number(1, 0)), (yes_no(true), number(25, 1))];
    check_alone(&cases(arms, Some(number(3, 0))).with_type(fixed(1)), quantity(25, 1));
    check_alone(&cases(vec![(yes_no(false), number(1, 0))], Some(number(3, 0))), quantity(3, 0));
    check_alone(&cases(vec![(yes_no(false), number(1, 0))], None), Ok(None));
}

/// Ten times the largest number.
fn most_times_ten() -> Expr {
    times(most(), number(10, 0), fixed(0))
}

#[test]
fn only_values_as_written_overflow() {
    check_alone(&most(), quantity_of(i128::MAX));
    check_alone(&most_times_ten(), Err(Failure::Overflow));
    check_alone(
        &minus(most_times_ten(), times(most(), number(9, 0), fixed(0)), fixed(0)),
        quantity_of(i128::MAX),
    );
    let ratio = quotient(most_times_ten(), number(10, 0));
    check_alone(&rounded(ratio, RoundingMode::Down, 1, 0), quantity_of(i128::MAX));
    let ratio = quotient(most(), number(1, 2));
    check_alone(&compare(Comparison::Greater, ratio.clone(), most()), yes());
    check_alone(&rounded(ratio, RoundingMode::Down, 1, 0), Err(Failure::Overflow));
    let least = number(i128::MIN, 0);
    check_alone(&least, quantity_of(i128::MIN));
    check_alone(&expr(ExprKind::Negate(Box::new(least)), fixed(0)), Err(Failure::Overflow));
}

fn quantity_of(number: i128) -> Read {
    is(Value::Quantity(whole(number)))
}

#[test]
fn a_completed_sum_overflows_even_inside_an_expression() {
    let two = customer(vec![order("a", "2026-03-01", 100), order("b", "2026-03-01", 100)]);
    let most = literal(Literal::Quantity(i128::MAX), fixed(2));
    let sum = sum(most.clone(), None);
    check(&minus(sum.clone(), most, fixed(2)), &two, Err(Failure::Overflow));
    check(&known(sum), &customer(vec![order("a", "", 1)]), yes());
}

#[test]
fn a_sum_may_pass_beyond_the_range_on_its_way() {
    let signed = cases(
        vec![(
            compare(Comparison::Equal, at(1, AMOUNT, money()), yuan(300)),
            literal(Literal::Quantity(i128::MAX), fixed(2)),
        )],
        Some(literal(Literal::Quantity(-i128::MAX), fixed(2))),
    );
    check(&sum(signed, None), &orders(), quantity(0, 0));
}

#[test]
fn extremes_of_the_known() {
    let items = vec![number(25, 1), missing(), number(3, 0)];
    for (which, largest) in [(Extreme::Largest, 30), (Extreme::Smallest, 25)] {
        check_alone(&extreme(which, false, items.clone()), Ok(None));
        check_alone(&extreme(which, true, items.clone()), quantity(largest, 1));
        check_alone(&extreme(which, true, vec![missing(), missing()]), Ok(None));
    }
}

#[test]
fn aggregates_over_nothing() {
    let over = |kind, value, ty| over_orders(kind, value, None, ty);
    let amount = || Some(at(1, AMOUNT, money()));
    check_alone(&over(AggregateKind::Count, None, Type::WHOLE), quantity(0, 0));
    check_alone(&over(AggregateKind::Sum, amount(), money()), quantity(0, 2));
    check_alone(&over(AggregateKind::SumOfTop(2), amount(), money()), quantity(0, 2));
    check_alone(&over(AggregateKind::DistinctCount, amount(), Type::WHOLE), quantity(0, 0));
    check_alone(&over(AggregateKind::Average, amount(), fraction()), Ok(None));
    check_alone(&over(AggregateKind::Max, amount(), money()), Ok(None));
    check_alone(&over(AggregateKind::Min, amount(), money()), Ok(None));
    check_alone(&over(AggregateKind::Any, Some(paid()), Type::Bool), no());
    check_alone(&over(AggregateKind::Every, Some(paid()), Type::Bool), yes());
}

#[test]
fn aggregates_over_orders() {
    let over = |kind, value| over_orders(kind, Some(value), None, money());
    let amount = || at(1, AMOUNT, money());
    let count = over_orders(AggregateKind::Count, None, Some(paid()), Type::WHOLE);
    check(&count, &orders(), quantity(3, 0));
    check(&over(AggregateKind::Sum, amount()), &orders(), quantity(900, 2));
    check(&sum(amount(), Some(paid())), &orders(), quantity(800, 2));
    check(&over(AggregateKind::SumOfTop(2), amount()), &orders(), quantity(600, 2));
    check(&over(AggregateKind::SumOfTop(9), amount()), &orders(), quantity(900, 2));
    check(&over(AggregateKind::Max, amount()), &orders(), quantity(300, 2));
    check(&over(AggregateKind::Min, amount()), &orders(), quantity(100, 2));
    let average = over_orders(AggregateKind::Average, Some(amount()), Some(paid()), fraction());
    check(&times(average, number(3, 0), fraction()), &orders(), quantity(800, 2));
    let distinct = over_orders(AggregateKind::DistinctCount, Some(amount()), None, Type::WHOLE);
    check(&distinct, &orders(), quantity(3, 0));
    check(&over_orders(AggregateKind::Any, Some(paid()), None, Type::Bool), &orders(), yes());
    check(&over_orders(AggregateKind::Every, Some(paid()), None, Type::Bool), &orders(), no());
}

#[test]
fn aggregates_pass_over_missing_values() {
    let rate = || at(1, RATE, Type::NUMBER);
    check(&sum(rate(), None), &orders(), quantity(3, 0));
    let average = over_orders(AggregateKind::Average, Some(rate()), None, fraction());
    check(&average, &orders(), quantity(15, 1));
    let small = compare(Comparison::Less, rate(), number(2, 0));
    check(
        &over_orders(AggregateKind::Every, Some(small.clone()), None, Type::Bool),
        &orders(),
        yes(),
    );
    check(
        &over_orders(AggregateKind::Count, None, Some(small), Type::WHOLE),
        &orders(),
        quantity(2, 0),
    );
    let latest = over_orders(AggregateKind::Max, Some(at(1, DATE, Type::Date)), None, Type::Date);
    check(&latest, &orders(), date("2026-03-01"));
}

#[test]
fn aggregates_fail_only_for_elements_that_pass() {
    let inverse = rounded(quotient(number(1, 0), at(1, AMOUNT, money())), RoundingMode::Down, 1, 0);
    let some = compare(Comparison::NotEqual, at(1, AMOUNT, money()), yuan(0));
    let free = customer(vec![order("a", "2026-03-01", 0), order("b", "2026-03-01", 100)]);
    check(&sum(inverse.clone(), Some(some)), &free, quantity(1, 0));
    check(&sum(inverse, None), &free, Err(Failure::DivisionByZero));
}

#[test]
fn windows_are_half_open() {
    let date = || at(1, DATE, Type::Date);
    let start = shift(today(), number(-1, 0), ShiftUnit::Months);
    let window = and(
        compare(Comparison::Greater, date(), start),
        compare(Comparison::LessOrEqual, date(), today()),
    );
    let ids = ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01", ""];
    let orders = ids.iter().map(|date| order(date, date, 100)).collect();
    let count = over_orders(AggregateKind::Count, None, Some(window), Type::WHOLE);
    check(&count, &customer(orders), quantity(2, 0));
}

#[test]
fn picks_give_ties_to_the_first_by_date_then_key() {
    let amount = || at(1, AMOUNT, money());
    check(&pick(Extreme::Largest, amount(), None), &orders(), text("a"));
    check(&pick(Extreme::Smallest, amount(), None), &orders(), text("d"));
    check(&pick(Extreme::Smallest, amount(), Some(paid())), &orders(), text("c"));
    check(&pick(Extreme::Largest, at(1, DATE, Type::Date), None), &orders(), text("a"));
    check(&pick(Extreme::Smallest, at(1, DATE, Type::Date), None), &orders(), text("d"));
    check(&pick(Extreme::Largest, at(1, RATE, Type::NUMBER), None), &orders(), text("c"));
    check(&pick(Extreme::Largest, amount(), Some(yes_no(false))), &orders(), Ok(None));
}

#[test]
fn dates_and_datetimes() {
    let moved = |count, unit| shift(today(), number(count, 0), unit);
    check_alone(&moved(-1, ShiftUnit::Months), date("2026-02-28"));
    check_alone(&moved(1, ShiftUnit::Days), date("2026-04-01"));
    check_alone(&moved(100_000_000, ShiftUnit::Months), Err(Failure::DateOutOfRange));
    check_alone(&moved(i128::MAX, ShiftUnit::Days), Err(Failure::DateOutOfRange));
    let seen = at(0, SEEN, Type::DateTime);
    let day = expr(ExprKind::DateOf(Box::new(seen.clone())), Type::Date);
    check_alone(&day, date("2026-01-31"));
    let late =
        expr(ExprKind::DateOf(Box::new(shift(seen, number(15, 0), ShiftUnit::Hours))), Type::Date);
    check_alone(&late, date("2026-02-01"));
    check_alone(
        &expr(ExprKind::DatePart(DatePart::Weekday, Box::new(today())), Type::WHOLE),
        quantity(2, 0),
    );
}

trait WithType {
    fn with_type(self, ty: Type) -> Self;
}

impl WithType for Expr {
    fn with_type(self, ty: Type) -> Expr {
        Expr { ty, ..self }
    }
}
