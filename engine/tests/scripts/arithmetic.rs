//! Numbers of scripts are exact, or an error.

use super::{failure, run};
use loyal_engine::script::Value;

#[track_caller]
fn gives(body: &str, mantissa: i128, places: u8) {
    let head = format!("(unused: number) -> number with {places} places");
    let found = run(&head, body, &[Value::Quantity(0, 0)]);
    assert_eq!(found, Ok(Value::Quantity(mantissa, places)), "{body}");
}

#[test]
fn decimals_are_exact() {
    gives("0.1 + 0.2", 3, 1);
    gives("let x = 0.1; x += 0.2; x", 3, 1);
    gives("1.1 * 1.1", 121, 2);
    gives("7 / 2", 35, 1);
    gives("6 / 2", 3, 0);
    gives("let x = 7; x /= 2; x", 35, 1);
    gives("7 % 2 + 7.5 % 2", 25, 1);
    gives("-7 % 2", -1, 0);
    gives("-7 / 2", -35, 1);
    gives("10 - 0.01", 999, 2);
    gives("let x = 10; x -= 0.01; x", 999, 2);
}

#[test]
fn what_cannot_be_held_is_an_error() {
    let long = "the result cannot be held exactly in 28 digits";
    for (body, message) in [
        ("1 / 3", "the quotient has no end: round it, such as `divide_half_up(a, b, 2)`"),
        ("1 / 0", "division by zero"),
        ("1.5 / 0", "division by zero"),
        ("1.0 % 0", "division by zero"),
        ("1 % 0", "modulo division by zero or overflow: 1 % 0"),
        ("999999999999999999999999999.0 * 10 + 0.5", long),
        ("999999999999999999999999999.0 * 900", long),
        ("1.23456789012345 * 1.00000000000000001", long),
        ("0.000000000000000000000000001 / 100", long),
        ("9223372036854775807 + 1", "addition overflow: 9223372036854775807 + 1"),
        ("round_down(1.5, 29)", "the places lie between 0 and 28"),
        ("to_int(1.5)", "no whole number, or too large: round it first"),
    ] {
        assert_eq!(failure(body), message, "{body}");
    }
}

#[test]
fn numbers_are_rounded_as_the_language_rounds() {
    for (down, up, half_up, half_even, x) in [
        (1, 2, 2, 2, "1.5"),
        (2, 3, 3, 2, "2.5"),
        (-3, -2, -3, -2, "-2.5"),
        (-2, -1, -2, -2, "-1.6"),
        (2, 2, 2, 2, "2"),
    ] {
        gives(&format!("round_down({x}, 0)"), down, 0);
        gives(&format!("round_up({x}, 0)"), up, 0);
        gives(&format!("round_half_up({x}, 0)"), half_up, 0);
        gives(&format!("round_half_even({x}, 0)"), half_even, 0);
        gives(&format!("divide_down({x} * 3, 3, 0)"), down, 0);
        gives(&format!("divide_half_even({x} * -3, -3, 0)"), half_even, 0);
    }
    gives("divide_half_up(1, 3, 4)", 3333, 4);
    gives("divide_up(1, 3, 2)", 34, 2);
    gives("divide_half_up(-2, 3, 2)", -67, 2);
}
