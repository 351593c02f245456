//! Many rules over one list, and the same by hand: who has two orders of so much.

use std::fmt::Write;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::batch::{Batch, FieldData};

const RECORD: &str = r#"program "Many rules" {
  currency   CNY
  time zone  "Asia/Shanghai"
  effective  from 2026-01-01
}

record customer {
  id:      text key
  orders:  list of order dated by date {
    id:      text key
    date:    date
    amount:  money
  }
}
"#;
/// Orders that must reach the bar.
const ORDERS: usize = 2;

/// The bars of so many rules, in cents, none twice and in no order. Few customers reach them.
#[must_use]
pub fn bars(rules: usize) -> Vec<i64> {
    let step = (400_000 / rules.max(1)).max(1);
    let bar = |at: usize| 400_000 + at * 7_919 % rules * step;
    (0..rules).map(|at| i64::try_from(bar(at)).expect("cents")).collect()
}

/// The policy's text.
#[must_use]
pub fn source(rules: usize) -> SourceFile {
    let mut text = RECORD.to_owned();
    for (at, bar) in bars(rules).into_iter().enumerate() {
        let (whole, cents) = (bar / 100, bar % 100);
        let _ = write!(
            text,
            "\nreward rule_{at} {{\n  when (count of orders where amount >= {whole}.{cents:02} CNY) >= {ORDERS}\n  \
             give badge \"badge {at}\"\n}}\n"
        );
    }
    SourceFile { name: "rules.loyal".to_owned(), text }
}

/// The policy.
///
/// # Panics
///
/// Where it is not sound.
#[must_use]
pub fn policy(source: &SourceFile) -> Policy {
    Policy::from_sources(std::slice::from_ref(source)).expect("a sound policy")
}

/// The amounts of all orders in cents, and where those of each customer begin.
///
/// # Panics
///
/// Where the batch is not of this policy.
#[must_use]
pub fn amounts(batch: &Batch) -> (&[i64], &[u32]) {
    let FieldData::List(orders) = &batch.customers.fields[1] else { panic!("orders") };
    // Fields stand in the order of their names.
    let FieldData::Scalar(amounts) = &orders.rows.fields[0] else { panic!("amounts") };
    (&amounts.values, &orders.offsets)
}

/// Which rules fire for which customers of a batch.
#[must_use]
pub fn by_hand((amounts, offsets): (&[i64], &[u32]), bars: &[i64]) -> Vec<(usize, usize)> {
    let mut fired = Vec::new();
    for (customer, range) in offsets.windows(2).enumerate() {
        let amounts = &amounts[range[0] as usize..range[1] as usize];
        for (rule, bar) in bars.iter().enumerate() {
            if amounts.iter().filter(|amount| *amount >= bar).count() >= ORDERS {
                fired.push((customer, rule));
            }
        }
    }
    fired
}
