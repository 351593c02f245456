//! `loyal watch`: what each edit of a policy changes.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::compare::Comparison;
use loyal_engine::live::{Changes, Refusal, Reload, Settings};

use crate::failure::Failure;
use crate::format::comparison;
use crate::report;
use crate::run::{Dry, Results};
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal watch policies/harbour-club policies/harbour-club/customers.jsonl --as-of 2026-06-30
  loyal watch policy.loyal customers.parquet --as-of 2026-06-30

Each time the policy is saved it is checked and run over the customers; what changed against the
last good version is shown: who, what, in sum. A policy with errors is compared with nothing: its
errors are shown as `loyal check` shows them, and the last good version stays to be compared with.
Ctrl-C ends it.";

/// Show what each edit of a policy changes for the customers, until Ctrl-C
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Watch {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    #[command(flatten)]
    dry: Dry,
}

impl Watch {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        self.dry.check()?;
        let mut last: Option<Results> = None;
        for reload in Changes::of(&self.policy, Settings::new())? {
            match reload {
                Reload::Live(policy) => self.follow(&policy, &mut last, language)?,
                Reload::Same(_) => say("the policy is as it was")?,
                Reload::Refused(why) => refuse(&why, language),
            }
        }
        Ok(Status::Fine)
    }

    /// Runs a good policy; a run that fails leaves the one before to be compared with.
    fn follow(
        &self,
        policy: &Arc<Policy>,
        last: &mut Option<Results>,
        language: Language,
    ) -> Result<(), Failure> {
        match self.dry.run(policy) {
            Ok(results) => {
                say(&shown(policy, last.as_ref(), &results))?;
                *last = Some(results);
            }
            Err(failure) if failure.is_closed_pipe() => return Err(failure),
            Err(failure) => report::failure(&failure, language),
        }
        // The analysis may take longer than the run.
        report::diagnostics(&policy.findings(Some(self.dry.as_of())).report, language);
        Ok(())
    }
}

/// What has changed, or with what it begins.
fn shown(policy: &Policy, last: Option<&Results>, results: &Results) -> String {
    let rejected = match results.rejected {
        0 => String::new(),
        rejected => format!("\nrecords that do not fit the policy: {rejected}"),
    };
    let text = match last {
        None => {
            let (name, customers) = (visible::line(&policy.program().name), results.outcomes.len());
            format!("watching `{name}` with {customers} customers")
        }
        Some(last) => {
            let comparison = Comparison::of(&last.outcomes, &results.outcomes);
            comparison::view(&comparison, report::columns()).trim_end().to_owned()
        }
    };
    text + &rejected
}

fn refuse(why: &Refusal, language: Language) {
    let failure = match why.report() {
        Some(report) => {
            report::diagnostics(report, language);
            say!("the policy is not valid")
        }
        None => why.message(),
    };
    report::note(&say!("error: {failure}", failure), language);
    report::note(&say!("the last good version stays"), language);
}

/// A block of lines on standard output, at once.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{text}\n")?;
    Ok(out.flush()?)
}
