//! Sampled customers: of every shipped policy, repeatable, and on the policy's edges.

use std::sync::Arc;

use arrow::array::RecordBatch;
use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::outcome::Published;
use loyal_engine::record::Schema;
use loyal_engine::sample::{Sampler, Shape};
use loyal_tests::folders;

const SHOP: &str = r#"
program "Shop" {
  currency CNY
  time zone "Asia/Shanghai"
  rounding half up
}

record customer {
  id: text key
  orders: list of order dated by date {
    id: text key
    date: date
    amount: money
    status: one of refunded, paid
  }
}

define spend as sum of amount in orders in last 12 months where status is paid

class size {
  large when spend >= 1234.56 CNY
  small otherwise
}

publish spend
"#;

fn shape(as_of: &str, on_edges: u8) -> Shape {
    Shape { as_of: as_of.parse().expect("a date"), seed: 7, elements: 6, on_edges }
}

fn sampler(policy: &Policy, shape: Shape) -> Sampler {
    let version = policy.version_on(shape.as_of).expect("a version");
    Sampler::new(Arc::clone(version.program()), shape)
}

#[test]
fn every_shipped_policy_takes_all_of_its_sampled_customers() {
    for folder in folders::inside(&folders::root().join("policies")) {
        let policy = Policy::load(&folder).expect("a valid policy");
        for as_of in folders::as_of(&folder) {
            let sampler = sampler(&policy, Shape { as_of, ..shape("2026-06-30", 30) });
            let batch = sampler.batch(0..300).expect("customers");
            let version = policy.version_on(as_of).expect("a version");
            let schema = Schema::new(version.program(), version.needs(), true).expect("a schema");
            let decoded = schema.read_arrow(&batch).expect("a batch that fits");
            assert_eq!(decoded.rejections, [], "{}", folder.display());
            assert_eq!(decoded.batch.customers.len, 300, "{}", folder.display());
        }
    }
}

#[test]
fn a_customer_depends_on_seed_and_number_alone() {
    let policy = Policy::load(folders::root().join("policies/harbour-club")).expect("a policy");
    let sampler = sampler(&policy, shape("2026-06-30", 10));
    let whole: RecordBatch = sampler.batch(0..64).expect("customers");
    let part = sampler.batch(20..30).expect("customers");
    assert_eq!(whole.slice(20, 10), part);
    let other =
        Sampler::new(Arc::clone(sampler.program()), Shape { seed: 8, ..shape("2026-06-30", 10) });
    assert_ne!(other.batch(20..30).expect("customers"), part);
}

#[test]
fn a_share_of_the_customers_stands_exactly_on_a_threshold() {
    let source = SourceFile { name: "shop.loyal".to_owned(), text: SHOP.to_owned() };
    let policy = Policy::from_sources(&[source]).expect("a valid policy");
    let exact = |on_edges: u8| {
        let sampler = sampler(&policy, shape("2026-06-30", on_edges));
        let batch = sampler.batch(0..400).expect("customers");
        let evaluated = policy.evaluate_batch(&batch, shape("2026-06-30", 0).as_of);
        let outcomes = evaluated.expect("outcomes").results.into_iter().map(Result::unwrap);
        let on = |published: &Published| matches!(published, Published::Value(Some(spend)) if spend.starts_with("1234.56"));
        outcomes.filter(|outcome| outcome.published.get("spend").is_some_and(on)).count()
    };
    assert_eq!(exact(0), 0);
    let quarter = exact(50);
    // Half stand on an edge; of these, each on one of those of the policy: the sum among them.
    assert!((20..=200).contains(&quarter), "{quarter}");
}
