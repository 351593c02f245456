//! `loyal check`: is a policy sound?

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::problems::{Report, Severity};
use loyal_dsl::syntax::Language;
use loyal_engine::{LoadError, Policy};

use crate::failure::Failure;
use crate::report;
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal check policies/harbour-club
  loyal check --deny-warnings policies/*
  loyal check --as-of 2027-01-01 policies/harbour-club

Diagnostics go to standard error, one line a policy to standard output.";

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
    /// Also find what has grown old by this day, such as conditions that cannot hold any more
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
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
        let (line, status) = match Policy::load(path) {
            Ok(policy) => {
                let found = policy.findings(self.as_of);
                report::diagnostics(&found, language);
                let denied = !found.diagnostics.is_empty() && self.deny_warnings;
                let status = if denied { Status::Findings } else { Status::Fine };
                (sound(&policy, &found), status)
            }
            Err(LoadError::Invalid(problems)) => {
                report::diagnostics(&problems, language);
                (format!("not valid: {}", counted(&problems)), Status::Invalid)
            }
            Err(other) => return Err(other.into()),
        };
        writeln!(anstream::stdout(), "{}", visible::line(&format!("{}: {line}", path.display())))?;
        Ok(status)
    }
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
    let files = match report.allowed.len() {
        0 => files,
        allowed => format!("{files}, {allowed} allowed"),
    };
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
