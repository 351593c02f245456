//! A service that evaluates the records it is sent while the policy is edited.
//!
//! ```sh
//! cargo run -p loyal-engine --example serve -- policies/harbour-club 2026-06-30 \
//!     < policies/harbour-club/customers.jsonl
//! ```
//!
//! One record in JSON a line comes in, one answer a line goes out, with the generation of the
//! policy that gave it. Edit a file of the policy meanwhile: the next record is answered by it, or,
//! where the edit is no good, by the last good one, and standard error says why.

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use loyal_engine::LivePolicy;
use loyal_engine::live::Settings;

#[allow(clippy::disallowed_methods, reason = "the host reads its own arguments")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, as_of] = arguments.as_slice() else {
        return Err("expected a policy and a date".into());
    };
    serve(Path::new(policy), as_of, std::io::stdin().lock(), std::io::stdout().lock())
}

/// Answers every request, until there are no more.
pub fn serve(
    policy: &Path,
    as_of: &str,
    requests: impl BufRead,
    mut answers: impl Write,
) -> Result<(), Box<dyn Error>> {
    let settings = Settings::new().on_reload(|reload| eprintln!("{reload}"));
    let live = LivePolicy::watch_with(policy, settings)?;
    let as_of = as_of.parse()?;
    for record in requests.lines() {
        let answer = match live.evaluate_json(&record?, as_of) {
            Ok(outcome) => serde_json::to_string(&outcome)?,
            // One bad record is an answer of its own, and no end of the service.
            Err(error) => serde_json::json!({ "error": error.to_string() }).to_string(),
        };
        writeln!(answers, "{answer}")?;
        answers.flush()?;
    }
    Ok(())
}
