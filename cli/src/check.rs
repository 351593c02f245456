//! `loyal check`: is a policy sound?

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use loyal_dsl::ir::Program;
use loyal_dsl::problems::{Diagnostic, Report, Severity};
use loyal_dsl::syntax::Language;
use loyal_engine::analyse::{Claim, Finding, Standing};
use loyal_engine::{LoadError, Policy};

use crate::failure::Failure;
use crate::report;
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal check policies/harbour-club
  loyal check --deny-warnings policies/*

Diagnostics go to standard error; to standard output goes a line a policy, and one a guarantee: whether it is
proved, or checked when the policy runs.";

/// Check policies: names, types, units, missing values, rounding; gaps, and what never happens
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Check {
    /// A policy: one .loyal file, or a folder with all its .loyal files
    #[arg(value_name = "POLICY", required = true)]
    policies: Vec<PathBuf>,
    /// Exit with 1 where there are warnings
    #[arg(long)]
    deny_warnings: bool,
}

impl Check {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let mut worst = Status::Fine;
        for path in &self.policies {
            worst = worst.max(self.check(path, language)?);
        }
        Ok(worst)
    }

    fn check(&self, path: &Path, language: Language) -> Result<Status, Failure> {
        let (lines, status): (Vec<String>, Status) = match Policy::load(path) {
            Ok(policy) => {
                let analysis = policy.analyse();
                let found = findings(&policy, analysis.findings);
                report::diagnostics(&found, language);
                let denied = !found.diagnostics.is_empty() && self.deny_warnings;
                let status = if denied { Status::Findings } else { Status::Fine };
                let claims = analysis.guarantees.iter().map(claim);
                ([sound(&policy, &found)].into_iter().chain(claims).collect(), status)
            }
            Err(LoadError::Invalid(problems)) => {
                report::diagnostics(&problems, language);
                (vec![format!("not valid: {}", counted(&problems))], Status::Invalid)
            }
            Err(other) => return Err(other.into()),
        };
        for line in lines {
            writeln!(
                anstream::stdout(),
                "{}",
                visible::line(&format!("{}: {line}", path.display()))
            )?;
        }
        Ok(status)
    }
}

/// What is known of a guarantee.
fn claim(claim: &Claim) -> String {
    let standing = match claim.standing {
        Standing::Proved if claim.about.is_empty() => "proved".to_owned(),
        Standing::Proved => format!("proved, whatever {}", claim.about.join(", ")),
        Standing::Refuted => "does not hold".to_owned(),
        Standing::CheckedAtRunTime => "checked at run time".to_owned(),
    };
    format!("guarantee `{}`: {standing}", claim.claim)
}

/// What the check warned of, and what the analysis finds.
fn findings(policy: &Policy, found: Vec<Finding>) -> Report {
    let mut report = policy.warnings().clone();
    report.diagnostics.extend(found.into_iter().map(|finding| finding.diagnostic));
    report.diagnostics.sort_by_key(Diagnostic::place);
    report
}

fn sound(policy: &Policy, report: &Report) -> String {
    let (name, findings) = (&policy.program().name, counted(report));
    let versions: Vec<String> = policy
        .versions()
        .map(|version| format!("{}: {}", version.period(), contents(version.program())))
        .collect();
    match versions.as_slice() {
        [_] => format!("`{name}` is valid: {}; {findings}", contents(policy.program())),
        several => {
            let count = several.len();
            format!("`{name}` is valid in {count} versions,{}; {findings}", several.join(";"))
        }
    }
}

fn contents(program: &Program) -> String {
    let parts = [
        number(program.rules.len(), "rule"),
        number(program.tiers.len(), "tier"),
        plural(program.classes.len(), "class", "classes"),
        number(program.scores.len(), "score"),
        number(program.values.len(), "value"),
    ];
    parts.join(", ")
}

fn counted(report: &Report) -> String {
    let of = |severity| {
        report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    };
    let files = number(report.sources.len(), "file");
    match (of(Severity::Error), of(Severity::Warning)) {
        (0, 0) => format!("no findings in {files}"),
        (0, warnings) => format!("{} in {files}", number(warnings, "warning")),
        (errors, 0) => format!("{} in {files}", number(errors, "error")),
        (errors, warnings) => {
            format!("{}, {} in {files}", number(errors, "error"), number(warnings, "warning"))
        }
    }
}

fn number(count: usize, one: &str) -> String {
    plural(count, one, &format!("{one}s"))
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
