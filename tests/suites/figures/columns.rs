//! Tables whose head leaves out a parameter that only cells read.

use super::shown;

const REPEAT: &str = "table repeat_points(now: money, before: money) -> whole number {
  | now              | points |
  | 0 CNY            | 0      |
  | >= before        | 100    |
  | >= 90% of before | 90     |
  | otherwise        | 10     |
}
table share(least: money, now: money, more: whole number) -> whole number {
  | now       | more | share |
  | >= least  | > 1  | more  |
  | otherwise        | 0     |
}";

#[test]
fn a_parameter_without_a_column_is_read_by_cells() {
    for (call, expected) in [
        ("repeat_points(0 CNY, 100 CNY)", "0"),
        ("repeat_points(100 CNY, 100 CNY)", "100"),
        ("repeat_points(99.99 CNY, 100 CNY)", "90"),
        ("repeat_points(90 CNY, 100 CNY)", "90"),
        ("repeat_points(89.99 CNY, 100 CNY)", "10"),
        ("share(5 CNY, 5 CNY, 2)", "2"),
        ("share(5 CNY, 5 CNY, 1)", "0"),
        ("share(5 CNY, 4 CNY, 2)", "0"),
    ] {
        let customer = r#"{"id": "C-1", "joined": null, "spend": "1"}"#;
        assert_eq!(shown(REPEAT, call, customer, "2026-01-01"), expected, "{call}");
    }
}
