//! `loyal check`: is a policy sound?

mod github;
mod json;
mod said;
mod sarif;
mod summary;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use loyal_dsl::date::Date;
use loyal_dsl::syntax::Language;
use loyal_engine::analyse::{Analysis, Finding};
use loyal_engine::{Findings, LoadError, Policy};

use crate::failure::Failure;
use crate::report;
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal check policies/harbour-club
  loyal check --deny-warnings policies/*
  loyal check --as-of 2027-01-01 policies/harbour-club
  loyal check --format sarif policies/* > findings.sarif

Diagnostics go to standard error, one line a policy to standard output. The formats json (one
finding a line), sarif and github (annotations of a workflow) go to standard output alone.";

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    // For reading
    Human,
    // JSON lines
    Json,
    // SARIF 2.1.0
    Sarif,
    // GitHub workflow commands
    Github,
}

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
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Also find what has grown old by this day, such as conditions that cannot hold any more
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

impl Check {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let mut worst = Status::Fine;
        let mut all = Vec::new();
        for path in &self.policies {
            let checked = Checked::load(path, self.as_of)?;
            worst = worst.max(checked.status(self.deny_warnings));
            match self.format {
                Format::Human => checked.show(path, language)?,
                Format::Json | Format::Sarif | Format::Github => {
                    all.extend(checked.said(path, language));
                }
            }
        }
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Human => {}
            Format::Json => json::write(&all, &mut out)?,
            Format::Sarif => sarif::write(&all, language, &mut out)?,
            Format::Github => github::write(&all, &mut out)?,
        }
        Ok(worst)
    }
}

/// What is found in a policy.
struct Checked {
    /// None where it is not valid.
    policy: Option<Policy>,
    found: Findings,
}

impl Checked {
    fn load(path: &Path, as_of: Option<Date>) -> Result<Checked, Failure> {
        match Policy::load(path) {
            Ok(policy) => {
                let found = policy.findings(as_of);
                Ok(Checked { policy: Some(policy), found })
            }
            Err(LoadError::Invalid(report)) => {
                let found = Findings { report, analysis: Analysis::default() };
                Ok(Checked { policy: None, found })
            }
            Err(other) => Err(other.into()),
        }
    }

    fn status(&self, deny_warnings: bool) -> Status {
        match &self.policy {
            None => Status::Invalid,
            Some(_) if deny_warnings && !self.found.report.diagnostics.is_empty() => {
                Status::Findings
            }
            Some(_) => Status::Fine,
        }
    }

    fn show(&self, path: &Path, language: Language) -> Result<(), Failure> {
        let Findings { report, analysis } = &self.found;
        report::diagnostics(report, language);
        let line = match &self.policy {
            Some(policy) => summary::sound(policy, report),
            None => summary::invalid(report),
        };
        for line in [line].into_iter().chain(analysis.guarantees.iter().map(summary::claim)) {
            let line = line.in_language(language);
            let line = visible::line(&format!("{}: {line}", path.display()));
            writeln!(anstream::stdout(), "{line}")?;
        }
        Ok(())
    }

    fn said(&self, path: &Path, language: Language) -> Vec<said::Said> {
        let report = &self.found.report;
        let said = report.diagnostics.iter().map(|diagnostic| {
            let witnesses = self.found.analysis.witnesses(diagnostic).to_vec();
            let finding = Finding { diagnostic: diagnostic.clone(), witnesses };
            said::Said::new(finding, report, path, language)
        });
        let allowed = report.allowed.iter().map(|allowed| {
            let finding = Finding { diagnostic: allowed.diagnostic.clone(), witnesses: Vec::new() };
            let said = said::Said::new(finding, report, path, language);
            said::Said { allowed: Some(allowed.reason.clone()), ..said }
        });
        said.chain(allowed).collect()
    }
}
