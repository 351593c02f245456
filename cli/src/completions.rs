//! `loyal completions`: what a shell should offer.

use std::io::Write;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal completions bash > ~/.local/share/bash-completion/completions/loyal
  loyal completions zsh > ~/.zfunc/_loyal
  loyal completions fish > ~/.config/fish/completions/loyal.fish";

/// Write completions for a shell to standard output
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// `whole` is the command line to be completed.
    pub(crate) fn execute(&self, mut whole: Command) -> Result<Status, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut whole, "loyal", &mut script);
        std::io::stdout().write_all(&script)?;
        Ok(Status::Fine)
    }
}
