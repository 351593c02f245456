//! What stands at the end of an outcome: published figures and guarantees, in every form.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::outcome::arrow::Tables;
use loyal_engine::outcome::table;
use std::sync::Arc;

const POLICY: &str = r#"
program "Closing" {
  currency   CNY
  time zone  "UTC"
  rounding   half up
  applies when visits < 100
}

record customer {
  id:      text key
  visits:  whole number
  spend:   money
  tip:     money USD
  born:    date optional
  lots:    list of lot {
    id:     text key
    until:  date optional
    points: points
  }
}

define last_day(lot) as lot.until
define mean as spend / visits

publish visits, spend, tip, born
publish doubled as 2 * spend
publish last_day for each lot in lots
publish points for each lot in lots where points > 5 points
publish share as mean rounded half up to 0.01

guarantee visits < 10 implies spend < 1000 CNY
  because "few visits, little money"
guarantee born is known implies born < today
"#;

fn policy(text: &str) -> Policy {
    let source = SourceFile { name: "closing.loyal".to_owned(), text: text.to_owned() };
    Policy::from_sources(&[source]).unwrap()
}

fn record(visits: u32, spend: &str) -> String {
    format!(
        r#"{{"id": "C-1", "visits": {visits}, "spend": "{spend}", "tip": "1.5 USD", "born": "2030-01-01",
        "lots": [{{"id": "L-2", "until": "2026-07-01", "points": 7}}, {{"id": "L-1", "points": 3}}]}}"#
    )
    .replace("1.5 USD", "1.50")
}

#[test]
fn an_outcome_says_where_the_programme_is_not_for_the_customer() {
    let policy = policy(POLICY);
    let as_of = "2026-06-30".parse().unwrap();
    let columns = table::customer_columns(policy.program());
    let at = columns.iter().position(|column| column.name == "applies").unwrap();
    for (visits, shown, cell) in [(120, Some(false), "no"), (99, None, "yes")] {
        let outcome = policy.evaluate_json(&record(visits, "1"), as_of).unwrap();
        let json = serde_json::to_value(&outcome).unwrap();
        assert_eq!(json.get("applies").and_then(serde_json::Value::as_bool), shown);
        let outcome = Ok(outcome);
        let cells = table::customer_cells(policy.program(), &outcome);
        assert_eq!(cells[at].as_deref(), Some(cell));
    }
}

#[test]
fn figures_are_shown_beside_the_effects() {
    let policy = policy(POLICY);
    let as_of = "2026-06-30".parse().unwrap();
    let outcome = policy.evaluate_json(&record(120, "1234.5"), as_of).unwrap();
    let json = serde_json::to_value(&outcome).unwrap();
    assert_eq!(
        json["published"],
        serde_json::json!({
            "born": "2030-01-01",
            "doubled": "2469.00",
            "last_day": {"L-1": null, "L-2": "2026-07-01"},
            "points": {"L-2": "7"},
            "share": "10.29",
            "spend": "1234.50",
            "tip": "1.50 USD",
            "visits": "120",
        })
    );
    let names: Vec<&String> = outcome.published.keys().collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn a_broken_guarantee_is_named_and_the_outcome_stands() {
    let policy = policy(POLICY);
    let as_of = "2026-06-30".parse().unwrap();
    let outcome = policy.evaluate_json(&record(3, "1000"), as_of).unwrap();
    let line = |text: &str| {
        let line = POLICY.lines().position(|line| line.contains(text)).unwrap() + 1;
        format!("closing.loyal:{line}")
    };
    let found: Vec<_> = outcome
        .broken
        .iter()
        .map(|broken| (broken.claim.as_str(), broken.source.clone(), broken.because.as_deref()))
        .collect();
    let few = (
        "visits < 10 implies spend < 1000 CNY",
        line("guarantee visits"),
        Some("few visits, little money"),
    );
    let born = ("born is known implies born < today", line("guarantee born"), None);
    assert_eq!(found.len(), 2);
    assert!(found.contains(&few) && found.contains(&born), "{found:?}");
    let fine = policy.evaluate_json(&record(10, "1000").replace("2030", "1990"), as_of).unwrap();
    assert_eq!(fine.broken, []);
    assert!(!serde_json::to_string(&fine).unwrap().contains("broken"));
}

#[test]
fn a_figure_that_fails_fails_its_record() {
    let policy = policy(POLICY);
    let failed = policy.evaluate_json(&record(0, "1"), "2026-06-30".parse().unwrap());
    assert!(failed.unwrap_err().to_string().contains("division by zero"));
}

#[test]
fn figures_and_broken_guarantees_have_their_columns() {
    let policy = policy(POLICY);
    let as_of = "2026-06-30".parse().unwrap();
    let results = [Ok(policy.evaluate_json(&record(3, "1000"), as_of).unwrap())];
    let columns = table::customer_columns(policy.program());
    let cells = table::customer_cells(policy.program(), &results[0]);
    assert_eq!(columns.len(), cells.len());
    let cell = |name: &str| {
        let at = columns.iter().position(|column| column.name == name).unwrap();
        (columns[at].kind, cells[at].clone().unwrap_or_default().into_owned())
    };
    assert_eq!(cell("published.spend"), (table::Kind::Decimal, "1000.00".to_owned()));
    assert_eq!(cell("published.tip"), (table::Kind::Text, "1.50 USD".to_owned()));
    assert_eq!(cell("published.born"), (table::Kind::Date, "2030-01-01".to_owned()));
    let each = r#"{"L-1":null,"L-2":"2026-07-01"}"#;
    assert_eq!(cell("published.last_day"), (table::Kind::Text, each.to_owned()));
    assert!(cell("broken").1.contains("visits < 10 implies"));
    let batch = Tables::new(Arc::clone(policy.program())).customers(&results).unwrap();
    assert_eq!(batch.num_columns(), columns.len());
}

#[test]
fn the_order_of_guarantees_and_figures_means_nothing() {
    let turned = POLICY.replace("publish visits, spend, tip, born\n", "");
    let turned = turned + "publish born, tip\npublish spend\npublish visits\n";
    assert_eq!(policy(POLICY).program().hash(), policy(&turned).program().hash());
}
