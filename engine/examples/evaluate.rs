//! Evaluates one customer from a host program.
//!
//! ```sh
//! cargo run -p loyal-engine --example evaluate -- policies/harbour-club customer.json 2026-06-30
//! ```

#![expect(clippy::disallowed_methods, reason = "the host reads its own files")]

use std::error::Error;

use loyal_engine::Policy;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, record, as_of] = arguments.as_slice() else {
        return Err("expected a policy, a file with one record in JSON, and a date".into());
    };
    let policy = Policy::load(policy)?;
    let outcome = policy.evaluate_json(&std::fs::read_to_string(record)?, as_of.parse()?)?;
    for effect in &outcome.effects {
        println!(
            "{}: {} {} {}",
            effect.rule,
            effect.kind,
            effect.amount.as_deref().unwrap_or_default(),
            effect.reason.as_deref().unwrap_or_default(),
        );
    }
    println!("{}", serde_json::to_string_pretty(&outcome)?);
    Ok(())
}
