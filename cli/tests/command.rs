//! The built command, run as users run it: what it prints, what it writes, how it ends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "command/check.rs"]
mod check;
#[path = "command/diff.rs"]
mod diff;
#[path = "command/explain.rs"]
mod explain;
#[path = "command/findings.rs"]
mod findings;
#[path = "command/fmt.rs"]
mod fmt;
#[path = "command/guide.rs"]
mod guide;
#[path = "command/harbour.rs"]
mod harbour;
#[path = "command/hostile.rs"]
mod hostile;
#[path = "command/infer.rs"]
mod infer;
#[path = "command/languages.rs"]
mod languages;
#[path = "command/loyal.rs"]
mod loyal;
#[path = "command/new.rs"]
mod new;
#[path = "command/output.rs"]
mod output;
#[path = "command/plan.rs"]
mod plan;
#[path = "command/run.rs"]
mod run;
#[path = "command/sample.rs"]
mod sample;
#[path = "command/sarif.rs"]
mod sarif;
#[path = "command/test.rs"]
mod test;
#[path = "command/usage.rs"]
mod usage;
#[path = "command/watch.rs"]
mod watch;
