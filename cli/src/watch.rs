//! `loyal watch`: what each edit of a policy changes.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::live::{Changes, Refusal, Reload, Settings};

use crate::failure::Failure;
use crate::format::comparison;
use crate::report;
use crate::run::{Compared, Counted, Dry};
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
        let mut last: Option<Arc<Policy>> = None;
        for reload in Changes::of(&self.policy, Settings::new())? {
            match reload {
                Reload::Live(policy) => self.follow(&policy, &mut last, language)?,
                Reload::Same(_) => say("the policy is as it was")?,
                Reload::Refused(why) => refuse(&why, language),
            }
        }
        Ok(Status::Fine)
    }

    /// Runs a good policy; one that cannot be run leaves the one before to be compared with.
    fn follow(
        &self,
        policy: &Arc<Policy>,
        last: &mut Option<Arc<Policy>>,
        language: Language,
    ) -> Result<(), Failure> {
        match self.shown(policy, last.as_deref()) {
            Ok(shown) => {
                say(&shown)?;
                *last = Some(Arc::clone(policy));
            }
            Err(failure) if failure.is_closed_pipe() => return Err(failure),
            Err(failure) => report::failure(&failure, language),
        }
        // The analysis may take longer than the run.
        report::diagnostics(&policy.findings(Some(self.dry.as_of())).report, language);
        Ok(())
    }

    /// What has changed, or with what it begins.
    fn shown(&self, policy: &Policy, last: Option<&Policy>) -> Result<String, Failure> {
        let (text, rejected) = match last {
            None => {
                let Counted { customers, rejected } = self.dry.count(policy)?;
                let name = visible::line(&policy.program().name);
                (format!("watching `{name}` with {customers} customers"), rejected)
            }
            Some(last) => {
                let Compared { comparison, rejected: [_, rejected] } =
                    self.dry.compare(last, policy)?;
                let view = comparison::view(&comparison, report::columns());
                (view.trim_end().to_owned(), rejected)
            }
        };
        Ok(match rejected {
            0 => text,
            rejected => format!("{text}\nrecords that do not fit the policy: {rejected}"),
        })
    }
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
