//! `loyal new`: a project to begin with.

mod templates;

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use loyal_dsl::say;
use loyal_dsl::syntax::Language;

use crate::failure::Failure;
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal new harbour
  loyal new card --template bank
  loyal new 会员 --template club --lang zh

The project is a folder with a policy, customers to try it on, tests of what it gives them, and a
README that says what to do next. Its language is that of the messages: see --lang.";

/// What a project is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Template {
    /// Points, levels and birthdays
    Club,
    /// Miles, status and delays
    Airline,
    /// Assets, money back and calls
    Bank,
    /// Complaints, apologies and credit
    ServiceDesk,
}

/// Begin a project: a policy with customers and tests
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct New {
    /// The folder to be made
    folder: PathBuf,
    /// What it is about
    #[arg(long, value_enum, default_value_t = Template::Club)]
    template: Template,
}

impl New {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let folder = &self.folder;
        let shown = visible::line(&folder.display().to_string());
        if folder.exists() {
            return Err(Failure::Usage(say!("`{folder}` is there already", folder = shown)));
        }
        fs::create_dir_all(folder).map_err(Failure::write(folder))?;
        let mut out = anstream::stdout().lock();
        for (name, text) in templates::files(self.template, language) {
            let path = folder.join(name);
            fs::write(&path, text).map_err(Failure::write(&path))?;
            writeln!(out, "{}", visible::line(&path.display().to_string()))?;
        }
        writeln!(out, "next: loyal test {shown} --coverage")?;
        Ok(Status::Fine)
    }
}
