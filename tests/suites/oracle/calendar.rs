//! Days that engine and oracle each know from a table of their own, and values weighed by days.

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_tests::oracle::{Field, Oracle, Record, Value};

fn source(text: &str) -> Vec<SourceFile> {
    vec![SourceFile { name: "days.loyal".into(), text: text.into() }]
}

#[test]
fn engine_and_oracle_know_the_same_festivals() {
    let sources = source(
        "program \"Days\" {\n  time zone \"Asia/Shanghai\"\n}\nrecord customer {\n  id: text key\n}\n\
         reward days {\n  give badge \"days\"\n  because \"{festival New Year's Eve} \
         {festival Spring Festival} {festival Lantern Festival} {festival Qingming} \
         {festival Dragon Boat} {festival Qixi} {festival Mid-Autumn} {festival Double Ninth} \
         {festival Winter Solstice}\"\n}\n",
    );
    let policy = Policy::from_sources(&sources).unwrap_or_else(|error| panic!("{error}"));
    let program = loyal_dsl::compile(&sources).unwrap_or_else(|_| panic!("a policy")).program;
    let record = serde_json::json!({ "id": "1" });
    let customer = Record { fields: vec![Field::Scalar(Some(Value::Text("1".into())))] };
    for year in 1901..=2099 {
        let as_of = format!("{year}-07-01").parse().expect("a date");
        let expected = Oracle::new(&program, &sources, as_of).evaluate(&customer).expect("dates");
        let found = policy.evaluate(&record, as_of).expect("dates");
        assert_eq!(found.effects[0].reason, expected.effects[0].reason, "{year}");
    }
}

/// `average over days of amount in balances` in a window, for a customer with these balances.
fn average(window: &str, balances: &[(&str, i32)]) -> String {
    let sources = source(&format!(
        "program \"Days\" {{\n  time zone \"Asia/Shanghai\"\n  currency CNY\n}}\n\
         record customer {{\n  id: text key\n  balances: list of balance dated by since {{\n    \
         id: text key\n    since: date\n    amount: money\n  }}\n}}\n\
         define mean as average over days of amount in balances {window}\n\
         reward days {{\n  give badge \"days\"\n  because \"{{mean}}\"\n}}\n"
    ));
    let policy = Policy::from_sources(&sources).unwrap_or_else(|error| panic!("{error}"));
    let balances: Vec<_> = (0..)
        .zip(balances)
        .map(|(id, (since, amount)): (i32, _)| {
            serde_json::json!({ "id": id.to_string(), "since": since, "amount": amount.to_string() })
        })
        .collect();
    let record = serde_json::json!({ "id": "1", "balances": balances });
    let outcome = policy.evaluate(&record, "2026-06-30".parse().expect("a date"));
    outcome.expect("an outcome").effects[0].reason.clone().expect("a reason")
}

#[test]
fn values_weigh_by_the_days_on_which_they_stood() {
    let steps = [("2026-01-01", 100), ("2026-06-11", 410)];
    // 11 days of 100 and 20 of 410.
    assert_eq!(average("in last 1 month", &steps), "300.00 CNY");
    assert_eq!(average("in previous month", &steps), "100.00 CNY");
    assert_eq!(average("in last 1 month where amount > 100 CNY", &steps), "410.00 CNY");
    // 10 days of 100 and 20 of 410: the rest of June.
    assert_eq!(average("in 1 whole month ending today", &steps), average("in this month", &steps));
    assert_eq!(average("in next 30 days", &steps), "410.00 CNY");
    assert_eq!(average("in year 2025", &steps), average("in last 1 day", &[]));
    assert_eq!(average("in last 1 day", &[("2026-07-01", 5)]), average("in last 1 day", &[]));
    assert_eq!(average("in last 1 day", &[("2026-06-30", 5), ("2026-06-30", 7)]), "6.00 CNY");
}
