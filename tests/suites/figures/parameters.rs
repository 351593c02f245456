//! `parameter`: which figure holds on a day.

use super::shown;

const FEE: &str = "parameter fee: money { 8 CNY from 2019-04-01; 10.34 CNY from 2025-04-01 }";
const RATE: &str = "parameter rate: percent { 1.5% from 2025-07-01\n 1% }";
const CUSTOMER: &str = r#"{"id": "C-1", "joined": "2025-03-31", "spend": "100"}"#;
const NOBODY: &str = r#"{"id": "C-1", "joined": null, "spend": "100"}"#;

#[track_caller]
fn check(figures: &str, expression: &str, as_of: &str, expected: &str) {
    assert_eq!(shown(figures, expression, CUSTOMER, as_of), expected);
}

#[test]
fn a_figure_holds_from_its_day_until_the_next() {
    let fee = "fee or else 0 CNY";
    check(FEE, fee, "2019-03-31", "0.00 CNY");
    check(FEE, fee, "2019-04-01", "8.00 CNY");
    check(FEE, fee, "2025-03-31", "8.00 CNY");
    check(FEE, fee, "2025-04-01", "10.34 CNY");
}

#[test]
fn a_figure_without_a_day_holds_before_all() {
    check(RATE, "rate * 100", "2025-06-30", "1");
    check(RATE, "rate * 100", "2025-07-01", "1.5");
    check("parameter most: points as 5000 points", "most", "1999-01-01", "5000 points");
}

#[test]
fn at_asks_for_the_figure_of_another_day() {
    let fee = "fee at joined or else 0 CNY";
    check(FEE, fee, "2026-01-01", "8.00 CNY");
    check(FEE, "fee at (joined + 1 day) or else 0 CNY", "2026-01-01", "10.34 CNY");
    check(FEE, "fee at 2025-04-01 - fee at 2025-03-31", "2026-01-01", "2.34 CNY");
    assert_eq!(shown(FEE, fee, NOBODY, "2026-01-01"), "0.00 CNY");
    assert_eq!(shown(RATE, "rate at joined or else 0", NOBODY, "2026-01-01"), "0");
}

#[test]
fn a_figure_may_be_of_any_type() {
    let kind = "kind size: one of small, large\nparameter s: size { small; large from 2026-01-01 }";
    check(kind, "s", "2025-12-31", "small");
    check(kind, "s", "2026-01-01", "large");
    check("parameter d: date as 2026-05-01", "1 day after d", "2026-01-01", "2026-05-02");
    check("parameter n: number as -1.25", "n", "2026-01-01", "-1.25");
}

#[test]
fn chinese_reads_alike() {
    let fee = "参数 费用: 金额 { 8 元 自 2019-04-01 起\n 自 2025-04-01 起 10 元 }";
    let text = format!(
        "{}\n{fee}",
        r#"计划 "费用" { 币种 CNY }
档案 客户 {
  编号: 文本 唯一
  入会: 日期
}
定义 当时 指 费用 于 入会 缺则 0 元
"#
    );
    let source = loyal_dsl::source::SourceFile { name: "zh.loyal".into(), text };
    assert!(loyal_dsl::compile(&[source]).is_ok());
}
