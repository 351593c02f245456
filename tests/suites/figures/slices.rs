//! Tables `by slice`: what each row is worth.

use super::shown;

const RATES: &str = "table rebate(bought: money) -> money by slice {
  | bought               | r              |
  | <= 1000 CNY          | 1%             |
  | 1000 CNY .. 5000 CNY | 2% of bought   |
  | otherwise            | 3%             |
}";
const POINTS: &str = "parameter bar: money as 300 CNY
table earned(bought: money) -> points by slice {
  | bought  | points                            |
  | <= bar  | 1 point per full 100 CNY of bought |
  | > bar   | 2 points per full 100 CNY of bought |
}";

#[track_caller]
fn check(table: &str, expression: &str, spend: &str, expected: &str) {
    let customer = format!(r#"{{"id": "C-1", "joined": null, "spend": "{spend}"}}"#);
    assert_eq!(shown(table, expression, &customer, "2026-01-01"), expected);
}

#[test]
fn each_row_takes_its_slice() {
    for (spend, expected) in [
        ("-50", "0.00 CNY"),
        ("0", "0.00 CNY"),
        ("1000", "10.00 CNY"),
        ("1000.01", "10.0002 CNY"),
        ("5000", "90.00 CNY"),
        ("6000", "120.00 CNY"),
    ] {
        check(RATES, "rebate(spend)", spend, expected);
    }
}

#[test]
fn a_row_may_count_the_units_of_its_slice() {
    for (spend, expected) in [("299", "2 points"), ("399", "3 points"), ("500", "7 points")] {
        check(POINTS, "earned(spend)", spend, expected);
    }
}
