//! Evaluates one customer from a host program.
//!
//! ```sh
//! head -1 policies/harbour-club/customers.jsonl > customer.json
//! cargo run -p loyal-engine --example evaluate -- policies/harbour-club customer.json 2026-06-30
//! ```

#![allow(clippy::disallowed_methods, reason = "the host reads its own files")]

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use loyal_engine::Policy;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, record, as_of] = arguments.as_slice() else {
        return Err("expected a policy, a file with one record in JSON, and a date".into());
    };
    print!("{}", outcome(Path::new(policy), &std::fs::read_to_string(record)?, as_of)?);
    Ok(())
}

/// A line an effect, then the whole outcome.
pub fn outcome(policy: &Path, record: &str, as_of: &str) -> Result<String, Box<dyn Error>> {
    let policy = Policy::load(policy)?;
    let outcome = policy.evaluate_json(record, as_of.parse()?)?;
    let mut text = String::new();
    for effect in &outcome.effects {
        let amount = effect.amount.as_deref().unwrap_or_default();
        let reason = effect.reason.as_deref().unwrap_or_default();
        writeln!(text, "{}: {} {amount} {reason}", effect.rule, effect.kind)?;
    }
    writeln!(text, "{}", serde_json::to_string_pretty(&outcome)?)?;
    Ok(text)
}
